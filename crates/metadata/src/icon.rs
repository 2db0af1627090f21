use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_spec::{Reason, Value};

use crate::json::Members;
use crate::provider::Report;

/// A picture that came as a `data:` URL: its bytes and what they are.
///
/// It is from outside. Hand the bytes out under [`MediaType::name`] with `nosniff`, and show them
/// with `<img>`, where a browser runs nothing that an SVG may contain; never write them into a
/// page as markup.
#[derive(Clone, PartialEq, Eq)]
pub struct Icon {
    media_type: MediaType,
    bytes: Vec<u8>,
}

/// The media types that are accepted.
///
/// [FIDO Convenience Metadata Service 1.0 §3.1.2][1] has PNG and SVG; JPEG and WebP are in the
/// community's list.
///
/// [1]: https://fidoalliance.org/specs/mds/fido-convenience-metadata-service-v1.0-ps-20250521.html#dictdef-conveniencedetails
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum MediaType {
    /// `image/png`
    Png,
    /// `image/svg+xml`
    Svg,
    /// `image/jpeg`
    Jpeg,
    /// `image/webp`
    WebP,
}

impl Icon {
    /// The most bytes of a picture: those of passkey providers have up to some 50,000.
    pub const MAX: usize = 0x0004_0000;

    /// Reads a `data:` URL ([RFC 2397](https://www.rfc-editor.org/rfc/rfc2397)) in base64.
    ///
    /// # Errors
    ///
    /// `Malformed`, if it is none, or its bytes do not begin as its media type does; `Unsupported`
    /// for another media type; `TooLarge` for more than [`Icon::MAX`] bytes.
    pub fn parse(what: &'static str, url: &str) -> Result<Self, Reason> {
        let malformed = |offset| Reason::Malformed { what, offset };
        let (head, data) = url.split_once(',').ok_or(malformed(0))?;
        let head = strip_prefix(head, "data:").ok_or(malformed(0))?;
        let mut head = head.split(';');
        let name = head.next().unwrap_or_default();
        let mut known = MediaType::ALL.into_iter();
        let media_type = known
            .find(|known| known.name().eq_ignore_ascii_case(name))
            .ok_or(Reason::Unsupported("media type", Value::text(name)))?;
        let is_base64 = head.next_back().unwrap_or_default();
        if !is_base64.eq_ignore_ascii_case("base64") {
            return Err(Reason::Missing("base64"));
        }
        // Before decoding: four letters are three bytes at most.
        let size = data.len().div_ceil(4).saturating_mul(3);
        if size > Self::MAX.saturating_add(2) {
            return Err(Reason::too_large(what, Self::MAX, size));
        }
        let data_offset = url.len().saturating_sub(data.len());
        let bytes = BASE64_STANDARD
            .decode(data)
            .map_err(|_says_no_place| malformed(data_offset))?;
        if bytes.len() > Self::MAX {
            return Err(Reason::too_large(what, Self::MAX, bytes.len()));
        }
        if !media_type.is_of(&bytes) {
            return Err(malformed(data_offset));
        }
        Ok(Self { media_type, bytes })
    }

    /// Takes a picture out of an entry; one that cannot be read is left out of it.
    pub(crate) fn take(
        members: &mut Members<'_>,
        what: &'static str,
        left_out: &mut Report<'_>,
    ) -> Result<Option<Self>, Reason> {
        let url: Option<String> = members.take(what)?;
        let icon = url.map(|url| Self::parse(what, &url)).transpose();
        Ok(icon.unwrap_or_else(|reason| {
            left_out.icon(what, reason);
            None
        }))
    }

    /// What the bytes are.
    ///
    /// ```
    /// use countersign_metadata::{Icon, MediaType};
    ///
    /// /// The header and body of an answer with the picture.
    /// fn answer(icon: &Icon) -> (&'static str, &[u8]) {
    ///     let content_type = match icon.media_type() {
    ///         MediaType::Svg => "image/svg+xml",
    ///         _ => "image/png",
    ///     };
    ///     (content_type, icon.bytes())
    /// }
    /// # let _ = answer;
    /// ```
    #[must_use]
    pub const fn media_type(&self) -> MediaType {
        self.media_type
    }

    /// The picture.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl MediaType {
    // LAXER: FIDO Convenience Metadata Service 1.0 §3.1.2 has PNG and SVG only; JPEG and WebP are
    // pictures as harmless, and in the community's list.
    const ALL: [Self; 4] = [Self::Png, Self::Svg, Self::Jpeg, Self::WebP];

    /// The name, as for the header `Content-Type`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }

    /// Whether bytes begin as they must, so that nothing else goes by the name of a picture.
    fn is_of(self, bytes: &[u8]) -> bool {
        match self {
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => bytes.starts_with(&[0xff, 0xd8, 0xff]),
            Self::WebP => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
            Self::Svg => {
                let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                let begins = bytes.trim_ascii_start().starts_with(b"<");
                begins && core::str::from_utf8(bytes).is_ok()
            }
        }
    }
}

/// What follows a prefix in either case.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

impl fmt::Debug for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.media_type.name();
        write!(f, "Icon({name}, {} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Icon, MediaType};
    use alloc::format;
    use alloc::vec;
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use countersign_spec::{Reason, ReasonKind};

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand the rest";

    fn url(head: &str, bytes: &[u8]) -> alloc::string::String {
        format!("{head},{}", BASE64_STANDARD.encode(bytes))
    }

    fn kind(url: &str) -> Result<MediaType, ReasonKind> {
        let icon = Icon::parse("icon", url);
        icon.map(|icon| icon.media_type())
            .map_err(|reason: Reason| reason.kind())
    }

    #[test]
    fn a_picture_is_shown_by_its_size() {
        let icon = Icon::parse("icon", &url("data:image/png;base64", PNG)).unwrap();
        let name = icon.media_type().name();
        assert_eq!(format!("{icon:?}"), format!("Icon({name}, 20 bytes)"));
    }

    #[test]
    fn pictures_are_bytes_of_a_known_type() {
        let webp = b"RIFF\x08\x00\x00\x00WEBPVP8 ";
        for (head, bytes, media_type) in [
            ("data:image/png;base64", PNG, MediaType::Png),
            ("DATA:Image/PNG;Base64", PNG, MediaType::Png),
            (
                "data:image/svg+xml;charset=utf-8;base64",
                b"<svg/>",
                MediaType::Svg,
            ),
            (
                "data:image/svg+xml;base64",
                b"\xef\xbb\xbf\n<?xml?><svg/>",
                MediaType::Svg,
            ),
            (
                "data:image/jpeg;base64",
                &[0xff, 0xd8, 0xff],
                MediaType::Jpeg,
            ),
            ("data:image/webp;base64", webp, MediaType::WebP),
        ] {
            let icon = Icon::parse("icon", &url(head, bytes)).unwrap();
            assert_eq!((icon.media_type(), icon.bytes()), (media_type, bytes));
        }
    }

    #[test]
    fn other_types_are_refused() {
        for name in ["text/html", "image/gif", "image/svg", "image/png ", ""] {
            let found = kind(&url(&format!("data:{name};base64"), PNG));
            assert_eq!(found, Err(ReasonKind::Unsupported), "{name}");
        }
    }

    #[test]
    fn bytes_of_another_type_are_refused() {
        for (head, bytes) in [
            ("data:image/png;base64", &b"<svg/>"[..]),
            ("data:image/svg+xml;base64", PNG),
            ("data:image/svg+xml;base64", b"<\xff"),
            ("data:image/jpeg;base64", PNG),
            ("data:image/webp;base64", b"RIFF"),
            ("data:image/png;base64", b""),
        ] {
            assert_eq!(
                kind(&url(head, bytes)),
                Err(ReasonKind::Malformed),
                "{head}"
            );
        }
    }

    #[test]
    fn what_is_no_data_url_in_base64_is_refused() {
        assert_eq!(
            kind("https://example.org/a.png"),
            Err(ReasonKind::Malformed)
        );
        assert_eq!(kind("javascript:alert(1),"), Err(ReasonKind::Malformed));
        assert_eq!(kind("data:image/png;base64"), Err(ReasonKind::Malformed));
        assert_eq!(kind("data:image/svg+xml,<svg/>"), Err(ReasonKind::Missing));
        let whole = url("data:image/png;base64", PNG);
        assert_eq!(kind(&format!("{whole}!")), Err(ReasonKind::Malformed));
        assert_eq!(kind(&format!("{whole}\n")), Err(ReasonKind::Malformed));
    }

    #[test]
    fn size_has_a_limit() {
        let mut bytes = vec![b' '; Icon::MAX];
        bytes.splice(..6, *b"<svg/>");
        assert_eq!(
            kind(&url("data:image/svg+xml;base64", &bytes)),
            Ok(MediaType::Svg)
        );
        bytes.push(b' ');
        let found = kind(&url("data:image/svg+xml;base64", &bytes));
        assert_eq!(found, Err(ReasonKind::TooLarge));
    }
}
