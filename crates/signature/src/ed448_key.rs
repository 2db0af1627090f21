use countersign_spec::Reason;

use crate::backend;
use crate::edwards::Edwards;
use crate::number::hex;

/// A point on edwards448, in the group of the base point.
pub(crate) struct Ed448Key(backend::Ed448Key);

impl Ed448Key {
    pub(crate) fn new(point: &[u8]) -> Result<Self, Reason> {
        // STRICTER: RFC 8032 does not forbid Ed448 public keys outside the group of the base
        // point; we refuse them, as the one library that we have does.
        backend::Ed448Key::new(ED448.key(point)?)
            .map(Self)
            .ok_or(Reason::NotAllowed(
                "a public key that is not in the group of its curve",
            ))
    }

    pub(crate) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<bool, Reason> {
        // STRICTER: RFC 8032 §5.2.7 lets a verifier choose between two equations and does not
        // forbid R of small order in an Ed448 signature, nor R outside the group of the base
        // point, nor S of zero; we refuse all three and check the equation without the cofactor.
        let (r, s) = ED448.signature(signature)?;
        if s.iter().all(|byte| *byte == 0) {
            return Err(Reason::NotAllowed("a signature with S of zero"));
        }
        Ok(self.0.verify(message, r, s))
    }
}

// RFC 8032 §5.2. The last byte of an encoding holds the sign of x and is otherwise zero, which
// the comparisons see to: here it is the first.
const ED448: Edwards<57> = Edwards {
    prime: hex("00fffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
                ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
    order: hex("003fffffffffffffffffffffffffffffffffffffffffffffffffffffff\
                7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3"),
    small_order: &[
        // Order 1 and 2: 1 and -1.
        hex("0000000000000000000000000000000000000000000000000000000000\
             00000000000000000000000000000000000000000000000000000001"),
        hex("00fffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
             fffffffffffffffffffffffffffffffffffffffffffffffffffffffe"),
        // Order 4: 0.
        [0; 57],
    ],
};
