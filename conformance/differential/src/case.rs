use std::cell::RefCell;

use countersign_authenticator::vector::{TIME, Vector};
use countersign_authenticator::{Authentication, Format, Pki, Registration, base64url};
use countersign_conformance::{self as conformance, replay};
use serde_json::{Value, json};

use crate::base::{self, CHALLENGE, USER};
use crate::random::Random;
use crate::{Base, Place, bytes, cbor, certificate, json as json_edit, structures};

/// How many seeds there are keys of.
const SEEDS: usize = 4;

/// The formats that end in anchors of their own.
const ANCHORED: [&str; 6] = [
    "packed",
    "tpm",
    "android-key",
    "android-safetynet",
    "fido-u2f",
    "apple",
];

/// The cases of a run.
pub struct Cases {
    seed: u64,
    bases: Vec<Base>,
}

impl Cases {
    /// Those of a seed. Finding the keys takes some seconds.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            bases: base::all(SEEDS),
        }
    }

    /// What all cases have in common, for whoever verifies them.
    #[must_use]
    pub fn setting(&self) -> Value {
        let pki = Pki::default();
        let root = |purpose: &&'static str| (*purpose, base64url(&pki.root(purpose).certificate));
        let anchors: std::collections::BTreeMap<_, _> = ANCHORED.iter().map(root).collect();
        json!({
            "rp_id": "example.org",
            "origin": "https://example.org",
            "challenge": base64url(CHALLENGE),
            "user_handle": base64url(USER),
            "time": TIME,
            "anchors": anchors,
            "bases": self.bases.len(),
        })
    }

    /// A case: first each base as it is, then, without end, bases changed in one place.
    #[must_use]
    pub fn case(&self, number: u64) -> Value {
        let mut random = Random::new(self.seed, number);
        let unchanged = usize::try_from(number).ok().and_then(|n| self.bases.get(n));
        let (base, place) = if let Some(base) = unchanged {
            (base, Place::Nothing)
        } else {
            let base = random.pick(&self.bases);
            (base, *random.pick(&Place::of(base)))
        };
        let change = Change::new(place, random);
        let made = match base.format {
            Some(_) => change.registration(base),
            None => change.authentication(base),
        };
        let how = change.how.into_inner();
        json!({
            "number": number,
            "base": base.to_string(),
            "place": place.name(),
            "how": how,
            "ceremony": made.vector["ceremony"],
            "json": made.json,
            "public_key": made.vector["credential"]["public_key"],
            "credential_id": made.credential_id,
            "ours": verdict(made),
        })
    }
}

/// A response, and the vector that our engine replays.
struct Made {
    json: String,
    credential_id: String,
    vector: Value,
}

/// Our verdict: nothing where it is accepted, else the step and the reason.
fn verdict(made: Made) -> Value {
    let mut vector = made.vector;
    vector["response"] = json!({ "json": made.json });
    vector["request"]["refuse"] = json!(["untrusted", "counter-not-grown"]);
    if vector["credential"].is_object() {
        vector["credential"]["user_handle"] = base64url(USER).into();
        vector["credential"]["id"] = made.credential_id.into();
    }
    let vector = conformance::Vector::parse(&vector.to_string(), &mut |_| {}).expect("well formed");
    let outcome = replay(&vector).expect("a verdict");
    outcome.refused.map_or(Value::Null, |rejection| {
        let reason = rejection.reason();
        json!({
            "step": format!("{:?}", rejection.step()),
            "reason": format!("{:?}", reason.kind()),
            "text": rejection.to_string(),
        })
    })
}

/// The one change of a case. The closures that make it share the random numbers.
struct Change {
    place: Place,
    random: RefCell<Random>,
    how: RefCell<String>,
    /// The credential ID that is attested, which the client reports as well.
    credential_id: RefCell<Option<Vec<u8>>>,
}

impl Change {
    const fn new(place: Place, random: Random) -> Self {
        Self {
            place,
            random: RefCell::new(random),
            how: RefCell::new(String::new()),
            credential_id: RefCell::new(None),
        }
    }

    /// Makes the change with `edit`, if this is the place, and only once: some structures are made
    /// more than once, as a compound statement's members are.
    fn at(&self, place: Place, edit: impl FnOnce(&mut Random) -> String) {
        if self.place == place && self.how.borrow().is_empty() {
            let how = edit(&mut self.random.borrow_mut());
            *self.how.borrow_mut() = how;
        }
    }

    fn bytes(&self, place: Place, value: &mut Vec<u8>) {
        self.at(place, |random| bytes::edit(value, random).to_owned());
    }

    fn registration(&self, base: &Base) -> Made {
        let mut response = self
            .structures(base, self.envelope(base.registration()))
            .make();
        self.bytes(Place::ClientDataSent, &mut response.client_data_json);
        self.bytes(
            Place::AttestationObjectBytes,
            &mut response.attestation_object,
        );
        let mut json = response.to_json();
        if self.place != Place::ResponseJson {
            json_edit::without_copies(&mut json);
            if let Some(id) = self.credential_id.take() {
                let id = base64url(&id);
                json["id"] = id.as_str().into();
                json["rawId"] = id.into();
            }
        }
        self.at(Place::ResponseJson, |r| {
            json_edit::edit_response(&mut json, r)
        });
        let pki = Pki::default();
        let anchors: Vec<_> = ANCHORED
            .iter()
            .map(|name| pki.root(name).certificate)
            .collect();
        let vector = Vector::registration("case", &response).trust(&anchors, TIME, None);
        Made {
            json: json.to_string(),
            credential_id: base64url(&response.credential.id),
            vector: vector.json().clone(),
        }
    }

    /// Hangs the change into what every registration has.
    fn envelope<'a>(&'a self, made: Registration<'a>) -> Registration<'a> {
        made.client_data(|data| {
            self.at(Place::ClientDataHashed, |r| {
                json_edit::edit_client_data(data, r)
            });
        })
        .public_key(|key| self.at(Place::PublicKeyAttested, |r| cbor::edit(key, r)))
        .auth_data(|data| {
            self.at(Place::AuthDataAttested, |r| {
                structures::edit_auth_data(data, r)
            });
            let credential = data.credential.as_ref();
            let id = credential.map(|credential| credential.id.clone());
            self.credential_id.replace(id);
        })
        .auth_data_bytes(|value| self.bytes(Place::AuthDataBytesAttested, value))
        .message(|value| self.bytes(Place::Message, value))
        .signature(|value| self.bytes(Place::Signature, value))
        .statement(|statement| self.at(Place::Statement, |r| cbor::edit(&mut statement.value, r)))
        .attestation_object(|object| self.at(Place::AttestationObject, |r| cbor::edit(object, r)))
    }

    /// Hangs it into what some formats have.
    fn structures<'a>(&'a self, base: &'a Base, made: Registration<'a>) -> Registration<'a> {
        made.leaf(|leaf| self.at(Place::LeafSigned, |r| certificate::edit(leaf, r)))
            .intermediate(|ca| self.at(Place::IntermediateSigned, |r| certificate::edit(ca, r)))
            .pub_area(|area| {
                self.at(Place::PubAreaCertified, |r| {
                    structures::edit_pub_area(area, r)
                });
            })
            .cert_info(|info| {
                self.at(Place::CertInfoSigned, |r| {
                    structures::edit_cert_info(info, r)
                });
            })
            .key_description(|description| {
                self.at(Place::KeyDescriptionSigned, |r| {
                    structures::edit_key_description(description, r)
                });
            })
            .jws(|jws| {
                self.at(Place::TokenSigned, |r| {
                    let claims = jws.payload.as_object_mut().expect("claims are an object");
                    json_edit::edit_members(claims, r)
                });
            })
            .chain(|chain| {
                let purpose = base.format.as_ref().map_or("", Format::identifier);
                self.at(Place::Chain, |r| edit_chain(chain, purpose, r));
            })
    }

    fn authentication(&self, base: &Base) -> Made {
        let credential = base.registration().make().credential;
        let made = credential
            .authenticate()
            .challenge(CHALLENGE)
            .user_handle(Some(USER));
        let mut response = self.signed(made).make();
        self.bytes(Place::ClientDataSent, &mut response.client_data_json);
        self.bytes(Place::AuthDataSent, &mut response.authenticator_data);
        let mut json = response.to_json();
        self.at(Place::ResponseJson, |r| {
            json_edit::edit_response(&mut json, r)
        });
        Made {
            json: json.to_string(),
            credential_id: base64url(&response.credential.id),
            vector: Vector::authentication("case", &response).json().clone(),
        }
    }

    fn signed<'a>(&'a self, made: Authentication<'a>) -> Authentication<'a> {
        made.client_data(|data| {
            self.at(Place::ClientDataHashed, |r| {
                json_edit::edit_client_data(data, r)
            });
        })
        .auth_data(|data| {
            self.at(Place::AuthDataAttested, |r| {
                structures::edit_auth_data(data, r)
            });
        })
        .auth_data_bytes(|value| self.bytes(Place::AuthDataBytesAttested, value))
        .message(|value| self.bytes(Place::Message, value))
        .signature(|value| self.bytes(Place::Signature, value))
    }
}

/// `purpose` is whose root the chain ends at.
fn edit_chain(chain: &mut Vec<Vec<u8>>, purpose: &str, random: &mut Random) -> String {
    let place = random.below(chain.len());
    match random.below(5) {
        0 => {
            chain.remove(place);
            "a certificate removed".to_owned()
        }
        1 => {
            chain.push(chain[place].clone());
            "a certificate twice".to_owned()
        }
        2 => {
            chain.push(Pki::default().root(purpose).certificate);
            "the root at the end".to_owned()
        }
        3 if chain.len() > 1 => {
            chain.swap(0, 1);
            "certificates in another order".to_owned()
        }
        _ => {
            let which = if place == 0 { "leaf" } else { "intermediate" };
            format!("{which}: {}", bytes::edit(&mut chain[place], random))
        }
    }
}
