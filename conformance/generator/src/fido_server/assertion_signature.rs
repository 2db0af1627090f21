use std::cell::RefCell;
use std::rc::Rc;

use countersign_authenticator::rsa::digest_info;
use countersign_authenticator::{Authentication, EcdsaSignature, PrivateKey, ed25519_beyond_order};
use countersign_cose::{Algorithm, Curve, Hash, Scheme};
use countersign_spec::ReasonKind::{BadSignature, Malformed};
use countersign_spec::Step;

use crate::standard::{authentication, registration};
use crate::{Group, Twin};

const SUITE: &str = "Server-ServerAuthenticatorAssertionResponse";
const RECON: &str = "Recon-assertion-signature";
const STEP: Step = Step::AuthenticationSignature;

type Get = Twin<Authentication<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("es256", authentication);
    group
        .case(
            &format!("{SUITE}-Resp-1/F-20"),
            "the last bit of s is flipped",
            &twin,
            |made| made.signature(|signature| *signature.last_mut().expect("a byte") ^= 1),
        )
        .refuse(STEP, BadSignature);
    group
        .case(
            &format!("{SUITE}-Resp-3/F-3"),
            "signed with another clientDataHash",
            &twin,
            |made| made.message(|message| message[37] ^= 1),
        )
        .refuse(STEP, BadSignature);
    ecdsa(group, &twin);
    rsa(group);
    edwards(group);
    group
        .case(
            &format!("{RECON}/F-7"),
            "another credential's key signed",
            &twin,
            |made| {
                made.key(
                    registration()
                        .label("another credential")
                        .make()
                        .credential
                        .key,
                )
            },
        )
        .refuse(STEP, BadSignature);
}

fn ecdsa(group: &mut Group, twin: &Get) {
    group
        .case(&format!("{RECON}/F-1"), "r and s are zero", twin, |made| {
            made.signature(|signature| *signature = vec![0x30, 6, 2, 1, 0, 2, 1, 0])
        })
        .refuse(STEP, Malformed);
    group
        .case(
            &format!("{RECON}/F-2"),
            "r and s without DER, 32 bytes each",
            twin,
            |made| made.signature(|bytes| *bytes = EcdsaSignature::from_der(bytes).to_fixed(32)),
        )
        .refuse(STEP, Malformed);
    group
        .case(
            &format!("{RECON}/F-3"),
            "a byte behind the DER",
            twin,
            |made| made.signature(|signature| signature.push(0)),
        )
        .refuse(STEP, Malformed);
    group
        .case(&format!("{RECON}/P-1"), "s is n - s", twin, |made| {
            made.signature(|bytes| {
                *bytes = EcdsaSignature::from_der(bytes)
                    .mirrored(Curve::P256)
                    .to_der();
            })
        })
        .why("both are signatures of the message, and WebAuthn prefers neither")
        .accept();
}

fn rs256() -> Authentication<'static> {
    let made = registration().algorithm(Algorithm::Rs256).make();
    made.credential.authenticate()
}

fn rsa(group: &mut Group) {
    let twin = group.twin("rs256", rs256);
    group
        .case(
            &format!("{RECON}/F-4"),
            "the signature is RSASSA-PSS",
            &twin,
            |made| made.scheme(Scheme::RsaPss(Hash::Sha256)),
        )
        .refuse(STEP, BadSignature);
    let PrivateKey::Rsa(key) = registration()
        .algorithm(Algorithm::Rs256)
        .make()
        .credential
        .key
    else {
        panic!("RS256 has an RSA key")
    };
    let signed = Rc::new(RefCell::new(Vec::new()));
    let message = Rc::clone(&signed);
    group
        .case(
            &format!("{RECON}/F-5"),
            "eight bytes of padding, and garbage behind the DigestInfo",
            &twin,
            |made| {
                made.message(move |bytes| message.borrow_mut().clone_from(bytes))
                    .signature(move |signature| {
                        let info = digest_info(Hash::Sha256, &signed.borrow());
                        let mut block = [&[0, 1][..], &[0xff; 8], &[0], &info].concat();
                        block.resize(signature.len(), 0x5a);
                        *signature = key.power(&block);
                    })
            },
        )
        .refuse(STEP, BadSignature);
}

fn edwards(group: &mut Group) {
    let twin = group.twin("ed25519", || {
        let made = registration().algorithm(Algorithm::EdDsa).make();
        made.credential.authenticate()
    });
    group
        .case(&format!("{RECON}/F-6"), "S is S + L", &twin, |made| {
            made.signature(|signature| *signature = ed25519_beyond_order(signature))
        })
        .refuse(STEP, Malformed);
}
