//! Makes the seed corpora from the project's own vectors, the accepted ones in
//! [`countersign_fuzz::REGISTRATIONS`] and [`countersign_fuzz::AUTHENTICATIONS`]: `cargo run --no-default-features --example seeds` in `fuzz/`.
//!
//! Files are named for the vector and the part that they are from, so a second run writes the
//! same files; those that a fuzzer found and someone added have other names, and stay.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use countersign::CredentialRecord;
use countersign_attestation::{ClientDataHash, Format, Statement, verify};
use countersign_authdata::{AttestationObject, AuthenticatorData};
use countersign_authenticator::key_description::KeyDescription;
use countersign_authenticator::{
    Jws, Pki, PrivateKey, Registration, RelyingParty, RevocationList, Seed, certificate,
};
use countersign_conformance::{
    Ceremony, Direct, DirectAuthentication, DirectRegistration, StoredCredential, Suites, Vector,
    conformance_folder,
};
use countersign_cose::{Algorithm, Form};
use countersign_fuzz::{
    AUTHENTICATIONS, FORMATS, REGISTRATIONS, SETUPS, accepted_tpm_structures, ceremonies, policy,
    with_length,
};
use countersign_signature::sha256;

use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

type AnyError = Box<dyn std::error::Error>;

fn main() -> Result<(), AnyError> {
    let folder = conformance_folder().ok_or("the vectors are in the repository")?;
    let mut suites = Suites::default();
    suites
        .add(&folder.join("vectors"))
        .map_err(|error| error.to_string())?;
    let mut seeds = Seeds::default();
    for id in REGISTRATIONS.into_iter().chain(AUTHENTICATIONS) {
        let mut vectors = suites.iter().flat_map(|(_, vectors)| vectors);
        let vector = vectors.find(|vector| vector.id == id);
        seeds.of_vector(vector.ok_or("every base is there")?)?;
    }
    seeds.of_forms()?;
    seeds.of_metadata()?;
    seeds.of_paths()?;
    seeds.of_made()?;
    seeds.of_stored()?;
    seeds.of_pages()?;
    println!("{} seeds, {} bytes", seeds.files.len(), seeds.size);
    Ok(())
}

/// What was written; no input is written twice for one target.
#[derive(Default)]
struct Seeds {
    files: BTreeSet<PathBuf>,
    inputs: BTreeSet<(&'static str, Vec<u8>)>,
    size: usize,
}

impl Seeds {
    fn write(&mut self, target: &'static str, name: &str, input: &[u8]) -> Result<(), AnyError> {
        if !self.inputs.insert((target, input.to_vec())) {
            return Ok(());
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(target);
        fs::create_dir_all(&folder)?;
        let file = folder.join(name.replace('/', "-"));
        fs::write(&file, input)?;
        self.files.insert(file);
        self.size += input.len();
        Ok(())
    }

    fn of_vector(&mut self, vector: &Vector) -> Result<(), AnyError> {
        let id = vector.id.as_str();
        if let Some(json) = &vector.json {
            self.write("response_json", id, json.as_bytes())?;
        }
        match &vector.ceremony {
            Ceremony::Registration(Some(response)) => self.of_registration(id, response),
            Ceremony::Authentication(stored, Some(response)) => {
                self.of_authentication(id, stored, response)
            }
            _ => Err("a base has its parts".into()),
        }
    }

    fn of_registration(
        &mut self,
        id: &str,
        response: &Direct<DirectRegistration>,
    ) -> Result<(), AnyError> {
        self.of_edits("registration", id)?;
        self.write("client_data", id, &response.client_data_json.0)?;
        let object = &response.parts.attestation_object.0;
        self.write("attestation_object", id, object)?;
        let object = AttestationObject::parse(object, Form::Tolerant)
            .map_err(|reason| reason.to_string())?;
        self.write("cbor_reader", id, object.statement.bytes)?;
        self.write("authenticator_data", id, object.authenticator_data)?;
        let auth_data = AuthenticatorData::parse(object.authenticator_data)?;
        let credential = *auth_data
            .credential()
            .ok_or("a registration attests a credential")?;
        self.write("cose_key", id, credential.key.bytes())?;
        if let Some(extensions) = auth_data.extensions() {
            self.write(
                "cbor_reader",
                &format!("{id}-extensions"),
                extensions.bytes(),
            )?;
        }
        let client_data_hash = ClientDataHash::of(&response.client_data_json.0);
        let statement = Statement {
            statement: object.statement,
            authenticator_data: auth_data,
            credential,
            client_data_hash,
        };
        let evidence = verify(&statement, &policy())?;
        for (place, der) in evidence.trust_path.der().enumerate() {
            self.write("certificate", &format!("{id}-{place}"), der)?;
        }
        let target = target(evidence.format)?;
        self.write(target, id, &statement_input(&statement))?;
        match evidence.format {
            Format::Compound => Ok(()),
            _ => self.of_compound(id, &statement),
        }
    }

    fn of_authentication(
        &mut self,
        id: &str,
        stored: &StoredCredential,
        response: &Direct<DirectAuthentication>,
    ) -> Result<(), AnyError> {
        self.of_edits("authentication", id)?;
        let auth_data = &response.parts.authenticator_data.0;
        self.write("client_data", id, &response.client_data_json.0)?;
        self.write("authenticator_data", id, auth_data)?;
        let key = stored
            .public_key
            .as_ref()
            .ok_or("an accepted vector has its key")?;
        let input = [
            with_length(&key.0),
            with_length(&response.parts.signature.0),
            auth_data.clone(),
            sha256(&[&response.client_data_json.0]).to_vec(),
        ];
        self.write("cose_key", id, &key.0)?;
        self.write("signature", id, &input.concat())
    }

    /// The same statement in a compound one, with none attestation beside it.
    fn of_compound(&mut self, id: &str, statement: &Statement<'_>) -> Result<(), AnyError> {
        let format = statement.statement.format;
        let head = |format: &str| {
            // {"fmt": format, "attStmt": ..}: text heads are 0x60 and the length.
            let length = u8::try_from(format.len()).expect("formats are short");
            let name = [&[0x60 | length], format.as_bytes()].concat();
            [b"\xa2\x63fmt", name.as_slice(), b"\x67attStmt"].concat()
        };
        let compound = [
            &[0x82],
            head(format).as_slice(),
            statement.statement.bytes,
            &head("none"),
            &[0xa0],
        ]
        .concat();
        let compound = Statement {
            statement: countersign_authdata::Statement {
                format: "compound",
                bytes: &compound,
                form: Form::Tolerant,
            },
            ..*statement
        };
        verify(&compound, &policy())?;
        self.write("statement_compound", id, &statement_input(&compound))
    }

    /// The base as it is, and with an edit of each kind (see `edit.rs`).
    fn of_edits(&mut self, target: &'static str, id: &str) -> Result<(), AnyError> {
        let bases: &[_] = match target {
            "registration" => &REGISTRATIONS,
            _ => &AUTHENTICATIONS,
        };
        let base = bases.iter().position(|base| *base == id).ok_or("a base")?;
        let base = u8::try_from(base)?;
        self.write(target, id, &[base])?;
        let kinds: Vec<u8> = (0_u8..6).map(|kind| kind * 3 + (kind + base) % 3).collect();
        let kind = kinds[usize::from(base) % kinds.len()];
        let edit = [base, kind, 0, base.wrapping_mul(17), 1];
        self.write(target, &format!("{id}-edited"), &edit)
    }

    /// What no vector has: CBOR of every kind, well formed, some of it not canonical.
    fn of_forms(&mut self) -> Result<(), AnyError> {
        let items: [(&str, &[u8]); 7] = [
            ("long-head", &[0x18, 0x01]),
            ("unordered", &[0xa2, 0x61, b'b', 0x01, 0x61, b'a', 0x02]),
            (
                "negative",
                &[0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            ),
            (
                "floats",
                &[0x83, 0xf9, 0x3c, 0x00, 0xfa, 0x3f, 0x80, 0x00, 0x00, 0xf7],
            ),
            ("nested", &[0xa1, 0x01, 0x81, 0xa1, 0x01, 0x81, 0xf5]),
            ("array-as-key", &[0xa1, 0x81, 0x01, 0xf6]),
            (
                "mixed-keys",
                &[
                    0xa4, 0x01, 0x00, 0x20, 0x00, 0x41, 0x00, 0x00, 0x61, b'a', 0x00,
                ],
            ),
        ];
        for (name, item) in items {
            self.write("cbor_reader", name, item)?;
        }
        Ok(())
    }
}

/// Metadata of each kind; a byte before it says which.
impl Seeds {
    fn of_metadata(&mut self) -> Result<(), AnyError> {
        let statement: Value = serde_json::from_str(STATEMENT)?;
        let aaguid = statement["aaguid"].as_str().ok_or("an AAGUID")?.to_owned();
        let report = json!({ "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2025-01-01",
            "authenticatorVersion": 1, "certificateNumber": "1" });
        let root = Pki::default().root("packed").certificate;
        let mut full = statement.clone();
        full["attestationRootCertificates"] = json!([Base64::encode_string(&root)]);
        let entry = json!({ "aaguid": aaguid, "metadataStatement": full,
            "statusReports": [report], "timeOfLastStatusChange": "2025-01-01" });
        let by_key = json!({ "attestationCertificateKeyIdentifiers": ["00".repeat(20)],
            "statusReports": [{ "status": "REVOKED" }] });
        let payload = json!({ "legalHeader": "", "no": 7, "nextUpdate": "2026-07-01",
            "entries": [entry, by_key, {}] });
        let mut jws = Jws::safetynet(Algorithm::Es256, &[root], &[], 0);
        jws.payload = payload.clone();
        let seed = Seed::new("fuzz");
        let key = PrivateKey::derive(Algorithm::Es256, &seed, "signer");
        let blob = jws.sign(&key, Algorithm::Es256.scheme());
        let picture = format!(
            "data:image/svg+xml;base64,{}",
            Base64::encode_string(b"<svg/>")
        );
        let convenience = json!({ "no": 1, aaguid.clone(): {
            "friendlyNames": { "en-US": "Example", "de": "Beispiel" }, "icon": picture } });
        let community = json!({ aaguid: { "name": "Example", "icon_dark": picture } });
        let kinds = [
            ("blob", blob),
            ("payload", payload.to_string()),
            ("convenience", convenience.to_string()),
            ("community", community.to_string()),
        ];
        for (kind, (name, text)) in (0_u8..).zip(kinds) {
            self.write("metadata", name, &[&[kind], text.as_bytes()].concat())?;
        }
        let status = json!({ "entries": { "00ab12": { "status": "REVOKED" },
            "42": { "status": "SUSPENDED", "reason": "SOFTWARE_FLAW", "comment": "" } } });
        self.write("android_status_list", "two", status.to_string().as_bytes())
    }

    /// Chains with an intermediate and their lists.
    fn of_paths(&mut self) -> Result<(), AnyError> {
        const TIME: u32 = 1_780_272_000; // 2026-06-01
        for (name, algorithm) in [("es256", Algorithm::Es256), ("eddsa", Algorithm::EdDsa)] {
            let seed = Seed::new("fuzz");
            let pki = Pki {
                algorithm,
                ..Pki::default()
            };
            let root = pki.root("fuzz");
            let intermediate = pki.intermediate_with("fuzz", 1, &root, |_| ());
            let key = PrivateKey::derive(algorithm, &seed, "leaf").public();
            let leaf = Pki::leaf_with(&seed, "fuzz", &intermediate, &key, |_| ());
            let direct = Pki::leaf_with(&seed, "fuzz", &root, &key, |leaf| {
                leaf.not_after = certificate::date(2030, 1, 1);
            });
            let list = RevocationList::new(&root, &[&[0x51], &[0x52, 0x53]]).sign(&root.key);
            self.write("revocation_list", name, &list)?;
            let chains: [(&str, &[&[u8]]); 3] = [
                ("direct", &[&direct]),
                ("intermediate", &[&leaf, &intermediate.certificate]),
                ("pinned", &[&root.certificate]),
            ];
            for (kind, chain) in chains {
                let mut input = TIME.to_be_bytes().to_vec();
                input.extend(with_length(&root.certificate));
                input.extend(with_length(&list));
                input.extend(chain.iter().flat_map(|der| with_length(der)));
                self.write("certificate_path", &format!("{name}-{kind}"), &input)?;
            }
        }
        Ok(())
    }
}

/// The statement that the tests of metadata have.
const STATEMENT: &str = include_str!("../../crates/metadata/tests/data/statement.json");

/// What is signed anew, and what the software authenticator makes as it stands.
impl Seeds {
    fn of_made(&mut self) -> Result<(), AnyError> {
        let targets = ["registration_signed_anew", "authentication_signed_anew"];
        for (target, setups) in targets.into_iter().zip(SETUPS) {
            for setup in (0..u8::try_from(setups)?).chain([255]) {
                self.write(target, &format!("{setup}"), &[setup])?;
                // What, place and value of an edit: a flip of one bit in each of the five parts.
                for part in 0..5 {
                    let edit = [setup, part, 0, 32, 0x04];
                    self.write(target, &format!("{setup}-{part}"), &edit)?;
                }
            }
        }
        for version in [2, 3, 4, 100, 200, 300, 400] {
            let description = KeyDescription::new(version, &[0x0c; 32]);
            let name = format!("version-{version}");
            self.write("key_description", &name, &description.encode())?;
        }
        let (pub_area, cert_info) = accepted_tpm_structures();
        let input = [&[0], with_length(&pub_area).as_slice(), &cert_info].concat();
        self.write("tpm_structures", "as-made", &input)?;
        let repaired = [&[1], with_length(&pub_area).as_slice()].concat();
        self.write("tpm_structures", "repaired", &repaired)
    }

    /// Records, what other libraries store, and the state of ceremonies.
    fn of_stored(&mut self) -> Result<(), AnyError> {
        let registration = Registration::new(&RelyingParty::new("example.org"));
        let credential = registration.make().credential;
        let record = CredentialRecord {
            id: credential.id,
            public_key: credential.public_key.encode(),
            sign_count: 41,
            uv_initialized: true,
            transports: vec!["hybrid".into(), "internal".into()],
            backup_eligible: Some(true),
            backup_state: true,
            aaguid: countersign::Aaguid([1; 16]),
        };
        let json = serde_json::to_string(&record)?;
        self.write(
            "record",
            "bytes",
            &[&[0], record.to_bytes().as_slice()].concat(),
        )?;
        self.write("record", "json", &[&[1], json.as_bytes()].concat())?;
        let (id, key) = (
            Base64::encode_string(&record.id),
            Base64::encode_string(&record.public_key),
        );
        let url = |text: &str| text.replace('+', "-").replace('/', "_").replace('=', "");
        let point: Vec<_> = record.public_key[10..42].to_vec();
        let other: Vec<_> = record.public_key[45..77].to_vec();
        let stored = [
            json!({ "id": id, "publicKey": key, "transport": ["usb"], "attestationFormat": "none",
                "flags": { "userPresent": true, "userVerified": true, "backupEligible": true,
                    "backupState": true },
                "authenticator": { "AAGUID": Base64::encode_string(&[1; 16]), "signCount": 41,
                    "cloneWarning": false, "attachment": "platform" } }),
            json!({ "credential_id": url(&id), "credential_public_key": url(&key), "sign_count": 41,
                "aaguid": "01020304-0506-0708-0102-030405060708", "fmt": "none",
                "credential_device_type": "multi_device", "credential_backed_up": true,
                "user_verified": true, "transports": ["internal"] }),
            json!({ "id": url(&id), "publicKey": url(&key), "counter": 41,
                "deviceType": "multiDevice", "backedUp": true, "transports": ["internal"] }),
            json!({ "cred": { "cred_id": url(&id), "counter": 41, "user_verified": true,
                "backup_eligible": true, "backup_state": true, "transports": ["Hybrid"],
                "cred": { "type_": "ES256", "key": { "EC_EC2": { "curve": "SECP256R1",
                    "x": point, "y": other } } } } }),
        ];
        for ((kind, library), stored) in (0_u8..).zip(["go", "py", "simple", "rust"]).zip(stored) {
            let input = [&[kind], stored.to_string().as_bytes()].concat();
            self.write("import", library, &input)?;
        }
        let (registration, authentication) = ceremonies();
        let states = [
            serde_json::to_string(&registration)?,
            serde_json::to_string(&authentication)?,
        ];
        for (kind, state) in (0_u8..).zip(states) {
            let input = [&[kind], state.as_bytes()].concat();
            self.write("ceremony_state", &format!("{kind}"), &input)?;
            self.write("ceremony_state", &format!("{kind}-sealed"), &[kind + 2])?;
            let edit = [kind + 2, 0, 0, 40, 1];
            self.write("ceremony_state", &format!("{kind}-changed"), &edit)?;
        }
        Ok(())
    }

    /// What goes to the page, and comes from it.
    fn of_pages(&mut self) -> Result<(), AnyError> {
        let listed = json!([{ "type": "public-key", "id": "AAECAw", "transports": ["usb"] }]);
        let extensions = json!({ "credProps": true, "minPinLength": true, "appidExclude":
            "https://example.org/appid", "prf": { "eval": { "first": "AAAA", "second": "BBBB" } },
            "largeBlob": { "support": "preferred" }, "credentialProtectionPolicy":
            "userVerificationRequired", "credBlob": "AAAA" });
        let kinds = [
            (
                "creation",
                json!({ "mediation": "conditional", "publicKey": {
                "rp": { "id": "example.org", "name": "Example" },
                "user": { "id": "AAAA", "name": "alex", "displayName": "Alex" },
                "challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "timeout": 60000,
                "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
                "excludeCredentials": listed, "hints": ["security-key"],
                "authenticatorSelection": { "residentKey": "required",
                    "userVerification": "required", "authenticatorAttachment": "platform" },
                "attestation": "direct", "attestationFormats": ["packed"],
                "extensions": extensions } }),
            ),
            (
                "request",
                json!({ "uiMode": "immediate", "publicKey": { "rpId": "example.org",
                "challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "allowCredentials": listed,
                "userVerification": "preferred", "extensions": { "uvm": true, "prf": {
                    "evalByCredential": { "AAECAw": { "first": "AAAA" } } },
                    "largeBlob": { "read": true }, "getCredBlob": true } } }),
            ),
            (
                "capabilities",
                json!({ "conditionalGet": true, "immediateGet": false,
                "extension:prf": true }),
            ),
            (
                "origins",
                json!({ "origins": ["https://example.org", "https://example.co.uk:444"] }),
            ),
            (
                "outputs",
                json!({ "appid": true, "credProps": { "rk": true }, "prf": { "enabled":
                true, "results": { "first": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" } },
                "largeBlob": { "supported": true, "blob": "AAAA", "written": true },
                "uvm": [[2, 4, 2]], "getCredBlob": "AAAA", "hmacCreateSecret": true,
                "hmacGetSecret": { "output1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" } }),
            ),
        ];
        for (kind, (name, json)) in (0_u8..).zip(kinds) {
            let input = [&[kind], json.to_string().as_bytes()].concat();
            self.write("page_json", name, &input)?;
        }
        Ok(())
    }
}

/// The target of a format.
fn target(format: Format) -> Result<&'static str, AnyError> {
    let row = FORMATS.iter().find(|(known, _)| *known == format);
    Ok(row.ok_or("a registered format")?.1)
}

/// An input of the targets of statements.
fn statement_input(statement: &Statement<'_>) -> Vec<u8> {
    [
        with_length(statement.authenticator_data.bytes()),
        statement.client_data_hash.0.to_vec(),
        statement.statement.bytes.to_vec(),
    ]
    .concat()
}
