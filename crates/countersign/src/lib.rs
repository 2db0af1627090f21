//! The facade.
#![no_std]
