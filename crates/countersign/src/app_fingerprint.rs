use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::ConfigError;

/// SHA-256 of the certificate that an Android application is signed with. It names the
/// application in `assetlinks.json`, and is the origin of what the application sends.
///
/// An application has several: that of the key that Google Play signs with, and those of test
/// builds, which do not belong on a server that users trust.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct AppFingerprint(pub [u8; 32]);

impl AppFingerprint {
    /// Reads it as `keytool`, `apksigner` and the Play Console print it: 32 bytes in hexadecimal,
    /// colons between them or not, in upper or lower case.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Document`] if it is anything else, as the SHA-1 fingerprint that is printed
    /// beside it.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let error = |why| ConfigError::Document {
            document: "certificate fingerprint",
            item: text.into(),
            why,
        };
        let bytes = hex(text).ok_or_else(|| error("not bytes in hexadecimal, as in 14:6D:E9"))?;
        let why = match bytes.len() {
            20 => "SHA-1; the SHA-256 fingerprint is wanted",
            _ => "a SHA-256 fingerprint has 32 bytes",
        };
        bytes.try_into().map(Self).map_err(|_bytes| error(why))
    }

    /// `android:apk-key-hash:` and the hash as base64url, which Android puts in client data as
    /// the application's origin.
    #[must_use]
    pub fn origin(&self) -> String {
        let hash = Base64UrlUnpadded::encode_string(&self.0);
        format!("android:apk-key-hash:{hash}")
    }
}

impl fmt::Display for AppFingerprint {
    /// Writes upper-case hexadecimal with colons, as `assetlinks.json` wants it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

/// Bytes in hexadecimal: colons between all of them, or none.
fn hex(text: &str) -> Option<Vec<u8>> {
    let byte = |digits: &[u8]| match digits {
        // from_str_radix would take a sign.
        [high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            let text = core::str::from_utf8(digits).ok()?;
            u8::from_str_radix(text, 16).ok()
        }
        _ => None,
    };
    if text.contains(':') {
        text.split(':').map(|part| byte(part.as_bytes())).collect()
    } else {
        text.as_bytes().chunks(2).map(byte).collect()
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::AppFingerprint;
    use crate::ConfigError;

    const PRINTED: &str = "83:1E:EC:AB:FA:71:C6:1A:EB:21:07:4B:C9:F1:B4:A7:\
                           12:B0:88:9E:E1:3A:4D:83:25:0E:31:BC:A7:77:E3:74";

    #[test]
    fn a_fingerprint_is_read_as_it_is_printed() {
        let printed = AppFingerprint::parse(PRINTED).unwrap();
        assert_eq!(printed.to_string(), PRINTED);
        assert_eq!(AppFingerprint::parse(&PRINTED.to_lowercase()), Ok(printed));
        assert_eq!(
            AppFingerprint::parse(&PRINTED.replace(':', "")),
            Ok(printed)
        );
        assert_eq!(
            printed.origin(),
            "android:apk-key-hash:gx7sq_pxxhrrIQdLyfG0pxKwiJ7hOk2DJQ4xvKd343Q"
        );
    }

    #[test]
    fn what_is_no_sha_256_fingerprint_is_refused() {
        let why = |text: &str| match AppFingerprint::parse(text).unwrap_err() {
            ConfigError::Document { why, .. } => why,
            other => panic!("{other}"),
        };
        let no_hex = "not bytes in hexadecimal, as in 14:6D:E9";
        assert_eq!(
            why(&PRINTED[..59]),
            "SHA-1; the SHA-256 fingerprint is wanted"
        );
        assert_eq!(why(&PRINTED[3..]), "a SHA-256 fingerprint has 32 bytes");
        assert_eq!(why(""), "a SHA-256 fingerprint has 32 bytes");
        for odd in [
            PRINTED.replacen(':', "", 1),
            PRINTED.replacen("1E", "+E", 1),
            PRINTED.replacen("1E", "1G", 1),
            PRINTED.replacen("1E", "é", 1),
            PRINTED.to_string() + ":",
            PRINTED.to_string() + " ",
            PRINTED.replace(':', "").replacen('8', "", 1),
        ] {
            assert_eq!(why(&odd), no_hex, "{odd}");
        }
    }
}
