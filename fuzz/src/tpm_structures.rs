use std::sync::LazyLock;

use countersign_attestation::{ClientDataHash, Evidence, Statement, verify};
use countersign_authdata::AuthenticatorData;
use countersign_authenticator::tpm::{CertInfo, PubArea};
use countersign_authenticator::{
    Cbor, Format, PrivateKey, Registration, RegistrationResponse, RelyingParty, Seed, digest,
};
use countersign_cose::{Algorithm, Form, Hash};
use countersign_spec::{Rejection, Step};

use crate::{Input, policy, with_length};

/// Reads the input as the two structures that a TPM's statement has, in a statement that is
/// correct otherwise and signed anew: a byte for what is repaired, the public area with its length
/// before it, then what the TPM certifies. Repaired, that certifies the name of the public area as
/// it is.
///
/// - They are accepted only if what is certified begins as a TPM's word does, holds the hash of
///   what is attested, and names the public area.
/// - Then one byte more, in either, is refused.
pub fn tpm_structures(data: &[u8]) {
    let mut input = Input::new(data);
    let (Some(repair), Some(pub_area)) = (input.byte(), input.string()) else {
        return;
    };
    let base = &*BASE;
    let cert_info = if repair % 2 == 1 {
        base.certified(pub_area)
    } else {
        input.rest().to_vec()
    };
    if !base.is_accepted(pub_area, &cert_info) {
        return;
    }
    assert!(cert_info.starts_with(b"\xffTCG\x80\x17"), "no TPM's word");
    for part in [base.attested(), name(pub_area)] {
        let part = with_length(&part);
        assert!(cert_info.windows(part.len()).any(|window| window == part));
    }
    let longer = [&cert_info, [0].as_slice()].concat();
    assert!(!base.is_accepted(pub_area, &longer), "a byte left over");
    let longer = [pub_area, &[0]].concat();
    let certified = base.certified(&longer);
    assert!(!base.is_accepted(&longer, &certified), "a byte left over");
}

/// The two structures that are accepted as they are.
#[must_use]
pub fn accepted_tpm_structures() -> (Vec<u8>, Vec<u8>) {
    let pub_area = PubArea::new(&BASE.made.credential.key.public()).encode();
    let cert_info = BASE.certified(&pub_area);
    (pub_area, cert_info)
}

/// A registration of format tpm, and the key that its statement is signed with.
struct Base {
    made: RegistrationResponse,
    key: PrivateKey,
}

const ATTESTER: Algorithm = Algorithm::Es256;

static BASE: LazyLock<Base> = LazyLock::new(|| {
    let key = PrivateKey::derive(ATTESTER, &Seed::new("fuzz"), "attestation key");
    let registration = Registration::new(&RelyingParty::new("example.org")).format(Format::Tpm);
    let made = registration.attestation_key(key.clone()).make();
    let base = Base { made, key };
    let pub_area = PubArea::new(&base.made.credential.key.public()).encode();
    let is_accepted = base.is_accepted(&pub_area, &base.certified(&pub_area));
    assert!(is_accepted, "as it was made");
    base
});

/// `nameAlg` and the digest.
fn name(pub_area: &[u8]) -> Vec<u8> {
    let algorithm = pub_area.get(2..4).unwrap_or_default();
    let hash = match algorithm {
        [0x00, 0x04] => Hash::Sha1,
        [0x00, 0x0c] => Hash::Sha384,
        [0x00, 0x0d] => Hash::Sha512,
        _ => Hash::Sha256,
    };
    [algorithm, &digest(hash, pub_area)].concat()
}

impl Base {
    /// `extraData`: the hash of what is attested.
    fn attested(&self) -> Vec<u8> {
        let client_data = digest(Hash::Sha256, &self.made.client_data_json);
        let attested = [self.made.authenticator_data.as_slice(), &client_data].concat();
        digest(Hash::Sha256, &attested)
    }

    fn certified(&self, pub_area: &[u8]) -> Vec<u8> {
        let any = PubArea::new(&self.made.credential.key.public());
        let mut cert_info = CertInfo::new(self.attested(), &any);
        cert_info.name = name(pub_area);
        cert_info.encode()
    }

    /// Signs only what is not refused before its signature is looked at: that takes longer than
    /// everything else.
    fn is_accepted(&self, pub_area: &[u8], cert_info: &[u8]) -> bool {
        match self.verdict(pub_area, cert_info, &[]) {
            Err(rejection) if rejection.step() == Step::TpmSignature => {
                let signature = self.key.sign(ATTESTER.scheme(), cert_info);
                self.verdict(pub_area, cert_info, &signature).is_ok()
            }
            Err(_) => false,
            Ok(()) => panic!("accepted without a signature"),
        }
    }

    fn verdict(&self, pub_area: &[u8], cert_info: &[u8], sig: &[u8]) -> Result<(), Rejection> {
        let x5c = self.made.chain.iter().map(|der| Cbor::from(der.clone()));
        let statement = Cbor::map([
            ("alg", Cbor::from(ATTESTER.id())),
            ("sig", sig.to_vec().into()),
            ("ver", "2.0".into()),
            ("x5c", Cbor::Array(x5c.collect())),
            ("pubArea", pub_area.to_vec().into()),
            ("certInfo", cert_info.to_vec().into()),
        ]);
        let bytes = statement.encode();
        let authenticator_data = AuthenticatorData::parse(&self.made.authenticator_data)?;
        let credential = authenticator_data.credential();
        let statement = Statement {
            statement: countersign_authdata::Statement {
                format: "tpm",
                bytes: &bytes,
                form: Form::Tolerant,
            },
            authenticator_data,
            credential: *credential.expect("a registration attests a credential"),
            client_data_hash: ClientDataHash::of(&self.made.client_data_json),
        };
        verify(&statement, &policy()).map(|_: Evidence<'_>| ())
    }
}
