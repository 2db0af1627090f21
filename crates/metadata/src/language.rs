//! Choosing a text by language: look-up of [RFC 4647 §3.4](https://www.rfc-editor.org/rfc/rfc4647#section-3.4).

use alloc::collections::BTreeMap;
use alloc::string::String;

/// The language that is always there.
pub(crate) const DEFAULT: &str = "en-US";

/// The text for the first language wanted that there is one for; `en-US` otherwise.
///
/// For each language wanted, in their order: the very tag, then the tag with subtags taken off its
/// end, then any tag of the same primary language, as `de-AT` is better than `en-US` for who reads
/// `de-DE`. Letter case does not matter.
pub(crate) fn choose<'a>(
    texts: &'a BTreeMap<String, String>,
    wanted: &[&str],
) -> Option<(&'a str, &'a str)> {
    let mut wanted = wanted.iter();
    let found = wanted.find_map(|range| look_up(texts, range).or_else(|| sibling(texts, range)));
    found.or_else(|| exact(texts, DEFAULT))
}

pub(crate) fn exact<'a>(
    texts: &'a BTreeMap<String, String>,
    tag: &str,
) -> Option<(&'a str, &'a str)> {
    let mut texts = texts.iter();
    texts
        .find(|(name, _)| name.eq_ignore_ascii_case(tag))
        .map(|(name, text)| (name.as_str(), text.as_str()))
}

fn look_up<'a>(texts: &'a BTreeMap<String, String>, range: &str) -> Option<(&'a str, &'a str)> {
    let mut range = range;
    loop {
        if let Some(found) = exact(texts, range) {
            return Some(found);
        }
        (range, _) = range.rsplit_once('-')?;
        // A subtag of one letter only says what the next one is.
        while let Some((shorter, subtag)) = range.rsplit_once('-')
            && subtag.len() == 1
        {
            range = shorter;
        }
    }
}

fn sibling<'a>(texts: &'a BTreeMap<String, String>, range: &str) -> Option<(&'a str, &'a str)> {
    let primary = |tag: &'_ str| {
        tag.split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let wanted = primary(range);
    let mut texts = texts.iter();
    texts
        .find(|(name, _)| primary(name) == wanted)
        .map(|(name, text)| (name.as_str(), text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::choose;
    use alloc::borrow::ToOwned as _;
    use alloc::collections::BTreeMap;

    #[test]
    fn the_nearest_language_is_chosen() {
        let texts: BTreeMap<_, _> = ["en-US", "de-AT", "fr", "zh-Hant", "zh-Hant-HK"]
            .map(|tag| (tag.to_owned(), tag.to_owned()))
            .into();
        for (wanted, chosen) in [
            (&["de-AT"][..], "de-AT"),
            (&["DE-at"], "de-AT"),
            (&["fr-CA"], "fr"),
            (&["zh-Hant-CN-x-private1"], "zh-Hant"),
            (&["zh-Hant-HK"], "zh-Hant-HK"),
            (&["zh-Hant-HK-x-private1"], "zh-Hant-HK"),
            (&["de-DE"], "de-AT"),
            (&["de"], "de-AT"),
            (&["ja", "fr"], "fr"),
            (&["ja"], "en-US"),
            (&["e"], "en-US"),
            (&[""], "en-US"),
            (&["-"], "en-US"),
            (&[], "en-US"),
        ] {
            assert_eq!(choose(&texts, wanted), Some((chosen, chosen)), "{wanted:?}");
        }
    }

    #[test]
    fn without_a_default_there_may_be_none() {
        let texts: BTreeMap<_, _> = [("de".to_owned(), "eins".to_owned())].into();
        assert_eq!(choose(&texts, &["fr"]), None);
        assert_eq!(choose(&texts, &["de-CH"]), Some(("de", "eins")));
    }
}
