//! Makes the seed corpora from the project's own vectors, the accepted ones in
//! [`countersign_fuzz::REGISTRATIONS`] and [`countersign_fuzz::AUTHENTICATIONS`]: `cargo run --no-default-features --example seeds` in `fuzz/`.
//!
//! Files are named for the vector and the part that they are from, so a second run writes the
//! same files; those that a fuzzer found and someone added have other names, and stay.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use countersign_attestation::{ClientDataHash, Format, Statement, verify};
use countersign_authdata::{AttestationObject, AuthenticatorData};
use countersign_conformance::{
    Ceremony, Direct, DirectAuthentication, DirectRegistration, StoredCredential, Suites, Vector,
    conformance_folder,
};
use countersign_cose::Form;
use countersign_fuzz::{AUTHENTICATIONS, FORMATS, REGISTRATIONS, policy, with_length};
use countersign_signature::sha256;

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
        self.write("statement", id, &statement_input(&statement)?)?;
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
        self.write(
            "statement",
            &format!("{id}-compound"),
            &statement_input(&compound)?,
        )
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

/// An input of the target `statement`.
fn statement_input(statement: &Statement<'_>) -> Result<Vec<u8>, AnyError> {
    let format = Format::from_identifier(statement.statement.format);
    let place = FORMATS.iter().position(|known| Some(*known) == format);
    Ok([
        vec![u8::try_from(place.ok_or("a registered format")?)?],
        with_length(statement.authenticator_data.bytes()),
        statement.client_data_hash.0.to_vec(),
        statement.statement.bytes.to_vec(),
    ]
    .concat())
}
