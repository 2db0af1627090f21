//! The accepted statement, and what tests bend of it.

use countersign_attestation::{Evidence, Policy};
use countersign_spec::{Reason, Rejection, Step};

use crate::registration::certificate::{BASIC_CONSTRAINTS, SUBJECT_ALT_NAME, oid, sequence, tlv};
use crate::registration::key::RS256;
use crate::registration::{AAGUID, ES256, Key, Leaf, Registration, cbor};
use crate::tpm::structure::{CertInfo, PubArea, SHA256, hash, sized};

pub(crate) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
pub(crate) const MANUFACTURER: &str = "2.23.133.2.1";
pub(crate) const MODEL: &str = "2.23.133.2.2";
pub(crate) const VERSION: &str = "2.23.133.2.3";

/// Everything a `tpm` statement is made of. What is `None` is made from the rest.
pub(crate) struct Tpm {
    pub(crate) credential: Key,
    pub(crate) credential_alg: i64,
    /// The attestation identity key.
    pub(crate) aik: Key,
    pub(crate) alg: i64,
    pub(crate) leaf: Leaf,
    pub(crate) public: PubArea,
    pub(crate) cert_info: CertInfo,
    /// The hash of `alg`, as a `TPM_ALG_ID`.
    pub(crate) hash: u16,
    pub(crate) extra_data: Option<Vec<u8>>,
    pub(crate) name: Option<Vec<u8>>,
    pub(crate) sign: fn(&Key, i64, &[u8]) -> Vec<u8>,
    /// Replaces members of the statement; `None` takes one out.
    pub(crate) members: Vec<(&'static str, Option<Vec<u8>>)>,
}

impl Tpm {
    /// A key on P-256, certified with ES256.
    pub(crate) fn ecc() -> Self {
        Self::of(Key::p256(1), ES256, Key::p256(2), ES256)
    }

    /// An RSA key, certified with RS256.
    pub(crate) fn rsa() -> Self {
        Self::of(Key::rsa(), RS256, Key::p256(2), ES256)
    }

    pub(crate) fn of(credential: Key, credential_alg: i64, aik: Key, alg: i64) -> Self {
        Self {
            public: PubArea::of(&credential),
            leaf: aik_certificate(&aik),
            cert_info: CertInfo {
                magic: vec![0xff, b'T', b'C', b'G'],
                kind: 0x8017,
                qualified_signer: sized(&[0x22; 34]),
                extra_data: Vec::new(),
                safe: 1,
                name: Vec::new(),
                after: Vec::new(),
            },
            hash: SHA256,
            extra_data: None,
            name: None,
            sign: Key::sign,
            members: Vec::new(),
            credential,
            credential_alg,
            aik,
            alg,
        }
    }

    pub(crate) fn bent(mut self, bend: impl FnOnce(&mut Self)) -> Self {
        bend(&mut self);
        self
    }

    /// A registration without a statement.
    fn bare(&self) -> Registration {
        Registration::new("tpm", &self.credential, self.credential_alg)
    }

    /// The hash of attToBeSigned.
    pub(crate) fn message_hash(&self, algorithm: u16) -> Vec<u8> {
        hash(algorithm, &self.bare().message())
    }

    pub(crate) fn cert_info_bytes(&self) -> Vec<u8> {
        let mut cert_info = self.cert_info.clone();
        let made = || self.message_hash(self.hash);
        cert_info.extra_data = self.extra_data.clone().unwrap_or_else(made);
        cert_info.name = self.name.clone().unwrap_or_else(|| self.public.name());
        cert_info.bytes()
    }

    pub(crate) fn registration(&self) -> Registration {
        let pub_area = self.public.bytes();
        let cert_info = self.cert_info_bytes();
        let sig = (self.sign)(&self.aik, self.alg, &cert_info);
        let mut members = vec![
            ("alg", cbor::integer(self.alg)),
            ("sig", cbor::bytes(&sig)),
            ("ver", cbor::text("2.0")),
            ("x5c", cbor::x5c(&[self.leaf.der()])),
            ("pubArea", cbor::bytes(&pub_area)),
            ("certInfo", cbor::bytes(&cert_info)),
        ];
        for (name, value) in &self.members {
            members.retain(|(other, _)| other != name);
            members.extend(value.clone().map(|value| (*name, value)));
        }
        self.bare().with_statement(cbor::map(&members))
    }

    pub(crate) fn judge_by<T>(
        &self,
        policy: &Policy<'_>,
        look: impl FnOnce(Result<Evidence<'_>, Rejection>) -> T,
    ) -> T {
        self.registration().judge(policy, look)
    }

    pub(crate) fn judge<T>(&self, look: impl FnOnce(Result<Evidence<'_>, Rejection>) -> T) -> T {
        self.judge_by(&Policy::default(), look)
    }

    #[track_caller]
    pub(crate) fn accepted_by(&self, policy: &Policy<'_>, case: &str) {
        self.judge_by(policy, |verdict| {
            if let Err(refused) = verdict {
                panic!("{case}: {refused}");
            }
        });
    }

    #[track_caller]
    pub(crate) fn accepted(&self, case: &str) {
        self.accepted_by(&Policy::default(), case);
    }

    #[track_caller]
    pub(crate) fn refused_by(&self, policy: &Policy<'_>, case: &str, step: Step, reason: Reason) {
        let refused = self.judge_by(policy, |verdict| verdict.expect_err(case));
        assert_eq!(refused, step.refuse(reason), "{case}");
    }

    #[track_caller]
    pub(crate) fn refused(&self, case: &str, step: Step, reason: Reason) {
        self.refused_by(&Policy::default(), case, step, reason);
    }
}

/// A certificate that keeps §8.3.1, with the AAGUID in it.
pub(crate) fn aik_certificate(aik: &Key) -> Leaf {
    let names = subject_alt_name(&[&[
        (MANUFACTURER, "id:494E5443"),
        (MODEL, "Test TPM"),
        (VERSION, "id:00010002"),
    ]]);
    Leaf {
        version: 3,
        subject: Vec::new(),
        public_key_info: aik.public_key_info(),
        extensions: vec![
            (BASIC_CONSTRAINTS, true, sequence(&[])),
            (SUBJECT_ALT_NAME, true, names),
            (EXTENDED_KEY_USAGE, false, sequence(&[oid("2.23.133.8.3")])),
            ("1.3.6.1.4.1.45724.1.1.4", false, tlv(0x04, &AAGUID)),
        ],
    }
}

/// A subject alternative name that is one directory name of these parts.
pub(crate) fn subject_alt_name(parts: &[&[(&str, &str)]]) -> Vec<u8> {
    let parts: Vec<_> = parts
        .iter()
        .map(|attributes| {
            let attributes: Vec<_> = attributes
                .iter()
                .map(|(id, text)| sequence(&[oid(id), tlv(0x0c, text.as_bytes())]))
                .collect();
            tlv(0x31, &attributes.concat())
        })
        .collect();
    sequence(&[tlv(0xa4, &sequence(&parts))])
}
