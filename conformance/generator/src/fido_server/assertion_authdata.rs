use countersign_authenticator::flags::{AT, BE, BS, ED, UP, UV};
use countersign_authenticator::{AuthData, Authentication, Cbor, RelyingParty};
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing, NotAllowed};
use countersign_spec::Step;

use crate::standard::{authentication, credential, registration};
use crate::{Draft, Group, Twin};

const SUITE: &str = "Server-ServerAuthenticatorAssertionResponse-Resp-3";
const RECON: &str = "Recon-assertion-authdata";

type Get = Twin<Authentication<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("authentication", authentication);
    layout(group, &twin);
    flags(group, &twin);
    attested(group, &twin);
}

/// Begins a vector whose authenticator data is bent.
fn bent<'g>(
    group: &'g mut Group,
    id: &str,
    mutation: &str,
    twin: &Get,
    bend: impl FnMut(&mut AuthData) + 'static,
) -> Draft<'g> {
    group.case(id, mutation, twin, |made| made.auth_data(bend))
}

fn layout(group: &mut Group, twin: &Get) {
    group
        .case(
            &format!("{SUITE}/P-7"),
            "extension outputs, with ED set",
            twin,
            |made| made.extensions(Cbor::map([("example.extension", true)])),
        )
        .accept();
    bent(
        group,
        &format!("{SUITE}/F-1"),
        "four bytes behind the counter",
        twin,
        |data| {
            data.after = vec![0xde, 0xad, 0xbe, 0xef];
        },
    )
    .refuse(Step::AuthenticatorDataEnd, Malformed);
    bent(
        group,
        &format!("{SUITE}/F-2"),
        "rpIdHash is that of example.com",
        twin,
        |data| {
            data.rp_id_hash = RelyingParty::new("example.com").id_hash().to_vec();
        },
    )
    .refuse(Step::AuthenticationRpIdHash, Mismatch);
    bent(
        group,
        &format!("{RECON}/F-4"),
        "ED is set, and the data ends",
        twin,
        |data| {
            data.flags |= ED;
        },
    )
    .refuse(Step::AuthenticatorDataExtensions, Missing);
    group
        .case(&format!("{RECON}/F-5"), "cut to 36 bytes", twin, |made| {
            made.auth_data_bytes(|data| data.truncate(36))
        })
        .refuse(Step::AuthenticatorDataLayout, Malformed);
}

fn flags(group: &mut Group, twin: &Get) {
    group
        .case(&format!("{RECON}/F-1"), "UP is clear", twin, |made| {
            made.flags(UV)
        })
        .refuse(Step::AuthenticationUserPresent, Missing);
    group
        .case(
            &format!("{RECON}/F-2"),
            "BS is set, BE clear",
            twin,
            |made| made.flags(UP | UV | BS),
        )
        .refuse(Step::AuthenticationBackupFlags, NotAllowed);
    let bound = group.twin_asking("not-eligible", authentication, |draft| {
        draft.credential("backup_eligible", false)
    });
    group
        .case(&format!("{RECON}/F-3"), "BE is set", &bound, |made| {
            made.flags(UP | UV | BE)
        })
        .refuse(Step::AuthenticationBackupEligible, Mismatch);
    let synced = group.twin_asking(
        "eligible",
        || authentication().flags(UP | UV | BE),
        |draft| draft.credential("backup_eligible", true),
    );
    group
        .case(&format!("{RECON}/P-1"), "BS is set", &synced, |made| {
            made.flags(UP | UV | BE | BS)
        })
        .accept();
    group.test(
        &format!("{RECON}/P-1"),
        "countersign::the_backup_state_is_followed_and_eligibility_learned_once",
    );
}

fn attested(group: &mut Group, twin: &Get) {
    let mut attested = None;
    let made = registration().credential_id(&credential().id);
    drop(
        made.auth_data(|data| attested.clone_from(&data.credential))
            .make(),
    );
    bent(
        group,
        &format!("{RECON}/P-2"),
        "attested data of the credential, with AT set",
        twin,
        move |data| {
            data.credential.clone_from(&attested);
            data.flags |= AT;
        },
    )
    .why("§6.1 forbids it, no step of §7.2 refuses it, and devices send it (LAXER)")
    .accept();
}
