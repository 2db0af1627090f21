//! The formats of §8, each with statements made by the test: what is accepted, and what is refused
//! at which step.

mod android_key;
mod android_safetynet;
mod apple;
mod compound;
mod custom_format;
mod fido_u2f;
mod none;
mod packed;
mod registration;
mod tpm;
mod truncation;
