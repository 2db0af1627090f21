//! Countersign as one of the verifiers that `peers/compare.py` compares:
//! `runner --backend NAME FILE`, or `runner --list` for the names.

use std::path::Path;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use countersign::trust::{Anchor, PathValidation};
use countersign::{
    Aaguid, Account, AnchorRule, AttestationTrust, AuthenticationExpectations,
    AuthenticationResponseJson, Certificate, Challenge, CredentialRecord, OriginRule,
    RegistrationExpectations, RegistrationResponseJson, RelyingParty, UnixTime,
};
use countersign_benches::Backend;
use countersign_runner::{Case, Ceremony, Inputs, Verify, serve};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["--list"] => Backend::available().for_each(|backend| println!("{}", backend.name())),
        ["--backend", name, path] => obey(name, path),
        _ => panic!("usage: runner --list, or runner --backend NAME FILE"),
    }
}

fn obey(backend: &str, path: &str) {
    let mut backends = Backend::available();
    let backend = backends
        .find(|one| one.name() == backend)
        .expect("it is among those listed");
    let inputs = Inputs::read(Path::new(path));
    let root = decode(&inputs.anchor);
    let root = Certificate::parse(&root).expect("it is a certificate");
    let server = Server {
        rp: relying_party(&inputs).backend(backend),
        challenge: Challenge::new(&decode(&inputs.challenge)).expect("it is long enough"),
        user_handle: decode(&inputs.user_handle),
        anchors: [Anchor::from_certificate(root)],
    };
    serve(&inputs, |case| Ok(server.prepare(case)));
}

fn relying_party(inputs: &Inputs) -> RelyingParty {
    let origin = OriginRule::exact(&inputs.origin).expect("it is an origin");
    RelyingParty::new(&inputs.rp_id, [origin]).expect("its origin lies at its RP ID")
}

struct Server<'a> {
    rp: RelyingParty,
    challenge: Challenge,
    user_handle: Vec<u8>,
    anchors: [Anchor<'a>; 1],
}

impl Server<'_> {
    fn prepare<'a>(&'a self, case: &Case) -> Verify<'a> {
        match case.ceremony {
            Ceremony::Registration => Box::new(|json| self.register(json)),
            Ceremony::Authentication => {
                let record = record(case);
                Box::new(move |json| self.authenticate(json, &record))
            }
        }
    }

    fn register(&self, json: &str) -> Result<(), String> {
        let now = UnixTime(1_790_000_000);
        let rule = AnchorRule::new(PathValidation::new(&self.anchors, now));
        let expected = RegistrationExpectations::new(self.challenge.clone())
            .trust(AttestationTrust::default().anchored([rule]));
        let response = RegistrationResponseJson::parse(json).map_err(|e| e.to_string())?;
        let verified = self.rp.verify_registration(&response.response(), &expected);
        verified.map(drop).map_err(|e| e.to_string())
    }

    fn authenticate(&self, json: &str, record: &CredentialRecord) -> Result<(), String> {
        let account = Account::Discovered {
            user_handle: &self.user_handle,
        };
        let expected = AuthenticationExpectations::new(self.challenge.clone(), account);
        let response = AuthenticationResponseJson::parse(json).map_err(|e| e.to_string())?;
        let verified = self
            .rp
            .verify_authentication(&response.response(), record, &expected);
        verified.map(drop).map_err(|e| e.to_string())
    }
}

fn record(case: &Case) -> CredentialRecord {
    CredentialRecord {
        id: decode(&case.credential_id),
        public_key: decode(&case.public_key),
        sign_count: 0,
        uv_initialized: true,
        transports: Vec::new(),
        backup_eligible: Some(false),
        backup_state: false,
        aaguid: Aaguid::ZERO,
    }
}

fn decode(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).expect("it is base64url")
}
