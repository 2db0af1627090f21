//! The whole interface over HTTP, with the software authenticator in the browser's place. Each
//! test has a server of its own, on SQLite, or on the PostgreSQL that `COUNTERSIGN_POSTGRES` names
//! by its URL.

mod account;
mod browser;
mod ceremony_state;
mod configuration;
mod documents;
mod enumeration;
mod fido;
mod forgery;
mod instances;
mod limits;
mod passkeys;
mod program;
mod sign_in;
mod sign_up;
mod site;
mod trust_data;
