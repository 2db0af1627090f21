//! Which steps an accepted response passed. The engine keeps no trace, so this follows from what
//! the response was and what it was verified against: a row of a table for each section, and for
//! each step of a section that is for some of its responses only.

use std::collections::BTreeSet;

use countersign::{
    AttestationType, AuthenticatorData, Details, Document, Evidence, Extensions, Format, Step,
    VerifiedAuthentication, VerifiedRegistration,
};
use serde_json::{Map, Value};

use crate::{Trust, Vector};

/// What an accepted response had, as far as steps depend on it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Walk {
    features: BTreeSet<Feature>,
    /// The identifiers of extensions that have an output, of the client or the authenticator.
    extensions: BTreeSet<String>,
}

/// Something that a response has or has not, or that its relying party asks for or does not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Feature {
    /// Every response: an authentication reads the stored key as a registration reads its own.
    Any,
    Registration,
    Authentication,
    AllowCredentials,
    TopOrigin,
    /// Extension outputs of the authenticator.
    Extensions,
    /// A statement of the format; those in a compound one count as well.
    None,
    Packed,
    PackedCertified,
    PackedSelf,
    SerialNumber,
    Tpm,
    AndroidKey,
    AndroidSafetyNet,
    FidoU2f,
    Apple,
    Compound,
    /// A certificate path that was validated, of the attestation or of a BLOB.
    Path,
    /// One with an authority between leaf and anchor.
    Intermediate,
    /// The standing of certificates was looked up.
    Revocation,
    /// In revocation lists.
    Lists,
    /// The model was looked up in metadata.
    Metadata,
    /// And it was found there.
    KnownModel,
    NumberDemanded,
    NextUpdateDemanded,
    CertificationDemanded,
    /// Nothing that a vector can have.
    Never,
}

use Feature as F;

/// A section's steps are passed by what has the feature.
const SECTIONS: &[(Document, &str, Feature)] = &[
    (Document::WebAuthn, "7.1", F::Registration),
    (Document::WebAuthn, "7.2", F::Authentication),
    (Document::WebAuthn, "5.8.5", F::Any),
    (Document::WebAuthn, "6.1", F::Any),
    (Document::WebAuthn, "6.5.1", F::Any),
    (Document::WebAuthn, "8.2", F::PackedCertified),
    (Document::WebAuthn, "8.2.1", F::PackedCertified),
    (Document::WebAuthn, "8.2.2", F::SerialNumber),
    (Document::WebAuthn, "8.3", F::Tpm),
    (Document::WebAuthn, "8.3.1", F::Tpm),
    (Document::WebAuthn, "8.4", F::AndroidKey),
    (Document::WebAuthn, "8.4.1", F::AndroidKey),
    (Document::WebAuthn, "8.5", F::AndroidSafetyNet),
    (Document::WebAuthn, "8.6", F::FidoU2f),
    (Document::WebAuthn, "8.7", F::None),
    (Document::WebAuthn, "8.8", F::Apple),
    (Document::WebAuthn, "8.9", F::Compound),
    (Document::Rfc5280, "4.2", F::Path),
    (Document::Rfc5280, "4.2.1.12", F::Never),
    (Document::Rfc5280, "6.1.1", F::Path),
    (Document::Rfc5280, "6.1.3", F::Path),
    (Document::Rfc5280, "6.1.4", F::Intermediate),
    (Document::Rfc5280, "6.1.5", F::Path),
    (Document::Rfc5280, "6.2", F::Path),
    (Document::Rfc5280, "6.3.3", F::Lists),
    (Document::Rfc5280, "5.2", F::Lists),
    (Document::FidoMds, "3.1.7", F::Metadata),
    (Document::FidoMds, "3.2", F::Metadata),
    (Document::FidoMds, "3.1.6", F::Metadata),
    (Document::FidoMds, "3.1.1", F::KnownModel),
    (Document::FidoMds, "3.1.3", F::CertificationDemanded),
    (Document::FidoMds, "3.1.4", F::KnownModel),
    (Document::FidoStatement, "4", F::KnownModel),
    // Names and pictures to show; no verdict on a response asks for them.
    (Document::FidoConvenience, "3.1", F::Never),
];

/// Steps that are passed by less than what passes others of their section.
const STEPS: &[(Step, Feature)] = &[
    (Step::RegistrationTopOriginExpected, F::TopOrigin),
    (Step::RegistrationTopOrigin, F::TopOrigin),
    (Step::RegistrationTrustAnchors, F::Path),
    (Step::AuthenticationAllowCredentials, F::AllowCredentials),
    (Step::AuthenticationTopOriginExpected, F::TopOrigin),
    (Step::AuthenticationTopOrigin, F::TopOrigin),
    (Step::AuthenticatorDataAttested, F::Registration),
    (Step::AuthenticatorDataUnattested, F::Authentication),
    (Step::AuthenticatorDataExtensions, F::Extensions),
    (Step::AttestedCredentialData, F::Registration),
    (Step::PackedSyntax, F::Packed),
    (Step::PackedSelfAlg, F::PackedSelf),
    (Step::PackedSelfSignature, F::PackedSelf),
    (Step::PathRevocation, F::Revocation),
    (Step::MdsNumber, F::NumberDemanded),
    (Step::MdsNextUpdate, F::NextUpdateDemanded),
    (Step::MdsStatement, F::Never),
];

/// The steps of extensions are named for them, and their place is the identifier.
fn is_of_extension(step: Step) -> bool {
    step.name().starts_with("Extension")
}

impl Walk {
    /// Whether an accepted response passed the step.
    #[must_use]
    pub fn passes(&self, step: Step) -> bool {
        let clause = step.clause();
        if is_of_extension(step) {
            return self.extensions.contains(clause.place);
        }
        if let Some((_, feature)) = STEPS.iter().find(|(of, _)| *of == step) {
            let ceremony = match clause.section {
                "7.1" => F::Registration,
                "7.2" => F::Authentication,
                _ => *feature,
            };
            return self.features.contains(feature) && self.features.contains(&ceremony);
        }
        let row = SECTIONS.iter().find(|(document, section, _)| {
            (*document, *section) == (clause.document, clause.section)
        });
        row.is_some_and(|(_, _, feature)| self.features.contains(feature))
    }

    pub(crate) fn of_registration(
        vector: &Vector,
        verified: &VerifiedRegistration<'_>,
        trusted: bool,
    ) -> Self {
        let mut walk = Self::default();
        walk.add(F::Any, true);
        walk.add(F::Registration, true);
        walk.add(F::TopOrigin, verified.client_data.top_origin.is_some());
        walk.add(
            F::Extensions,
            verified.authenticator_data.flags().extensions(),
        );
        walk.extensions(
            verified.client_extension_results.json,
            &verified.authenticator_data,
        );
        walk.add(F::Compound, verified.evidence.format == Format::Compound);
        for statement in verified.evidence.statements() {
            walk.statement(statement);
        }
        if let Some(trust) = vector.trust.as_ref().filter(|_| trusted) {
            walk.trust(trust, &verified.evidence);
        }
        walk
    }

    pub(crate) fn of_authentication(
        vector: &Vector,
        verified: &VerifiedAuthentication<'_>,
    ) -> Self {
        let mut walk = Self::default();
        walk.add(F::Any, true);
        walk.add(F::Authentication, true);
        walk.add(
            F::AllowCredentials,
            !vector.request.allow_credentials.is_empty(),
        );
        walk.add(F::TopOrigin, verified.client_data.top_origin.is_some());
        walk.add(
            F::Extensions,
            verified.authenticator_data.flags().extensions(),
        );
        walk.extensions(
            verified.client_extension_results.json,
            &verified.authenticator_data,
        );
        walk
    }

    fn add(&mut self, feature: Feature, is_there: bool) {
        if is_there {
            self.features.insert(feature);
        }
    }

    fn extensions(&mut self, json: Option<&str>, data: &AuthenticatorData<'_>) {
        let map = json.and_then(|json| serde_json::from_str::<Map<String, Value>>(json).ok());
        let names = map
            .into_iter()
            .flat_map(|map| map.into_iter().map(|(name, _)| name));
        self.extensions.extend(names);
        let signed = data.extensions().into_iter();
        let signed = signed.flat_map(Extensions::iter);
        self.extensions
            .extend(signed.map(|(name, _)| name.to_owned()));
    }

    fn statement(&mut self, statement: &Evidence<'_>) {
        let is_self = statement.attestation_type == AttestationType::SelfAttestation;
        match statement.format {
            Format::None => self.add(F::None, true),
            Format::Packed => {
                self.add(F::Packed, true);
                self.add(F::PackedSelf, is_self);
                self.add(F::PackedCertified, !is_self);
            }
            Format::Tpm => self.add(F::Tpm, true),
            Format::AndroidKey => self.add(F::AndroidKey, true),
            Format::AndroidSafetyNet => self.add(F::AndroidSafetyNet, true),
            Format::FidoU2f => self.add(F::FidoU2f, true),
            Format::Apple => self.add(F::Apple, true),
            _ => {}
        }
        if let Details::Packed { serial_number, .. } = statement.details {
            self.add(F::SerialNumber, serial_number.is_some());
        }
    }

    /// What path validation and metadata were asked, of a response that they let pass.
    fn trust(&mut self, trust: &Trust, evidence: &Evidence<'_>) {
        let chains = evidence.statements().iter();
        let chains: Vec<_> = chains
            .filter_map(|one| one.trust_path.certificates().ok())
            .collect();
        self.add(F::Path, chains.iter().any(|chain| !chain.is_empty()));
        self.add(F::Intermediate, chains.iter().any(|chain| chain.len() > 1));
        let has_lists = !trust.crls.is_empty();
        self.add(F::Lists, has_lists);
        self.add(
            F::Revocation,
            has_lists || trust.android_status_list.is_some(),
        );
        let Some(service) = &trust.metadata else {
            return;
        };
        // A BLOB of the service is below an intermediate.
        for feature in [F::Path, F::Intermediate, F::Metadata] {
            self.add(feature, true);
        }
        self.add(F::Lists, !service.crls.is_empty());
        self.add(F::Revocation, !service.crls.is_empty());
        self.add(
            F::NumberDemanded,
            service.newer_than.or(service.at_least).is_some(),
        );
        self.add(F::NextUpdateDemanded, service.next_update_grace.is_some());
        // With other anchors at hand, the model need not be known.
        let is_known =
            trust.anchors_pem.is_empty() && evidence.attestation_type != AttestationType::None;
        self.add(F::KnownModel, is_known);
        self.add(
            F::CertificationDemanded,
            is_known && service.certified.is_some(),
        );
    }
}

#[cfg(test)]
mod tests {
    use countersign::Step;

    use super::{SECTIONS, STEPS, is_of_extension};

    #[test]
    fn every_step_that_can_refuse_has_a_row() {
        for step in Step::ALL.iter().filter(|step| step.can_refuse()) {
            let clause = step.clause();
            let row = SECTIONS
                .iter()
                .any(|row| (row.0, row.1) == (clause.document, clause.section));
            let own = STEPS.iter().any(|(of, _)| of == step);
            assert!(is_of_extension(*step) || row || own, "{step}");
        }
    }

    #[test]
    fn every_row_is_of_a_step() {
        for (document, section, _) in SECTIONS {
            let is_it = |step: &&Step| {
                let clause = step.clause();
                (clause.document, clause.section) == (*document, *section)
            };
            assert!(Step::ALL.iter().any(|step| is_it(&step)), "{section}");
        }
    }
}
