use countersign_cose::Hash;
use countersign_spec::Reason;

use crate::backend::{self, Backend};
use crate::number::{bit_length, is_less};
use crate::rsa_numbers::RsaNumbers;

/// An RSA public key of a size we accept.
pub(crate) struct RsaKey {
    numbers: RsaNumbers,
    key: backend::RsaKey,
}

// NIST SP 800-131A forbids less, and no FIDO registry has less.
const MODULUS_MIN_BITS: u64 = 2048;
// The most that the libraries agree on; a bound on work, which grows with the square.
const MODULUS_MAX_BITS: u64 = 8192;
// As above; what is in use is 3 and 65537.
const EXPONENT_MAX_BITS: u64 = 33;

impl RsaKey {
    pub(crate) fn new(backend: Backend, n: &[u8], e: &[u8]) -> Result<Self, Reason> {
        Self::check(n, e)?;
        let refused = Reason::NotAllowed("an RSA key that the back end refuses");
        let numbers = RsaNumbers::new(n, e).ok_or(refused.clone())?;
        let key = backend::RsaKey::new(backend, &numbers).ok_or(refused)?;
        Ok(Self { numbers, key })
    }

    /// What is checked of a key: it leaves nothing for a back end to refuse.
    pub(crate) fn check(n: &[u8], e: &[u8]) -> Result<(), Reason> {
        Self::check_modulus(n)?;
        Self::check_exponent(e)
    }

    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2): the encoded message is built and compared, not taken
    /// apart.
    pub(crate) fn pkcs1(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<bool, Reason> {
        self.check_signature(signature)?;
        Ok(self.key.pkcs1(&self.numbers, hash, message, signature))
    }

    /// RSASSA-PSS (RFC 8017 §8.1.2) with one hash for all and a salt of its length, as RFC 8230 §2
    /// wants.
    pub(crate) fn pss(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<bool, Reason> {
        self.check_signature(signature)?;
        Ok(self.key.pss(&self.numbers, hash, message, signature))
    }

    fn check_modulus(n: &[u8]) -> Result<(), Reason> {
        without_leading_zeros("n", n)?;
        let bits = bit_length(n);
        // STRICTER: WebAuthn sets no bounds for the modulus of an RSA key; we accept 2048 to 8192
        // bits, as fewer are not secure and more only cost time.
        if bits < MODULUS_MIN_BITS {
            return Err(Reason::NotAllowed("an RSA modulus of less than 2048 bits"));
        }
        not_longer("bits of the RSA modulus", bits, MODULUS_MAX_BITS)?;
        odd("an even RSA modulus", n)
    }

    fn check_exponent(e: &[u8]) -> Result<(), Reason> {
        without_leading_zeros("e", e)?;
        // STRICTER: RFC 8017 §3.1 allows RSA exponents as large as the modulus; we accept 3 to
        // 2^33-1, as larger ones only cost time.
        not_longer("bits of the RSA exponent", bit_length(e), EXPONENT_MAX_BITS)?;
        odd("an even RSA exponent", e)?;
        if e == [1] {
            return Err(Reason::NotAllowed("an RSA exponent of 1"));
        }
        Ok(())
    }

    /// RFC 8017 §8.1.2 and §8.2.2 step 1, and §5.2.2 step 1.
    fn check_signature(&self, signature: &[u8]) -> Result<(), Reason> {
        let what = "signature";
        let length = self.numbers.n().len();
        if signature.len() != length {
            let offset = signature.len().min(length);
            return Err(Reason::Malformed { what, offset });
        }
        if !is_less(signature, self.numbers.n()) {
            return Err(Reason::Malformed { what, offset: 0 });
        }
        Ok(())
    }
}

fn without_leading_zeros(what: &'static str, number: &[u8]) -> Result<(), Reason> {
    match number.first() {
        None | Some(0) => Err(Reason::Malformed { what, offset: 0 }),
        Some(_) => Ok(()),
    }
}

fn not_longer(what: &'static str, found: u64, limit: u64) -> Result<(), Reason> {
    if found > limit {
        return Err(Reason::TooLarge { what, limit, found });
    }
    Ok(())
}

fn odd(what: &'static str, number: &[u8]) -> Result<(), Reason> {
    match number.last() {
        Some(last) if last & 1 == 1 => Ok(()),
        _ => Err(Reason::NotAllowed(what)),
    }
}
