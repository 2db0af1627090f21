use countersign::Algorithm;
use countersign::trust::{Anchor, PathValidation};
use countersign_authenticator::{Format, Pki, Registration, RelyingParty};

use crate::registration::{certificate, certificates};
use crate::{Backend, Bare, NOW, Run, leak};

/// Path validation alone by the length of the path, 1 to 6 certificates below the root, with the
/// bare signature checks.
#[must_use]
pub fn paths(backend: Backend) -> Vec<(usize, Run, Vec<Bare>)> {
    (0..6)
        .map(|intermediates| path(backend, intermediates))
        .collect()
}

fn path(backend: Backend, intermediates: usize) -> (usize, Run, Vec<Bare>) {
    let pki = Pki {
        algorithm: Algorithm::Es256,
        intermediates,
        ..Pki::default()
    };
    let rp = RelyingParty::new("example.org");
    let made = leak(
        Registration::new(&rp)
            .format(Format::Packed)
            .pki(pki)
            .make(),
    );
    let chain: &'static Vec<_> = leak(made.chain.iter().map(|der| certificate(der)).collect());
    let root = certificate(&made.anchors[0]);
    let anchors = leak([Anchor::from_certificate(root)]);
    let run = move || {
        let mut validation = PathValidation::new(anchors, NOW);
        validation.backend = backend;
        validation.max_intermediates = 6;
        validation.verify(chain).map(drop).expect("it is trusted");
    };
    (
        chain.len(),
        Box::new(run),
        certificates(backend, chain, &made.anchors),
    )
}
