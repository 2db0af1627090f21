use countersign_authenticator::Cbor;

use crate::Group;
use crate::attested::{member, packed, without};
use crate::rows::refused;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("certified", packed);
    refused! { group, &twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-13", "the statement is an empty map",
            |r| r.statement(|s| s.value = Cbor::Map(vec![])), PackedSyntax Missing;
        "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-14", "no alg",
            |r| without(r, "alg"), PackedSyntax Missing;
        "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-15/text", "alg is text",
            |r| member(r, "alg", "ES256"), PackedSyntax Malformed;
        "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-15/null", "alg is null",
            |r| member(r, "alg", Cbor::Null), PackedSyntax Malformed;
        "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-16",
            "alg is -42, the certified key is on P-256", |r| member(r, "alg", -42),
            PackedSignature Unsupported;
        "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-17", "no sig",
            |r| without(r, "sig"), PackedSyntax Missing;
        "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-18/text", "sig is text",
            |r| member(r, "sig", "signature"), PackedSyntax Malformed;
        "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-18/array", "sig is an array",
            |r| member(r, "sig", Cbor::Array(vec![])), PackedSyntax Malformed;
        "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-19", "sig has no bytes",
            |r| r.signature(Vec::clear), PackedSignature Malformed;
    }
}
