//! The seam to cryptography libraries: arithmetic, and nothing that decides what is acceptable.
//!
//! A back end has these types, with these functions:
//!
//! | type | `new` | verifies |
//! |---|---|---|
//! | `EcKey` | `(curve, x, y)` | `verify(hash, message, signature)` |
//! | `Ed25519Key`, `Ed448Key` | `(point)` | `verify(message, r, s)` |
//! | `RsaKey` | `(n, e)` | `pkcs1(hash, message, signature)`, `pss(hash, message, signature)` |
//! | `MlDsaKey` | `(set, bytes)` | `verify(message, signature)` |
//!
//! What a caller passes was checked by the module of the same name one floor up: lengths are
//! exact, numbers are reduced, sizes are in bounds, no Edwards point is of small order. What is
//! left for `new` is whether a point is on its curve (`None` if not), for the others the one
//! equation of the scheme. So back ends cannot disagree on what is not a matter of arithmetic;
//! one that accepts more in general accepts no more here, and one that accepts less (as `k256`
//! does with high s) must make up for it in its own file.

mod rustcrypto;

#[cfg(feature = "ed448")]
pub(crate) use rustcrypto::Ed448Key;
pub(crate) use rustcrypto::{EcKey, Ed25519Key, MlDsaKey, RsaKey};
