use std::cell::RefCell;
use std::slice;

use countersign::attestation::{Policy, SafetyNet, SafetyNetRules};
use countersign::trust::{Anchor, PathValidation};
use countersign::{
    Algorithm, AnchorRule, AttestationTrust, Certificate, Key, RegistrationExpectations,
    RegistrationResponse, RegistrationResponseJson, RelyingParty, UnixTime,
};
use countersign_authenticator::{Format, Registration, RegistrationResponse as Made};

use crate::{Backend, Bare, CHALLENGE, Ceremony, NOW, challenge, leak, relying_party};

/// What a response of Android's SafetyNet says of its time.
const SAFETY_NET_TIME: UnixTime = UnixTime(1_767_225_600);

/// A registration of each format with each algorithm that goes with it. Chains are followed to
/// the anchor: the leaf, one intermediate, the root.
#[must_use]
pub fn registrations(backend: Backend) -> Vec<Ceremony> {
    const EACH: &[Algorithm] = &[
        Algorithm::Es256,
        Algorithm::Rs256,
        Algorithm::EdDsa,
        Algorithm::Es384,
        Algorithm::MlDsa44,
    ];
    let members = vec![Format::Packed, Format::PackedSelf];
    [
        ("none", Format::None, EACH),
        ("packed, self", Format::PackedSelf, EACH),
        ("packed", Format::Packed, EACH),
        ("tpm", Format::Tpm, &EACH[..2]),
        ("android-key", Format::AndroidKey, &EACH[..1]),
        ("apple", Format::Apple, &EACH[..1]),
        ("fido-u2f", Format::FidoU2f, &EACH[..1]),
        ("android-safetynet", Format::AndroidSafetyNet, &EACH[..1]),
        ("compound", Format::Compound(members), &EACH[..1]),
    ]
    .into_iter()
    .flat_map(|(name, format, algorithms)| {
        let each = algorithms.iter();
        each.map(move |algorithm| ceremony(backend, name, &format, *algorithm))
    })
    .collect()
}

fn ceremony(backend: Backend, name: &str, format: &Format, algorithm: Algorithm) -> Ceremony {
    let (made, signed) = register(format, algorithm);
    let bare = bare(backend, format, made, signed);
    let rp = leak(relying_party(backend));
    let anchors = leak(
        made.anchors
            .iter()
            .map(|der| anchor(der))
            .collect::<Vec<_>>(),
    );
    let json: &'static str = leak(made.to_json().to_string());
    let parsed = leak(RegistrationResponseJson::parse(json).expect("it is a response"));
    Ceremony {
        name: format!("{name}, {algorithm:?}"),
        from_json: Box::new(|| {
            let response = RegistrationResponseJson::parse(json).expect("it is a response");
            verify(rp, anchors, &response.response());
        }),
        from_bytes: Box::new(|| verify(rp, anchors, &parsed.response())),
        bare,
    }
}

/// A message and its signature.
type Signed = (Vec<u8>, Vec<u8>);

/// The registration, and the signatures of its statements.
pub(crate) fn register(format: &Format, algorithm: Algorithm) -> (&'static Made, Vec<Signed>) {
    let (messages, signatures) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let rp = countersign_authenticator::RelyingParty::new("example.org");
    let made = Registration::new(&rp)
        .challenge(CHALLENGE)
        .algorithm(algorithm)
        .format(format.clone())
        .message(|bytes| messages.borrow_mut().push(bytes.clone()))
        .signature(|bytes| signatures.borrow_mut().push(bytes.clone()))
        .make();
    let signed = messages.into_inner().into_iter();
    (leak(made), signed.zip(signatures.into_inner()).collect())
}

fn anchor(der: &'static [u8]) -> Anchor<'static> {
    Anchor::from_certificate(certificate(der))
}

pub(crate) fn certificate(der: &'static [u8]) -> Certificate<'static> {
    Certificate::parse(der).expect("it is a certificate")
}

fn verify(rp: &RelyingParty, anchors: &[Anchor<'_>], response: &RegistrationResponse<'_>) {
    let rule = AnchorRule::new(PathValidation::new(anchors, NOW));
    let mut policy = Policy::default();
    policy.safety_net = SafetyNet::Accepted(SafetyNetRules::at(SAFETY_NET_TIME));
    let expected = RegistrationExpectations::new(challenge())
        .attestation(policy)
        .trust(AttestationTrust::default().anchored([rule]));
    rp.verify_registration(response, &expected)
        .map(drop)
        .expect("it is accepted");
}

/// The signatures of the certificates below the root, and those of the statements.
fn bare(backend: Backend, format: &Format, made: &'static Made, signed: Vec<Signed>) -> Vec<Bare> {
    let chain: Vec<_> = made.chain.iter().map(|der| certificate(der)).collect();
    let mut checks = certificates(backend, &chain, &made.anchors);
    let key = leak(made.credential.public_key.encode());
    let credential = Key::parse(key).expect("the key is well formed");
    let statements = match format {
        Format::Compound(members) => members,
        one => slice::from_ref(one),
    };
    for (statement, (message, signature)) in statements.iter().zip(signed) {
        let algorithm = match statement {
            Format::PackedSelf | Format::AndroidKey => credential.algorithm(),
            Format::AndroidSafetyNet => Algorithm::Rs256,
            _ => Algorithm::Es256,
        };
        let scheme = algorithm.scheme();
        let key = match chain.first() {
            Some(leaf) if *statement != Format::PackedSelf => {
                leaf.public_key_for(scheme).expect("it has such a key")
            }
            _ => *credential.public_key(),
        };
        checks.push(Bare {
            backend,
            key,
            scheme,
            message,
            signature,
        });
    }
    checks
}

/// The signatures of a chain, each by the next one's key, the last by the root's.
pub(crate) fn certificates(
    backend: Backend,
    chain: &[Certificate<'static>],
    roots: &'static [Vec<u8>],
) -> Vec<Bare> {
    let roots = roots.iter().map(|der| certificate(der));
    let issuers = chain.iter().copied().skip(1).chain(roots);
    let signed = chain.iter().zip(issuers);
    signed
        .map(|(certificate, issuer)| {
            let scheme = certificate.signature_scheme().expect("it is known");
            Bare {
                backend,
                key: issuer.public_key_for(scheme).expect("it has such a key"),
                scheme,
                message: certificate.tbs().to_vec(),
                signature: certificate.signature().to_vec(),
            }
        })
        .collect()
}
