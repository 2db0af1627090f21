//! What the relying party can ask of a key description.

use countersign_attestation::{AndroidKeyPolicy, Policy, SecurityLevel, VerifiedBoot};
use countersign_spec::{Reason, Step};

use super::key_description::{
    Description, OS_PATCH_LEVEL, ROOT_OF_TRUST, integer, remove, root_of_trust, set,
};
use super::statement::AndroidKey;

/// Accepted by default; and refused by the bent policy, for this reason, at the description.
#[track_caller]
fn refused_by(
    bend: impl FnOnce(&mut AndroidKeyPolicy),
    case: &str,
    description: fn(&mut Description),
    reason: Reason,
) {
    let mut policy = Policy::default();
    bend(&mut policy.android_key);
    AndroidKey::new().accepted_by(&policy, case);
    AndroidKey::described(description).accepted(case);
    let step = Step::AndroidKeyDescription;
    AndroidKey::described(description).refused_by(&policy, case, step, reason);
}

#[test]
fn a_security_level() {
    let least = |it: &mut AndroidKeyPolicy| {
        it.minimum_security_level = SecurityLevel::TrustedEnvironment;
    };
    let reason = || Reason::mismatch("security level", "TrustedEnvironment", "Software");
    refused_by(least, "AKY-017 both", |it| it.levels = [0, 0], reason());
    refused_by(
        least,
        "AKY-017 the description",
        |it| it.levels = [0, 1],
        reason(),
    );
    refused_by(least, "AKY-017 the key", |it| it.levels = [1, 0], reason());

    let mut policy = Policy::default();
    policy.android_key.minimum_security_level = SecurityLevel::StrongBox;
    AndroidKey::described(|it| it.levels = [2, 2]).accepted_by(&policy, "a StrongBox");
    let reason = Reason::mismatch("security level", "StrongBox", "TrustedEnvironment");
    let step = Step::AndroidKeyDescription;
    AndroidKey::new().refused_by(&policy, "no StrongBox", step, reason);
}

#[test]
fn a_verified_boot() {
    let verified = |it: &mut AndroidKeyPolicy| it.verified_boot = VerifiedBoot::Verified;
    let either = |it: &mut AndroidKeyPolicy| it.verified_boot = VerifiedBoot::VerifiedOrSelfSigned;
    refused_by(
        verified,
        "AKY-018 an unlocked boot loader",
        |it| set(&mut it.tee, ROOT_OF_TRUST, root_of_trust(0x00, 0)),
        Reason::NotAllowed("an unlocked boot loader"),
    );
    refused_by(
        verified,
        "AKY-018 a key of the owner",
        |it| set(&mut it.tee, ROOT_OF_TRUST, root_of_trust(0xff, 1)),
        Reason::NotAllowed("verifiedBootState"),
    );
    for state in [2, 3] {
        let mut policy = Policy::default();
        either(&mut policy.android_key);
        AndroidKey::described(|it| set(&mut it.tee, ROOT_OF_TRUST, root_of_trust(0xff, state)))
            .refused_by(
                &policy,
                &format!("AKY-018 state {state}"),
                Step::AndroidKeyDescription,
                Reason::NotAllowed("verifiedBootState"),
            );
    }
    let mut policy = Policy::default();
    either(&mut policy.android_key);
    AndroidKey::described(|it| set(&mut it.tee, ROOT_OF_TRUST, root_of_trust(0xff, 1)))
        .accepted_by(&policy, "a key of the owner");
    let absent = |it: &mut Description| remove(&mut it.tee, ROOT_OF_TRUST);
    refused_by(
        either,
        "AKY-018 nothing",
        absent,
        Reason::Missing("rootOfTrust"),
    );
    let elsewhere = |it: &mut Description| {
        remove(&mut it.tee, ROOT_OF_TRUST);
        it.software.push((ROOT_OF_TRUST, root_of_trust(0xff, 0)));
    };
    let case = "AKY-018 the operating system's word";
    refused_by(either, case, elsewhere, Reason::Missing("rootOfTrust"));
}

#[test]
fn a_patch_level_and_a_version() {
    let patch = |it: &mut AndroidKeyPolicy| it.minimum_os_patch_level = Some(202_408);
    refused_by(
        patch,
        "an older patch",
        |it| set(&mut it.tee, OS_PATCH_LEVEL, integer(202_407)),
        Reason::mismatch("osPatchLevel", 202_408, 202_407),
    );
    let absent = |it: &mut Description| remove(&mut it.tee, OS_PATCH_LEVEL);
    refused_by(
        patch,
        "no patch level",
        absent,
        Reason::Missing("osPatchLevel"),
    );
    refused_by(
        |it| it.minimum_version = 300,
        "an older version",
        |it| it.version = 200,
        Reason::mismatch("attestationVersion", 300, 200),
    );
}

#[test]
fn every_version_is_accepted() {
    for version in [1, 2, 3, 4, 41, 100, 200, 300, 400, 500] {
        AndroidKey::described(|it| it.version = version).accepted(&format!("version {version}"));
    }
}
