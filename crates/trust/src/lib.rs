//! Certificate paths and anchors.
#![no_std]
