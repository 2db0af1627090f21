use countersign_spec::Reason;

use crate::backend::{self, Backend};
use crate::edwards::Edwards;
use crate::number::hex;

/// A point on edwards25519.
pub(crate) struct Ed25519Key(backend::Ed25519Key);

impl Ed25519Key {
    pub(crate) fn new(backend: Backend, point: &[u8]) -> Result<Self, Reason> {
        // STRICTER: RFC 8032 does not forbid Ed25519 public keys of small order, under which one
        // signature fits almost every message; we refuse the key.
        backend::Ed25519Key::new(backend, ED25519.key(point)?)
            .map(Self)
            .ok_or(Reason::NotAllowed("a public key that is not on its curve"))
    }

    pub(crate) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<bool, Reason> {
        // STRICTER: RFC 8032 §5.1.7 lets a verifier choose between two equations and does not
        // forbid R of small order in an Ed25519 signature; we refuse such R and check the
        // equation without the cofactor, which refuses some that the other accepts.
        let (r, s) = ED25519.signature(signature)?;
        Ok(self.0.verify(message, r, s))
    }
}

// RFC 8032 §5.1.
const ED25519: Edwards<32> = Edwards {
    prime: hex("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed"),
    order: hex("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"),
    small_order: &[
        // Order 1 and 2: 1 and -1.
        hex("0000000000000000000000000000000000000000000000000000000000000001"),
        hex("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"),
        // Order 4: 0.
        hex("0000000000000000000000000000000000000000000000000000000000000000"),
        // Order 8.
        hex("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826"),
        hex("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7"),
    ],
};

#[cfg(test)]
mod tests {
    use super::ED25519;
    use ed25519_dalek::VerifyingKey;

    #[test]
    fn the_table_holds_every_point_of_small_order() {
        for y in ED25519.small_order {
            let mut point = *y;
            point.reverse();
            // Zero has a y of its own for each sign, 1 and -1 have one point each.
            assert!(VerifyingKey::from_bytes(&point).unwrap().is_weak());
            assert!(ED25519.key(&point).is_err());
        }
        // 1 + 1 + 2 + 4 = 8, the cofactor: two have x = 0, the others two signs.
        assert_eq!(2 + 2 * (ED25519.small_order.len() - 2), 8);
    }
}
