//! A root, an intermediate and a leaf, valid as they are, to be bent in one place and signed again.

use countersign_authenticator::certificate::{CertificateSpec, Extension, Name, oid};
use countersign_authenticator::{PrivateKey, Seed, der, signature_algorithm};
use countersign_cose::{Curve, Hash, Scheme};
use countersign_spec::{Reason, ReasonKind, Rejection, Step, UnixTime};
use countersign_trust::{
    Anchor, AnchorInChain, AndroidStatusList, Budget, PathValidation, Purpose, Revocation,
    RevocationSources, Sha1,
};
use countersign_x509::{Certificate, ObjectIdentifier, RevocationList};

pub(crate) const ES256: Scheme = Scheme::Ecdsa(Hash::Sha256);
/// 2025-06-01T00:00:00Z.
pub(crate) const NOW: UnixTime = UnixTime(1_748_736_000);

/// What became of a scenario.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    Accepted,
    /// A certificate or list of the response was no such thing.
    Unreadable(ReasonKind),
    Refused(Step, ReasonKind),
}

/// A change of a chain, leaf first, after it was made.
pub(crate) type EditChain = Box<dyn Fn(&mut Vec<Vec<u8>>)>;

/// Makes the anchors out of a scenario, its root and its chain.
pub(crate) type MakeAnchors = fn(&Scenario, root: Vec<u8>, chain: &[Vec<u8>]) -> Vec<Vec<u8>>;

/// All that a verification gets.
pub(crate) struct Scenario {
    pub(crate) root: CertificateSpec,
    pub(crate) intermediate: CertificateSpec,
    pub(crate) leaf: CertificateSpec,
    pub(crate) root_key: PrivateKey,
    /// The key that signs the leaf; `intermediate.public_key` is its public half.
    pub(crate) intermediate_key: PrivateKey,
    /// Changes the leaf after it was signed.
    pub(crate) edit_leaf: fn(&[u8]) -> Vec<u8>,
    /// Changes the chain, leaf first, after it was made.
    pub(crate) edit_chain: EditChain,
    /// Makes the anchors out of root and chain.
    pub(crate) anchors: MakeAnchors,
    /// Certificates that the caller supplies.
    pub(crate) supplied: Vec<Vec<u8>>,
    /// Whether the dates of the anchors are left aside.
    pub(crate) anchors_at_any_time: bool,
    pub(crate) lists: Vec<ListSpec>,
    /// Android's status list, as JSON.
    pub(crate) android: Option<&'static str>,
    /// Whether the standing of every certificate must be known.
    pub(crate) standing_required: bool,
    pub(crate) time: UnixTime,
    pub(crate) purpose: Purpose,
    pub(crate) known: Vec<ObjectIdentifier>,
    pub(crate) max_intermediates: u32,
    pub(crate) sha1: Sha1,
    pub(crate) anchor_in_chain: AnchorInChain,
    pub(crate) budget: Budget,
}

/// A revocation list, to be signed.
#[derive(Clone)]
pub(crate) struct ListSpec {
    /// Whether it is the root's, or else the intermediate's.
    pub(crate) is_roots: bool,
    pub(crate) scheme: Scheme,
    pub(crate) next_update: Vec<u8>,
    pub(crate) serials: Vec<Vec<u8>>,
    /// Extensions of each entry.
    pub(crate) entry_extensions: Vec<Extension>,
    pub(crate) extensions: Vec<Extension>,
}

pub(crate) fn key(label: &str) -> PrivateKey {
    PrivateKey::derive_ec(Curve::P256, &Seed::new("path attacks"), label)
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(&[(oid::ORGANIZATION, "Countersign"), (oid::COMMON_NAME, text)])
}

/// A CA certificate for `key`, without limits.
pub(crate) fn authority(issuer: &Name, subject: &Name, key: &PrivateKey) -> CertificateSpec {
    let mut spec = CertificateSpec::new(issuer.clone(), subject.clone(), &key.public(), ES256);
    spec.extensions = vec![
        Extension::basic_constraints(true, None),
        Extension::key_usage(0x06),
    ];
    spec
}

impl Scenario {
    /// The accepted one.
    pub(crate) fn new() -> Self {
        let (root_key, intermediate_key, leaf_key) =
            (key("root"), key("intermediate"), key("leaf"));
        let (root, intermediate) = (name("root"), name("intermediate"));
        let mut leaf = CertificateSpec::new(
            intermediate.clone(),
            name("leaf"),
            &leaf_key.public(),
            ES256,
        );
        leaf.serial = vec![0x51];
        leaf.extensions = vec![
            Extension::basic_constraints(false, None),
            Extension::dns_name("leaf.example.com"),
        ];
        Self {
            root: authority(&root, &root, &root_key),
            intermediate: authority(&root, &intermediate, &intermediate_key),
            leaf,
            root_key,
            intermediate_key,
            edit_leaf: <[u8]>::to_vec,
            edit_chain: Box::new(|_| ()),
            anchors: |_, root, _| vec![root],
            supplied: Vec::new(),
            anchors_at_any_time: false,
            lists: Vec::new(),
            android: None,
            standing_required: false,
            time: NOW,
            purpose: Purpose::Any,
            known: Vec::new(),
            max_intermediates: 10,
            sha1: Sha1::Refused,
            anchor_in_chain: AnchorInChain::Accepted,
            budget: Budget::default(),
        }
    }

    /// The chain without the root.
    pub(crate) fn chain(&self) -> Vec<Vec<u8>> {
        let leaf = (self.edit_leaf)(&self.leaf.sign(&self.intermediate_key));
        let mut chain = vec![leaf, self.intermediate.sign(&self.root_key)];
        (self.edit_chain)(&mut chain);
        chain
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match self.verdict() {
            Ok(Ok(())) => Outcome::Accepted,
            Ok(Err(rejection)) => Outcome::Refused(rejection.step(), rejection.reason().kind()),
            Err(unreadable) => Outcome::Unreadable(unreadable.kind()),
        }
    }

    /// What became of the path, or why a certificate or list was no such thing.
    pub(crate) fn verdict(&self) -> Result<Result<(), Rejection>, Reason> {
        let chain = self.chain();
        let anchors = (self.anchors)(self, self.root.sign(&self.root_key), &chain);
        let lists: Vec<_> = self.lists.iter().map(|list| list.sign(self)).collect();
        let chain = chain.iter().map(|der| Certificate::parse(der));
        let chain = chain.collect::<Result<Vec<_>, _>>()?;
        let lists = lists.iter().map(|der| RevocationList::parse(der));
        let lists = lists.collect::<Result<Vec<_>, _>>()?;
        let anchors: Vec<_> = anchors
            .iter()
            .map(|der| {
                let anchor = Anchor::from_certificate(Certificate::parse(der).expect("an anchor"));
                if self.anchors_at_any_time {
                    anchor.at_any_time()
                } else {
                    anchor
                }
            })
            .collect();
        let supplied = self
            .supplied
            .iter()
            .map(|der| Certificate::parse(der).expect("supplied"));
        let supplied: Vec<_> = supplied.collect();
        let mut validation = PathValidation::new(&anchors, self.time);
        validation.intermediates = &supplied;
        validation.purpose = self.purpose;
        validation.critical_extensions = &self.known;
        validation.max_intermediates = self.max_intermediates;
        validation.sha1 = self.sha1;
        validation.anchor_in_chain = self.anchor_in_chain;
        validation.budget = self.budget;
        let android = self.android.map(status_list);
        let mut sources = RevocationSources::default().with_lists(&lists);
        if let Some(android) = &android {
            sources = sources.with_android_status(android);
        }
        validation.revocation = if self.standing_required {
            Revocation::Required(sources)
        } else {
            Revocation::CheckedWhereGiven(sources)
        };
        let path = validation.verify(&chain);
        Ok(path.map(|path| assert_eq!(path.certificates()[0].der(), chain[0].der())))
    }
}

fn status_list(json: &str) -> AndroidStatusList {
    AndroidStatusList::parse(json.as_bytes()).expect("a status list")
}

impl ListSpec {
    /// A list of the intermediate, without entries, valid until 2026.
    pub(crate) fn new() -> Self {
        Self {
            is_roots: false,
            scheme: ES256,
            next_update: countersign_authenticator::certificate::date(2026, 1, 1),
            serials: Vec::new(),
            entry_extensions: Vec::new(),
            extensions: vec![Extension::new("2.5.29.20", der::integer(1))],
        }
    }

    fn sign(&self, scenario: &Scenario) -> Vec<u8> {
        let (issuer, key) = if self.is_roots {
            (&scenario.root.subject, &scenario.root_key)
        } else {
            (&scenario.intermediate.subject, &scenario.intermediate_key)
        };
        let this_update = countersign_authenticator::certificate::date(2025, 1, 1);
        let algorithm = signature_algorithm(self.scheme);
        let tbs = der::sequence(&[
            der::integer(1),
            algorithm.clone(),
            issuer.encode(),
            this_update.clone(),
            self.next_update.clone(),
            self.entries(&this_update),
            der::explicit(0, &list_of(&self.extensions)),
        ]);
        let signature = key.sign(self.scheme, &tbs);
        der::sequence(&[tbs, algorithm, der::bit_string(0, &signature)])
    }

    /// "revokedCertificates", which is absent where there is none.
    fn entries(&self, date: &[u8]) -> Vec<u8> {
        let extensions = if self.entry_extensions.is_empty() {
            Vec::new()
        } else {
            list_of(&self.entry_extensions)
        };
        let entry = |serial: &Vec<u8>| der::sequence(&[&der::tlv(0x02, serial), date, &extensions]);
        let entries: Vec<_> = self.serials.iter().map(entry).collect();
        if entries.is_empty() {
            Vec::new()
        } else {
            der::sequence(&entries)
        }
    }
}

fn list_of(extensions: &[Extension]) -> Vec<u8> {
    let extensions: Vec<_> = extensions.iter().map(Extension::encode).collect();
    der::sequence(&extensions)
}
