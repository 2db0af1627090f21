use std::path::Path;

use serde::{Deserialize, Serialize};

/// What all runners read: one relying party, one challenge, one user, and the cases. Binary
/// values are base64url without padding.
#[derive(Clone, Serialize, Deserialize)]
pub struct Inputs {
    /// The RP ID.
    pub rp_id: String,
    /// The origin.
    pub origin: String,
    /// The challenge of every ceremony.
    pub challenge: String,
    /// The user handle.
    pub user_handle: String,
    /// The root that chains lead to, DER.
    pub anchor: String,
    /// What is verified.
    pub cases: Vec<Case>,
}

/// A response that is accepted.
#[derive(Clone, Serialize, Deserialize)]
pub struct Case {
    /// What it is called in the table.
    pub name: String,
    /// Which ceremony.
    pub ceremony: Ceremony,
    /// The COSE algorithm of the credential.
    pub alg: i64,
    /// The response, as `toJSON()` gives it.
    pub json: String,
    /// The credential's key, a `COSE_Key`.
    pub public_key: String,
    /// Its ID.
    pub credential_id: String,
    /// The registration of the credential, without attestation: for verifiers whose records
    /// cannot be made in another way.
    pub registration: String,
    /// Twins that must be refused.
    pub refused: Vec<Twin>,
}

/// The same response, but for one thing.
#[derive(Clone, Serialize, Deserialize)]
pub struct Twin {
    /// What is wrong with it.
    pub why: String,
    /// The response.
    pub json: String,
}

/// Which ceremony a case is of.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ceremony {
    /// §7.1.
    Registration,
    /// §7.2.
    Authentication,
}

impl Inputs {
    /// Reads the file.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("the inputs were made before");
        serde_json::from_str(&text).expect("the inputs are of this version")
    }

    /// The case of this name.
    #[must_use]
    pub fn case(&self, name: &str) -> &Case {
        let mut cases = self.cases.iter();
        cases
            .find(|case| case.name == name)
            .expect("there is such a case")
    }
}
