use countersign_authenticator::certificate::oid;
use countersign_authenticator::key_description::{
    KeyDescription, ORIGIN_GENERATED, PURPOSE_SIGN, tag,
};
use countersign_authenticator::{Cbor, Format, Registration};
use countersign_spec::ReasonKind::Missing;
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{flip, member, of_format, other_key, root};
use crate::rows::{accepted, refused};
use crate::{Group, Twin};

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("android-key", || of_format(Format::AndroidKey));
    group.same_as(
        "Server-ServerAuthenticatorAttestationResponse-Resp-A/P-1",
        "fido-server/android-key/android-key",
    );
    statement(group, &twin);
    description(group, &twin);
    lists(group, &twin);
    group.test(
        "Recon-android-key/P-1",
        "conformance::every_vector_that_ships_gets_its_verdict",
    );
}

fn statement(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-A/F-2",
            "the leaf certifies another key, which signed", |r| {
                let key = other_key("android-key");
                let info = key.public().to_spki();
                r.attestation_key(key).leaf(move |l| l.public_key.clone_from(&info))
            }, AndroidKeyPublicKey Mismatch;
        "Server-ServerAuthenticatorAttestationResponse-Resp-A/F-3",
            "the root is first, the leaf last", |r| r.chain(|c| {
                c.push(root("android-key"));
                c.reverse();
            }), AndroidKeySignature BadSignature;
        "Recon-android-key/F-7", "one bit of the signature is flipped",
            |r| r.signature(|s| flip(s)), AndroidKeySignature BadSignature;
        "Recon-android-key/F-8", "alg is RS256, the certified key is on P-256",
            |r| member(r, "alg", -257), AndroidKeySignature NotAllowed;
        "Recon-android-key/F-9", "x5c has no certificate",
            |r| member(r, "x5c", Cbor::Array(vec![])), AndroidKeySyntax Missing;
    }
}

fn description(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-A/F-1",
            "attestationChallenge is another hash",
            |r| r.key_description(|d| flip(&mut d.challenge)), AndroidKeyChallenge Mismatch;
        "Recon-android-key/F-1", "the leaf has no key description",
            |r| r.leaf(|l| l.remove_extension(oid::ANDROID_KEY)), AndroidKeyDescription Missing;
        "Recon-android-key/F-2", "allApplications in softwareEnforced",
            |r| r.key_description(|d| d.software.flag(tag::ALL_APPLICATIONS)),
            AndroidKeyAllApplications NotAllowed;
        "Recon-android-key/F-3", "allApplications in teeEnforced",
            |r| r.key_description(|d| d.hardware.flag(tag::ALL_APPLICATIONS)),
            AndroidKeyAllApplications NotAllowed;
        "Recon-android-key/F-4", "origin is imported",
            |r| r.key_description(|d| d.hardware.integer(tag::ORIGIN, 2)),
            AndroidKeyOrigin NotAllowed;
        "Recon-android-key/F-5", "no origin",
            |r| r.key_description(|d| d.hardware.remove(tag::ORIGIN)), AndroidKeyOrigin Missing;
        "Recon-android-key/F-6", "the purpose is to decrypt",
            |r| r.key_description(|d| d.hardware.integers(tag::PURPOSE, &[1])),
            AndroidKeyPurpose Missing;
    }
}

fn lists(group: &mut Group, twin: &Twin<Registration<'static>>) {
    let by_software = |d: &mut KeyDescription| {
        for tag in [tag::ORIGIN, tag::PURPOSE] {
            d.hardware.remove(tag);
        }
        d.software.integers(tag::PURPOSE, &[PURPOSE_SIGN]);
        d.software.integer(tag::ORIGIN, ORIGIN_GENERATED);
    };
    accepted! { group, twin;
        "Recon-android-key/P-2", "origin and purpose are in softwareEnforced",
            |r| r.key_description(by_software),
            "§8.4: the union of both lists, where keys of the operating system will do";
    }
    let mutation = "origin and purpose are in softwareEnforced, and only teeEnforced counts";
    group
        .case("Recon-android-key/F-10", mutation, twin, |r| {
            r.key_description(by_software)
        })
        .request("refuse", json!(["software-key"]))
        .refuse(Step::AndroidKeyOrigin, Missing);
}
