use countersign_spec::{Reason, Rejection, Step};

/// How much work one [`verify`](crate::PathValidation::verify) may do, and how deep it may go.
///
/// The certificates of a response are the attacker's, so the search through them must end, soon,
/// whatever they are. Going over a limit is a refusal at [`Step::PathBudget`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Budget {
    /// Signatures checked, of certificates and of revocation lists.
    pub signatures: u32,
    /// Names compared with names, subtrees or lists of extensions with themselves.
    pub comparisons: u32,
    /// Certificates in one path, the leaf included and the anchor not.
    pub path_certificates: u32,
}

impl Budget {
    /// Signatures: an attestation path has 2 to 5; 32 leaves room for lists and wrong turns. At less
    /// than a millisecond each in the slowest back end, that is under 50 ms for any input.
    pub const SIGNATURES: u32 = 32;
    /// Comparisons: 100 candidates at each of some dozens of turns, or the name constraints of
    /// public authorities, which have tens of subtrees.
    pub const COMPARISONS: u32 = 10_000;
    /// Certificates in a path: Android phones have 5 with their root; 10 is twice that.
    pub const PATH_CERTIFICATES: u32 = 10;
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            signatures: Self::SIGNATURES,
            comparisons: Self::COMPARISONS,
            path_certificates: Self::PATH_CERTIFICATES,
        }
    }
}

/// What is left of a [`Budget`].
#[derive(Clone, Debug)]
pub(crate) struct Work {
    budget: Budget,
    left: Budget,
}

impl Work {
    pub(crate) const fn new(budget: Budget) -> Self {
        Self {
            budget,
            left: budget,
        }
    }

    /// What was not spent.
    pub(crate) const fn left(&self) -> Budget {
        self.left
    }

    /// Before a signature is checked.
    pub(crate) fn signature(&mut self) -> Result<(), Rejection> {
        self.left.signatures = spend(
            "signatures checked",
            self.left.signatures,
            1,
            self.budget.signatures,
        )?;
        Ok(())
    }

    /// Before something is compared with `others` other things.
    pub(crate) fn comparisons(&mut self, others: usize) -> Result<(), Rejection> {
        let others = u32::try_from(others).unwrap_or(u32::MAX);
        self.left.comparisons = spend(
            "comparisons",
            self.left.comparisons,
            others,
            self.budget.comparisons,
        )?;
        Ok(())
    }

    /// Whether a path may have `length` certificates.
    pub(crate) fn path_of(&self, length: usize) -> Result<(), Rejection> {
        let limit = self.budget.path_certificates;
        let found = u64::try_from(length).unwrap_or(u64::MAX);
        let what = "certificates in a path";
        Step::PathBudget.require(
            found <= u64::from(limit),
            Reason::TooLarge {
                what,
                limit: limit.into(),
                found,
            },
        )
    }
}

fn spend(what: &'static str, left: u32, cost: u32, limit: u32) -> Result<u32, Rejection> {
    let spent = u64::from(limit.saturating_sub(left)).saturating_add(cost.into());
    let too_large = Reason::TooLarge {
        what,
        limit: limit.into(),
        found: spent,
    };
    left.checked_sub(cost)
        .ok_or(Step::PathBudget.refuse(too_large))
}
