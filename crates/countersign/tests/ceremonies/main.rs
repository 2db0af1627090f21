//! What stands around the verdict: options, the state of ceremonies, records.

mod chromium;
mod imports;
mod interface;
mod options;
mod records;
#[cfg(feature = "sealed")]
mod sealed;
mod setting;
mod state;
