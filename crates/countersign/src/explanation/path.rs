//! The steps of models and of certificate paths, in the order of `countersign-trust`.

use countersign_spec::Step;

use super::fact::{Fact, Need, Rule};

const CHAIN: Need = (Fact::Chain, "the statement has no certificate chain");
const ASSESSED: Need = (
    Fact::ChainsAssessed,
    "policy does not ask where the chain leads (danger::unassessed_chains)",
);
const ANCHORS: Need = (Fact::Anchors, "policy has no trust anchors for the chain");
const KNOWN: Need = (
    Fact::KnownModel,
    "metadata have no entry for the model, or there is no attestation to look one up for",
);
const ISSUED: Need = (Fact::Issued, "the leaf is itself the trust anchor");
const AUTHORITY: Need = (
    Fact::Authority,
    "no authority's certificate is on the path: the anchor is a name and a key",
);

/// Before the path: what metadata say of the model.
pub(super) const MODEL: &[Rule] = &[
    (Step::MdsModel, &[]),
    (
        Step::MdsEntry,
        &[(
            Fact::Attestation,
            "there is no attestation, and so no model",
        )],
    ),
    (Step::MdsAttestationTypes, &[KNOWN]),
];

/// After the path: whether the model is accepted.
pub(super) const MODEL_STANDING: &[Rule] = &[
    (Step::MdsStatus, &[KNOWN]),
    (
        Step::MdsCertification,
        &[
            KNOWN,
            (
                Fact::CertificationDemanded,
                "policy demands no certification",
            ),
        ],
    ),
];

/// §7.1 step 23.
pub(super) const ANCHOR: &[Rule] = &[(Step::RegistrationTrustAnchors, &[CHAIN, ASSESSED, ANCHORS])];

/// §7.1 step 24; the acceptance of no and of self attestation is a policy too.
pub(super) const TRUST: &[Rule] = &[(Step::RegistrationTrust, &[ASSESSED])];

/// RFC 5280 §6: the search, which verifies signatures, then the path from the anchor down.
pub(super) const PATH: &[Rule] = &[
    (Step::PathBudget, &[]),
    (Step::PathIssuerName, &[ANCHORS, ISSUED]),
    (Step::PathSignature, &[ANCHORS, ISSUED]),
    (Step::PathAnchor, &[]),
    (Step::PathValidity, &[]),
    (Step::PathNameConstraints, &[ISSUED, AUTHORITY]),
    (
        Step::PathExtendedKeyUsage,
        &[(Fact::PurposeDemanded, "policy demands no purpose")],
    ),
    (
        Step::PathLength,
        &[
            ISSUED,
            (
                Fact::Intermediate,
                "no authority is between leaf and anchor",
            ),
        ],
    ),
    (Step::PathNameConstraintsSyntax, &[ISSUED]),
    (Step::PathBasicConstraints, &[ISSUED, AUTHORITY]),
    (Step::PathKeyUsage, &[ISSUED, AUTHORITY]),
    (Step::PathExtensions, &[]),
    (Step::PathCriticalExtension, &[ISSUED, AUTHORITY]),
    (Step::PathLeafKey, &[ISSUED]),
    (Step::PathLeafCriticalExtension, &[]),
    (Step::CrlKeyUsage, LISTS),
    (Step::CrlSignature, LISTS),
    (Step::CrlFreshness, LISTS),
    (Step::CrlExtensions, LISTS),
    (Step::CrlScope, LISTS),
    (Step::PathRevocation, &[REVOCATION]),
    (
        Step::CrlReasons,
        &[
            REVOCATION,
            (
                Fact::RevocationRequired,
                "policy asks about revocation only as far as there are lists",
            ),
            ISSUED,
        ],
    ),
];

const REVOCATION: Need = (
    Fact::RevocationAsked,
    "policy does not ask about revocation",
);
const LISTS: &[Need] = &[
    REVOCATION,
    (Fact::RevocationLists, "policy has no revocation lists"),
    ISSUED,
];
