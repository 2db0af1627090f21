//! Other verifiers in Rust, to be timed beside Countersign: `countersign-peers VERIFIER FILE`.
//! `compare.py` runs it, and says how.

mod bare;
mod passki_;
mod webauthn_rp_;
mod webauthn_rs_core_;

use std::path::PathBuf;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use countersign_runner::{Inputs, serve};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || {
        arguments
            .next()
            .expect("usage: countersign-peers VERIFIER FILE")
    };
    let (verifier, path) = (next(), PathBuf::from(next()));
    let inputs = Inputs::read(&path);
    match verifier.as_str() {
        "bare" => serve(&inputs, bare::prepare),
        "passki" => {
            let server = passki_::Server::new(&inputs);
            serve(&inputs, |case| server.prepare(case));
        }
        "webauthn_rp" => {
            let server = webauthn_rp_::Server::new(&inputs);
            serve(&inputs, |case| server.prepare(case));
        }
        "webauthn-rs-core" => {
            let server = webauthn_rs_core_::Server::new(&inputs);
            serve(&inputs, |case| server.prepare(case));
        }
        other => panic!("no verifier «{other}»"),
    }
}

fn decode(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).expect("it is base64url")
}

/// For `map_err`, whatever the error is.
fn text(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}
