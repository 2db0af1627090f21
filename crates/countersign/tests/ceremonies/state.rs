//! Attacks on the state of a ceremony. The ids in the comments are those of
//! the list of attacks (`docs/cases.md`).

use countersign::extensions::RequestExtensions;
use countersign::{
    Algorithm, AuthenticationCeremony, AuthenticationResponseJson, ConfigError, Mediation,
    OriginRule, Reason, ReasonKind, RegistrationCeremony, RegistrationResponseJson, RelyingParty,
    Step, UnixTime, UserHandle, WalkedStep,
};
use countersign_authenticator::{Client, flags};
use getrandom::SysRng;

use crate::setting::{
    Account, NOW, ORIGIN, authenticate, json, register, registering, rp, signing_in, signing_in_as,
    user,
};

// CER-001, CER-038: that a state is used twice does not compile (see the doctests of the two
// types); a store gives each state once, and what it gives for the second is `unknown()`.
#[test]
fn a_replay_finds_no_state() {
    let account = Account::new("alex");
    let (options, ceremony) = signing_in();
    let answer = account.answer(&options);
    let mut store = vec![("session", ceremony)];
    let mut finish = || {
        let ceremony = store.pop().map(|(_, ceremony)| ceremony);
        let ceremony = ceremony.ok_or_else(AuthenticationCeremony::unknown)?;
        authenticate(ceremony, &answer, &rp(), account.found(), NOW)
    };
    assert!(finish().is_ok());
    let missing = Reason::Missing("ceremony");
    assert_eq!(
        finish(),
        Err(Step::AuthenticationChallenge.refuse(missing.clone()))
    );
    assert_eq!(
        RegistrationCeremony::unknown(),
        Step::RegistrationChallenge.refuse(missing)
    );
}

// CER-002, CER-005: the challenge is that of the state, whatever the response says.
#[test]
fn an_answer_to_another_sessions_challenge_is_refused() {
    let account = Account::new("alex");
    let (mine, ceremony) = signing_in();
    let (others, _) = signing_in();
    let refused = authenticate(
        ceremony,
        &account.answer(&others),
        &rp(),
        account.found(),
        NOW,
    );
    let refused = refused.unwrap_err();
    assert_eq!(refused.step(), Step::AuthenticationChallenge);
    assert_eq!(refused.reason().kind(), ReasonKind::Mismatch);
    assert_ne!(mine.public_key.challenge, others.public_key.challenge);

    let (_, ceremony) = registering();
    let (others, _) = registering();
    let made = Client::new(ORIGIN).create(&others).unwrap().make();
    let refused = register(ceremony, &made, &rp(), NOW).unwrap_err();
    assert_eq!(refused.step(), Step::RegistrationChallenge);
}

// CER-003: the last second is accepted, the next one is not.
#[test]
fn an_expired_ceremony_reaches_no_step() {
    let account = Account::new("alex");
    for (now, step) in [
        (NOW, None),
        (UnixTime(NOW.0 + 601), Some(Step::AuthenticationChallenge)),
    ] {
        let (options, ceremony) = signing_in();
        let json = account.answer(&options);
        let response = AuthenticationResponseJson::parse(&json).unwrap();
        let explained = ceremony.explain_with(
            &rp(),
            &response.response(),
            account.found(),
            now,
            |policy| policy,
        );
        let refused = explained.verdict.err().map(|rejection| rejection.step());
        assert_eq!(refused, step);
        let refused = explained.explanation.refused();
        assert_eq!(refused.map(WalkedStep::step), step);
        let is_signature_valid = explained.explanation.passes(Step::AuthenticationSignature);
        assert_eq!(is_signature_valid, step.is_none());
        let is_response_read = explained.explanation.passes(Step::AuthenticationResponse);
        assert_eq!(is_response_read, step.is_none());
    }
}

#[test]
fn an_expired_registration_reaches_no_step() {
    for (now, step) in [
        (NOW, None),
        (UnixTime(NOW.0 + 601), Some(Step::RegistrationChallenge)),
    ] {
        let (options, ceremony) = registering();
        let made = Client::new(ORIGIN).create(&options).unwrap().make();
        let json = made.to_json().to_string();
        let response = RegistrationResponseJson::parse(&json).unwrap();
        let explained = ceremony.explain_with(&rp(), &response.response(), now, |policy| policy);
        let refused = explained.verdict.err().map(|rejection| rejection.step());
        assert_eq!(refused, step);
        let is_type_verified = explained.explanation.passes(Step::RegistrationType);
        assert_eq!(is_type_verified, step.is_none());
    }
}

#[test]
fn a_ceremony_expires() {
    let account = Account::new("alex");
    for (now, accepted) in [
        (600, true),
        (601, false),
        (i64::MAX - NOW.0, false),
        (-5, true),
    ] {
        let now = UnixTime(NOW.0 + now);
        let expired = Reason::Expired {
            what: "ceremony",
            now,
            not_before: NOW,
            not_after: UnixTime(NOW.0 + 600),
        };
        let (options, ceremony) = signing_in();
        assert_eq!(ceremony.expires(), UnixTime(NOW.0 + 600));
        let result = authenticate(
            ceremony,
            &account.answer(&options),
            &rp(),
            account.found(),
            now,
        );
        let refused = Step::AuthenticationChallenge.refuse(expired.clone());
        assert_eq!(result.err(), (!accepted).then_some(refused));

        let (options, ceremony) = registering();
        let made = Client::new(ORIGIN).create(&options).unwrap().make();
        let result = register(ceremony, &made, &rp(), now);
        let refused = Step::RegistrationChallenge.refuse(expired);
        assert_eq!(result.err(), (!accepted).then_some(refused));
    }
}

// CER-004: types keep the two apart in the program, the stored form does in the store.
#[test]
fn a_registration_is_not_read_as_an_authentication() {
    let (_, registration) = registering();
    let (_, authentication) = signing_in();
    let error = serde_json::from_str::<AuthenticationCeremony>(&json(&registration)).unwrap_err();
    assert!(error.to_string().contains("registration"), "{error}");
    let error = serde_json::from_str::<RegistrationCeremony>(&json(&authentication)).unwrap_err();
    assert!(error.to_string().contains("authentication"), "{error}");
}

// CER-006: the twin is accepted with the list of both credentials.
#[test]
fn a_credential_that_was_not_listed_is_refused() {
    let account = Account::new("alex");
    let other = Account::new("alex on another device");
    let rp = rp();
    let owner = account.user.handle.clone();
    for (records, accepted) in [
        (vec![&other.record], false),
        (vec![&other.record, &account.record], true),
    ] {
        let (mut options, ceremony) = rp.sign_in(&owner, records).begin(NOW, &mut SysRng).unwrap();
        options.public_key.allow_credentials.clear(); // by the attacker, in the browser
        let answer = account.answer(&options);
        let result = authenticate(ceremony, &answer, &rp, account.found(), NOW);
        let reason = Reason::NotAllowed("credential not in allowCredentials");
        let refused = Step::AuthenticationAllowCredentials.refuse(reason);
        assert_eq!(result.err(), (!accepted).then_some(refused));
    }
}

// CER-007
#[test]
fn an_empty_list_accepts_any_credential_of_the_user_handles_account() {
    let account = Account::new("alex");
    let (options, ceremony) = signing_in();
    assert!(options.public_key.allow_credentials.is_empty());
    assert_eq!(ceremony.user_handle(), None);
    let record = authenticate(
        ceremony,
        &account.answer(&options),
        &rp(),
        account.found(),
        NOW,
    );
    assert_eq!(record.unwrap().id, account.record.id);
}

// CER-013: the user is known, the response names another.
#[test]
fn a_user_handle_of_somebody_else_is_refused() {
    let account = Account::new("alex");
    let (options, ceremony) = signing_in_as(&account);
    let answer = account.browser.get(&json(&options)).unwrap();
    let answer = answer
        .user_handle(Some(b"blair"))
        .make()
        .to_json()
        .to_string();
    let refused = authenticate(ceremony, &answer, &rp(), account.found(), NOW);
    let mismatch = Reason::mismatch("userHandle", b"alex", b"blair");
    assert_eq!(
        refused.err(),
        Some(Step::AuthenticationCredential.refuse(mismatch))
    );
}

// CER-014: credential and user handle are both Blair's, who was not asked. Once with Blair's
// credential listed as Alex's, by a mistake of the server, so that step 5 does not see it.
#[test]
fn a_credential_of_another_account_is_refused() {
    let (alex, blair) = (Account::new("alex"), Account::new("blair"));
    let rp = rp();
    let builder = rp.sign_in(&alex.user.handle, [&alex.record, &blair.record]);
    let (options, ceremony) = builder.begin(NOW, &mut SysRng).unwrap();
    let refused = authenticate(ceremony, &blair.answer(&options), &rp, blair.found(), NOW);
    let mismatch = Reason::mismatch("account", b"alex", b"blair");
    assert_eq!(
        refused.err(),
        Some(Step::AuthenticationCredential.refuse(mismatch))
    );
}

// CER-015, CER-016, CER-017: without a user name the user handle must be there, and be one.
#[test]
fn without_a_user_name_the_user_handle_is_needed() {
    let account = Account::new("alex");
    for (user_handle, refused) in [
        (
            None,
            Some((
                Step::AuthenticationCredential,
                Reason::Missing("userHandle"),
            )),
        ),
        (
            Some(vec![]),
            Some((Step::AuthenticationResponse, Reason::Missing("userHandle"))),
        ),
        (
            Some(vec![7; 65]),
            Some((
                Step::AuthenticationResponse,
                Reason::too_large("userHandle", 64, 65),
            )),
        ),
        (Some(b"alex".to_vec()), None),
    ] {
        let (options, ceremony) = signing_in();
        let answer = account.browser.get(&json(&options)).unwrap();
        let answer = answer
            .user_handle(user_handle.as_deref())
            .make()
            .to_json()
            .to_string();
        let result = authenticate(ceremony, &answer, &rp(), account.found(), NOW);
        assert_eq!(
            result.err(),
            refused.map(|(step, reason)| step.refuse(reason))
        );
    }
    assert_eq!(
        UserHandle::new(&[]),
        Err(ConfigError::UserHandle { length: 0 })
    );
    assert_eq!(
        UserHandle::new(&[7; 65]),
        Err(ConfigError::UserHandle { length: 65 })
    );
}

// CER-018
#[test]
fn user_handles_are_compared_as_bytes() {
    let account = Account::new("alex");
    let (options, ceremony) = signing_in();
    let answer = account.browser.get(&json(&options)).unwrap();
    let answer = answer
        .user_handle(Some(b"Alex"))
        .make()
        .to_json()
        .to_string();
    let refused = authenticate(ceremony, &answer, &rp(), account.found(), NOW);
    let mismatch = Reason::mismatch("userHandle", b"alex", b"Alex");
    assert_eq!(
        refused.err(),
        Some(Step::AuthenticationCredential.refuse(mismatch))
    );
}

// CER-019: said by the policy, or known to the state as one of those excluded.
#[test]
fn a_credential_that_is_registered_already_is_refused() {
    let account = Account::new("alex");
    let rp = rp();
    let again = |excluded: bool, known: bool| {
        let builder = rp.register_passkey(&account.user);
        let builder = if excluded {
            builder.exclude([&account.record])
        } else {
            builder
        };
        let (options, ceremony) = builder.begin(NOW, &mut SysRng).unwrap();
        let mut options = serde_json::to_value(options).unwrap();
        options["publicKey"]
            .as_object_mut()
            .unwrap()
            .remove("excludeCredentials");
        // A browser with the same seed makes the same credential again.
        let seed = countersign_authenticator::Seed::new("alex");
        let mut browser = Client::new(ORIGIN).with_seed(seed);
        let made = browser.create(&options.to_string()).unwrap().make();
        assert_eq!(made.credential.id, account.record.id);
        let json = made.to_json().to_string();
        let response = RegistrationResponseJson::parse(&json).unwrap();
        let policy = |policy: countersign::RegistrationExpectations<'static>| {
            policy.already_registered(known)
        };
        let verified = ceremony.finish_with(&rp, &response.response(), NOW, policy);
        verified.map(|verified| verified.record.id)
    };
    let reason = Reason::NotAllowed("credentialId, registered before");
    let refused = Step::RegistrationCredentialIdNew.refuse(reason);
    assert_eq!(again(true, false), Err(refused.clone()));
    assert_eq!(again(false, true), Err(refused));
    assert_eq!(again(false, false), Ok(account.record.id.clone()));
}

// CER-031: a state that was tried is spent, and a record changes with a verdict only: `finish`
// takes the one by value and borrows the other. CER-032 is in `authentication_steps.rs`.
#[test]
fn a_failure_leaves_the_record_as_it_was() {
    let account = Account::new("alex");
    let before = account.record.clone();
    let (options, ceremony) = signing_in();
    let answer = account.browser.get(&json(&options)).unwrap();
    let answer = answer.sign_count(77).signature(|bytes| bytes[9] ^= 1);
    let answer = answer.make().to_json().to_string();
    let refused = authenticate(ceremony, &answer, &rp(), account.found(), NOW).unwrap_err();
    assert_eq!(refused.step(), Step::AuthenticationSignature);
    assert_eq!(account.record, before);
}

// CER-033
#[test]
fn a_ceremony_of_another_relying_party_is_refused() {
    let account = Account::new("alex");
    let origin = OriginRule::related(ORIGIN).unwrap();
    let other = RelyingParty::new("example.com", [origin]).unwrap();
    let mismatch = || {
        let text = countersign::Value::text;
        Reason::mismatch("rpId", text("example.org"), text("example.com"))
    };
    let (options, ceremony) = signing_in();
    let answer = account.answer(&options);
    let refused = authenticate(ceremony, &answer, &other, account.found(), NOW);
    assert_eq!(
        refused.err(),
        Some(Step::AuthenticationRpIdHash.refuse(mismatch()))
    );

    let (options, ceremony) = registering();
    let made = Client::new(ORIGIN).create(&options).unwrap().make();
    let refused = register(ceremony, &made, &other, NOW);
    assert_eq!(
        refused.err(),
        Some(Step::RegistrationRpIdHash.refuse(mismatch()))
    );
}

// CER-035: the algorithms are those of the state, also where the policy says otherwise.
#[test]
fn an_algorithm_that_was_not_offered_is_refused() {
    let (rp, user) = (rp(), user("alex"));
    let begin = |algorithms: &[Algorithm]| {
        let builder = rp.register_passkey(&user).algorithms(algorithms);
        builder.begin(NOW, &mut SysRng).unwrap()
    };
    let (options, ceremony) = begin(&[Algorithm::Es256]);
    let made = Client::new(ORIGIN).create(&json(&options)).unwrap();
    let made = made
        .algorithm(Algorithm::Es384)
        .make()
        .to_json()
        .to_string();
    let response = RegistrationResponseJson::parse(&made).unwrap();
    let policy = |policy: countersign::RegistrationExpectations<'static>| {
        policy.algorithms(&[Algorithm::Es256, Algorithm::Es384])
    };
    let refused = ceremony.finish_with(&rp, &response.response(), NOW, policy);
    let unsupported = Reason::Unsupported("alg", (-35_i64).into());
    assert_eq!(
        refused.err(),
        Some(Step::RegistrationAlgorithm.refuse(unsupported))
    );

    let (options, ceremony) = begin(&[Algorithm::Es384]);
    let made = Client::new(ORIGIN).create(&json(&options)).unwrap().make();
    assert!(register(ceremony, &made, &rp, NOW).is_ok());
}

// CER-036
#[test]
fn an_empty_list_of_algorithms_is_not_offered() {
    let (rp, user) = (rp(), user("alex"));
    let builder = rp.register_passkey(&user).algorithms(&[]);
    let refused = builder.begin(NOW, &mut SysRng).unwrap_err();
    assert_eq!(
        refused,
        ConfigError::Unsatisfiable("no algorithm is offered")
    );
    let (_, ceremony) = registering();
    let stored = json(&ceremony).replace("[-8,-7,-257]", "[]");
    let error = serde_json::from_str::<RegistrationCeremony>(&stored).unwrap_err();
    assert!(error.to_string().contains("no algorithm"), "{error}");
}

// CER-039: an unsealed state is to be trusted, so what its holder could do to it is not looked
// for, but what a program can get wrong is.
#[test]
fn a_stored_state_is_read_back_or_refused() {
    let (_, ceremony) = registering();
    let stored = json(&ceremony);
    let read: RegistrationCeremony = serde_json::from_str(&stored).unwrap();
    assert!(read == ceremony);
    let (_, ceremony) = signing_in_as(&Account::new("alex"));
    let stored_authentication = json(&ceremony);
    let read: AuthenticationCeremony = serde_json::from_str(&stored_authentication).unwrap();
    assert!(read == ceremony);

    for (from, to, why) in [
        (
            r#""version":1"#,
            r#""version":2"#,
            "version 2 is not known, only 1",
        ),
        (r#""version":1,"#, "", "missing field `version`"),
        (r#""rp_id""#, r#""rpId""#, "unknown field `rpId`"),
        ("[-8,-7,-257]", "[-8,-7,-1000]", "unknown algorithm"),
        (
            r#""mediation":"modal""#,
            r#""mediation":"none""#,
            "unknown variant `none`",
        ),
    ] {
        let changed = stored.replacen(from, to, 1);
        assert_ne!(changed, stored);
        let error = serde_json::from_str::<RegistrationCeremony>(&changed).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    let short = r#""challenge":"AAAA""#;
    let start = stored.find(r#""challenge":""#).unwrap();
    let end = stored[start + 13..].find('"').unwrap() + start + 14;
    let changed = [&stored[..start], short, &stored[end..]].concat();
    let error = serde_json::from_str::<RegistrationCeremony>(&changed).unwrap_err();
    assert!(error.to_string().contains("3 bytes"), "{error}");
}

// CER-040, CER-041: see also the example `conditional_create`.
#[test]
fn user_presence_may_be_absent_from_a_conditional_creation_only() {
    let (rp, user) = (rp(), user("alex"));
    for (mediation, flags, refused) in [
        (Mediation::Conditional, 0, None),
        (Mediation::Modal, flags::UP, None),
        (Mediation::Modal, 0, Some(Reason::Missing("UP"))),
    ] {
        let builder = match mediation {
            Mediation::Modal => rp.register_passkey(&user),
            Mediation::Conditional => rp.register_conditionally(&user),
        };
        let (options, ceremony) = builder.begin(NOW, &mut SysRng).unwrap();
        let made = Client::new(ORIGIN)
            .create(&json(&options))
            .unwrap()
            .flags(flags)
            .make();
        let response = made.to_json().to_string();
        let response = RegistrationResponseJson::parse(&response).unwrap();
        // The policy can not turn one into the other.
        let result = ceremony.finish_with(&rp, &response.response(), NOW, |policy| {
            policy.mediation(Mediation::Conditional)
        });
        let refused = refused.map(|reason| Step::RegistrationUserPresent.refuse(reason));
        assert_eq!(result.err(), refused);
    }
}

// What is held against the extension outputs is what the state says was asked for.
#[test]
fn extensions_are_those_of_the_state() {
    const APP_ID: &str = "https://example.org/app-id.json";
    let (rp, account) = (rp(), Account::new("alex"));
    let app_id_hash = countersign_authenticator::RelyingParty::new(APP_ID).id_hash();
    for (asked, refused) in [
        (RequestExtensions::new().appid(APP_ID), None),
        (
            RequestExtensions::new(),
            Some(Reason::NotAllowed("appid, not asked for")),
        ),
    ] {
        let builder = rp.sign_in(&account.user.handle, [&account.record]);
        let begun = builder.extensions(asked).begin(NOW, &mut SysRng);
        let (options, ceremony) = begun.unwrap();
        let answer = account.browser.get(&json(&options)).unwrap();
        let answer = answer
            .auth_data(|data| data.rp_id_hash = app_id_hash.to_vec())
            .client_extension_results(serde_json::json!({ "appid": true }));
        let answer = answer.make().to_json().to_string();
        let result = authenticate(ceremony, &answer, &rp, account.found(), NOW);
        let refused = refused.map(|reason| Step::ExtensionAppId.refuse(reason));
        assert_eq!(result.err(), refused);
    }
}
