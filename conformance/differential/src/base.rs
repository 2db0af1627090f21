use std::fmt;

use countersign::Algorithm;
use countersign_authenticator::{Format, Pki, PrivateKey, Registration, RelyingParty, Seed};

/// What a case is made from: a response that is accepted before it is changed.
#[derive(Clone, Debug)]
pub struct Base {
    /// The format of a registration; none for an authentication.
    pub format: Option<Format>,
    /// The credential's algorithm.
    pub algorithm: Algorithm,
    /// The attestation key, where it is not ES256.
    attestation: Option<Algorithm>,
    seed: Seed,
    key: PrivateKey,
    attestation_key: Option<PrivateKey>,
}

/// The challenge of all cases; some verifiers want sixteen bytes.
pub(crate) const CHALLENGE: &[u8; 16] = b"sixteen bytes in";
/// The user handle of all cases.
pub(crate) const USER: &[u8; 16] = b"and as many here";

/// Formats with the algorithms of credential and attestation that are tried with them.
const REGISTRATIONS: [(Format, &[Algorithm], Option<Algorithm>); 10] = [
    (Format::None, CREDENTIALS, None),
    (Format::PackedSelf, CREDENTIALS, None),
    (
        Format::Packed,
        &[Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa],
        None,
    ),
    (Format::Packed, &[Algorithm::Es256], Some(Algorithm::Rs256)),
    (
        Format::Tpm,
        &[Algorithm::Es256, Algorithm::Rs256],
        Some(Algorithm::Rs256),
    ),
    (Format::Tpm, &[Algorithm::Rs256], Some(Algorithm::Rs1)),
    (Format::AndroidKey, &[Algorithm::Es256], None),
    (
        Format::AndroidSafetyNet,
        &[Algorithm::Es256],
        Some(Algorithm::Rs256),
    ),
    (Format::FidoU2f, &[Algorithm::Es256], None),
    (Format::Apple, &[Algorithm::Es256], None),
];

/// `compound` is beside them, as no other verifier has it.
const CREDENTIALS: &[Algorithm] = &[
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::Rs256,
    Algorithm::Ps256,
    Algorithm::EdDsa,
    Algorithm::MlDsa44,
];

/// All bases, those of the first seed first.
pub(crate) fn all(seeds: usize) -> Vec<Base> {
    let mut bases = Vec::new();
    for number in 0..seeds {
        let seed = Seed::new(format!("differential {number}"));
        for algorithm in CREDENTIALS {
            bases.push(Base::new(None, *algorithm, None, &seed));
        }
        for (format, algorithms, attestation) in REGISTRATIONS {
            for algorithm in algorithms {
                bases.push(Base::new(
                    Some(format.clone()),
                    *algorithm,
                    attestation,
                    &seed,
                ));
            }
        }
        let members = Format::Compound(vec![Format::Packed, Format::PackedSelf]);
        bases.push(Base::new(Some(members), Algorithm::Es256, None, &seed));
    }
    bases
}

impl Base {
    fn new(
        format: Option<Format>,
        algorithm: Algorithm,
        attestation: Option<Algorithm>,
        seed: &Seed,
    ) -> Self {
        // Derived once, as the primes of an RSA key take long to find.
        Self {
            key: PrivateKey::derive(algorithm, seed, "credential key"),
            attestation_key: attestation.map(|a| PrivateKey::derive(a, seed, "attestation key")),
            format,
            algorithm,
            attestation,
            seed: seed.clone(),
        }
    }

    /// The registration; for an authentication the one of its credential.
    pub(crate) fn registration<'a>(&self) -> Registration<'a> {
        let rp = RelyingParty::new("example.org");
        let mut made = Registration::new(&rp)
            .seed(self.seed.clone())
            .challenge(CHALLENGE)
            .user_handle(USER)
            .algorithm(self.algorithm)
            .credential_key(self.key.clone())
            .format(self.format.clone().unwrap_or(Format::None))
            .sign_count(5);
        if self.format == Some(Format::AndroidKey) {
            // Phones send the root as well, and others insist on it.
            made = made.chain(|chain| chain.push(Pki::default().root("android-key").certificate));
        }
        if let Some((algorithm, key)) = self.attestation.zip(self.attestation_key.as_ref()) {
            made = made
                .attestation_algorithm(algorithm)
                .attestation_key(key.clone());
        }
        made
    }

    /// Whether the leaf is issued by an authority that is not the anchor.
    pub(crate) const fn has_intermediate(&self) -> bool {
        matches!(
            self.format,
            Some(
                Format::Packed
                    | Format::Tpm
                    | Format::AndroidKey
                    | Format::AndroidSafetyNet
                    | Format::Apple
                    | Format::Compound(_)
            )
        )
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.format {
            None => f.write_str("authentication")?,
            Some(Format::PackedSelf) => f.write_str("packed (self)")?,
            Some(format) => f.write_str(format.identifier())?,
        }
        write!(f, " {:?}", self.algorithm)?;
        match self.attestation {
            Some(algorithm) => write!(f, " by {algorithm:?}"),
            None => Ok(()),
        }
    }
}
