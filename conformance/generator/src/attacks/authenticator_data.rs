//! Authenticator data: its layout, the hash of the RP ID, and what is said of it twice.

use countersign_authenticator::flags::{AT, ED, RFU1, RFU2};
use countersign_authenticator::{
    AuthData, Authentication, Cbor, Registration, RelyingParty, base64url,
};
use countersign_cose::Algorithm;
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use crate::standard::{authentication, credential, registration};
use crate::{Ceremony, Draft, Group, Twin};

pub(super) fn cases(group: &mut Group) {
    let twins = Twins {
        create: group.twin("registration", registration),
        get: group.twin("authentication", authentication),
    };
    truncated(group, &twins.get);
    rp_id_hash(group, &twins);
    app_id(group);
    attested_data(group, &twins);
    extension_data(group, &twins.get);
    left_over(group, &twins);
    credential_id_length(group, &twins.create);
    oddities(group, &twins);
    copies(group, &twins.create);
}

struct Twins {
    create: Twin<Registration<'static>>,
    get: Twin<Authentication<'static>>,
}

/// Begins a vector whose authenticator data is bent.
fn bent<'g, C: Ceremony>(
    group: &'g mut Group,
    id: &str,
    mutation: &str,
    twin: &Twin<C>,
    bend: impl FnMut(&mut AuthData) + 'static,
) -> Draft<'g> {
    group.case(id, mutation, twin, |made| made.bend_auth_data(bend))
}

/// Begins a vector whose authenticator data is bent in its bytes.
fn bytes<'g, C: Ceremony>(
    group: &'g mut Group,
    id: &str,
    mutation: &str,
    twin: &Twin<C>,
    bend: impl FnMut(&mut Vec<u8>) + 'static,
) -> Draft<'g> {
    group.case(id, mutation, twin, |made| made.bend_auth_data_bytes(bend))
}

fn truncated(group: &mut Group, get: &Twin<Authentication<'static>>) {
    for length in 0..=36 {
        let (id, mutation) = (
            format!("AUD-001/{length}"),
            format!("cut to {length} bytes"),
        );
        bytes(group, &id, &mutation, get, move |data| {
            data.truncate(length)
        })
        .refuse(Step::AuthenticatorDataLayout, Malformed);
    }
}

fn rp_id_hash(group: &mut Group, twins: &Twins) {
    for (id, mutation, hashed) in [
        (
            "AUD-002",
            "rpIdHash is that of evil.example",
            "evil.example",
        ),
        (
            "AUD-004",
            "rpIdHash is the hash of the origin",
            "https://example.org",
        ),
        (
            "AUD-005",
            "rpIdHash is the hash of EXAMPLE.ORG",
            "EXAMPLE.ORG",
        ),
    ] {
        let hash = RelyingParty::new(hashed).id_hash().to_vec();
        let other = hash.clone();
        bent(
            group,
            &format!("{id}/registration"),
            mutation,
            &twins.create,
            move |data| {
                data.rp_id_hash.clone_from(&other);
            },
        )
        .refuse(Step::RegistrationRpIdHash, Mismatch);
        bent(
            group,
            &format!("{id}/authentication"),
            mutation,
            &twins.get,
            move |data| {
                data.rp_id_hash.clone_from(&hash);
            },
        )
        .refuse(Step::AuthenticationRpIdHash, Mismatch);
    }
    bent(
        group,
        "AUD-003",
        "a bit of rpIdHash is flipped",
        &twins.get,
        |data| {
            data.rp_id_hash[31] ^= 1;
        },
    )
    .refuse(Step::AuthenticationRpIdHash, Mismatch);
}

const APP_ID: &str = "https://example.org/app-id.json";

fn app_id(group: &mut Group) {
    let hash = || RelyingParty::new(APP_ID).id_hash().to_vec();
    let used = group.twin_asking(
        "app-id",
        move || {
            authentication()
                .client_extension_results(json!({ "appid": true }))
                .auth_data(move |data| data.rp_id_hash = hash())
        },
        |draft| draft.rp("app_id", APP_ID),
    );
    group
        .case(
            "AUD-006",
            "the client does not say that the AppID was used",
            &used,
            |made| made.client_extension_results(json!({})),
        )
        .refuse(Step::AuthenticationRpIdHash, Mismatch);
    group
        .case(
            "AUD-007",
            "the client says that the AppID was not used",
            &used,
            |made| made.client_extension_results(json!({ "appid": false })),
        )
        .refuse(Step::AuthenticationRpIdHash, Mismatch);
    group
        .case(
            "AUD-008",
            "the relying party asked for no AppID",
            &used,
            |made| made,
        )
        .rp("app_id", ())
        .refuse(Step::ExtensionAppId, NotAllowed);
    bent(
        group,
        "AUD-010",
        "rpIdHash is that of the RP ID",
        &used,
        |data| {
            data.rp_id_hash = RelyingParty::new("example.org").id_hash().to_vec();
        },
    )
    .why("§10.1.1: if the output is true, the AppID's hash must be expected")
    .refuse(Step::AuthenticationRpIdHash, Mismatch);
    let create = group.twin_asking("registration-with-app-id", registration, |draft| {
        draft.rp("app_id", APP_ID)
    });
    bent(
        group,
        "AUD-009",
        "rpIdHash is that of the AppID",
        &create,
        move |data| {
            data.rp_id_hash = hash();
        },
    )
    .refuse(Step::RegistrationRpIdHash, Mismatch);
}

fn attested_data(group: &mut Group, twins: &Twins) {
    bent(
        group,
        "AUD-011",
        "AT is clear, and the data is there",
        &twins.create,
        |data| {
            data.flags &= !AT;
        },
    )
    .refuse(Step::AuthenticatorDataEnd, Malformed);
    bent(
        group,
        "AUD-012",
        "AT is set, and the data is not there",
        &twins.create,
        |data| {
            data.credential = None;
        },
    )
    .refuse(Step::AttestedCredentialData, Malformed);
    let attested = |id: &[u8]| {
        let mut attested = None;
        let made = registration().credential_id(id).auth_data(|data| {
            attested.clone_from(&data.credential);
        });
        drop(made.make());
        attested.expect("a registration attests a credential")
    };
    let own = attested(&credential().id);
    let unannounced = own.clone();
    bent(
        group,
        "AUD-013",
        "attested credential data with AT clear",
        &twins.get,
        move |data| {
            data.credential = Some(unannounced.clone());
        },
    )
    .refuse(Step::AuthenticatorDataEnd, Malformed);
    bent(
        group,
        "AUD-014/same",
        "attested data of the same credential",
        &twins.get,
        move |data| {
            data.credential = Some(own.clone());
            data.flags |= AT;
        },
    )
    .why("§6.1 forbids it, no step of §7.2 refuses it, and devices send it (LAXER)")
    .accept();
    let other = attested(b"another credential");
    bent(
        group,
        "AUD-014/other",
        "attested data of another credential",
        &twins.get,
        move |data| {
            data.credential = Some(other.clone());
            data.flags |= AT;
        },
    )
    .refuse(Step::AuthenticatorDataUnattested, Mismatch);
    group.test(
        "AUD-014",
        "countersign::attested_data_of_the_same_credential_is_reported",
    );
}

fn extension_data(group: &mut Group, get: &Twin<Authentication<'static>>) {
    const STEP: Step = Step::AuthenticatorDataExtensions;
    let outputs = || Cbor::map([("credProtect", 2)]);
    let twin = group.twin("extensions", move || authentication().extensions(outputs()));
    bent(
        group,
        "AUD-015",
        "ED is set, and the data ends",
        &twin,
        |data| data.extensions = None,
    )
    .refuse(STEP, Missing);
    bent(
        group,
        "AUD-016",
        "ED is clear before the map",
        &twin,
        |data| data.flags &= !ED,
    )
    .refuse(Step::AuthenticatorDataEnd, Malformed);
    bytes(group, "AUD-017", "the map is cut short", &twin, |data| {
        data.truncate(data.len().saturating_sub(1));
    })
    .why("whoever reads ED must read what it announces")
    .refuse(STEP, Malformed);
    for (id, mutation, item) in [
        (
            "AUD-018/array",
            "an array in place of the map",
            Cbor::Array(vec![]),
        ),
        (
            "AUD-018/integer",
            "an integer in place of the map",
            Cbor::from(1),
        ),
        (
            "AUD-019",
            "a key of the map is an integer",
            Cbor::map([(1, 2)]),
        ),
    ] {
        bent(group, id, mutation, &twin, move |data| {
            data.extensions = Some(item.clone())
        })
        .refuse(STEP, Malformed);
    }
    bent(group, "AUD-020", "a byte behind the map", &twin, |data| {
        data.after = vec![0]
    })
    .refuse(Step::AuthenticatorDataEnd, Malformed);
    bent(group, "AUD-022", "a byte behind the counter", get, |data| {
        data.after = vec![0]
    })
    .refuse(Step::AuthenticatorDataEnd, Malformed);
}

fn left_over(group: &mut Group, twins: &Twins) {
    bent(
        group,
        "AUD-021",
        "a byte behind the public key",
        &twins.create,
        |data| {
            data.after = vec![0];
        },
    )
    .refuse(Step::AuthenticatorDataEnd, Malformed);
    bytes(
        group,
        "AUD-026",
        "cut before the public key",
        &twins.create,
        |data| {
            data.truncate(37 + 16 + 2 + 32);
        },
    )
    .refuse(Step::CredentialPublicKey, Malformed);
    bytes(
        group,
        "AUD-027/52-bytes",
        "cut before the AAGUID's end",
        &twins.create,
        |data| {
            data.truncate(52);
        },
    )
    .refuse(Step::AttestedCredentialData, Malformed);
    bytes(
        group,
        "AUD-027/53-bytes",
        "cut behind the AAGUID",
        &twins.create,
        |data| {
            data.truncate(53);
        },
    )
    .refuse(Step::AttestedCredentialData, Malformed);
}

fn credential_id_length(group: &mut Group, create: &Twin<Registration<'static>>) {
    bent(
        group,
        "AUD-023",
        "credentialIdLength is 0xffff",
        create,
        |data| {
            data.credential_mut().claimed_length = Some(0xffff);
        },
    )
    .refuse(Step::AttestedCredentialData, Malformed);
    bent(
        group,
        "AUD-024",
        "credentialIdLength is one too many",
        create,
        |data| {
            data.credential_mut().claimed_length = Some(33);
        },
    )
    .why("the key begins with its second byte then, which is no map")
    .refuse(Step::CredentialPublicKey, Malformed);
    bent(
        group,
        "AUD-025",
        "credentialIdLength is little endian",
        create,
        |data| {
            data.credential_mut().claimed_length = Some(0x2000);
        },
    )
    .refuse(Step::AttestedCredentialData, Malformed);
}

fn oddities(group: &mut Group, twins: &Twins) {
    const RESERVED: &str = "no step looks at reserved bits (LAXER)";
    let mutation = "RFU1 and RFU2 are set";
    bent(
        group,
        "AUD-028/registration",
        mutation,
        &twins.create,
        |d| d.flags |= RFU1 | RFU2,
    )
    .why(RESERVED)
    .accept();
    bent(group, "AUD-028/authentication", mutation, &twins.get, |d| {
        d.flags |= RFU1 | RFU2
    })
    .why(RESERVED)
    .accept();
    group.test("AUD-028", "authdata::reserved_flags_are_ignored");
    let eddsa = group.twin("eddsa", || registration().algorithm(Algorithm::EdDsa));
    bent(
        group,
        "AUD-029",
        "the key's head says 3 entries, and 4 follow",
        &eddsa,
        |data| {
            let key = &mut data.credential_mut().public_key;
            *key = key.clone().claiming(3);
        },
    )
    .refuse(Step::CredentialPublicKeyParameters, Missing);
    bytes(
        group,
        "AUD-030",
        "the data stands in a CBOR byte string",
        &twins.get,
        |data| {
            *data = Cbor::from(data.clone()).encode();
        },
    )
    .why("where the flags should be, byte 30 of the hash announces attested data")
    .refuse(Step::AttestedCredentialData, Malformed);
    bent(
        group,
        "AUD-033/registration",
        "RFU2 is set",
        &twins.create,
        |data| data.flags |= RFU2,
    )
    .why("who re-encodes what was parsed loses it, and the signature fails")
    .accept();
    bent(
        group,
        "AUD-033/authentication",
        "RFU2 is set",
        &twins.get,
        |data| data.flags |= RFU2,
    )
    .why("who re-encodes what was parsed loses it, and the signature fails")
    .accept();
}

/// What the JSON form says a second time.
fn copies(group: &mut Group, create: &Twin<Registration<'static>>) {
    let other = registration().label("another credential").make().to_json();
    let es384 = registration().algorithm(Algorithm::Es384).make().to_json();
    for (id, mutation, name, value) in [
        (
            "AUD-031",
            "authenticatorData is that of another credential",
            "authenticatorData",
            &other["response"]["authenticatorData"],
        ),
        (
            "AUD-032/key",
            "publicKey is that of another credential",
            "publicKey",
            &other["response"]["publicKey"],
        ),
        (
            "AUD-032/algorithm",
            "publicKeyAlgorithm is another",
            "publicKeyAlgorithm",
            &es384["response"]["publicKeyAlgorithm"],
        ),
        (
            "AUD-032/cut",
            "publicKey is cut short",
            "publicKey",
            &base64url(&[0x30]).into(),
        ),
    ] {
        let reason = if id.ends_with("cut") {
            Malformed
        } else {
            Mismatch
        };
        group
            .case(id, mutation, create, |made| made)
            .json(|json| json["response"][name] = value.clone())
            .refuse(Step::RegistrationResponse, reason);
    }
}
