use countersign_spec::UnixTime;
use countersign_trust::{
    Anchor, PathValidation, Revocation, RevocationSources, Sha1, VerifiedPath,
};
use countersign_x509::{Certificate, RevocationList};

use crate::Input;
use crate::input::{choice, one_bit_flipped};

/// Validates a certificate path: four bytes of time, then strings with their length before them:
/// an anchor, a revocation list, and the chain, the leaf first.
///
/// - The verdict is the same twice.
/// - A path that is found begins with the leaf, goes through certificates of the chain, ends at the
///   caller's anchor, and is accepted alone.
/// - Without that anchor nothing is accepted; nor after the leaf's last second; nor with one bit
///   of the leaf flipped.
/// - What is accepted with revocation required is accepted without.
pub fn certificate_path(data: &[u8]) {
    let mut input = Input::new(data);
    let (Some(time), Some(anchor), Some(list)) = (input.array(), input.string(), input.string())
    else {
        return;
    };
    let time = UnixTime(u32::from_be_bytes(time).into());
    let chain: Vec<_> = std::iter::from_fn(|| input.string()).collect();
    let Ok(anchor) = Certificate::parse(anchor) else {
        return;
    };
    let parsed: Result<Vec<_>, _> = chain.iter().map(|der| Certificate::parse(der)).collect();
    let Ok(chain) = parsed else { return };
    let anchors = [Anchor::from_certificate(anchor)];
    let mut rules = PathValidation::new(&anchors, time);
    rules.sha1 = Sha1::Accepted;
    let verdict = rules.verify(&chain);
    if let Ok(list) = RevocationList::parse(list) {
        let lists = [list];
        let sources = RevocationSources::default().with_lists(&lists);
        let mut strict = PathValidation::new(&anchors, time);
        strict.sha1 = Sha1::Accepted;
        strict.revocation = Revocation::Required(sources);
        assert!(strict.verify(&chain).is_err() || verdict.is_ok());
    }
    let path = match (verdict, rules.verify(&chain)) {
        (Ok(path), Ok(again)) => {
            let der = |path: &VerifiedPath<'_>| -> Vec<Vec<u8>> {
                let der = |one: &Certificate<'_>| one.der().to_vec();
                path.certificates().iter().map(der).collect()
            };
            assert_eq!(der(&path), der(&again));
            path.certificates().to_vec()
        }
        (Err(refused), Err(again)) => return assert_eq!(refused, again),
        _ => panic!("two verdicts"),
    };
    let leaf = chain[0];
    assert_eq!(path[0].der(), leaf.der());
    assert!(
        path.iter()
            .all(|one| chain.iter().any(|other| other.der() == one.der()))
    );
    assert!(rules.verify(&path).is_ok());
    assert!(PathValidation::new(&[], time).verify(&chain).is_err());
    rules.time = UnixTime(leaf.not_after().0 + 1);
    assert!(rules.verify(&chain).is_err(), "after its last second");
    rules.time = time;
    let other = one_bit_flipped(leaf.der(), choice(data)).expect("a certificate has bits");
    let Ok(other) = Certificate::parse(&other) else {
        return;
    };
    let mut flipped = chain.clone();
    flipped[0] = other;
    assert!(rules.verify(&flipped).is_err(), "one bit of the leaf");
}
