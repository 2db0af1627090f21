//! The two authorization lists: what they must say and how they are read.

use countersign_attestation::{
    ApplicationId, AuthorizationList, AuthorizationLists, Details, KeyDescription, Policy, Purpose,
    Purposes,
};
use countersign_spec::{Reason, Step, Value};

use super::key_description::{
    ALL_APPLICATIONS, Description, ORIGIN, PURPOSE, ROOT_OF_TRUST, integer, integers, null, octets,
    remove, root_of_trust, set,
};
use super::statement::AndroidKey;
use crate::registration::certificate::{sequence, tlv};

const NOT_GENERATED: Reason = Reason::NotAllowed("origin other than generated");
const NO_ORIGIN: Reason = Reason::Missing("origin");
const NO_SIGN: Reason = Reason::Missing("purpose sign");
const MORE_THAN_SIGN: Reason = Reason::NotAllowed("a purpose beside sign");

fn union() -> Policy<'static> {
    let mut policy = Policy::default();
    policy.android_key.lists = AuthorizationLists::Union;
    policy
}

#[test]
fn all_applications_stands_in_neither_list() {
    let reason = Reason::NotAllowed("allApplications");
    for (case, lists) in [("the default", Policy::default()), ("the union", union())] {
        AndroidKey::described(|it| it.software.push((ALL_APPLICATIONS, null()))).refused_by(
            &lists,
            &format!("AKY-008 in softwareEnforced, {case} [Recon-android-key/F-2]"),
            Step::AndroidKeyAllApplications,
            reason.clone(),
        );
        AndroidKey::described(|it| it.tee.insert(4, (ALL_APPLICATIONS, null()))).refused_by(
            &lists,
            &format!("AKY-009 in teeEnforced, {case} [Recon-android-key/F-3]"),
            Step::AndroidKeyAllApplications,
            reason.clone(),
        );
    }
}

#[test]
fn the_key_was_generated() {
    for origin in [1, 2, 3, 4, 9] {
        AndroidKey::described(|it| set(&mut it.tee, ORIGIN, integer(origin))).refused(
            &format!("AKY-010 origin {origin} [Recon-android-key/F-4]"),
            Step::AndroidKeyOrigin,
            NOT_GENERATED,
        );
    }
    let absent = || AndroidKey::described(|it| remove(&mut it.tee, ORIGIN));
    absent().refused(
        "AKY-011 [Recon-android-key/F-5]",
        Step::AndroidKeyOrigin,
        NO_ORIGIN,
    );
    absent().refused_by(
        &union(),
        "AKY-011 in both",
        Step::AndroidKeyOrigin,
        NO_ORIGIN,
    );
}

#[test]
fn the_key_signs_and_does_nothing_else() {
    let purposes = |values: &[u64]| {
        let values = integers(values);
        AndroidKey::described(|it| set(&mut it.tee, PURPOSE, values))
    };
    for (case, values) in [
        ("AKY-013 encrypt", &[0_u64][..]),
        ("AKY-013 decrypt [Recon-android-key/F-6]", &[1]),
        ("AKY-015 attest key", &[7]),
        ("none", &[]),
    ] {
        purposes(values).refused(case, Step::AndroidKeyPurpose, NO_SIGN);
    }
    let absent = || AndroidKey::described(|it| remove(&mut it.tee, PURPOSE));
    absent().refused("absent", Step::AndroidKeyPurpose, NO_SIGN);
    absent().refused_by(&union(), "absent in both", Step::AndroidKeyPurpose, NO_SIGN);

    let mut among_others = Policy::default();
    among_others.android_key.purposes = Purposes::SignAmongOthers;
    for (case, values) in [
        ("AKY-014 decrypt too", &[1, 2][..]),
        ("AKY-014 verify too", &[2, 3]),
        ("AKY-015 attest key too", &[2, 7]),
    ] {
        purposes(values).refused(case, Step::AndroidKeyPurpose, MORE_THAN_SIGN);
        purposes(values).accepted_by(&among_others, case);
    }
    purposes(&[7]).refused_by(&among_others, "AKY-015", Step::AndroidKeyPurpose, NO_SIGN);
}

#[test]
fn policy_says_whether_the_operating_system_is_believed() {
    let software_only = || {
        AndroidKey::described(|it| {
            for tag in [PURPOSE, ORIGIN] {
                let place = it
                    .tee
                    .iter()
                    .position(|(other, _)| *other == tag)
                    .expect("a tag");
                let element = it.tee.remove(place);
                it.software.push(element);
            }
            it.software.sort_by_key(|(tag, _)| *tag);
        })
    };
    software_only().accepted_by(&union(), "Recon-android-key/P-2");
    let case = "AKY-012 [Recon-android-key/F-10]";
    software_only().refused(case, Step::AndroidKeyOrigin, NO_ORIGIN);
    // The union takes what either list says: one that says otherwise is enough to refuse.
    let contradicted = |tag, value: Vec<u8>| {
        AndroidKey::described(|it| it.software.insert(usize::from(tag == ORIGIN), (tag, value)))
    };
    let imported = || contradicted(ORIGIN, integer(2));
    imported().accepted("origin in softwareEnforced does not count");
    imported().refused_by(
        &union(),
        "origin contradicted",
        Step::AndroidKeyOrigin,
        NOT_GENERATED,
    );
    let decrypts = || contradicted(PURPOSE, integers(&[1]));
    decrypts().accepted("purpose in softwareEnforced does not count");
    decrypts().refused_by(&union(), "purpose", Step::AndroidKeyPurpose, MORE_THAN_SIGN);
}

#[test]
fn empty_lists_of_a_software_key_are_reported() {
    let empty = |levels| {
        AndroidKey::described(|it| {
            it.levels = levels;
            it.software.clear();
            it.tee.clear();
        })
    };
    let software = empty([0, 0]).registration();
    let deviations = software.accepted_by(&union()).deviations;
    assert_eq!(deviations.len(), 1);
    assert_eq!(deviations[0].step, Step::AndroidKeyOrigin);
    empty([0, 0]).refused("by default", Step::AndroidKeyOrigin, NO_ORIGIN);
    for levels in [[1, 0], [0, 1], [1, 1], [2, 2]] {
        let case = format!("levels {levels:?}");
        empty(levels).refused_by(&union(), &case, Step::AndroidKeyOrigin, NO_ORIGIN);
    }
    empty([0, 0])
        .bent(|android| android.description.software.push((701, integer(1))))
        .refused_by(&union(), "one tag", Step::AndroidKeyOrigin, NO_ORIGIN);
}

#[test]
fn what_no_version_of_the_schema_has_is_refused() {
    let refused = |case, bend: fn(&mut Description), reason| {
        AndroidKey::described(bend).refused(case, Step::AndroidKeyDescription, reason);
    };
    refused(
        "AKY-016 an unknown tag",
        |it| it.tee.push((999, null())),
        Reason::Unsupported("authorization tag", Value::Number(999)),
    );
    refused(
        "AKY-016 a tag twice",
        |it| it.tee.push((706, integer(202_409))),
        Reason::NotAllowed("a tag that is there twice"),
    );
    refused(
        "a security level that is none",
        |it| it.levels[0] = 3,
        Reason::Unsupported("security level", Value::Number(3)),
    );
    refused(
        "a boot state that is none",
        |it| set(&mut it.tee, ROOT_OF_TRUST, root_of_trust(0xff, 4)),
        Reason::Unsupported("verifiedBootState", Value::Number(4)),
    );
}

#[test]
fn values_that_are_malformed_are_refused() {
    let goes_on = [root_of_trust(0xff, 0)[2..].to_vec(), null()].concat();
    let two = [integer(0), integer(0)].concat();
    for (case, tag, value, what) in [
        ("an INTEGER for a SET", PURPOSE, integer(2), "purpose"),
        ("a SET for an INTEGER", ORIGIN, integers(&[0]), "origin"),
        ("a negative INTEGER", ORIGIN, tlv(0x02, &[0xff]), "origin"),
        (
            "an INTEGER with zeros",
            ORIGIN,
            tlv(0x02, &[0, 0]),
            "origin",
        ),
        ("two values", ORIGIN, two, "authorization"),
        ("no value", ORIGIN, Vec::new(), "origin"),
        (
            "a value cut short",
            ORIGIN,
            vec![0x02, 0x02, 0x00],
            "origin",
        ),
        (
            "a BOOLEAN for a NULL",
            503,
            tlv(0x01, &[0xff]),
            "noAuthRequired",
        ),
        ("a full NULL", 503, tlv(0x05, &[0]), "noAuthRequired"),
        (
            "an empty root",
            ROOT_OF_TRUST,
            sequence(&[]),
            "verifiedBootKey",
        ),
        (
            "a root that goes on",
            ROOT_OF_TRUST,
            tlv(0x30, &goes_on),
            "rootOfTrust",
        ),
    ] {
        malformed(case, what, |it| set(&mut it.tee, tag, value));
    }
    malformed("bytes after the lists", "key description", |it| {
        it.after = null();
    });
}

/// AKY-016: `what` is malformed.
#[track_caller]
fn malformed(case: &str, what: &str, bend: impl FnOnce(&mut Description)) {
    AndroidKey::described(bend).judge(|verdict| {
        let refused = verdict.expect_err(case);
        assert_eq!(refused.step(), Step::AndroidKeyDescription, "{case}");
        match refused.reason() {
            Reason::Malformed { what: found, .. } => assert_eq!(*found, what, "{case}"),
            other => panic!("{case}: {other}"),
        }
    });
}

#[test]
fn a_part_of_a_description_is_malformed() {
    let whole = AndroidKey::new().description_bytes();
    assert!(KeyDescription::parse(&whole).is_ok());
    for length in 0..whole.len() {
        let refused = KeyDescription::parse(&whole[..length]).expect_err("a part");
        assert!(matches!(refused, Reason::Malformed { .. }), "{length}");
    }
}

#[test]
fn tags_in_another_order_are_reported() {
    AndroidKey::described(|it| it.tee.swap(0, 1)).judge(|verdict| {
        let Details::AndroidKey(description) = verdict.expect("evidence").details else {
            panic!("details of another format")
        };
        assert!(description.tee_enforced.is_out_of_order);
        assert!(!description.software_enforced.is_out_of_order);
    });
}

#[test]
fn tags_of_a_later_version_are_reported() {
    let later = AndroidKey::described(|it| {
        it.version = KeyDescription::NEWEST_VERSION + 100;
        it.tee.push((999, octets(b"new")));
    });
    later.judge(|verdict| {
        let Details::AndroidKey(description) = verdict.expect("evidence").details else {
            panic!("details of another format")
        };
        assert_eq!(description.tee_enforced.unknown_tags, [999]);
    });
}

#[test]
fn sets_and_booleans_that_are_not_der_are_read() {
    let mut policy = Policy::default();
    policy.android_key.purposes = Purposes::SignAmongOthers;
    AndroidKey::described(|it| {
        set(&mut it.tee, PURPOSE, integers(&[3, 2]));
        set(&mut it.tee, ROOT_OF_TRUST, root_of_trust(0x01, 0));
    })
    .judge_by(&policy, |verdict| {
        let Details::AndroidKey(description) = verdict.expect("evidence").details else {
            panic!("details of another format")
        };
        let purposes = [Purpose::VERIFY, Purpose::SIGN];
        assert_eq!(
            description.tee_enforced.purpose.as_deref(),
            Some(&purposes[..])
        );
        assert!(
            description
                .tee_enforced
                .root_of_trust
                .expect("a root")
                .device_locked
        );
    });
}

/// `AttestationApplicationId` of one package.
fn application_id() -> Vec<u8> {
    let package = sequence(&[octets(b"org.example"), integer(7)]);
    let (packages, digests) = (tlv(0x31, &package), tlv(0x31, &octets(&[0x66; 32])));
    sequence(&[packages, digests])
}

#[test]
fn every_tag_is_read_into_its_field() {
    let numbers = [
        2, 3, 8, 10, 11, 200, 400, 401, 402, 405, 502, 504, 505, 701, 705, 706, 718, 719,
    ];
    let sets = [4, 5, 6, 9, 203];
    let flags = [7, 303, 305, 503, 506, 507, 508, 509, 703, 720];
    let strings = [601, 710, 711, 712, 713, 714, 715, 716, 717, 723, 724];
    let mut tee = vec![
        (PURPOSE, integers(&[2])),
        (ORIGIN, integer(0)),
        (ROOT_OF_TRUST, root_of_trust(0xff, 0)),
        (709, octets(&application_id())),
    ];
    tee.extend(numbers.map(|tag| (tag, integer(tag.into()))));
    tee.extend(sets.map(|tag| (tag, integers(&[tag.into(), 1]))));
    tee.extend(flags.map(|tag| (tag, null())));
    tee.extend(strings.map(|tag: u32| (tag, octets(&tag.to_be_bytes()))));
    tee.sort_by_key(|(tag, _)| *tag);
    AndroidKey::described(|it| it.tee = tee).judge(|verdict| {
        let Details::AndroidKey(description) = verdict.expect("evidence").details else {
            panic!("details of another format")
        };
        check_every_field(&description.tee_enforced);
    });
}

fn check_every_field(list: &AuthorizationList<'_>) {
    let numbers = [
        (2, list.algorithm),
        (3, list.key_size),
        (8, list.min_mac_length),
        (10, list.ec_curve),
        (11, list.ml_dsa_variant),
        (200, list.rsa_public_exponent),
        (400, list.active_date_time),
        (401, list.origination_expire_date_time),
        (402, list.usage_expire_date_time),
        (405, list.usage_count_limit),
        (502, list.user_secure_id),
        (504, list.user_auth_type),
        (505, list.auth_timeout),
        (701, list.creation_date_time),
        (705, list.os_version),
        (706, list.os_patch_level),
        (718, list.vendor_patch_level),
        (719, list.boot_patch_level),
    ];
    for (tag, value) in numbers {
        assert_eq!(value, Some(tag));
    }
    let sets = [
        (4, &list.block_mode),
        (5, &list.digest),
        (6, &list.padding),
        (9, &list.kdf),
        (203, &list.mgf_digest),
    ];
    for (tag, value) in sets {
        assert_eq!(value.as_deref(), Some(&[tag, 1][..]), "{tag}");
    }
    let strings = [
        (601_u32, list.application_id),
        (710, list.attestation_id_brand),
        (711, list.attestation_id_device),
        (712, list.attestation_id_product),
        (713, list.attestation_id_serial),
        (714, list.attestation_id_imei),
        (715, list.attestation_id_meid),
        (716, list.attestation_id_manufacturer),
        (717, list.attestation_id_model),
        (723, list.attestation_id_second_imei),
        (724, list.module_hash),
    ];
    for (tag, value) in strings {
        assert_eq!(value, Some(&tag.to_be_bytes()[..]), "{tag}");
    }
    assert!(list.caller_nonce && list.rollback_resistance && list.early_boot_only);
    assert!(list.no_auth_required && list.allow_while_on_body && list.unlocked_device_required);
    assert!(list.trusted_user_presence_required && list.trusted_confirmation_required);
    assert!(list.rollback_resistant && list.device_unique_attestation);
    let application = list.attesting_application().expect("readable");
    let ApplicationId {
        packages,
        signature_digests,
        ..
    } = application.expect("there");
    assert_eq!(
        (packages[0].name, packages[0].version),
        (&b"org.example"[..], 7)
    );
    assert_eq!(packages.len(), 1);
    assert_eq!(signature_digests, [&[0x66; 32][..]]);
}
