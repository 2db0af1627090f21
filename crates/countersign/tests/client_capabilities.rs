//! What Chromium says it can do, as recorded in `conformance/capture`.

use countersign::{ClientCapabilities, SignIn, Upgrade};
use serde_json::Value;

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../conformance/capture/browser-json/client-capabilities.json"
);

#[test]
fn a_browsers_own_words_are_read() {
    let file = std::fs::read_to_string(FILE).unwrap();
    let file: Value = serde_json::from_str(&file).unwrap();
    let capabilities = ClientCapabilities::parse(&file["capabilities"].to_string()).unwrap();
    let flows = capabilities.flows();
    assert_eq!(flows.sign_in, SignIn::Immediate { conditional: true });
    assert_eq!(flows.upgrade, Upgrade::Conditional);
    assert!(flows.related_origins && flows.signal_unknown_credential);
    assert!(flows.signal_all_accepted_credentials && flows.signal_current_user_details);
    assert_eq!(capabilities.extension("prf"), Some(true));
    assert_eq!(capabilities.extension("payment"), Some(false));
}
