use countersign_authenticator::{Cbor, Format};

use crate::Group;
use crate::attested::{of_format, packed, statement_of};
use crate::rows::{accepted, refused};
use crate::standard::registration;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("none", || of_format(Format::None));
    let _self_attestation = group.twin("self", registration);
    group.same_as(
        "Server-ServerAuthenticatorAttestationResponse-Resp-7/P-1",
        "fido-server/none/none",
    );
    group.same_as(
        "Server-ServerAuthenticatorAttestationResponse-Resp-7/P-2",
        "fido-server/none/self",
    );
    let statement = statement_of(packed()).value;
    refused! { group, &twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-7/F-1",
            "the statement is one of packed attestation",
            |r| r.statement(move |s| s.value = statement.clone()), NoneSyntax NotAllowed;
        "Recon-none/F-1", "the statement has a member",
            |r| r.statement(|s| s.value = Cbor::map([("sig", vec![0_u8])])), NoneSyntax NotAllowed;
    }
    accepted! { group, &twin;
        "Recon-none/P-1", "the AAGUID is not zero", |r| r.aaguid([7; 16]),
            "clients zero it (§5.1.3), relying parties have no step for that";
    }
}
