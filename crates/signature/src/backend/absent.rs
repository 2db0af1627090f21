//! What stands for a back end that is not in the build: it makes no key, so it verifies nothing.

use countersign_cose::{Curve, Hash, MlDsa};

use crate::ecdsa_signature::EcdsaSignature;
use crate::rsa_numbers::RsaNumbers;

pub(crate) const fn is_available() -> bool {
    false
}

pub(crate) enum EcKey {}

impl EcKey {
    pub(crate) const fn new(_: Curve, _: &[u8], _: &[u8]) -> Option<Self> {
        None
    }

    pub(crate) const fn verify(&self, _: Hash, _: &[&[u8]], _: &EcdsaSignature<'_>) -> bool {
        match *self {}
    }
}

pub(crate) enum Ed25519Key {}

impl Ed25519Key {
    pub(crate) const fn new(_: &[u8; 32]) -> Option<Self> {
        None
    }

    pub(crate) const fn verify(&self, _: &[&[u8]], _: &[u8; 32], _: &[u8; 32]) -> bool {
        match *self {}
    }
}

pub(crate) enum RsaKey {}

impl RsaKey {
    pub(crate) const fn new(_: &RsaNumbers) -> Option<Self> {
        None
    }

    pub(crate) const fn pkcs1(
        &self,
        _: &RsaNumbers,
        _: Hash,
        _: &[&[u8]],
        _: &[u8],
    ) -> Option<bool> {
        match *self {}
    }

    pub(crate) const fn pss(&self, _: &RsaNumbers, _: Hash, _: &[&[u8]], _: &[u8]) -> Option<bool> {
        match *self {}
    }
}

pub(crate) enum MlDsaKey {}

impl MlDsaKey {
    pub(crate) const fn new(_: MlDsa, _: &[u8]) -> Option<Self> {
        None
    }

    pub(crate) const fn verify(&self, _: &[&[u8]], _: &[u8]) -> bool {
        match *self {}
    }
}
