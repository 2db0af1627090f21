use alloc::vec::Vec;

use countersign_attestation::{
    AttestationType, Compound, Details, Evidence, Format, compound_statements,
};
use countersign_authdata::{Aaguid, AttestationObject, AuthenticatorData, Flags};
use countersign_cose::Reader;
use countersign_spec::{Document, Reason, Rejection, Step};
use countersign_trust::{Purpose, Revocation};
use countersign_x509::Certificate;

use super::fact::{EXTENSIONS, Fact, Facts, Need, Rule};
use super::{Explained, Walk, path, statement};
use crate::{
    AttestationTrust, BackupEligibility, BackupState, ClientData, ClientExtensionResults,
    Mediation, RegistrationExpectations, RegistrationResponse, RelyingParty, UserVerification,
    VerifiedRegistration,
};

const BEFORE: &[Need] = &[(
    Fact::Never,
    "the part of server and client before there is a response",
)];
const AFTER: &[Need] = &[(Fact::Never, "the part of the server after the verdict")];
pub(super) const CROSS_ORIGIN: Need = (
    Fact::CrossOrigin,
    "the client data do not say that crossOrigin is true",
);
pub(super) const TOP_ORIGIN: Need = (Fact::TopOrigin, "the client data have no topOrigin");
pub(super) const VERIFIED_USER: Need = (
    Fact::UserVerificationRequired,
    "policy does not require user verification",
);
pub(super) const SINGLE_DEVICE: Need = (
    Fact::SingleDevice,
    "the credential is backup eligible (BE is set)",
);
pub(super) const EXTENSION_DATA: Need = (
    Fact::ExtensionData,
    "the flags announce no extension data (ED is not set)",
);
const ATTESTED: Need = (
    Fact::Attested,
    "the flags announce no attested credential data (AT is not set)",
);
pub(super) const APP_ID: Need = (Fact::AppId, "appid has no output");
pub(super) const ANY_EXTENSION: Need = (
    Fact::AnyExtension,
    "no extension was asked for, and none has an output",
);

/// Up to the attestation statement.
pub(super) const BEGIN: &[Rule] = &[
    (Step::RegistrationOptions, BEFORE),
    (Step::RegistrationCreate, BEFORE),
    (Step::RegistrationResponse, &[]),
    (Step::RegistrationClientExtensionResults, &[]),
    // Read with the response.
    (Step::ExtensionAppId, &[APP_ID]),
    (
        Step::ExtensionCredProps,
        &[(Fact::CredProps, "credProps has no output")],
    ),
    (Step::RegistrationClientDataText, &[]),
    (Step::RegistrationClientDataJson, &[]),
    (Step::RegistrationType, &[]),
    (Step::RegistrationChallenge, &[]),
    (Step::RegistrationOrigin, &[]),
    (Step::RegistrationCrossOrigin, &[CROSS_ORIGIN]),
    (Step::RegistrationTopOriginExpected, &[TOP_ORIGIN]),
    (Step::RegistrationTopOrigin, &[TOP_ORIGIN]),
    (Step::RegistrationClientDataHash, &[]),
    (Step::RegistrationAttestationObject, &[]),
    (Step::AuthenticatorDataLayout, &[]),
    (Step::AttestedCredentialData, &[ATTESTED]),
    (Step::CredentialPublicKey, &[ATTESTED]),
    (Step::CredentialPublicKeyParameters, &[ATTESTED]),
    (Step::CredentialAlgorithmCurve, &[ATTESTED]),
    (Step::AuthenticatorDataExtensions, &[EXTENSION_DATA]),
    (Step::AuthenticatorDataEnd, &[]),
    (Step::AuthenticatorDataAttested, &[]),
    (Step::CredentialPublicKeyOnCurve, &[]),
    (Step::RegistrationRpIdHash, &[]),
    (
        Step::RegistrationUserPresent,
        &[(
            Fact::Modal,
            "mediation was conditional: the user need not be present",
        )],
    ),
    (Step::RegistrationUserVerified, &[VERIFIED_USER]),
    (Step::RegistrationBackupFlags, &[SINGLE_DEVICE]),
    (
        Step::RegistrationBackupEligible,
        &[(
            Fact::BackupEligibilityAsked,
            "policy takes credentials of any backup eligibility",
        )],
    ),
    (
        Step::RegistrationBackupState,
        &[(
            Fact::BackupStateAsked,
            "policy takes credentials of any backup state",
        )],
    ),
    (Step::RegistrationAlgorithm, &[]),
    (Step::RegistrationFormat, &[]),
];

/// §7.1 step 22, after the steps of the statement's format.
const STATEMENT: &[Rule] = &[(Step::RegistrationStatement, &[])];

/// From step 25.
pub(super) const END: &[Rule] = &[
    (Step::RegistrationCredentialIdLength, &[]),
    (Step::RegistrationCredentialIdNew, &[]),
    (Step::RegistrationRecord, &[]),
    (
        Step::ExtensionAppIdExclude,
        &[(Fact::AppIdExclude, "appidExclude was not asked for")],
    ),
    (
        Step::ExtensionHmacSecret,
        &[(Fact::HmacSecret, "hmac-secret was not asked for")],
    ),
    (
        Step::ExtensionHmacSecretMc,
        &[(Fact::HmacSecretMc, "hmac-secret-mc was not asked for")],
    ),
    (Step::ExtensionPrf, &[(Fact::Prf, "prf was not asked for")]),
    (
        Step::ExtensionLargeBlob,
        &[(Fact::LargeBlob, "largeBlob was not asked for")],
    ),
    (
        Step::ExtensionCredProtect,
        &[(Fact::CredProtect, "credProtect was not asked for")],
    ),
    (
        Step::ExtensionMinPinLength,
        &[(Fact::MinPinLength, "minPinLength was not asked for")],
    ),
    (
        Step::ExtensionCredBlob,
        &[(Fact::CredBlob, "credBlob was not asked for")],
    ),
    (Step::ExtensionUvm, &[(Fact::Uvm, "uvm was not asked for")]),
    (
        Step::ExtensionRemoteClientDataJson,
        &[(
            Fact::RemoteClientDataJson,
            "remoteClientDataJSON has no output",
        )],
    ),
    (Step::RegistrationExtensions, &[ANY_EXTENSION]),
    (Step::RegistrationStore, AFTER),
];

impl RelyingParty {
    /// Verifies a registration response as [`verify_registration`](Self::verify_registration)
    /// does, once, and says how the verdict came about: every step of [§7.1][1] and of the
    /// sections reached from there, in order, with its outcome. For audit logs and for tools; it
    /// allocates, and costs the ordinary call nothing.
    ///
    /// A response that could not even be read has
    /// [`Explanation::unread_registration`](crate::Explanation::unread_registration).
    ///
    /// ```
    /// use countersign::{
    ///     Challenge, OriginRule, RegistrationExpectations, RegistrationResponse, RelyingParty, Step,
    ///     StepOutcome,
    /// };
    ///
    /// let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    /// let challenge = Challenge::new(b"sixteen bytes or more, at random")?;
    /// let client_data = br#"{"type":"webauthn.get","challenge":"","origin":"https://example.org"}"#;
    /// let response = RegistrationResponse::new(b"credential ID", client_data, b"");
    /// let explained = rp.explain_registration(&response, &RegistrationExpectations::new(challenge));
    ///
    /// assert_eq!(explained.verdict.unwrap_err().step(), Step::RegistrationType);
    /// let explanation = explained.explanation;
    /// assert_eq!(explanation.outcome(Step::RegistrationClientDataJson), Some(&StepOutcome::Passed));
    /// assert_eq!(explanation.outcome(Step::RegistrationChallenge), Some(&StepOutcome::NotReached));
    /// let refused = explanation.refused().map(ToString::to_string);
    /// assert_eq!(
    ///     refused.as_deref(),
    ///     Some("refused         §7.1 step 7: type is webauthn.create \
    ///           (type is \"webauthn.get\", expected webauthn.create)"),
    /// );
    /// // The log: print!("{explanation}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
    pub fn explain_registration<'a>(
        &self,
        response: &RegistrationResponse<'a>,
        expected: &RegistrationExpectations<'_>,
    ) -> Explained<VerifiedRegistration<'a>> {
        let mut evidence = None;
        let verdict = self.verify_registration_seen(response, expected, |seen| {
            evidence = Some(seen.clone());
        });
        let rejection = verdict.as_ref().err();
        let seen = Seen {
            response,
            expected,
            evidence: evidence.as_ref(),
            rejection,
        };
        let explanation = seen.walk().finish(rejection);
        Explained {
            verdict,
            explanation,
        }
    }
}

/// A registration after its verification.
struct Seen<'s, 'a, 'p> {
    response: &'s RegistrationResponse<'a>,
    expected: &'s RegistrationExpectations<'p>,
    /// What the statement says, where it verified.
    evidence: Option<&'s Evidence<'a>>,
    rejection: Option<&'s Rejection>,
}

impl<'a> Seen<'_, 'a, '_> {
    fn walk(&self) -> Walk {
        let mut walk = Walk::default();
        let mut facts = self.facts();
        walk.take(BEGIN, &facts);
        self.statement(&mut walk, &facts);
        walk.take(STATEMENT, &facts);
        self.trust(&mut walk, &mut facts);
        walk.take(END, &facts);
        walk
    }

    /// What does not depend on the statement.
    fn facts(&self) -> Facts {
        let mut facts = Facts::default();
        let expected = self.expected;
        client_data_facts(&mut facts, self.response.client_data_json);
        facts.set(Fact::Modal, expected.mediation == Mediation::Modal);
        facts.set(
            Fact::UserVerificationRequired,
            expected.user_verification == UserVerification::Required,
        );
        facts.set(
            Fact::BackupEligibilityAsked,
            expected.backup_eligibility != BackupEligibility::Any,
        );
        facts.set(
            Fact::BackupStateAsked,
            expected.backup_state != BackupState::Any,
        );
        let object = self.object();
        flag_facts(
            &mut facts,
            object.map_or(&[], |object| object.authenticator_data),
        );
        for (identifier, fact) in EXTENSIONS {
            facts.set(*fact, expected.extensions.ask_for(identifier));
        }
        extension_facts(&mut facts, &self.response.client_extension_results);
        facts.set(Fact::AnyExtension, !expected.extensions.is_empty());
        facts
    }

    fn object(&self) -> Option<AttestationObject<'a>> {
        AttestationObject::parse(
            self.response.attestation_object,
            self.expected.attestation_form,
        )
        .ok()
    }

    /// The steps of §8, once they were reached.
    fn statement(&self, walk: &mut Walk, facts: &Facts) {
        let is_reached = |rejection: &Rejection| is_of_format(rejection.step());
        if self.evidence.is_none() && !self.rejection.is_some_and(is_reached) {
            return;
        }
        let Some(outer) = self.object().map(|object| object.statement) else {
            return;
        };
        if self.format(outer.format) != Some(Format::Compound) {
            return self.one_statement(walk, facts, &outer, self.evidence);
        }
        let mut facts = facts.clone();
        let every = self.expected.attestation.compound == Compound::All;
        facts.set(Fact::EveryStatement, every);
        facts.set(Fact::EnoughStatements, !every);
        walk.take(statement::COMPOUND, &facts);
        for (place, inner) in self.within(&outer).into_iter().enumerate() {
            let evidence = self.evidence.map(Evidence::statements);
            let evidence = evidence.and_then(|all| all.get(place));
            self.one_statement(walk, &facts, &inner, evidence);
        }
        walk.take(statement::COMPOUND_END, &facts);
    }

    /// The statements of a compound one that verified; or, where it was refused in one of them,
    /// those up to the first whose format is not known.
    fn within(
        &self,
        outer: &countersign_authdata::Statement<'a>,
    ) -> Vec<countersign_authdata::Statement<'a>> {
        let statements = compound_statements(outer).unwrap_or_default();
        let some = |statements: Vec<_>, keep: &dyn Fn(usize) -> bool| {
            let kept = statements.into_iter().enumerate();
            let kept = kept.filter(|(place, _)| keep(*place));
            kept.map(|(_, one)| one).collect()
        };
        match self.evidence.map(|evidence| &evidence.details) {
            Some(Details::Compound { refused, .. }) => some(statements, &|place| {
                !refused.iter().any(|(other, _)| *other == place)
            }),
            // Which of them verified, nobody knows any more; too few did.
            _ if self.expected.attestation.compound != Compound::All => Vec::new(),
            _ => statements
                .into_iter()
                .take_while(|one| self.format(one.format).is_some())
                .collect(),
        }
    }

    fn one_statement(
        &self,
        walk: &mut Walk,
        facts: &Facts,
        statement: &countersign_authdata::Statement<'a>,
        evidence: Option<&Evidence<'a>>,
    ) {
        let Some(format) = self.format(statement.format) else {
            return;
        };
        let mut facts = facts.clone();
        statement_facts(&mut facts, statement, evidence);
        walk.take(statement::rules(format), &facts);
    }

    fn format(&self, identifier: &str) -> Option<Format> {
        self.expected.attestation.format(identifier)
    }

    /// Steps 23 and 24, with the sections on metadata and paths where they were asked for.
    fn trust(&self, walk: &mut Walk, facts: &mut Facts) {
        let trust = &self.expected.trust;
        let statements = self.evidence.map_or(&[][..], Evidence::statements);
        for statement in statements {
            trust_facts(facts, trust, statement, self.model());
        }
        // Nothing is known of the path before there is a statement.
        let is_model_asked = trust.metadata_rule().is_some();
        if is_model_asked {
            walk.take(path::MODEL, facts);
        }
        walk.take(path::ANCHOR, facts);
        if facts.has(Fact::PathSought) {
            walk.take(path::PATH, facts);
        }
        if is_model_asked {
            walk.take(path::MODEL_STANDING, facts);
        }
        walk.take(path::TRUST, facts);
    }

    fn model(&self) -> Aaguid {
        let data = self.object().map(|object| object.authenticator_data);
        let data = data.and_then(|data| AuthenticatorData::parse(data).ok());
        let credential = data.as_ref().and_then(AuthenticatorData::credential);
        credential.map_or(Aaguid::ZERO, |credential| credential.aaguid)
    }
}

/// Whether a step is one of §8, or of the caller's own formats.
fn is_of_format(step: Step) -> bool {
    let clause = step.clause();
    let is_of_section = clause.section == "8" || clause.section.starts_with("8.");
    (clause.document == Document::WebAuthn && is_of_section) || step == Step::RegistrationStatement
}

/// Of `crossOrigin` and `topOrigin`.
pub(super) fn client_data_facts(facts: &mut Facts, json: &[u8]) {
    let Ok(client_data) = ClientData::parse(json) else {
        return;
    };
    facts.set(Fact::CrossOrigin, client_data.cross_origin == Some(true));
    facts.set(Fact::TopOrigin, client_data.top_origin.is_some());
}

/// Of the byte of flags, which says what follows in the authenticator data.
pub(super) fn flag_facts(facts: &mut Facts, authenticator_data: &[u8]) {
    /// §6.1: after the hash of the RP ID.
    const FLAGS: usize = 32;
    let Some(flags) = authenticator_data.get(FLAGS).copied().map(Flags::from_byte) else {
        return;
    };
    facts.set(Fact::Attested, flags.attested());
    facts.set(Fact::ExtensionData, flags.extensions());
    facts.set(Fact::AnyExtension, flags.extensions());
    facts.set(Fact::SingleDevice, !flags.backup_eligible());
}

/// Of outputs that are read whether or not they were asked for.
pub(super) fn extension_facts(facts: &mut Facts, outputs: &ClientExtensionResults<'_>) {
    let identifiers = outputs.identifiers(Step::RegistrationExtensions);
    let identifiers = identifiers.unwrap_or_default();
    let has = |name: &str| identifiers.iter().any(|identifier| identifier == name);
    facts.set(Fact::AppId, has("appid"));
    facts.set(Fact::CredProps, has("credProps"));
    facts.set(Fact::RemoteClientDataJson, has("remoteClientDataJSON"));
    facts.set(Fact::AnyExtension, !identifiers.is_empty());
}

/// Of a statement's certificate, and of what its format leaves open.
fn statement_facts(
    facts: &mut Facts,
    statement: &countersign_authdata::Statement<'_>,
    evidence: Option<&Evidence<'_>>,
) {
    let x5c = first_of_x5c(statement);
    facts.set(Fact::Certified, x5c.is_some());
    facts.set(Fact::SelfSigned, x5c.is_none());
    let leaf = x5c.and_then(|der| Certificate::parse(der).ok());
    // An extension that cannot be read is there.
    let is_there = |read: Result<Option<()>, Reason>| !matches!(read, Ok(None));
    if let Some(leaf) = &leaf {
        let aaguid = leaf.fido_aaguid().map(|found| found.map(|_| ()));
        facts.set(Fact::CertificateAaguid, is_there(aaguid));
        let firmware = leaf.fido_firmware_version().map(|found| found.map(|_| ()));
        facts.set(Fact::CertificateFirmware, is_there(firmware));
        let serial_number = leaf.fido_serial_number().map(|found| found.map(|_| ()));
        facts.set(Fact::CertificateSerialNumber, is_there(serial_number));
    }
    let is_silent = |evidence: &Evidence<'_>| {
        let mut deviations = evidence.deviations.iter();
        deviations.any(|deviation| deviation.step == Step::AndroidKeyOrigin)
    };
    facts.set(Fact::AuthorizationLists, !evidence.is_some_and(is_silent));
}

/// The first certificate of "x5c", or no bytes where it has none; `None` where it is not there.
fn first_of_x5c<'a>(statement: &countersign_authdata::Statement<'a>) -> Option<&'a [u8]> {
    let mut first = None;
    let read = Reader::read_all(statement.bytes, statement.form, "attStmt", |reader| {
        reader.text_map("attStmt", |reader, member| {
            if member != "x5c" {
                return reader.embedded("attStmt member").map(|_| ());
            }
            first.get_or_insert(&[][..]);
            reader.array("x5c", |reader| {
                let certificate = reader.bytes("x5c certificate")?;
                first = first.filter(|der| !der.is_empty()).or(Some(certificate));
                Ok::<_, Reason>(())
            })?;
            Ok::<_, Reason>(())
        })
    });
    // Up to the fault, if there is one.
    let _ = read.ok();
    first
}

/// Of what policy asks about one statement.
fn trust_facts(
    facts: &mut Facts,
    trust: &AttestationTrust<'_>,
    statement: &Evidence<'_>,
    model: Aaguid,
) {
    let is_attestation = statement.attestation_type != AttestationType::None;
    facts.set(Fact::Attestation, is_attestation);
    let chain = statement.trust_path.certificates().unwrap_or_default();
    facts.set(Fact::Chain, !chain.is_empty());
    facts.set(Fact::Intermediate, chain.len() > 1);
    let of_model = trust
        .metadata_rule()
        .and_then(|rule| Some((rule, rule.anchors(statement, model)?)));
    facts.set(Fact::KnownModel, of_model.is_some());
    facts.set(
        Fact::ChainsAssessed,
        chain.is_empty() || of_model.is_some() || !trust.is_unassessed(),
    );
    let Some(leaf) = chain.first() else {
        return;
    };
    let rules = trust.anchor_rules().iter();
    let rules = rules.filter(|rule| rule.is_for(statement.format, model));
    let mut paths: Vec<_> = rules
        .map(|rule| (&rule.validation, rule.validation.anchors))
        .collect();
    if let Some((rule, anchors)) = &of_model {
        let demanded = rule.policy.wanted_certification().is_some();
        facts.set(Fact::CertificationDemanded, demanded);
        // A model that is known is not assessed by other rules.
        paths = Vec::from([(&rule.validation, anchors.as_slice())]);
    }
    for (validation, anchors) in paths {
        facts.set(Fact::PathSought, true);
        facts.set(Fact::Anchors, !anchors.is_empty());
        facts.set(Fact::Issued, !anchors.iter().any(|anchor| anchor.is(leaf)));
        let is_certificate = anchors.iter().any(|anchor| anchor.certificate().is_some());
        facts.set(Fact::Authority, is_certificate || chain.len() > 1);
        facts.set(
            Fact::PurposeDemanded,
            !matches!(validation.purpose, Purpose::Any),
        );
        let revocation = validation.revocation;
        facts.set(
            Fact::RevocationAsked,
            !matches!(revocation, Revocation::Ignored),
        );
        facts.set(
            Fact::RevocationRequired,
            matches!(revocation, Revocation::Required(_)),
        );
        facts.set(Fact::RevocationLists, !revocation.lists().is_empty());
    }
}
