//! Client data: the text, its JSON, and the members that §7.1 and §7.2 compare.

use countersign_authenticator::{
    Authentication, ClientData, Member, Registration, RelyingParty, base64url,
};
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing, NotAllowed, TooLarge};
use countersign_spec::Step;
use serde_json::json;

use crate::standard::{
    authentication, authentication_challenge, challenge_text, registration, registration_at, rp,
};
use crate::{Ceremony, Draft, Group, Twin};

pub(super) fn cases(group: &mut Group) {
    let twins = Twins {
        create: group.twin("registration", registration),
        get: group.twin("authentication", authentication),
    };
    types(group, &twins);
    challenges(group, &twins);
    challenge_texts(group, &twins.get);
    duplicates(group, &twins.get);
    encodings(group, &twins.get);
    ends(group, &twins.get);
    syntax(group, &twins.get);
    sizes(group, &twins.get);
    names(group, &twins.get);
    token_binding(group, &twins.get);
    framing(group, &twins);
    hash(group, &twins);
    limited_verification(group, &twins.get);
}

struct Twins {
    create: Twin<Registration<'static>>,
    get: Twin<Authentication<'static>>,
}

/// Begins a vector whose client data is bent.
fn bent<'g, C: Ceremony>(
    group: &'g mut Group,
    id: &str,
    mutation: &str,
    twin: &Twin<C>,
    bend: impl FnMut(&mut ClientData) + 'static,
) -> Draft<'g> {
    group.case(id, mutation, twin, |ceremony| {
        ceremony.bend_client_data(bend)
    })
}

fn types(group: &mut Group, twins: &Twins) {
    bent(
        group,
        "CDJ-001",
        "type is webauthn.get",
        &twins.create,
        |c| {
            c.set_text("type", "webauthn.get");
        },
    )
    .refuse(Step::RegistrationType, Mismatch);
    bent(
        group,
        "CDJ-002",
        "type is webauthn.create",
        &twins.get,
        |c| {
            c.set_text("type", "webauthn.create");
        },
    )
    .refuse(Step::AuthenticationType, Mismatch);
    bent(
        group,
        "CDJ-003",
        "type is WebAuthn.Create",
        &twins.create,
        |c| {
            c.set_text("type", "WebAuthn.Create");
        },
    )
    .refuse(Step::RegistrationType, Mismatch);
    for (id, mutation, kind) in [
        (
            "CDJ-004/leading-space",
            "a space before the type",
            " webauthn.get",
        ),
        (
            "CDJ-004/trailing-space",
            "a space behind the type",
            "webauthn.get ",
        ),
        (
            "CDJ-005",
            "type is webauthn.get, a NUL and more text",
            "webauthn.get\0.more",
        ),
        ("CDJ-008", "type is payment.get", "payment.get"),
    ] {
        bent(group, id, mutation, &twins.get, |c| {
            c.set_text("type", kind)
        })
        .refuse(Step::AuthenticationType, Mismatch);
    }
    bent(group, "CDJ-006", "no type", &twins.create, |c| {
        c.remove("type")
    })
    .refuse(Step::RegistrationClientDataJson, Missing);
    for (name, json) in [
        ("array", r#"["webauthn.create"]"#),
        ("number", "1"),
        ("null", "null"),
    ] {
        let (id, mutation) = (format!("CDJ-007/{name}"), format!("type is {json}"));
        bent(group, &id, &mutation, &twins.create, |c| {
            c.set("type", json)
        })
        .refuse(Step::RegistrationClientDataJson, Malformed);
    }
}

/// Other challenges, well written.
fn challenges(group: &mut Group, twins: &Twins) {
    let (right, mut flipped) = (authentication_challenge(), authentication_challenge());
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    bent(
        group,
        "CDJ-009/registration",
        "another challenge",
        &twins.create,
        |c| {
            c.set_text("challenge", &base64url(&[7; 32]));
        },
    )
    .refuse(Step::RegistrationChallenge, Mismatch);
    for (id, mutation, other) in [
        ("CDJ-009/authentication", "another challenge", vec![7; 32]),
        (
            "CDJ-010",
            "the last bit of the challenge is flipped",
            flipped,
        ),
        (
            "CDJ-011",
            "the last byte of the challenge is cut off",
            right[..31].to_vec(),
        ),
        (
            "CDJ-012",
            "a byte behind the challenge",
            [&right[..], &[0]].concat(),
        ),
    ] {
        bent(group, id, mutation, &twins.get, move |c| {
            c.set_text("challenge", &base64url(&other));
        })
        .refuse(Step::AuthenticationChallenge, Mismatch);
    }
    group.test("CDJ-013", "countersign::fifteen_bytes_are_too_few");
    group.test("CDJ-014", "countersign::fifteen_bytes_are_too_few");
}

/// The right challenge, written in another way.
fn challenge_texts(group: &mut Group, get: &Twin<Authentication<'static>>) {
    const DIFFICULT: [u8; 18] = [
        0xfb, 0xef, 0xbe, 0xff, 0xff, 0xff, 0xfb, 0xef, 0xbe, 0xff, 0xff, 0xff, 0xfb, 0xef, 0xbe,
        0xff, 0xff, 0xff,
    ];
    let difficult = group.twin("challenge-of-hyphens-and-underscores", || {
        authentication().challenge(&DIFFICULT)
    });
    let standard = base64url(&DIFFICULT).replace('-', "+").replace('_', "/");
    let mutation = "the challenge is in the alphabet with + and /";
    bent(group, "CDJ-015", mutation, &difficult, move |c| {
        c.set_text("challenge", &standard);
    })
    .refuse(Step::AuthenticationChallenge, Mismatch);
    let text = challenge_text();
    let (head, tail) = text.split_at(20);
    for (id, mutation, other) in [
        (
            "CDJ-016/one",
            "= behind the challenge, as padding is",
            format!("{text}="),
        ),
        (
            "CDJ-016/two",
            "== behind the challenge",
            format!("{text}=="),
        ),
        (
            "CDJ-017",
            "bits of the last letter that stand for nothing are set",
            unused_bits(&text),
        ),
        (
            "CDJ-018/line-break",
            "a line break in the challenge",
            format!("{head}\n{tail}"),
        ),
        (
            "CDJ-018/space",
            "a space in the challenge",
            format!("{head} {tail}"),
        ),
        (
            "CDJ-019/dot",
            ". in the challenge",
            format!("{head}.{tail}"),
        ),
        (
            "CDJ-019/per-cent",
            "% in the challenge",
            format!("{head}%{tail}"),
        ),
        (
            "CDJ-020",
            "the challenge's text has 45 letters",
            format!("{text}AA"),
        ),
    ] {
        bent(group, id, mutation, get, move |c| {
            c.set_text("challenge", &other)
        })
        .refuse(Step::AuthenticationChallenge, Mismatch);
    }
    let first = text.as_bytes()[0];
    let escaped = format!(r#""\u{first:04x}{}""#, text.split_at(1).1);
    let mutation = "the challenge's first letter is written as an escape";
    bent(group, "CDJ-021", mutation, get, move |c| {
        c.set("challenge", &escaped)
    })
    .why("§7.2 step 9 wants a JSON parser, and to one it is the same string")
    .accept();
}

/// The last letter of a text of 32 bytes stands for four bits and two that are not used.
fn unused_bits(text: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (head, last) = text.split_at(text.len().saturating_sub(1));
    let place = ALPHABET.find(last).expect("a letter of base64url");
    let other = ALPHABET.as_bytes()[place | 1];
    format!("{head}{}", char::from(other))
}

fn duplicates(group: &mut Group, get: &Twin<Authentication<'static>>) {
    const WHY: &str = "parsers differ on which of two members counts (STRICTER)";
    let right = challenge_text();
    for (id, name, first, second) in [
        ("CDJ-022", "challenge", base64url(&[7; 32]), right.clone()),
        ("CDJ-023", "challenge", right.clone(), base64url(&[7; 32])),
        (
            "CDJ-024/allowed-first",
            "origin",
            "https://example.org".into(),
            "https://evil.test".into(),
        ),
        (
            "CDJ-024/foreign-first",
            "origin",
            "https://evil.test".into(),
            "https://example.org".into(),
        ),
        (
            "CDJ-025/get-first",
            "type",
            "webauthn.get".into(),
            "webauthn.create".into(),
        ),
        (
            "CDJ-025/create-first",
            "type",
            "webauthn.create".into(),
            "webauthn.get".into(),
        ),
    ] {
        let mutation = format!("{name} twice: {first}, then {second}");
        bent(group, id, &mutation, get, move |c| {
            c.set_text(name, &first);
            c.push(name, &format!("\"{second}\""));
        })
        .why(WHY)
        .refuse(Step::AuthenticationClientDataJson, NotAllowed);
    }
    let mutation = r"a second challenge whose name is written with \u0063 for c";
    bent(group, "CDJ-026", mutation, get, move |c| {
        c.members.push(Member {
            name: r#""\u0063hallenge""#.to_owned(),
            value: format!("\"{right}\""),
        });
    })
    .why(WHY)
    .refuse(Step::AuthenticationClientDataJson, NotAllowed);
}

fn encodings(group: &mut Group, get: &Twin<Authentication<'static>>) {
    const BOM: &[u8] = b"\xef\xbb\xbf";
    bent(
        group,
        "CDJ-027",
        "a byte order mark before the object",
        get,
        |c| {
            c.before = BOM.to_vec();
        },
    )
    .why("UTF-8 decode drops one, and what is hashed are the bytes as they came")
    .accept();
    bent(
        group,
        "CDJ-028",
        "two byte order marks before the object",
        get,
        |c| {
            c.before = [BOM, BOM].concat();
        },
    )
    .why("UTF-8 decode drops one, and the other is no JSON")
    .refuse(Step::AuthenticationClientDataJson, Malformed);
    bent(
        group,
        "CDJ-029",
        "the text is UTF-16LE with its mark",
        get,
        |c| {
            let text = String::from_utf8(c.encode()).expect("UTF-8");
            let units = text.encode_utf16().flat_map(u16::to_le_bytes);
            c.raw = Some([0xff, 0xfe].into_iter().chain(units).collect());
        },
    )
    .why("bytes that are not UTF-8 are refused, not replaced (STRICTER)")
    .refuse(Step::AuthenticationClientDataText, Malformed);
    bent(
        group,
        "CDJ-030",
        "the byte FF in a member that nobody reads",
        get,
        |c| {
            c.set_text("extra", "?");
            c.edit(|bytes| replace(bytes, b"\"?\"", b"\"\xff\""));
        },
    )
    .why("bytes that are not UTF-8 are refused, not replaced (STRICTER)")
    .refuse(Step::AuthenticationClientDataText, Malformed);
    bent(
        group,
        "CDJ-031",
        "the bytes C0 AF behind the origin",
        get,
        |c| {
            c.edit(|bytes| replace(bytes, b"example.org\"", b"example.org\xc0\xaf\""));
        },
    )
    .refuse(Step::AuthenticationClientDataText, Malformed);
    bent(
        group,
        "CDJ-032",
        "half a surrogate pair in a member that nobody reads",
        get,
        |c| {
            c.set("extra", r#""\ud800""#);
        },
    )
    .why("such text means something else to each parser (STRICTER)")
    .refuse(Step::AuthenticationClientDataJson, Malformed);
    bent(
        group,
        "CDJ-033",
        "half a surrogate pair behind the origin",
        get,
        |c| {
            c.set("origin", r#""https://example.org\udc00""#);
        },
    )
    .refuse(Step::AuthenticationClientDataJson, Malformed);
}

/// Replaces the first occurrence.
fn replace(bytes: &mut Vec<u8>, from: &[u8], to: &[u8]) {
    let found = bytes.windows(from.len()).position(|part| part == from);
    let at = found.expect("what is to be replaced is there");
    bytes.splice(at..at + from.len(), to.iter().copied());
}

fn ends(group: &mut Group, get: &Twin<Authentication<'static>>) {
    bent(
        group,
        "CDJ-034/white-space",
        "white space behind the object",
        get,
        |c| {
            c.after = b" \r\n\t".to_vec();
        },
    )
    .why("JSON may end in white space")
    .accept();
    for (id, mutation, after) in [
        (
            "CDJ-034/object",
            "a space and another object behind the object",
            &b" {}"[..],
        ),
        ("CDJ-034/garbage", "zeros behind the object", &[0; 4]),
        (
            "CDJ-035",
            "a second object with a foreign origin behind the first",
            br#"{"type":"webauthn.get","origin":"https://evil.test"}"#,
        ),
    ] {
        bent(group, id, mutation, get, move |c| c.after = after.to_vec())
            .refuse(Step::AuthenticationClientDataJson, Malformed);
    }
    bent(group, "CDJ-036", "the object in an array", get, |c| {
        c.edit(|bytes| *bytes = [b"[", &bytes[..], b"]"].concat());
    })
    .refuse(Step::AuthenticationClientDataJson, Malformed);
    for (name, json) in [
        ("null", "null"),
        ("true", "true"),
        ("string", "\"webauthn.get\""),
    ] {
        let (id, mutation) = (format!("CDJ-037/{name}"), format!("the text is {json}"));
        bent(group, &id, &mutation, get, |c| c.raw = Some(json.into()))
            .refuse(Step::AuthenticationClientDataJson, Malformed);
    }
    bent(group, "CDJ-044", "no bytes", get, |c| c.raw = Some(vec![]))
        .refuse(Step::AuthenticationClientDataJson, Malformed);
}

/// What lenient parsers read and JSON is not.
fn syntax(group: &mut Group, get: &Twin<Authentication<'static>>) {
    for (id, mutation, from, to) in [
        ("CDJ-038/comment", "a comment", "{", "{//comment\n"),
        (
            "CDJ-038/comma",
            "a comma before the closing brace",
            "}",
            ",}",
        ),
        (
            "CDJ-039/single-quotes",
            "'type' in place of \"type\"",
            "\"type\"",
            "'type'",
        ),
        (
            "CDJ-039/no-quotes",
            "type without quotation marks",
            "\"type\"",
            "type",
        ),
        (
            "CDJ-040/nan",
            "a member that is NaN",
            "}",
            ",\"extra\":NaN}",
        ),
        (
            "CDJ-040/infinity",
            "a member that is -Infinity",
            "}",
            ",\"extra\":-Infinity}",
        ),
    ] {
        bent(group, id, mutation, get, move |c| {
            c.edit(|bytes| replace(bytes, from.as_bytes(), to.as_bytes()));
        })
        .refuse(Step::AuthenticationClientDataJson, Malformed);
    }
}

fn sizes(group: &mut Group, get: &Twin<Authentication<'static>>) {
    for (id, mutation, number) in [
        (
            "CDJ-041/exponent",
            "a member that is 1e400",
            "1e400".to_owned(),
        ),
        (
            "CDJ-041/digits",
            "a member that is a number of 60000 digits",
            "9".repeat(60_000),
        ),
    ] {
        bent(group, id, mutation, get, move |c| c.set("extra", &number))
            .why("a number beyond what parsers can hold is refused in any member (STRICTER)")
            .refuse(Step::AuthenticationClientDataJson, Malformed);
    }
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    bent(
        group,
        "CDJ-042/32-levels",
        "a member of 32 arrays in one another",
        get,
        move |c| {
            c.set("extra", &nested(32));
        },
    )
    .accept();
    for (name, levels) in [("33-levels", 33), ("20000-levels", 20_000)] {
        let mutation = format!("a member of {levels} arrays in one another");
        bent(
            group,
            &format!("CDJ-042/{name}"),
            &mutation,
            get,
            move |c| {
                c.set("extra", &nested(levels));
            },
        )
        .why("100000 levels are over the limit of bytes already")
        .refuse(Step::AuthenticationClientDataJson, Malformed);
    }
    let padded = |bytes: usize| {
        move |c: &mut ClientData| {
            c.set_text("extra", "");
            let missing = bytes.saturating_sub(c.encode().len());
            c.set_text("extra", &"x".repeat(missing));
        }
    };
    bent(
        group,
        "CDJ-043/at-the-limit",
        "padded to 65536 bytes",
        get,
        padded(65_536),
    )
    .accept();
    bent(
        group,
        "CDJ-043/over-the-limit",
        "padded to 65537 bytes",
        get,
        padded(65_537),
    )
    .why("the engine reads 64 KiB of client data; browsers send less than one")
    .refuse(Step::AuthenticationClientDataText, TooLarge);
}

fn names(group: &mut Group, get: &Twin<Authentication<'static>>) {
    for (name, other) in [("challenge", "Challenge"), ("origin", "ORIGIN")] {
        let mutation = format!("{other} in place of {name}");
        bent(
            group,
            &format!("CDJ-045/{name}"),
            &mutation,
            get,
            move |c| {
                rename(c, name, other);
            },
        )
        .refuse(Step::AuthenticationClientDataJson, Missing);
    }
    for name in ["__proto__", "constructor"] {
        let mutation = format!("type and challenge are members of a member {name}");
        bent(
            group,
            &format!("CDJ-046/{name}"),
            &mutation,
            get,
            move |c| {
                c.remove("type");
                c.remove("challenge");
                let (kind, challenge) = ("webauthn.get", challenge_text());
                c.push(
                    name,
                    &format!(r#"{{"type":"{kind}","challenge":"{challenge}"}}"#),
                );
            },
        )
        .refuse(Step::AuthenticationClientDataJson, Missing);
    }
    bent(group, "CDJ-047", "a member that nobody knows", get, |c| {
        c.set(
            "other_keys_can_be_added_here",
            r#"{"do":["not",1,null,"compare"]}"#,
        );
    })
    .accept();
    bent(group, "CDJ-048", "challenge first, type last", get, |c| {
        c.members.rotate_left(1)
    })
    .why("a JSON parser reads any order; the algorithm of §5.8.1.2 for those without one does not")
    .accept();
}

fn rename(c: &mut ClientData, name: &str, other: &str) {
    let name = format!("\"{name}\"");
    for member in &mut c.members {
        if member.name == name {
            member.name = format!("\"{other}\"");
        }
    }
}

fn token_binding(group: &mut Group, get: &Twin<Authentication<'static>>) {
    bent(group, "CDJ-049", "tokenBinding, supported", get, |c| {
        c.set("tokenBinding", r#"{"status":"supported"}"#);
    })
    .accept();
    bent(
        group,
        "CDJ-050",
        "tokenBinding, present, without id",
        get,
        |c| {
            c.set("tokenBinding", r#"{"status":"present"}"#);
        },
    )
    .why("Level 3 has the name reserved and nothing verified")
    .accept();
}

const TOP: &str = "https://shop.example";

fn framed() -> RelyingParty {
    rp().framed(Some(TOP))
}

fn framed_authentication() -> Authentication<'static> {
    registration_at(&framed()).make().credential.authenticate()
}

fn framing(group: &mut Group, twins: &Twins) {
    let mutation = "crossOrigin is true";
    bent(
        group,
        "CDJ-051/registration",
        mutation,
        &twins.create,
        |c| c.set("crossOrigin", "true"),
    )
    .refuse(Step::RegistrationCrossOrigin, NotAllowed);
    bent(group, "CDJ-051/authentication", mutation, &twins.get, |c| {
        c.set("crossOrigin", "true")
    })
    .refuse(Step::AuthenticationCrossOrigin, NotAllowed);
    for (name, json) in [("string", "\"true\""), ("number", "1")] {
        let (id, mutation) = (format!("CDJ-052/{name}"), format!("crossOrigin is {json}"));
        bent(group, &id, &mutation, &twins.get, |c| {
            c.set("crossOrigin", json)
        })
        .refuse(Step::AuthenticationClientDataJson, Malformed);
    }
    let framed = Twins {
        create: group.twin("framed-registration", || registration_at(&framed())),
        get: group.twin("framed-authentication", framed_authentication),
    };
    top_origins(group, twins, &framed);
}

fn top_origins(group: &mut Group, twins: &Twins, framed: &Twins) {
    const WITHOUT: &str = "topOrigin is for cross-origin frames alone (STRICTER)";
    bent(
        group,
        "CDJ-053/registration",
        "no topOrigin",
        &framed.create,
        |c| c.remove("topOrigin"),
    )
    .why("clients of before Level 3 name no topOrigin")
    .accept();
    bent(
        group,
        "CDJ-053/authentication",
        "no topOrigin",
        &framed.get,
        |c| c.remove("topOrigin"),
    )
    .why("clients of before Level 3 name no topOrigin")
    .accept();
    let mutation = "topOrigin, with crossOrigin false";
    bent(
        group,
        "CDJ-054/registration",
        mutation,
        &twins.create,
        |c| c.set_text("topOrigin", TOP),
    )
    .refuse(Step::RegistrationTopOriginExpected, NotAllowed);
    bent(group, "CDJ-054/authentication", mutation, &twins.get, |c| {
        c.set_text("topOrigin", TOP)
    })
    .refuse(Step::AuthenticationTopOriginExpected, NotAllowed);
    let mutation = "crossOrigin is false, beside topOrigin";
    bent(
        group,
        "CDJ-054/framing-expected",
        mutation,
        &framed.get,
        |c| c.set("crossOrigin", "false"),
    )
    .why(WITHOUT)
    .refuse(Step::AuthenticationTopOriginExpected, NotAllowed);
    let mutation = "no crossOrigin beside topOrigin";
    bent(
        group,
        "CDJ-054/no-cross-origin",
        mutation,
        &framed.get,
        |c| c.remove("crossOrigin"),
    )
    .why(WITHOUT)
    .refuse(Step::AuthenticationTopOriginExpected, NotAllowed);
    let foreign = |c: &mut ClientData| c.set_text("topOrigin", "https://evil.test");
    bent(
        group,
        "CDJ-055/registration",
        "a foreign topOrigin",
        &framed.create,
        foreign,
    )
    .refuse(Step::RegistrationTopOrigin, Mismatch);
    bent(
        group,
        "CDJ-055/authentication",
        "a foreign topOrigin",
        &framed.get,
        foreign,
    )
    .refuse(Step::AuthenticationTopOrigin, Mismatch);
    let mutation = "the relying party names no page that may frame it";
    bent(
        group,
        "CDJ-056/registration",
        mutation,
        &framed.create,
        |_| (),
    )
    .rp("top_origins", json!([]))
    .refuse(Step::RegistrationTopOrigin, Mismatch);
    bent(
        group,
        "CDJ-056/authentication",
        mutation,
        &framed.get,
        |_| (),
    )
    .rp("top_origins", json!([]))
    .refuse(Step::AuthenticationTopOrigin, Mismatch);
}

/// What is hashed are the bytes that came.
fn hash(group: &mut Group, twins: &Twins) {
    let spaced = |c: &mut ClientData| {
        c.edit(|bytes| replace(bytes, b",\"challenge\":", b" ,\n\t\"challenge\" : "));
    };
    let mutation = "white space around the challenge's name";
    bent(
        group,
        "CDJ-057/registration",
        mutation,
        &twins.create,
        spaced,
    )
    .accept();
    bent(
        group,
        "CDJ-057/authentication",
        mutation,
        &twins.get,
        spaced,
    )
    .accept();
}

/// Origins that would end the text where prefixes are compared and nothing is unescaped.
fn limited_verification(group: &mut Group, get: &Twin<Authentication<'static>>) {
    let challenge = challenge_text();
    let origin = format!(
        r#"https://example.org","crossOrigin":false,"challenge":"{challenge}"}}.evil.test"#
    );
    let mutation = "the origin goes on with text that ends the object, after a challenge";
    bent(group, "CDJ-058", mutation, get, move |c| {
        c.set_text("origin", &origin)
    })
    .refuse(Step::AuthenticationOrigin, Mismatch);
    for (name, tail) in [
        ("true", r#"","crossOrigin":true,"x":".evil.test"#),
        ("false", r#"","crossOrigin":false}.evil.test"#),
    ] {
        let mutation = format!("the origin goes on with text that says crossOrigin {name}");
        let origin = format!("https://example.org{tail}");
        bent(
            group,
            &format!("CDJ-059/{name}"),
            &mutation,
            get,
            move |c| {
                c.set_text("origin", &origin);
            },
        )
        .refuse(Step::AuthenticationOrigin, Mismatch);
    }
}
