use countersign_authenticator::Format;

use crate::Base;

/// What is changed. The name says when: what is "hashed", "attested" or "signed" is changed before
/// that, so that all which follows from it is right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "`name` says it")]
pub enum Place {
    Nothing,
    ClientDataHashed,
    ClientDataSent,
    PublicKeyAttested,
    AuthDataAttested,
    AuthDataBytesAttested,
    AuthDataSent,
    Message,
    Signature,
    LeafSigned,
    IntermediateSigned,
    PubAreaCertified,
    CertInfoSigned,
    KeyDescriptionSigned,
    TokenSigned,
    Chain,
    Statement,
    AttestationObject,
    AttestationObjectBytes,
    ResponseJson,
}

impl Place {
    /// The name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::ClientDataHashed => "client data, then hashed",
            Self::ClientDataSent => "client data, as sent",
            Self::PublicKeyAttested => "credential public key, then attested",
            Self::AuthDataAttested => "authenticator data, then signed",
            Self::AuthDataBytesAttested => "authenticator data's bytes, then signed",
            Self::AuthDataSent => "authenticator data, as sent",
            Self::Message => "signed message",
            Self::Signature => "signature",
            Self::LeafSigned => "leaf, then signed",
            Self::IntermediateSigned => "intermediate, then signed",
            Self::PubAreaCertified => "pubArea, then certified",
            Self::CertInfoSigned => "certInfo, then signed",
            Self::KeyDescriptionSigned => "key description, then signed",
            Self::TokenSigned => "SafetyNet's token, then signed",
            Self::Chain => "x5c",
            Self::Statement => "statement",
            Self::AttestationObject => "attestation object",
            Self::AttestationObjectBytes => "attestation object's bytes",
            Self::ResponseJson => "response JSON",
        }
    }

    /// What can be changed about a base.
    pub(crate) fn of(base: &Base) -> Vec<Self> {
        let mut places = vec![
            Self::ClientDataHashed,
            Self::ClientDataSent,
            Self::AuthDataAttested,
            Self::AuthDataBytesAttested,
            Self::ResponseJson,
        ];
        let Some(format) = &base.format else {
            places.extend([Self::AuthDataSent, Self::Message, Self::Signature]);
            return places;
        };
        places.extend([
            Self::PublicKeyAttested,
            Self::AttestationObject,
            Self::AttestationObjectBytes,
            Self::Statement,
        ]);
        match format {
            Format::None => return places,
            Format::Tpm => places.extend([Self::PubAreaCertified, Self::CertInfoSigned]),
            Format::AndroidKey => places.push(Self::KeyDescriptionSigned),
            Format::AndroidSafetyNet => places.push(Self::TokenSigned),
            _ => {}
        }
        places.push(Self::Message);
        if *format != Format::Apple {
            places.push(Self::Signature);
        }
        if format.has_chain() {
            places.extend([Self::LeafSigned, Self::Chain]);
        }
        if base.has_intermediate() {
            places.push(Self::IntermediateSigned);
        }
        places
    }
}
