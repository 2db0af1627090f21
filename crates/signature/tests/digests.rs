//! Digests, against the examples of FIPS 180 (`abc`).

use countersign_cose::Hash;
use countersign_signature::{digest, sha256};

const ABC: [(Hash, &str); 4] = [
    (Hash::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
        Hash::Sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ),
    (
        Hash::Sha384,
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
         8086072ba1e7cc2358baeca134c825a7",
    ),
    (
        Hash::Sha512,
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
         2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ),
];

#[test]
fn digests_are_those_of_the_standard() {
    for (hash, expected) in ABC {
        assert_eq!(hex::encode(digest(hash, &[b"abc"])), expected);
        assert_eq!(hex::encode(digest(hash, &[b"a", b"", b"bc"])), expected);
        assert_ne!(digest(hash, &[b"abc"]), digest(hash, &[b"ab"]));
    }
    assert_eq!(
        sha256(&[b"ab", b"c"]),
        digest(Hash::Sha256, &[b"abc"]).as_ref()
    );
}
