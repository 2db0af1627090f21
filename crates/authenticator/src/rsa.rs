//! RSA for tests: keys derived from a seed, encoded blocks that can be bent, the private power.
//!
//! The numbers are `crypto-bigint`'s. A library that signs would refuse what attacks need: a
//! block with free bytes, a salt of the wrong length, an exponent of 1, a modulus of 512 bits.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use countersign_cose::Hash;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, NonZero, Odd};
use crypto_primes::{Flavor, is_prime};

use crate::ecdsa::{add, digest, pad};
use crate::{Seed, der};

/// An RSA private key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RsaKey {
    n: Vec<u8>,
    e: Vec<u8>,
    d: Vec<u8>,
}

impl RsaKey {
    /// The key of two primes and a public exponent, all big-endian.
    ///
    /// # Panics
    ///
    /// If the exponent has no inverse modulo `(p - 1)(q - 1)`.
    #[must_use]
    pub fn from_primes(p: &[u8], q: &[u8], e: &[u8]) -> Self {
        let bits = u32::try_from((p.len() + q.len()) * 8).expect("an RSA key of sane size");
        let number = |bytes: &[u8]| {
            BoxedUint::from_be_slice(&pad(bytes, p.len() + q.len()), bits).expect("safe: padded")
        };
        let (p, q) = (number(p), number(q));
        let one = BoxedUint::one_with_precision(bits);
        let phi = p.wrapping_sub(&one).wrapping_mul(q.wrapping_sub(&one));
        let phi = NonZero::new(phi)
            .into_option()
            .expect("primes are greater than 1");
        let d = number(e)
            .invert_mod(&phi)
            .into_option()
            .expect("an exponent coprime to phi");
        Self {
            n: trim(&p.wrapping_mul(&q)),
            e: trim(&number(e)),
            d: trim(&d),
        }
    }

    /// The key of `bits` bits and exponent 65537 that belongs to a label: each prime is the
    /// first fitting one from an odd start taken from the seed.
    ///
    /// The first call for a key takes some tenths of a second; the process remembers it.
    #[must_use]
    pub fn derive(seed: &Seed, label: &str, bits: usize) -> Self {
        Self::derive_with_exponent(seed, label, bits, 65537)
    }

    /// As [`RsaKey::derive`], with another exponent, which must be an odd prime.
    #[must_use]
    pub fn derive_with_exponent(seed: &Seed, label: &str, bits: usize, exponent: u32) -> Self {
        type Known = Mutex<HashMap<(Seed, String, usize, u32), RsaKey>>;
        static KNOWN: OnceLock<Known> = OnceLock::new();
        let known = KNOWN.get_or_init(Mutex::default);
        let name = (seed.clone(), label.to_owned(), bits, exponent);
        let found = known
            .lock()
            .expect("no holder of this lock panics")
            .get(&name)
            .cloned();
        found.unwrap_or_else(|| {
            let start = |which| seed.bytes(&format!("{label} {which}"), bits / 16);
            let prime = |which| next_prime(start(which), exponent);
            let key = Self::from_primes(&prime("p"), &prime("q"), &exponent.to_be_bytes());
            known
                .lock()
                .expect("no holder of this lock panics")
                .insert(name, key.clone());
            key
        })
    }

    /// The modulus.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        &self.n
    }

    /// The public exponent.
    #[must_use]
    pub fn exponent(&self) -> &[u8] {
        &self.e
    }

    /// RSASSA-PKCS1-v1_5 of RFC 8017 §8.2.1.
    #[must_use]
    pub fn sign_pkcs1(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        self.power(&pkcs1_block(&digest_info(hash, message), self.n.len()))
    }

    /// RSASSA-PSS of RFC 8017 §8.1.1 with this salt; `mgf` is the digest of MGF1.
    #[must_use]
    pub fn sign_pss(&self, hash: Hash, mgf: Hash, salt: &[u8], message: &[u8]) -> Vec<u8> {
        self.power(&pss_block(hash, mgf, salt, message, self.bits()))
    }

    /// RSASSA-PSS with a salt as long as the digest, derived from the key and the message.
    #[must_use]
    pub fn sign_pss_derived(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        let message_digest = digest(hash, message);
        let salt = Seed::new(&self.d).salted(&message_digest, "PSS salt", message_digest.len());
        self.sign_pss(hash, hash, &salt, message)
    }

    /// The private power of any block: what makes a signature out of an encoded message.
    ///
    /// # Panics
    ///
    /// If the modulus is even.
    #[must_use]
    pub fn power(&self, block: &[u8]) -> Vec<u8> {
        let bits = u32::try_from(self.n.len() * 8).expect("an RSA key of sane size");
        let number = |bytes: &[u8]| {
            BoxedUint::from_be_slice(&pad(bytes, self.n.len()), bits).expect("safe: padded")
        };
        let n = Odd::new(number(&self.n))
            .into_option()
            .expect("an odd modulus");
        let base = number(block).rem_vartime(n.as_nz_ref());
        let params = BoxedMontyParams::new_vartime(n);
        let power = BoxedMontyForm::new(base, &params)
            .pow(&number(&self.d))
            .retrieve();
        pad(&power.to_be_bytes(), self.n.len())
    }

    /// A signature with the modulus added: the same number modulo n, out of range.
    #[must_use]
    pub fn beyond_modulus(&self, signature: &[u8]) -> Vec<u8> {
        add(&self.n, &pad(signature, self.n.len()))
    }

    fn bits(&self) -> usize {
        let zeros = self.n.first().map_or(0, |byte| byte.leading_zeros());
        self.n.len() * 8 - usize::try_from(zeros).expect("safe: at most 8")
    }
}

/// `DigestInfo` of RFC 8017 §9.2: the digest with its identifier.
#[must_use]
pub fn digest_info(hash: Hash, message: &[u8]) -> Vec<u8> {
    let identifier = der::sequence(&[der::oid(hash_oid(hash)), der::null()]);
    der::sequence(&[identifier, der::octet_string(&digest(hash, message))])
}

/// EMSA-PKCS1-v1_5 of RFC 8017 §9.2 around any content: `00 01 FF…FF 00 content`.
#[must_use]
pub fn pkcs1_block(content: &[u8], length: usize) -> Vec<u8> {
    let filling = vec![0xff; length.saturating_sub(content.len() + 3)];
    [&[0x00, 0x01], filling.as_slice(), &[0x00], content].concat()
}

/// EMSA-PSS of RFC 8017 §9.1.1.
#[must_use]
pub fn pss_block(hash: Hash, mgf: Hash, salt: &[u8], message: &[u8], bits: usize) -> Vec<u8> {
    let em_bits = bits - 1;
    let length = em_bits.div_ceil(8);
    let h = digest(
        hash,
        &[&[0; 8], digest(hash, message).as_slice(), salt].concat(),
    );
    let zeros = vec![0; length - h.len() - salt.len() - 2];
    let block = [zeros.as_slice(), &[0x01], salt].concat();
    let mask = mgf1(mgf, &h, block.len());
    let mut masked: Vec<u8> = block.iter().zip(mask).map(|(a, b)| a ^ b).collect();
    if let Some(first) = masked.first_mut() {
        *first &= 0xff_u8 >> (8 * length - em_bits);
    }
    [masked.as_slice(), &h, &[0xbc]].concat()
}

/// The object identifier of a digest.
#[must_use]
pub fn hash_oid(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "1.3.14.3.2.26",
        Hash::Sha256 => "2.16.840.1.101.3.4.2.1",
        Hash::Sha384 => "2.16.840.1.101.3.4.2.2",
        Hash::Sha512 => "2.16.840.1.101.3.4.2.3",
    }
}

/// 2^bits - 1, a prime for 521, 607, 1279, 2203, 2281, 3217, 4253, 4423, 9689 or 9941 bits: for
/// keys of any size at once.
#[must_use]
pub fn mersenne(bits: usize) -> Vec<u8> {
    let top = match bits % 8 {
        0 => vec![],
        some => vec![0xff >> (8 - some)],
    };
    [top, vec![0xff; bits / 8]].concat()
}

fn mgf1(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = (0_u32..).flat_map(|i| digest(hash, &[seed, &i.to_be_bytes()].concat()));
    blocks.take(length).collect()
}

/// The first prime `p` from a start on for which `p - 1` is no multiple of the exponent. The two
/// top bits are set, so that the product of two primes has all its bits.
fn next_prime(mut start: Vec<u8>, exponent: u32) -> Vec<u8> {
    if let Some(first) = start.first_mut() {
        *first |= 0xc0;
    }
    if let Some(last) = start.last_mut() {
        *last |= 1;
    }
    let remainder = |n: u32| {
        start
            .iter()
            .fold(0, |r, byte| (r << 8 | u64::from(*byte)) % u64::from(n))
    };
    // Sieving is for speed: most candidates need no primality test.
    let sieve: Vec<_> = (3..2000)
        .step_by(2)
        .map(|n| (u64::from(n), remainder(n)))
        .collect();
    let small_factor = |step: u64| sieve.iter().any(|(n, r)| (r + step).is_multiple_of(*n));
    let one_more = |step: u64| (remainder(exponent) + step) % u64::from(exponent) == 1;
    let bits = u32::try_from(start.len() * 8).expect("an RSA key of sane size");
    let first = BoxedUint::from_be_slice(&start, bits).expect("safe: its own size");
    let steps = (0_u64..)
        .step_by(2)
        .filter(|step| !small_factor(*step) && !one_more(*step));
    let mut candidates = steps.map(|step| first.wrapping_add(BoxedUint::from(step)));
    let prime = candidates.find(|candidate| is_prime(Flavor::Any, candidate));
    trim(&prime.expect("safe: the search does not end without one"))
}

fn trim(number: &BoxedUint) -> Vec<u8> {
    number.to_be_bytes_trimmed_vartime().to_vec()
}
