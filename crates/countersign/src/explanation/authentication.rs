use countersign_authdata::AuthenticatorData;
use countersign_spec::Step;

use super::fact::{EXTENSIONS, Fact, Facts, Need, Rule};
use super::registration::{
    ANY_EXTENSION, APP_ID, CROSS_ORIGIN, EXTENSION_DATA, SINGLE_DEVICE, TOP_ORIGIN, VERIFIED_USER,
    client_data_facts, extension_facts, flag_facts,
};
use super::{Explained, Walk};
use crate::{
    AuthenticationExpectations, AuthenticationResponse, BackupEligibility, BackupState, Counter,
    CounterPolicy, CredentialRecord, RelyingParty, UserVerification, VerifiedAuthentication,
};

const BEFORE: &[Need] = &[(
    Fact::Never,
    "the part of server and client before there is a response",
)];
const AFTER: &[Need] = &[(Fact::Never, "the part of the server after the verdict")];
const ATTESTED: Need = (
    Fact::Attested,
    "there is no attested credential data, as there should be none",
);

/// Up to the authenticator data's layout.
pub(super) const BEGIN: &[Rule] = &[
    (Step::AuthenticationOptions, BEFORE),
    (Step::AuthenticationGet, BEFORE),
    (Step::AuthenticationResponse, &[]),
    (Step::AuthenticationClientExtensionResults, &[]),
    // Read with the response; what it says is held against the request in step 15.
    (Step::ExtensionAppId, &[APP_ID]),
    (
        Step::ExtensionCredProps,
        &[(Fact::CredProps, "credProps has no output")],
    ),
    (
        Step::AuthenticationAllowCredentials,
        &[(
            Fact::AllowCredentials,
            "the server named no credentials: any of the account's may sign in",
        )],
    ),
    (Step::AuthenticationCredential, &[]),
    (Step::AuthenticationParts, &[]),
    (Step::AuthenticationClientDataText, &[]),
    (Step::AuthenticationClientDataJson, &[]),
    (Step::AuthenticationType, &[]),
    (Step::AuthenticationChallenge, &[]),
    (Step::AuthenticationOrigin, &[]),
    (Step::AuthenticationCrossOrigin, &[CROSS_ORIGIN]),
    (Step::AuthenticationTopOriginExpected, &[TOP_ORIGIN]),
    (Step::AuthenticationTopOrigin, &[TOP_ORIGIN]),
    (Step::AuthenticatorDataLayout, &[]),
    (Step::AttestedCredentialData, &[ATTESTED]),
];

/// The key: of the attested data, where there are some, and else of the record.
const KEY: &[Rule] = &[
    (Step::CredentialPublicKey, &[]),
    (Step::CredentialPublicKeyParameters, &[]),
    (Step::CredentialAlgorithmCurve, &[]),
];

/// From there to the signature.
const MIDDLE: &[Rule] = &[
    (Step::AuthenticatorDataExtensions, &[EXTENSION_DATA]),
    (Step::AuthenticatorDataEnd, &[]),
    (Step::AuthenticatorDataUnattested, &[]),
    (Step::AuthenticationRpIdHash, &[]),
    (Step::AuthenticationUserPresent, &[]),
    (Step::AuthenticationUserVerified, &[VERIFIED_USER]),
    (Step::AuthenticationBackupFlags, &[SINGLE_DEVICE]),
    (
        Step::AuthenticationBackupEligible,
        &[(
            Fact::BackupEligibilityAsked,
            "the record does not say, and policy takes any",
        )],
    ),
    (Step::AuthenticationClientDataHash, &[]),
];

/// From the signature on.
pub(super) const END: &[Rule] = &[
    (Step::AuthenticationSignature, &[]),
    (
        Step::AuthenticationSignCount,
        &[
            (
                Fact::CounterInUse,
                "both counters are zero: the authenticator keeps none",
            ),
            (
                Fact::CounterEnforced,
                "the counter did not grow, which policy reports and does not refuse",
            ),
        ],
    ),
    (Step::ExtensionPrf, &[(Fact::Prf, "prf was not asked for")]),
    (
        Step::ExtensionHmacSecret,
        &[(Fact::HmacSecret, "hmac-secret was not asked for")],
    ),
    (
        Step::ExtensionLargeBlob,
        &[(Fact::LargeBlob, "largeBlob was not asked for")],
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
    (Step::AuthenticationExtensions, &[ANY_EXTENSION]),
    (Step::AuthenticationRecord, &[]),
    (Step::AuthenticationContinue, AFTER),
];

impl RelyingParty {
    /// Verifies an authentication response as
    /// [`verify_authentication`](Self::verify_authentication) does, once, and says how the verdict
    /// came about: every step of [§7.2][1] and of the sections reached from there, in order, with
    /// its outcome. For audit logs and for tools; it allocates, and costs the ordinary call
    /// nothing.
    ///
    /// A response that could not even be read has
    /// [`Explanation::unread_authentication`](crate::Explanation::unread_authentication).
    ///
    /// ```
    /// # use countersign::{
    /// #     AuthenticationExpectations, AuthenticationResponse, CredentialRecord, RelyingParty,
    /// # };
    /// # fn f(
    /// #     rp: &RelyingParty,
    /// #     response: &AuthenticationResponse<'_>,
    /// #     record: &CredentialRecord,
    /// #     expected: &AuthenticationExpectations<'_>,
    /// # ) {
    /// let explained = rp.explain_authentication(response, record, expected);
    /// if let Err(rejection) = &explained.verdict {
    ///     eprintln!("refused at {rejection}\n{}", explained.explanation);
    /// }
    /// # }
    /// ```
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
    pub fn explain_authentication<'a>(
        &self,
        response: &AuthenticationResponse<'a>,
        record: &'a CredentialRecord,
        expected: &AuthenticationExpectations<'_>,
    ) -> Explained<VerifiedAuthentication<'a>> {
        let verdict = self.verify_authentication(response, record, expected);
        let rejection = verdict.as_ref().err();
        let explanation = walk(response, record, expected).finish(rejection);
        Explained {
            verdict,
            explanation,
        }
    }
}

fn walk(
    response: &AuthenticationResponse<'_>,
    record: &CredentialRecord,
    expected: &AuthenticationExpectations<'_>,
) -> Walk {
    let mut walk = Walk::default();
    let facts = facts(response, record, expected);
    walk.take(BEGIN, &facts);
    let is_attested = facts.has(Fact::Attested);
    if is_attested {
        walk.take(KEY, &facts);
    }
    walk.take(MIDDLE, &facts);
    if !is_attested {
        walk.take(KEY, &facts);
    }
    walk.take(END, &facts);
    walk
}

fn facts(
    response: &AuthenticationResponse<'_>,
    record: &CredentialRecord,
    expected: &AuthenticationExpectations<'_>,
) -> Facts {
    let mut facts = Facts::default();
    facts.set(
        Fact::AllowCredentials,
        !expected.allow_credentials.is_empty(),
    );
    client_data_facts(&mut facts, response.client_data_json);
    flag_facts(&mut facts, response.authenticator_data);
    facts.set(
        Fact::UserVerificationRequired,
        expected.user_verification == UserVerification::Required,
    );
    let asks_for_backup = record.backup_eligible.is_some()
        || expected.backup_eligibility != BackupEligibility::Any
        || expected.backup_state != BackupState::Any;
    facts.set(Fact::BackupEligibilityAsked, asks_for_backup);
    counter_facts(&mut facts, response, record, expected);
    for (identifier, fact) in EXTENSIONS {
        let extensions = &expected.extensions;
        facts.set(
            *fact,
            extensions.ask_for(identifier, response.credential_id),
        );
    }
    extension_facts(&mut facts, &response.client_extension_results);
    facts.set(Fact::AnyExtension, !expected.extensions.is_empty());
    facts
}

fn counter_facts(
    facts: &mut Facts,
    response: &AuthenticationResponse<'_>,
    record: &CredentialRecord,
    expected: &AuthenticationExpectations<'_>,
) {
    let Ok(data) = AuthenticatorData::parse(response.authenticator_data) else {
        return;
    };
    let counter = Counter::between(record.sign_count, data.sign_count());
    facts.set(Fact::CounterInUse, counter != Counter::Unused);
    facts.set(
        Fact::CounterEnforced,
        counter == Counter::Grew || expected.counter == CounterPolicy::Refuse,
    );
}
