use countersign_authenticator::Pki;
use countersign_authenticator::certificate::{CertificateSpec, Extension};

use crate::Group;
use crate::attested::{chain_must_be_trusted, packed, version_1};
use crate::rows::{accepted, refused};

pub(super) fn cases(group: &mut Group) {
    const PRIVATE: &str = "1.3.6.1.4.1.55738.666.1";
    let twin = group.twin_asking("certified", packed, chain_must_be_trusted);
    let two = || {
        packed().pki(Pki {
            intermediates: 2,
            ..Pki::default()
        })
    };
    let two = group.twin_asking("with-two-intermediates", two, chain_must_be_trusted);
    let mut is_first = true;
    let none_below_the_first = move |i: &mut CertificateSpec| {
        if core::mem::take(&mut is_first) {
            i.set_extension(Extension::basic_constraints(true, Some(0)));
        }
    };
    refused! { group, &two;
        "Recon-attestation-trust/F-2", "the path length of the first intermediate is 0",
            |r| r.intermediate(none_below_the_first), PathLength NotAllowed;
    }
    refused! { group, &twin;
        "Recon-attestation-trust/F-3", "the intermediate's key is not for certificates",
            |r| r.intermediate(|i| i.set_extension(Extension::key_usage(0x80))),
            PathKeyUsage Missing;
        "Recon-attestation-trust/F-4", "the intermediate has a critical extension that nobody knows",
            |r| r.intermediate(|i| i.extensions.push(Extension::critical(PRIVATE, vec![5, 0]))),
            PathCriticalExtension Unsupported;
    }
    accepted! { group, &twin;
        "Recon-attestation-trust/P-2", "the root is of version 1", |r| r.root(version_1),
            "that it is an authority is the caller's word";
    }
    for id in ["P-1", "F-1"] {
        let id = format!("Recon-attestation-trust/{id}");
        group.test(&id, "trust::attacks_end_as_the_table_says");
    }
}
