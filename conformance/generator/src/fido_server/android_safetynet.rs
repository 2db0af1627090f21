use countersign_authenticator::certificate::Extension;
use countersign_authenticator::{Cbor, Format, Registration};
use countersign_spec::ReasonKind::{BadSignature, Expired, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{
    anchors, attackers_pki, chain_must_be_trusted, flip, member, of_format, root, without,
};
use crate::rows::refused;
use crate::{Group, Twin};

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin_asking(
        "safetynet",
        || of_format(Format::AndroidSafetyNet),
        chain_must_be_trusted,
    );
    group.same_as(
        "Server-ServerAuthenticatorAttestationResponse-Resp-B/P-1",
        "fido-server/android-safetynet/safetynet",
    );
    statement(group, &twin);
    policy(group, &twin);
    for number in 1..=5 {
        group.not_applicable(
            &format!("Server-ServerAuthenticatorAttestationResponse-Resp-B/F-{number}"),
            "what it changes is not public; the reconstructed cases have what it may be",
        );
    }
    times(group, &twin);
}

fn statement(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "Recon-android-safetynet/F-1", "ver is empty", |r| member(r, "ver", ""),
            SafetyNetSyntax Missing;
        "Recon-android-safetynet/F-2", "no ver", |r| without(r, "ver"), SafetyNetSyntax Missing;
        "Recon-android-safetynet/F-3", "response has no bytes",
            |r| member(r, "response", Cbor::Bytes(vec![])), SafetyNetResponse Malformed;
        "Recon-android-safetynet/F-4", "the token has two parts", |r| r.statement(|s| {
                if let Some(Cbor::Bytes(token)) = s.value.get("response") {
                    let last = token.iter().rposition(|byte| *byte == b'.').unwrap_or_default();
                    let two = token[..last].to_vec();
                    s.value.set("response", two);
                }
            }), SafetyNetResponse Malformed;
        "Recon-android-safetynet/F-5", "the nonce is that of other data",
            |r| r.jws(|j| j.payload["nonce"] = "AAAA".into()), SafetyNetNonce Mismatch;
        "Recon-android-safetynet/F-7", "one bit of the signature is flipped",
            |r| r.signature(|s| flip(s)), SafetyNetService BadSignature;
        "Recon-android-safetynet/F-8", "the leaf is for another host",
            |r| r.leaf(|l| l.set_extension(Extension::dns_name("attest.example.org"))),
            SafetyNetService NotAllowed;
    }
}

/// 2026-01-01, the time of the vectors, in milliseconds since 1970.
const TIME: u64 = 1_767_225_600_000;

fn times(group: &mut Group, twin: &Twin<Registration<'static>>) {
    for (case, mutation, time) in [
        ("F-6", "the response is of an hour later", TIME + 3_600_000),
        (
            "F-7",
            "the response is of two minutes before",
            TIME - 120_000,
        ),
    ] {
        let id = format!("Server-ServerAuthenticatorAttestationResponse-Resp-B/{case}");
        let _accepted = group
            .tool_case(&id, mutation, twin, |r| {
                r.jws(move |j| j.payload["timestampMs"] = time.into())
            })
            .why("§8.5 has no step about the time: it is in the evidence")
            .tool_request("refuse", json!(["untrusted", "safetynet-time"]))
            .tool_refuses(
                Step::SafetyNetService,
                Expired,
                "the tools want a response of the last minute",
            )
            .accept();
    }
}

fn policy(group: &mut Group, twin: &Twin<Registration<'static>>) {
    group
        .case(
            "Recon-android-safetynet/F-6",
            "ctsProfileMatch is false",
            twin,
            |r| r.jws(|j| j.payload["ctsProfileMatch"] = false.into()),
        )
        .request("refuse", json!(["no-cts-profile-match"]))
        .refuse(Step::SafetyNetService, NotAllowed);
    let mutation = "the chain is of a PKI of the same names and other keys";
    group
        .case("Recon-android-safetynet/F-9", mutation, twin, |r| {
            r.pki(attackers_pki())
        })
        .trust("anchors_pem", anchors(&[root("android-safetynet")]))
        .refuse(Step::PathSignature, BadSignature);
}
