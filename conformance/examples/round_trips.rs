//! The server of `capture/round_trips.mjs`, which has a browser answer the options of each mode.
//!
//! `round_trips register` takes an origin on standard input and gives the registrations that are
//! begun; `round_trips authenticate` takes one of them with its response, verifies it, and gives
//! the authentications that are begun with its record. Both give the state beside the options, so
//! that a test can finish what was recorded.

use std::error::Error;
use std::io;

use countersign::danger::unassessed_chains;
use countersign::options::{AttestationConveyance, Hint};
use countersign::{
    AttestationTrust, AuthenticationBuilder, CredentialRecord, Format, OriginRule,
    RegistrationBuilder, RegistrationCeremony, RegistrationResponseJson, RelyingParty, UnixTime,
    User, UserHandle,
};
use getrandom::SysRng;
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The test finishes the ceremonies at this time.
const NOW: UnixTime = UnixTime(1_790_000_000);
const ORIGIN: &str = "http://localhost:8765";

fn main() -> Result<()> {
    let input: Value = serde_json::from_reader(io::stdin())?;
    let rp = RelyingParty::new("localhost", [OriginRule::exact(ORIGIN)?])?;
    let begun = match std::env::args().nth(1).as_deref() {
        Some("register") if input == ORIGIN => register(&rp),
        Some("authenticate") => authenticate(&rp, &input),
        _ => Err(format!("register, at {ORIGIN}, or authenticate").into()),
    };
    println!("{}", Value::Array(begun?));
    Ok(())
}

fn register(rp: &RelyingParty) -> Result<Vec<Value>> {
    let user =
        |name: &str| -> Result<User> { Ok(User::new(UserHandle::generate(&mut SysRng)?, name)) };
    let users = [user("alex")?, user("José 🔑 \"quoted\"")?];
    let [alex, jose] = &users;
    let other = CredentialRecord {
        id: vec![7; 32],
        public_key: Vec::new(),
        sign_count: 0,
        uv_initialized: true,
        transports: vec!["hybrid".into(), "internal".into()],
        backup_eligible: None,
        backup_state: false,
        aaguid: countersign::Aaguid([0; 16]),
    };
    let everything = rp
        .register_security_key(jose)
        .exclude([&other])
        .post_quantum()
        .hints(&[Hint::SecurityKey, Hint::Hybrid])
        .attestation(AttestationConveyance::Direct)
        .attestation_formats(&[Format::Packed, Format::FidoU2f])
        .timeout(std::time::Duration::from_secs(600));
    let begin = |mode: &str, builder: RegistrationBuilder<'_>| -> Result<Value> {
        let (options, ceremony) = builder.begin(NOW, &mut SysRng)?;
        Ok(json!({ "mode": mode, "options": options, "state": ceremony }))
    };
    [
        begin("passkey", rp.register_passkey(alex)),
        begin("post-quantum", rp.register_passkey(alex).post_quantum()),
        begin("security-key", rp.register_security_key(alex)),
        begin("everything", everything),
        begin("conditional", rp.register_conditionally(alex)),
    ]
    .into_iter()
    .collect()
}

fn authenticate(rp: &RelyingParty, registered: &Value) -> Result<Vec<Value>> {
    let text = registered["to_json"].as_str().ok_or("no response")?;
    let response = RegistrationResponseJson::parse(text)?;
    let ceremony: RegistrationCeremony = serde_json::from_value(registered["state"].clone())?;
    let owner = ceremony.user_handle().clone();
    let verified = ceremony.finish_with(rp, &response.response(), NOW, |policy| {
        policy.trust(unassessed_chains(AttestationTrust::default()))
    })?;
    let record = verified.record;
    let begin = |mode: &str, builder: AuthenticationBuilder<'_>| -> Result<Value> {
        let (options, ceremony) = builder.begin(NOW, &mut SysRng)?;
        Ok(json!({ "mode": mode, "options": options, "state": ceremony }))
    };
    let mut begun = vec![begin("sign-in", rp.sign_in(&owner, [&record]))];
    if registered["mode"] == "passkey" {
        begun.extend([
            begin("step-up", rp.step_up(&owner, [&record])),
            begin("with-passkey", rp.sign_in_with_passkey()),
            begin("conditional", rp.sign_in_conditionally()),
            begin("immediate", rp.sign_in_immediately()),
            begin(
                "immediate-by-mediation",
                rp.sign_in_immediately_by_mediation(),
            ),
        ]);
    }
    begun.into_iter().collect()
}
