//! The accepted statement, and what tests bend of it.

use countersign_attestation::{Evidence, Policy};
use countersign_spec::{Reason, Rejection, Step};

use super::key_description::{Description, KEY_DESCRIPTION};
use crate::registration::certificate::{BASIC_CONSTRAINTS, sequence, tlv};
use crate::registration::{ES256, Key, Leaf, Registration, cbor};

/// Everything an `android-key` statement is made of.
pub(crate) struct AndroidKey {
    pub(crate) key: Key,
    credential_alg: i64,
    pub(crate) alg: i64,
    pub(crate) description: Description,
    /// Whether the leaf has the key description.
    pub(crate) describes: bool,
    pub(crate) leaf: Leaf,
    pub(crate) issuers: Vec<Leaf>,
    pub(crate) sign: fn(&Key, i64, &[u8]) -> Vec<u8>,
    /// Replaces members of the statement; `None` takes one out.
    pub(crate) members: Vec<(&'static str, Option<Vec<u8>>)>,
}

impl AndroidKey {
    pub(crate) fn new() -> Self {
        Self::of(Key::p256(1), ES256)
    }

    pub(crate) fn of(key: Key, alg: i64) -> Self {
        Self {
            leaf: Leaf {
                version: 3,
                subject: vec![("2.5.4.3", "Android Keystore Key")],
                public_key_info: key.public_key_info(),
                extensions: Vec::new(),
            },
            key,
            credential_alg: alg,
            alg,
            description: Description::new(),
            describes: true,
            issuers: vec![authority()],
            sign: Key::sign,
            members: Vec::new(),
        }
    }

    pub(crate) fn bent(mut self, bend: impl FnOnce(&mut Self)) -> Self {
        bend(&mut self);
        self
    }

    /// The statement of a bent key description.
    pub(crate) fn described(bend: impl FnOnce(&mut Description)) -> Self {
        Self::new().bent(|android| bend(&mut android.description))
    }

    fn bare(&self) -> Registration {
        Registration::new("android-key", &self.key, self.credential_alg)
    }

    pub(crate) fn challenge(&self) -> Vec<u8> {
        self.bare().client_data_hash()
    }

    pub(crate) fn description_bytes(&self) -> Vec<u8> {
        self.description.bytes(&self.challenge())
    }

    pub(crate) fn leaf_der(&self) -> Vec<u8> {
        let leaf = self.leaf.clone();
        if self.describes {
            leaf.with_extension(KEY_DESCRIPTION, false, self.description_bytes())
                .der()
        } else {
            leaf.der()
        }
    }

    pub(crate) fn registration(&self) -> Registration {
        let registration = self.bare();
        let sig = (self.sign)(&self.key, self.alg, &registration.message());
        let issuers = self.issuers.iter().map(Leaf::der);
        let x5c: Vec<_> = core::iter::once(self.leaf_der()).chain(issuers).collect();
        let mut members = vec![
            ("alg", cbor::integer(self.alg)),
            ("sig", cbor::bytes(&sig)),
            ("x5c", cbor::x5c(&x5c)),
        ];
        for (name, value) in &self.members {
            members.retain(|(other, _)| other != name);
            members.extend(value.clone().map(|value| (*name, value)));
        }
        registration.with_statement(cbor::map(&members))
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

/// The certificate of a certification authority.
pub(crate) fn authority() -> Leaf {
    let ca = sequence(&[tlv(0x01, &[0xff])]);
    Leaf {
        version: 3,
        subject: vec![("2.5.4.3", "Test CA")],
        public_key_info: Key::p256(9).public_key_info(),
        extensions: vec![(BASIC_CONSTRAINTS, true, ca)],
    }
}
