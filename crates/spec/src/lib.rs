#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod reason;
mod rejection;
mod step;
mod time;

pub use reason::{Reason, ReasonKind, Value};
pub use rejection::{At, Deviation, Rejection};
pub use step::{Clause, Document, Step};
pub use time::UnixTime;
