use alloc::collections::BTreeSet;

use countersign_spec::Step;

/// A step, and what must be so for it to demand anything: the first that is not is the reason why
/// it does not apply.
pub(super) type Rule = (Step, &'static [Need]);

/// What must be so, and what is said where it is not.
pub(super) type Need = (Fact, &'static str);

/// Something that a response has, or that the relying party asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Fact {
    /// For what the engine has no part in.
    Never,
    /// The server names the credentials that may sign in.
    AllowCredentials,
    /// `crossOrigin` is true.
    CrossOrigin,
    /// `topOrigin` is there.
    TopOrigin,
    /// Mediation was modal.
    Modal,
    UserVerificationRequired,
    /// The flags say that there is attested credential data.
    Attested,
    /// The flags say that there is extension data.
    ExtensionData,
    /// BE is not set.
    SingleDevice,
    /// Policy, or the record of an authentication, asks for a backup eligibility.
    BackupEligibilityAsked,
    BackupStateAsked,
    /// A counter that did not grow would be refused.
    CounterEnforced,
    /// One of the counters is not zero.
    CounterInUse,
    /// Packed with x5c.
    Certified,
    /// Packed without.
    SelfSigned,
    CertificateAaguid,
    CertificateFirmware,
    CertificateSerialNumber,
    /// The key description's lists were held against policy.
    AuthorizationLists,
    /// A compound statement, each of which statements must verify.
    EveryStatement,
    /// A compound statement, some of which statements must verify.
    EnoughStatements,
    /// There is an attestation.
    Attestation,
    /// A statement has a certificate chain.
    Chain,
    /// Policy looks where chains lead.
    ChainsAssessed,
    /// A rule is for the chain, and a path was looked for.
    PathSought,
    /// There are anchors for the chain.
    Anchors,
    /// The leaf is not the anchor itself.
    Issued,
    /// There is an authority, as intermediate or as an anchor's certificate.
    Authority,
    /// There is an intermediate.
    Intermediate,
    PurposeDemanded,
    RevocationAsked,
    RevocationLists,
    RevocationRequired,
    /// The model has an entry in the metadata.
    KnownModel,
    CertificationDemanded,
    /// An extension was asked for, or has an output.
    AnyExtension,
    AppId,
    AppIdExclude,
    CredProps,
    Prf,
    LargeBlob,
    RemoteClientDataJson,
    Uvm,
    CredProtect,
    CredBlob,
    MinPinLength,
    HmacSecret,
    HmacSecretMc,
}

/// What is so.
#[derive(Clone, Default, Debug)]
pub(super) struct Facts(BTreeSet<Fact>);

impl Facts {
    /// Of a response that could not be read: what was asked of it does not matter any more.
    pub(super) fn unread() -> Self {
        let mut facts = Self::default();
        // Their outputs are read with the response.
        facts.set(Fact::AppId, true);
        facts.set(Fact::CredProps, true);
        facts
    }

    pub(super) fn set(&mut self, fact: Fact, is_so: bool) {
        if is_so {
            self.0.insert(fact);
        }
    }

    pub(super) fn has(&self, fact: Fact) -> bool {
        self.0.contains(&fact)
    }

    /// Why a step does not apply, if it does not.
    pub(super) fn first_missing(&self, needs: &[Need]) -> Option<&'static str> {
        let mut needs = needs.iter();
        needs
            .find(|(fact, _)| !self.has(*fact))
            .map(|(_, why)| *why)
    }
}

/// The identifier of each extension, as its step's place, and the fact that it counts.
pub(super) const EXTENSIONS: &[(&str, Fact)] = &[
    ("appidExclude", Fact::AppIdExclude),
    ("hmac-secret", Fact::HmacSecret),
    ("hmac-secret-mc", Fact::HmacSecretMc),
    ("prf", Fact::Prf),
    ("largeBlob", Fact::LargeBlob),
    ("credProtect", Fact::CredProtect),
    ("minPinLength", Fact::MinPinLength),
    ("credBlob", Fact::CredBlob),
    ("uvm", Fact::Uvm),
];
