//! The steps of §8, format by format, in the order of `countersign-attestation`.

use countersign_attestation::Format;
use countersign_spec::Step;

use super::fact::{Fact, Need, Rule};

/// The steps of a statement of this format.
pub(super) const fn rules(format: Format) -> &'static [Rule] {
    match format {
        Format::Packed => PACKED,
        Format::Tpm => TPM,
        Format::AndroidKey => ANDROID_KEY,
        Format::AndroidSafetyNet => SAFETY_NET,
        Format::FidoU2f => FIDO_U2F,
        Format::None => NONE,
        Format::Apple => APPLE,
        // A compound statement's own are around those of its statements.
        _ => &[],
    }
}

/// Before the statements of a compound one.
pub(super) const COMPOUND: &[Rule] = &[(Step::CompoundSyntax, &[])];

/// After them.
pub(super) const COMPOUND_END: &[Rule] = &[
    (
        Step::CompoundStatements,
        &[(
            Fact::EveryStatement,
            "policy lets statements fail, and counts those that verify",
        )],
    ),
    (
        Step::CompoundPolicy,
        &[(
            Fact::EnoughStatements,
            "policy demands every statement, not a number of them",
        )],
    ),
];

const CERTIFIED: Need = (
    Fact::Certified,
    "self attestation: the statement has no x5c",
);
const SELF_SIGNED: Need = (
    Fact::SelfSigned,
    "the statement has x5c, so it is no self attestation",
);
const AAGUID: Need = (
    Fact::CertificateAaguid,
    "the attestation certificate has no AAGUID extension",
);

const PACKED: &[Rule] = &[
    (Step::PackedSyntax, &[]),
    (Step::PackedCertificate, &[CERTIFIED]),
    (Step::PackedSignature, &[CERTIFIED]),
    (Step::PackedCertificateVersion, &[CERTIFIED]),
    (Step::PackedCertificateSubject, &[CERTIFIED]),
    (Step::PackedCertificateAaguid, &[CERTIFIED, AAGUID]),
    (Step::PackedCertificateBasicConstraints, &[CERTIFIED]),
    (
        Step::PackedCertificateFirmware,
        &[
            CERTIFIED,
            (
                Fact::CertificateFirmware,
                "the attestation certificate has no firmware version extension",
            ),
        ],
    ),
    (
        Step::PackedCertificateSerialNumber,
        &[
            CERTIFIED,
            (
                Fact::CertificateSerialNumber,
                "the attestation certificate has no serial number extension: it is no enterprise \
                 attestation",
            ),
        ],
    ),
    (Step::PackedAaguid, &[CERTIFIED, AAGUID]),
    (Step::PackedSelfAlg, &[SELF_SIGNED]),
    (Step::PackedSelfSignature, &[SELF_SIGNED]),
];

const TPM: &[Rule] = &[
    (Step::TpmSyntax, &[]),
    (Step::TpmPublicKey, &[]),
    (Step::TpmChain, &[]),
    (Step::TpmCertificate, &[]),
    (Step::TpmCertificateVersion, &[]),
    (Step::TpmCertificateSubject, &[]),
    (Step::TpmCertificateSubjectAltName, &[]),
    (Step::TpmCertificateExtendedKeyUsage, &[]),
    (Step::TpmCertificateBasicConstraints, &[]),
    (Step::TpmAaguid, &[AAGUID]),
    (Step::TpmSignature, &[]),
    (Step::TpmCertInfo, &[]),
    (Step::TpmMagic, &[]),
    (Step::TpmType, &[]),
    (Step::TpmExtraData, &[]),
    (Step::TpmName, &[]),
];

const LISTS: Need = (
    Fact::AuthorizationLists,
    "the key description's authorization lists are empty, which policy accepts of software keys",
);

const ANDROID_KEY: &[Rule] = &[
    (Step::AndroidKeySyntax, &[]),
    (Step::AndroidKeySignature, &[]),
    (Step::AndroidKeyPublicKey, &[]),
    (Step::AndroidKeyDescription, &[]),
    (Step::AndroidKeyChallenge, &[]),
    (Step::AndroidKeyAllApplications, &[]),
    (Step::AndroidKeyOrigin, &[LISTS]),
    (Step::AndroidKeyPurpose, &[LISTS]),
];

const SAFETY_NET: &[Rule] = &[
    (Step::SafetyNetSyntax, &[]),
    (Step::SafetyNetResponse, &[]),
    (Step::SafetyNetNonce, &[]),
    (Step::SafetyNetService, &[]),
];

const FIDO_U2F: &[Rule] = &[
    (Step::FidoU2fSyntax, &[]),
    (Step::FidoU2fCertificate, &[]),
    (Step::FidoU2fCredential, &[]),
    (Step::FidoU2fPublicKey, &[]),
    (Step::FidoU2fVerificationData, &[]),
    (Step::FidoU2fSignature, &[]),
];

const NONE: &[Rule] = &[(Step::NoneSyntax, &[])];

const APPLE: &[Rule] = &[
    (Step::AppleSyntax, &[]),
    (Step::AppleNonceToHash, &[]),
    (Step::AppleNonceHash, &[]),
    (Step::AppleNonce, &[]),
    (Step::ApplePublicKey, &[]),
];
