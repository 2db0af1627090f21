//! Both ceremonies by the software authenticator, bent before they are signed: what is refused is
//! refused for what it says, and not for its signature.

use std::cell::{Cell, RefCell};
use std::sync::LazyLock;

use countersign::attestation::{SafetyNet, SafetyNetRules};
use countersign::trust::{Anchor, PathValidation};
use countersign::{
    Account, AnchorRule, AttestationTrust, AuthenticationExpectations, AuthenticationResponse,
    AuthenticatorData, Backend, Certificate, Challenge, ClientData, ClientExtensionResults,
    CredentialRecord, OriginRule, RegistrationExpectations, RegistrationResponse, Rejection,
    RelyingParty, UnixTime,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Authority, Credential, Format, Pki, PrivateKey, Seed};
use countersign_cose::Algorithm;

use crate::{Edit, Input, policy};

const CHALLENGE: &[u8] = b"a challenge of the relying party";
const HANDLE: &[u8] = b"somebody";
const ORIGIN: &str = "https://example.org";
/// 2026-01-01, when the software authenticator's SafetyNet responses are made.
const NOW: UnixTime = UnixTime(1_767_225_601);

/// What [`registration_signed_anew`] is given: the format, the credential's algorithm and that of
/// the attestation key. The last of all is for the byte 255 alone, as RSA takes its time to sign.
const REGISTRATIONS: [(Format, Algorithm, Algorithm); 10] = [
    (Format::None, Algorithm::Es256, Algorithm::Es256),
    (Format::PackedSelf, Algorithm::Es256, Algorithm::Es256),
    (Format::PackedSelf, Algorithm::EdDsa, Algorithm::EdDsa),
    (Format::Packed, Algorithm::Es256, Algorithm::Es256),
    (Format::Packed, Algorithm::EdDsa, Algorithm::Es384),
    (Format::FidoU2f, Algorithm::Es256, Algorithm::Es256),
    (Format::Apple, Algorithm::Es256, Algorithm::Es256),
    (Format::AndroidKey, Algorithm::Es256, Algorithm::Es256),
    (Format::Tpm, Algorithm::Es256, Algorithm::Es256),
    (Format::AndroidSafetyNet, Algorithm::Es256, Algorithm::Rs256),
];

/// The algorithms of [`authentication_signed_anew`], likewise.
const AUTHENTICATIONS: [Algorithm; 6] = [
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::Es256k,
    Algorithm::Rs256,
];

/// The bytes for the setups of [`registration_signed_anew`] and [`authentication_signed_anew`]: so
/// many from 0 on, and 255.
pub const SETUPS: [usize; 2] = [REGISTRATIONS.len() - 1, AUTHENTICATIONS.len() - 1];

/// The one of these that a byte chooses.
fn chosen<T>(setups: &[T], byte: usize) -> &T {
    let others = setups.len() - 1;
    &setups[if byte == 255 { others } else { byte % others }]
}

/// Makes a registration, and verifies it: a byte for the setup, then edits to client data,
/// authenticator data, an extension of the leaf, what is signed, and the signature. All but the
/// last two are made before it is hashed and signed.
///
/// - Every back end says the same: verdict, step and reason.
/// - It is accepted where nothing was changed, and refused where what is signed or the signature
///   is another than it should be.
/// - Where it is accepted, `is_answer` holds for what was signed, the credential ID has a length that
///   §7.1 allows, and the record is what the authenticator data say.
///
/// # Panics
///
/// Where one does not hold.
pub fn registration_signed_anew(data: &[u8]) {
    let Some((setup, edits)) = read::<5>(data) else {
        return;
    };
    let setup = chosen(&SETS, setup);
    let is_bent = Cell::new(false);
    let is_other = Cell::new(false);
    let apply = |part: usize, bytes: &mut Vec<u8>| {
        let was = bytes.clone();
        edits[part].iter().for_each(|edit| edit.apply(bytes));
        let now = bytes.as_slice() != was;
        is_bent.set(is_bent.get() || now);
        is_other.set(is_other.get() || now && part > 2);
    };
    let made = setup
        .registration()
        .client_data(|data| data.edit(|bytes| apply(0, bytes)))
        .auth_data_bytes(|bytes| apply(1, bytes))
        .leaf(|leaf| {
            for edit in &edits[2] {
                let place = usize::from(edit.value) % leaf.extensions.len().max(1);
                if let Some(extension) = leaf.extensions.get_mut(place) {
                    let was = extension.value.clone();
                    edit.apply(&mut extension.value);
                    is_bent.set(is_bent.get() || extension.value != was);
                }
            }
        })
        .message(|bytes| apply(3, bytes))
        .signature(|bytes| apply(4, bytes))
        .make();
    let response = RegistrationResponse::new(
        &made.credential.id,
        &made.client_data_json,
        &made.attestation_object,
    );
    let verdict = same_by_all(|backend| setup.verify(backend, &response));
    let Ok(record) = verdict else {
        assert!(is_bent.get(), "refused as it was made: {verdict:?}");
        return;
    };
    assert!(!is_other.get(), "not what was signed");
    let auth_data = is_answer(
        "webauthn.create",
        &made.client_data_json,
        &made.authenticator_data,
    );
    let credential = auth_data.credential().expect("AT is set");
    assert!((1..=1023).contains(&credential.id.0.len()));
    let flags = auth_data.flags();
    let expected = CredentialRecord {
        id: made.credential.id.clone(),
        public_key: credential.key.bytes().to_vec(),
        sign_count: auth_data.sign_count(),
        uv_initialized: flags.user_verified(),
        transports: vec![],
        backup_eligible: Some(flags.backup_eligible()),
        backup_state: flags.backed_up(),
        aaguid: credential.aaguid,
    };
    assert_eq!(record, expected);
}

/// Makes an authentication, and verifies it: a byte for the algorithm, then edits to client data,
/// authenticator data, what is signed, the signature, and the user handle. The first two are made
/// before it is signed.
///
/// - Every back end says the same: verdict, step and reason.
/// - It is accepted where nothing was changed, and refused where what is signed, the signature or
///   the user handle is another than it should be.
/// - Where it is accepted, `is_answer` holds for what was signed, and the record is brought up to
///   date by the authenticator data.
///
/// # Panics
///
/// Where one does not hold.
pub fn authentication_signed_anew(data: &[u8]) {
    let Some((setup, edits)) = read::<5>(data) else {
        return;
    };
    let (credential, record) = chosen(&CREDENTIALS, setup);
    let changes = RefCell::new([false; 5]);
    let apply = |part: usize, bytes: &mut Vec<u8>| {
        let was = bytes.clone();
        edits[part].iter().for_each(|edit| edit.apply(bytes));
        changes.borrow_mut()[part] |= bytes.as_slice() != was;
    };
    let mut handle = HANDLE.to_vec();
    apply(4, &mut handle);
    let made = credential
        .authenticate()
        .challenge(CHALLENGE)
        .client_data(|data| data.edit(|bytes| apply(0, bytes)))
        .auth_data_bytes(|bytes| apply(1, bytes))
        .message(|bytes| apply(2, bytes))
        .signature(|bytes| apply(3, bytes))
        .make();
    let verdict = same_by_all(|backend| {
        let account = Account::Identified {
            user_handle: HANDLE,
        };
        let expected = AuthenticationExpectations::new(challenge(), account);
        let response = AuthenticationResponse {
            credential_id: &record.id,
            client_data_json: &made.client_data_json,
            authenticator_data: &made.authenticator_data,
            signature: &made.signature,
            user_handle: Some(&handle),
            client_extension_results: ClientExtensionResults::default(),
        };
        let rp = rp().backend(backend);
        let verified = rp.verify_authentication(&response, record, &expected)?;
        Ok(verified.updated_record())
    });
    let [client_data, auth_data, message, signature, handle] = changes.into_inner();
    let Ok(updated) = verdict else {
        let is_bent = client_data || auth_data || message || signature || handle;
        assert!(is_bent, "refused as it was made: {verdict:?}");
        return;
    };
    assert!(!message && !signature && !handle, "not what was signed");
    let auth_data = is_answer(
        "webauthn.get",
        &made.client_data_json,
        &made.authenticator_data,
    );
    let flags = auth_data.flags();
    let expected = CredentialRecord {
        sign_count: auth_data.sign_count(),
        backup_eligible: Some(flags.backup_eligible()),
        backup_state: flags.backed_up(),
        ..record.clone()
    };
    assert_eq!(Some(flags.backup_eligible()), record.backup_eligible);
    assert_eq!(updated, expected);
}

/// A number for the setup, and the edits by the part that they change.
fn read<const N: usize>(data: &[u8]) -> Option<(usize, [Vec<Edit>; N])> {
    let mut input = Input::new(data);
    let setup = usize::from(input.byte()?);
    let mut edits = [(); N].map(|()| vec![]);
    for _ in 0..16 {
        let Some(edit) = Edit::read(&mut input, N) else {
            break;
        };
        edits[edit.part].push(edit);
    }
    Some((setup, edits))
}

/// What every back end of this build says.
fn same_by_all(
    verdict: impl Fn(Backend) -> Result<CredentialRecord, Rejection>,
) -> Result<CredentialRecord, Rejection> {
    let first = verdict(Backend::default());
    for backend in Backend::available() {
        assert_eq!(verdict(backend), first, "{backend}");
    }
    first
}

/// A second opinion on what was accepted: it is of this kind, answers the challenge, is from the
/// origin and not framed, by a general JSON parser; and the authenticator data are for the RP ID,
/// with UP, and with BE where there is BS.
fn is_answer<'a>(kind: &str, client_data: &[u8], auth_data: &'a [u8]) -> AuthenticatorData<'a> {
    let parsed = ClientData::parse(client_data).expect("it was accepted");
    assert_eq!(parsed.kind, kind);
    let text = client_data
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(client_data);
    // The general parser refuses some values that nobody reads.
    if let Ok(object) = serde_json::from_slice::<serde_json::Value>(text) {
        assert_eq!(object["type"], kind);
        assert_eq!(object["challenge"], authenticator::base64url(CHALLENGE));
        assert_eq!(object["origin"], ORIGIN);
        assert_ne!(object["crossOrigin"], true);
        assert_eq!(object.get("topOrigin"), None);
    }
    let auth_data = AuthenticatorData::parse(auth_data).expect("it was accepted");
    assert_eq!(auth_data.rp_id_hash(), rp().id_hash());
    let flags = auth_data.flags();
    assert!(flags.user_present());
    assert!(flags.backup_eligible() || !flags.backed_up());
    auth_data
}

/// Keys and authority, which take long to make.
struct Setup {
    format: Format,
    algorithm: Algorithm,
    credential: PrivateKey,
    attestation: Option<(PrivateKey, Algorithm)>,
    issuer: Authority,
}

static SETS: LazyLock<Vec<Setup>> = LazyLock::new(|| {
    let seed = Seed::new("fuzz");
    let setup = |(format, algorithm, attestation): &(Format, Algorithm, Algorithm)| {
        let key = PrivateKey::derive(*attestation, &seed, "attestation key");
        let own = [
            Format::None,
            Format::PackedSelf,
            Format::Apple,
            Format::AndroidKey,
        ];
        Setup {
            format: format.clone(),
            algorithm: *algorithm,
            credential: PrivateKey::derive(*algorithm, &seed, "credential key"),
            attestation: (!own.contains(format)).then_some((key, *attestation)),
            issuer: Pki::default().root(format.identifier()),
        }
    };
    REGISTRATIONS.iter().map(setup).collect()
});

impl Setup {
    fn registration<'a>(&self) -> authenticator::Registration<'a> {
        let rp = authenticator::RelyingParty::new("example.org");
        let registration = authenticator::Registration::new(&rp)
            .challenge(CHALLENGE)
            .format(self.format.clone())
            .algorithm(self.algorithm)
            .credential_key(self.credential.clone())
            .issuer(self.issuer.clone());
        match &self.attestation {
            Some((key, algorithm)) => registration
                .attestation_key(key.clone())
                .attestation_algorithm(*algorithm),
            None => registration,
        }
    }

    fn verify(
        &self,
        backend: Backend,
        response: &RegistrationResponse<'_>,
    ) -> Result<CredentialRecord, Rejection> {
        let anchor = Certificate::parse(&self.issuer.certificate).expect("a root");
        let anchors = [Anchor::from_certificate(anchor)];
        let rule = AnchorRule::new(PathValidation::new(&anchors, NOW));
        let mut policy = policy();
        policy.safety_net = SafetyNet::Accepted(SafetyNetRules::at(NOW));
        let expected = RegistrationExpectations::new(challenge())
            .attestation(policy)
            .trust(AttestationTrust::default().anchored([rule]));
        let verified = rp()
            .backend(backend)
            .verify_registration(response, &expected)?;
        Ok(verified.record)
    }
}

static CREDENTIALS: LazyLock<Vec<(Credential, CredentialRecord)>> = LazyLock::new(|| {
    let rp = authenticator::RelyingParty::new("example.org");
    let credential = |algorithm: Algorithm| {
        let registration = authenticator::Registration::new(&rp).algorithm(algorithm);
        let credential = registration.user_handle(HANDLE).make().credential;
        let record = CredentialRecord {
            id: credential.id.clone(),
            public_key: credential.public_key.encode(),
            sign_count: 0,
            uv_initialized: true,
            transports: vec![],
            backup_eligible: Some(false),
            backup_state: false,
            aaguid: countersign::Aaguid::ZERO,
        };
        (credential, record)
    };
    AUTHENTICATIONS.into_iter().map(credential).collect()
});

fn challenge() -> Challenge {
    Challenge::new(CHALLENGE).expect("long enough")
}

fn rp() -> RelyingParty {
    let origin = OriginRule::exact(ORIGIN).expect("an origin");
    RelyingParty::new("example.org", [origin]).expect("a domain")
}
