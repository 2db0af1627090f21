//! What the relying party remembers: the challenge, the account, the credential, the counter.

use countersign_authenticator::{Authentication, Registration, base64url, flags};
use countersign_cose::Algorithm;
use countersign_spec::ReasonKind::{
    BadSignature, Malformed, Mismatch, Missing, NotAllowed, TooLarge, Unsupported,
};
use countersign_spec::Step;
use serde_json::json;

use crate::standard::{authentication, credential, registration};
use crate::{Draft, Group, Twin};

pub(super) fn cases(group: &mut Group) {
    let create = group.twin("registration", registration);
    let get = group.twin("authentication", authentication);
    server(group);
    challenges(group, &get);
    allowed(group, &get);
    identifiers(group, &create, &get);
    accounts(group);
    credential_ids(group, &create);
    counters(group, &get);
    records(group, &create, &get);
    algorithms(group);
    conditional(group, &create);
}

fn server(group: &mut Group) {
    for (id, test) in [
        ("CER-001", "countersign::a_replay_finds_no_state"),
        (
            "CER-001",
            "countersign::a_sealed_state_is_bound_to_kind_relying_party_session_and_keys",
        ),
        (
            "CER-002",
            "countersign::an_answer_to_another_sessions_challenge_is_refused",
        ),
        ("CER-003", "countersign::a_ceremony_expires"),
        (
            "CER-004",
            "countersign::a_registration_is_not_read_as_an_authentication",
        ),
        (
            "CER-005",
            "countersign::an_answer_to_another_sessions_challenge_is_refused",
        ),
        (
            "CER-014",
            "countersign::a_credential_of_another_account_is_refused",
        ),
        (
            "CER-019",
            "countersign::a_credential_that_is_registered_already_is_refused",
        ),
        (
            "CER-031",
            "countersign::a_failure_leaves_the_record_as_it_was",
        ),
        (
            "CER-033",
            "countersign::a_ceremony_of_another_relying_party_is_refused",
        ),
        (
            "CER-037",
            "countersign::a_user_name_that_nobody_has_can_not_be_told",
        ),
        ("CER-038", "countersign::a_replay_finds_no_state"),
        (
            "CER-039",
            "countersign::a_stored_state_is_read_back_or_refused",
        ),
        (
            "CER-039",
            "countersign::a_sealed_state_that_was_changed_is_refused",
        ),
    ] {
        group.test(id, test);
    }
    group.test(
        "CER-032",
        "countersign::user_verification_is_remembered_only_by_the_server",
    );
}

fn challenges(group: &mut Group, get: &Twin<Authentication<'static>>) {
    group
        .case(
            "CER-002",
            "this session's challenge is another",
            get,
            |made| made,
        )
        .request("challenge", base64url(&[9; 32]))
        .refuse(Step::AuthenticationChallenge, Mismatch);
}

fn allowed(group: &mut Group, get: &Twin<Authentication<'static>>) {
    group
        .case(
            "CER-006",
            "allowCredentials lists another credential",
            get,
            |made| made,
        )
        .request(
            "allow_credentials",
            json!([base64url(b"another credential")]),
        )
        .refuse(Step::AuthenticationAllowCredentials, NotAllowed);
    let own = base64url(&credential().id);
    let beside = own.clone();
    let named = group.twin_asking("allowed", authentication, move |draft| {
        draft.request(
            "allow_credentials",
            json!([base64url(b"another credential"), beside]),
        )
    });
    let mut longer = credential().id;
    longer.push(0);
    let longer = json!([base64url(&longer), base64url(&longer[..longer.len() - 2])]);
    group
        .case(
            "CER-006/prefix",
            "allowCredentials lists a longer and a shorter ID",
            &named,
            |m| m,
        )
        .request("allow_credentials", longer)
        .refuse(Step::AuthenticationAllowCredentials, NotAllowed);
    let discovered = discovered(group);
    group
        .case(
            "CER-007",
            "allowCredentials is empty",
            &discovered,
            |made| made,
        )
        .request("allow_credentials", json!([]))
        .accept();
}

const HANDLE: &[u8] = b"account A";

/// An authentication of an account that was found by the user handle.
fn discovered(group: &mut Group) -> Twin<Authentication<'static>> {
    let made = || authentication().user_handle(Some(HANDLE));
    group.twin_asking("discovered", made, |draft| {
        draft
            .request("account", "discovered")
            .credential("user_handle", base64url(HANDLE))
    })
}

fn identifiers(
    group: &mut Group,
    create: &Twin<Registration<'static>>,
    get: &Twin<Authentication<'static>>,
) {
    group
        .case("CER-008/registration", "type is password", create, |made| {
            made
        })
        .json(|json| json["type"] = "password".into())
        .refuse(Step::RegistrationResponse, Mismatch);
    group
        .case("CER-008/authentication", "type is password", get, |made| {
            made
        })
        .json(|json| json["type"] = "password".into())
        .refuse(Step::AuthenticationResponse, Mismatch);
    group
        .case(
            "CER-009/registration",
            "id is of other bytes than rawId",
            create,
            |made| made,
        )
        .json(|json| json["id"] = "AAAA".into())
        .refuse(Step::RegistrationResponse, Mismatch);
    group
        .case(
            "CER-009/authentication",
            "id is of other bytes than rawId",
            get,
            |made| made,
        )
        .json(|json| json["id"] = "AAAA".into())
        .refuse(Step::AuthenticationResponse, Mismatch);
    group
        .case(
            "CER-010/id-padded",
            "= behind id, not behind rawId",
            create,
            |made| made,
        )
        .json(|json| json["id"] = format!("{}=", json["id"].as_str().unwrap_or_default()).into())
        .why("the two are the same text")
        .refuse(Step::RegistrationResponse, Mismatch);
    let mut both = |name: &str, mutation: &str, change: fn(&str) -> String| {
        let id = [0xfb; 32];
        let twin = group.twin(&format!("id-of-hyphens-{name}"), move || {
            registration().credential_id(&id)
        });
        group
            .case(&format!("CER-010/{name}"), mutation, &twin, |made| made)
            .json(|json| {
                let other = change(json["id"].as_str().unwrap_or_default());
                json["id"] = other.clone().into();
                json["rawId"] = other.into();
            })
            .refuse(Step::RegistrationResponse, Malformed);
    };
    both("padded", "= behind id and rawId", |id| format!("{id}="));
    both(
        "standard-alphabet",
        "id and rawId are in the alphabet with + and /",
        |id| id.replace('-', "+").replace('_', "/"),
    );
    group
        .case(
            "CER-011",
            "rawId is not the attested credential ID",
            create,
            |made| made,
        )
        .response("credential_id", base64url(b"another credential"))
        .why("no step compares them, and nobody must look up or store the wrong one (STRICTER)")
        .refuse(Step::RegistrationResponse, Mismatch);
    group
        .case(
            "CER-012",
            "id and rawId are not the attested credential ID",
            create,
            |made| made,
        )
        .json(|json| {
            json["id"] = base64url(b"another credential").into();
            json["rawId"] = base64url(b"another credential").into();
        })
        .refuse(Step::RegistrationResponse, Mismatch);
}

fn accounts(group: &mut Group) {
    let identified = group.twin_asking(
        "identified",
        || authentication().user_handle(Some(HANDLE)),
        |draft| draft.credential("user_handle", base64url(HANDLE)),
    );
    let discovered = group.twin_asking(
        "discovered-account",
        || authentication().user_handle(Some(HANDLE)),
        |draft| {
            draft
                .request("account", "discovered")
                .credential("user_handle", base64url(HANDLE))
        },
    );
    for (id, mutation, handle) in [
        (
            "CER-013",
            "the user handle is that of another account",
            &b"account B"[..],
        ),
        (
            "CER-018/case",
            "the user handle differs in case",
            b"ACCOUNT A",
        ),
        (
            "CER-018/white-space",
            "the user handle ends in a space",
            b"account A ",
        ),
    ] {
        group
            .case(id, mutation, &identified, |made| {
                made.user_handle(Some(handle))
            })
            .refuse(Step::AuthenticationCredential, Mismatch);
    }
    unicode(group);
    group
        .case(
            "CER-014",
            "the account named at the start is another",
            &identified,
            |made| made,
        )
        .credential("user_handle", base64url(b"account B"))
        .refuse(Step::AuthenticationCredential, Mismatch);
    group
        .case("CER-015", "no user handle", &discovered, |made| {
            made.user_handle(None)
        })
        .refuse(Step::AuthenticationCredential, Missing);
    group
        .case("CER-016", "the user handle is empty", &identified, |made| {
            made
        })
        .json(|json| json["response"]["userHandle"] = "".into())
        .refuse(Step::AuthenticationResponse, Missing);
    group
        .case(
            "CER-017/64-bytes",
            "the user handle has 64 bytes",
            &identified,
            |made| made.user_handle(Some(&[7; 64])),
        )
        .credential("user_handle", base64url(&[7; 64]))
        .accept();
    group
        .case(
            "CER-017/65-bytes",
            "the user handle has 65 bytes",
            &identified,
            |made| made,
        )
        .json(|json| json["response"]["userHandle"] = base64url(&[7; 65]).into())
        .refuse(Step::AuthenticationResponse, TooLarge);
}

/// One letter and its two spellings in Unicode.
fn unicode(group: &mut Group) {
    let composed = "\u{e9}";
    let twin = group.twin_asking(
        "handle-with-an-accent",
        || authentication().user_handle(Some(composed.as_bytes())),
        |draft| draft.credential("user_handle", base64url(composed.as_bytes())),
    );
    group
        .case(
            "CER-018/normal-form",
            "the user handle is decomposed Unicode",
            &twin,
            |made| made.user_handle(Some("e\u{301}".as_bytes())),
        )
        .refuse(Step::AuthenticationCredential, Mismatch);
}

fn credential_ids(group: &mut Group, create: &Twin<Registration<'static>>) {
    group
        .case(
            "CER-019",
            "the credential ID is registered already",
            create,
            |made| made,
        )
        .request("refuse", json!(["registered"]))
        .refuse(Step::RegistrationCredentialIdNew, NotAllowed);
    of_length(group, "CER-020", create, 1023).accept();
    of_length(group, "CER-021", create, 1024)
        .refuse(Step::RegistrationCredentialIdLength, TooLarge);
    of_length(group, "CER-022", create, 0)
        .why("what has no bytes identifies nothing (STRICTER)")
        .refuse(Step::RegistrationCredentialIdLength, Missing);
    of_length(group, "CER-023", create, 1)
        .why("§6.5.1 advises 16 bytes, and §7.1 sets no lower bound")
        .accept();
}

fn of_length<'g>(
    group: &'g mut Group,
    id: &str,
    create: &Twin<Registration<'static>>,
    length: usize,
) -> Draft<'g> {
    let mutation = format!("the credential ID has {length} bytes");
    group.case(id, &mutation, create, |made| {
        made.credential_id(&vec![7; length])
    })
}

fn counters(group: &mut Group, get: &Twin<Authentication<'static>>) {
    const REPORTED: &str = "by default the verdict tells it and the relying party decides";
    for (id, stored, received) in [
        ("CER-024", 10_u32, 5_u32),
        ("CER-025", 10, 10),
        ("CER-026", 10, 0),
        ("CER-028", u32::MAX, 1),
    ] {
        let mutation = format!("the counter was {stored} and is {received}");
        let made = group
            .case(&format!("{id}/reported"), &mutation, get, |made| {
                made.sign_count(received)
            })
            .credential("sign_count", stored);
        let reported = made.why(REPORTED).accept();
        let mutation = "the relying party refuses a counter that did not grow";
        group
            .again(&format!("{id}/refused"), mutation, &reported)
            .request("refuse", json!(["counter-not-grown"]))
            .refuse(Step::AuthenticationSignCount, Mismatch);
        group.test(
            id,
            "countersign::the_counter_is_reported_and_never_goes_back",
        );
    }
    let strict = group.twin_asking("counter-must-grow", authentication, |draft| {
        draft.request("refuse", json!(["counter-not-grown"]))
    });
    group
        .case("CER-027", "the counter was 0 and is 0", &strict, |made| {
            made.sign_count(0)
        })
        .why("an authenticator without a counter, even where one must grow")
        .accept();
    group
        .case(
            "CER-029",
            "the counter was 1 and is 0x80000000",
            &strict,
            |made| made.sign_count(0x8000_0000),
        )
        .credential("sign_count", 1)
        .accept();
    let counting = group.twin("counter-of-1000", || authentication().sign_count(1000));
    group
        .case(
            "CER-030",
            "the first byte of the signed message is another",
            &counting,
            |made| made.message(|message| message[0] ^= 1),
        )
        .why("the record stays as it is: there is a new one only with an accepted response")
        .refuse(Step::AuthenticationSignature, BadSignature);
}

fn records(
    group: &mut Group,
    create: &Twin<Registration<'static>>,
    get: &Twin<Authentication<'static>>,
) {
    let mutation = "the relying party is example.com";
    group
        .case("CER-033/registration", mutation, create, |made| made)
        .rp("id", "example.com")
        .refuse(Step::RegistrationRpIdHash, Mismatch);
    group
        .case("CER-033/authentication", mutation, get, |made| made)
        .rp("id", "example.com")
        .refuse(Step::AuthenticationRpIdHash, Mismatch);
    let other = registration().label("another credential").make().credential;
    group
        .case(
            "CER-034",
            "the record has the key of another credential",
            get,
            |made| made,
        )
        .credential("public_key", base64url(&other.public_key.encode()))
        .why("the record has no attestation object to compare: the signature shows it")
        .refuse(Step::AuthenticationSignature, BadSignature);
}

fn algorithms(group: &mut Group) {
    let es512 = group.twin_asking(
        "es512",
        || registration().algorithm(Algorithm::Es512),
        |draft| draft.request("algorithms", json!([-7, -36])),
    );
    group
        .case("CER-035", "only ES256 was offered", &es512, |made| made)
        .request("algorithms", json!([-7]))
        .refuse(Step::RegistrationAlgorithm, Unsupported);
    let empty = group.twin_asking("no-algorithms", registration, |draft| {
        draft
            .request("algorithms", json!([]))
            .why("§5.4: to a client an empty list is ES256 and RS256")
    });
    group
        .case("CER-036/rs256", "the algorithm is RS256", &empty, |made| {
            made.algorithm(Algorithm::Rs256)
        })
        .accept();
    group
        .case("CER-036/es384", "the algorithm is ES384", &empty, |made| {
            made.algorithm(Algorithm::Es384)
        })
        .refuse(Step::RegistrationAlgorithm, Unsupported);
    group.test(
        "CER-036",
        "countersign::no_algorithms_are_those_a_client_assumes",
    );
}

fn conditional(group: &mut Group, create: &Twin<Registration<'static>>) {
    let absent = |made: Registration<'static>| made.auth_data(|data| data.flags &= !flags::UP);
    let silent = group.twin_asking("conditional", registration, |draft| {
        draft.request("mediation", "conditional")
    });
    group
        .case("CER-040", "UP is clear", &silent, absent)
        .accept();
    group
        .case("CER-041", "UP is clear", create, absent)
        .refuse(Step::RegistrationUserPresent, Missing);
}
