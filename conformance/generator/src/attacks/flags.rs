//! The flags of authenticator data.

use countersign_authenticator::flags::{AT, BE, BS, ED, UP, UV};
use countersign_authenticator::{Authentication, Registration};
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use crate::standard::{authentication, registration};
use crate::{Draft, Group, Twin};

pub(super) fn cases(group: &mut Group) {
    let twins = Twins {
        create: group.twin("registration", registration),
        get: group.twin("authentication", authentication),
    };
    user(group, &twins);
    backup(group, &twins);
    stored_eligibility(group);
    masks(group, &twins.get);
}

struct Twins {
    create: Twin<Registration<'static>>,
    get: Twin<Authentication<'static>>,
}

fn with<'g>(
    group: &'g mut Group,
    id: &str,
    twin: &Twin<Authentication<'static>>,
    flags: u8,
) -> Draft<'g> {
    let mutation = format!("the flags are {flags:#04x}");
    group.case(id, &mutation, twin, |made| {
        made.auth_data(move |data| data.flags = flags)
    })
}

fn user(group: &mut Group, twins: &Twins) {
    with(group, "FLG-001", &twins.get, 0).refuse(Step::AuthenticationUserPresent, Missing);
    with(group, "FLG-002", &twins.get, UV).refuse(Step::AuthenticationUserPresent, Missing);
    let required = Twins {
        create: group.twin_asking(
            "verification-required-registration",
            registration,
            |draft| draft.request("user_verification", "required"),
        ),
        get: group.twin_asking("verification-required", authentication, |draft| {
            draft.request("user_verification", "required")
        }),
    };
    group
        .case(
            "FLG-003/registration",
            "UV is clear",
            &required.create,
            |made| made.flags(UP),
        )
        .refuse(Step::RegistrationUserVerified, Missing);
    group
        .case(
            "FLG-003/authentication",
            "UV is clear",
            &required.get,
            |made| made.flags(UP),
        )
        .refuse(Step::AuthenticationUserVerified, Missing);
    group
        .case(
            "FLG-004/registration",
            "UV is clear",
            &twins.create,
            |made| made.flags(UP),
        )
        .accept();
    group
        .case(
            "FLG-004/authentication",
            "UV is clear",
            &twins.get,
            |made| made.flags(UP),
        )
        .accept();
    let says = group.twin_asking(
        "verification-required-and-said-to-be-discouraged",
        || authentication().client_data(|c| c.set_text("userVerification", "discouraged")),
        |draft| draft.request("user_verification", "required"),
    );
    group
        .case("FLG-005", "UV is clear", &says, |made| made.flags(UP))
        .why("a member of the response that says «discouraged» is nothing to go by")
        .refuse(Step::AuthenticationUserVerified, Missing);
}

fn backup(group: &mut Group, twins: &Twins) {
    let mutation = "BS is set, BE clear";
    group
        .case("FLG-006", mutation, &twins.create, |made| {
            made.flags(UP | UV | BS)
        })
        .refuse(Step::RegistrationBackupFlags, NotAllowed);
    group
        .case("FLG-007", mutation, &twins.get, |made| {
            made.flags(UP | UV | BS)
        })
        .refuse(Step::AuthenticationBackupFlags, NotAllowed);
    let eligible = group
        .case("FLG-012/any", "BE is set", &twins.create, |made| {
            made.flags(UP | UV | BE)
        })
        .why("by default both kinds are accepted")
        .accept();
    group
        .again(
            "FLG-012/single-device",
            "the relying party wants no synced passkeys",
            &eligible,
        )
        .request("refuse", json!(["multi-device"]))
        .refuse(Step::RegistrationBackupEligible, NotAllowed);
    group
        .case(
            "FLG-012/multi-device",
            "the relying party wants synced passkeys",
            &twins.create,
            |m| m,
        )
        .request("refuse", json!(["single-device"]))
        .refuse(Step::RegistrationBackupEligible, Missing);
    group
        .again(
            "FLG-012/not-backed-up",
            "the relying party wants passkeys that are backed up",
            &eligible,
        )
        .request("refuse", json!(["not-backed-up"]))
        .refuse(Step::RegistrationBackupState, Missing);
}

fn stored_eligibility(group: &mut Group) {
    let bound = group.twin_asking("not-eligible", authentication, |draft| {
        draft.credential("backup_eligible", false)
    });
    let synced = group.twin_asking(
        "eligible",
        || authentication().flags(UP | UV | BE),
        |draft| draft.credential("backup_eligible", true),
    );
    group
        .case("FLG-008", "BE is set", &bound, |made| {
            made.flags(UP | UV | BE)
        })
        .refuse(Step::AuthenticationBackupEligible, Mismatch);
    group
        .case("FLG-009", "BE is clear", &synced, |made| {
            made.flags(UP | UV)
        })
        .refuse(Step::AuthenticationBackupEligible, Mismatch);
    group
        .case("FLG-010", "BS is set", &synced, |made| {
            made.flags(UP | UV | BE | BS)
        })
        .accept();
    group
        .case(
            "FLG-011",
            "the record does not know of BE",
            &synced,
            |made| made,
        )
        .credential("backup_eligible", ())
        .why("a record from before the flag existed learns it once")
        .accept();
    group.test(
        "FLG-011",
        "countersign::the_backup_state_is_followed_and_eligibility_learned_once",
    );
}

/// Each flag alone, or with UP where nothing goes without it, must be read as itself.
fn masks(group: &mut Group, get: &Twin<Authentication<'static>>) {
    with(group, "FLG-013/uv", get, UV).refuse(Step::AuthenticationUserPresent, Missing);
    let required = group.twin_asking("verification-required-for-masks", authentication, |draft| {
        draft.request("user_verification", "required")
    });
    with(group, "FLG-013/up", &required, UP).refuse(Step::AuthenticationUserVerified, Missing);
    let single = group.twin_asking("single-device", authentication, |draft| {
        draft.request("refuse", json!(["multi-device"]))
    });
    with(group, "FLG-013/be", &single, UP | BE)
        .refuse(Step::AuthenticationBackupEligible, NotAllowed);
    with(group, "FLG-013/bs", get, UP | BS).refuse(Step::AuthenticationBackupFlags, NotAllowed);
    with(group, "FLG-013/at", get, UP | AT).refuse(Step::AttestedCredentialData, Malformed);
    with(group, "FLG-013/ed", get, UP | ED).refuse(Step::AuthenticatorDataExtensions, Missing);
    group.test("FLG-013", "authdata::each_flag_is_its_own_bit");
}
