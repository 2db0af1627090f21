use countersign::ClientData;
use serde_json::Value;

/// Reads the input as client data.
///
/// - What is accepted is, for serde_json's general parser, an object whose members have the same
///   values. The two may differ only on members that nobody reads.
/// - A byte order mark in front, or spaces around it, change nothing; anything after it is
///   refused.
pub fn client_data(data: &[u8]) {
    let Ok(parsed) = ClientData::parse(data) else {
        return;
    };
    let text = std::str::from_utf8(data).expect("accepted client data is UTF-8");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str(text) {
        Ok(object) => same_members(&parsed, &object),
        Err(error) => assert!(is_about_a_value(&error), "{error}"),
    }
    for (before, after) in [("\u{feff}", ""), (" ", "\n"), ("\u{feff}\t", "\r")] {
        let spaced = format!("{before}{text}{after}");
        if spaced.len() <= ClientData::LIMIT {
            assert_eq!(ClientData::parse(spaced.as_bytes()).as_ref(), Ok(&parsed));
        }
    }
    for after in ["{}", "\u{0}", ",", "}", "\u{feff}"] {
        assert!(ClientData::parse(format!("{text}{after}").as_bytes()).is_err());
    }
}

fn same_members(parsed: &ClientData<'_>, object: &Value) {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    assert!(object.is_object());
    assert_eq!(text("type"), Some(&*parsed.kind));
    assert_eq!(text("challenge"), Some(&*parsed.challenge));
    assert_eq!(text("origin"), Some(&*parsed.origin));
    assert_eq!(text("topOrigin"), parsed.top_origin.as_deref());
    assert_eq!(
        object.get("topOrigin").is_some(),
        parsed.top_origin.is_some()
    );
    let cross_origin = object.get("crossOrigin").map(Value::as_bool);
    assert_eq!(cross_origin, parsed.cross_origin.map(Some));
}

/// Errors that the general parser has with values it must represent, and we pass over: a number
/// beyond `f64`, half of a surrogate pair.
fn is_about_a_value(error: &serde_json::Error) -> bool {
    let text = error.to_string();
    [
        "number out of range",
        "surrogate",
        "unexpected end of hex escape",
        "recursion limit",
    ]
    .iter()
    .any(|known| text.contains(known))
}
