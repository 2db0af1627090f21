//! A registration made by the test: the accepted case of each format, which a test changes in one
//! thing.

pub(crate) mod cbor;
pub(crate) mod certificate;
pub(crate) mod key;

use countersign_attestation::{
    AttestationType, ClientDataHash, Evidence, Format, Policy, Statement, verify,
};
use countersign_authdata::AuthenticatorData;
use countersign_cose::Form;
use countersign_spec::{Deviation, Rejection};
use sha2::{Digest, Sha256};

pub(crate) use certificate::Leaf;
pub(crate) use key::Key;

pub(crate) const ES256: i64 = -7;
pub(crate) const AAGUID: [u8; 16] = *b"Countersign test";
const RP_ID: &[u8] = b"example.org";

/// Everything a statement is verified with; authenticator data is made from the parts.
#[derive(Clone)]
pub(crate) struct Registration {
    pub(crate) fmt: String,
    pub(crate) statement: Vec<u8>,
    pub(crate) form: Form,
    pub(crate) aaguid: [u8; 16],
    pub(crate) credential_id: Vec<u8>,
    pub(crate) credential_key: Vec<u8>,
    pub(crate) client_data: Vec<u8>,
}

/// What evidence says, without borrowing.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) format: Format,
    pub(crate) attestation_type: AttestationType,
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) deviations: Vec<Deviation>,
}

impl Registration {
    /// A registration of this credential key, without a statement yet.
    pub(crate) fn new(fmt: &str, key: &Key, alg: i64) -> Self {
        Self {
            fmt: fmt.into(),
            statement: Vec::new(),
            form: Form::Tolerant,
            aaguid: AAGUID,
            credential_id: b"a credential of the test".to_vec(),
            credential_key: key.cose(alg),
            client_data: br#"{"type":"webauthn.create"}"#.to_vec(),
        }
    }

    pub(crate) fn with_statement(mut self, statement: Vec<u8>) -> Self {
        self.statement = statement;
        self
    }

    pub(crate) fn authenticator_data(&self) -> Vec<u8> {
        let length = u16::try_from(self.credential_id.len()).expect("a short credential ID");
        [
            Sha256::digest(RP_ID).as_slice(),
            &[0x45],       // UP, UV, AT
            &[0, 0, 0, 1], // signCount
            &self.aaguid,
            &length.to_be_bytes(),
            &self.credential_id,
            &self.credential_key,
        ]
        .concat()
    }

    pub(crate) fn client_data_hash(&self) -> Vec<u8> {
        Sha256::digest(&self.client_data).to_vec()
    }

    /// authenticatorData || clientDataHash
    pub(crate) fn message(&self) -> Vec<u8> {
        [self.authenticator_data(), self.client_data_hash()].concat()
    }

    /// The message of U2F.
    pub(crate) fn u2f_message(&self, key: &Key) -> Vec<u8> {
        [
            &[0x00],
            Sha256::digest(RP_ID).as_slice(),
            &self.client_data_hash(),
            &self.credential_id,
            &key.point(),
        ]
        .concat()
    }

    /// Verifies, and gives what `look` sees.
    pub(crate) fn judge<T>(
        &self,
        policy: &Policy<'_>,
        look: impl FnOnce(Result<Evidence<'_>, Rejection>) -> T,
    ) -> T {
        let authenticator_data = self.authenticator_data();
        let authenticator_data =
            AuthenticatorData::parse(&authenticator_data).expect("authenticator data");
        let client_data_hash = ClientDataHash::of(&self.client_data);
        let input = Statement {
            statement: countersign_authdata::Statement {
                format: &self.fmt,
                bytes: &self.statement,
                form: self.form,
            },
            authenticator_data,
            credential: *authenticator_data.credential().expect("a credential"),
            client_data_hash,
        };
        look(verify(&input, policy))
    }

    pub(crate) fn accepted_by(&self, policy: &Policy<'_>) -> Accepted {
        self.judge(policy, |verdict| Accepted::new(&verdict.expect("evidence")))
    }

    pub(crate) fn refused_by(&self, policy: &Policy<'_>) -> Rejection {
        self.judge(policy, |verdict| verdict.expect_err("a rejection"))
    }

    pub(crate) fn accepted(&self) -> Accepted {
        self.accepted_by(&Policy::default())
    }

    pub(crate) fn refused(&self) -> Rejection {
        self.refused_by(&Policy::default())
    }
}

impl Accepted {
    fn new(evidence: &Evidence<'_>) -> Self {
        let certificates = evidence.trust_path.certificates().expect("certificates");
        assert_eq!(certificates.len(), evidence.trust_path.len());
        Self {
            format: evidence.format,
            attestation_type: evidence.attestation_type,
            certificates: evidence.trust_path.der().map(<[u8]>::to_vec).collect(),
            deviations: evidence.deviations.clone(),
        }
    }
}
