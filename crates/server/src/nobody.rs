//! The credential that nobody has.

use countersign::{
    Aaguid, Account, AuthenticationExpectations, AuthenticationResponseJson, Challenge,
    CredentialRecord, RelyingParty,
};

/// Verifies a response against a credential that nobody has, for the time that it takes: whoever
/// waits for the answer can not tell an account that is not there from a signature that is wrong.
pub(crate) fn verify(
    rp: &RelyingParty,
    response: &AuthenticationResponseJson<'_>,
    challenge: Challenge,
) {
    let record = CredentialRecord {
        id: response.credential_id().to_vec(),
        public_key: PUBLIC_KEY.to_vec(),
        sign_count: 0,
        uv_initialized: false,
        transports: Vec::new(),
        backup_eligible: None,
        backup_state: false,
        aaguid: Aaguid([0; 16]),
    };
    let user_handle = response.user_handle().unwrap_or(b"nobody");
    let account = Account::Identified { user_handle };
    let expected = AuthenticationExpectations::new(challenge, account);
    let _refused = rp.verify_authentication(&response.response(), &record, &expected);
}

/// An ES256 key whose point is the generator of P-256 (SEC 2 §2.4.2): its private key is 1, and
/// what it signs is refused all the same.
const PUBLIC_KEY: &[u8] = &[
    0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, //
    0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
    0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
    0x22, 0x58, 0x20, //
    0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
    0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];

#[cfg(test)]
mod tests {
    use countersign::Key;

    #[test]
    fn the_key_is_one() {
        assert!(Key::parse(super::PUBLIC_KEY).is_ok());
    }
}
