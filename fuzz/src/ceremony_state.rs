use std::convert::Infallible;
use std::sync::LazyLock;

use countersign::{
    AuthenticationCeremony, OriginRule, RegistrationCeremony, RelyingParty, SealingKeys, UnixTime,
    User, UserHandle,
};
use rand_core::{TryCryptoRng, TryRng};

use crate::{Input, edited, page_json::comes_back};

/// Reads the input as the state of a ceremony; its first byte says in which form: JSON of either
/// ceremony, or edits to one that was sealed.
///
/// - JSON that is read comes out of its written form as it was.
/// - What was sealed can be opened if, and only if, nothing of it was changed; and not as a state
///   of the other ceremony, nor for another session.
pub fn ceremony_state(data: &[u8]) {
    let mut input = Input::new(data);
    let Some(kind) = input.byte() else { return };
    let text = str::from_utf8(input.rest());
    match (kind % 4, text) {
        (0, Ok(json)) => comes_back::<RegistrationCeremony>(json),
        (1, Ok(json)) => comes_back::<AuthenticationCeremony>(json),
        (2, _) => sealed(&SEALED.0, input),
        (3, _) => sealed(&SEALED.1, input),
        _ => {}
    }
}

fn sealed(sealed: &str, input: Input<'_>) {
    let [changed] = edited([sealed.as_bytes()], input);
    let Ok(changed) = str::from_utf8(&changed) else {
        return;
    };
    let (keys, rp) = (keys(), rp());
    let registration = |session: &[u8]| RegistrationCeremony::open(changed, &keys, &rp, session);
    let authentication =
        |session: &[u8]| AuthenticationCeremony::open(changed, &keys, &rp, session);
    assert_eq!(registration(SESSION).is_ok(), changed == SEALED.0);
    assert_eq!(authentication(SESSION).is_ok(), changed == SEALED.1);
    assert!(registration(b"").is_err() && authentication(b"").is_err());
}

const SESSION: &[u8] = b"session";

/// A registration and an authentication.
static SEALED: LazyLock<(String, String)> = LazyLock::new(|| {
    let (registration, authentication) = ceremonies();
    let sealed = "a state is small enough";
    (
        registration
            .seal(&keys(), SESSION, &mut Counting(0x80))
            .expect(sealed),
        authentication
            .seal(&keys(), SESSION, &mut Counting(0xc0))
            .expect(sealed),
    )
});

/// Both ceremonies, just begun.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn ceremonies() -> (RegistrationCeremony, AuthenticationCeremony) {
    let (rp, now) = (rp(), UnixTime(1_790_000_000));
    let handle = UserHandle::new(b"somebody").expect("a short handle");
    let user = User::new(handle, "alex");
    let registration = rp.register_passkey(&user).begin(now, &mut Counting(0));
    let authentication = rp.sign_in_with_passkey().begin(now, &mut Counting(0x40));
    let begun = "a generator that does not fail";
    (registration.expect(begun).1, authentication.expect(begun).1)
}

fn keys() -> SealingKeys {
    SealingKeys::new([1; 32])
}

fn rp() -> RelyingParty {
    let origin = OriginRule::exact("https://example.org").expect("an origin");
    RelyingParty::new("example.org", [origin]).expect("a domain")
}

/// Not random: the same input must do the same again.
struct Counting(u8);

impl TryRng for Counting {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for byte in bytes {
            *byte = self.0;
            self.0 = self.0.wrapping_add(1);
        }
        Ok(())
    }
}

impl TryCryptoRng for Counting {}
