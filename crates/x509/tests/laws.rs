//! What holds for all bytes: nothing makes a certificate panic, and what parses is what came.

mod build;

use build::Fields;
use countersign_x509::{Certificate, Profile};
use proptest::prelude::*;

/// Asks for everything there is.
fn read_all(certificate: &Certificate<'_>) {
    let _ = certificate.public_key();
    let _ = certificate.signature_scheme();
    let _ = certificate.key_usage();
    let _ = certificate.extended_key_usage();
    let _ = certificate.subject_key_identifier();
    let _ = certificate.authority_key_identifier();
    let _ = certificate.fido_transports();
    let _ = certificate
        .subject_alt_names()
        .map(|names| names.map(Iterator::count));
    let _ = certificate.meets(&Profile::PACKED);
    let _ = certificate.meets(&Profile::TPM);
    let _ = certificate.issuer().matches(&certificate.subject());
    for attribute in certificate.subject().attributes().flatten() {
        let _ = (attribute.text(), attribute.oid.to_string());
    }
    for (id, _) in certificate.extensions() {
        let _ = id.to_string();
    }
}

proptest! {
    // What fails becomes a test of its own; no file of seeds is kept.
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn changed_bytes_never_panic(
        tpm in any::<bool>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut der = if tpm { Fields::tpm() } else { Fields::packed() }.der();
        for (place, byte) in changes {
            let place = place.index(der.len());
            der[place] = byte;
        }
        if let Ok(certificate) = Certificate::parse(&der) {
            prop_assert_eq!(certificate.der(), &der);
            read_all(&certificate);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        if let Ok(certificate) = Certificate::parse(&bytes) {
            read_all(&certificate);
        }
    }
}
