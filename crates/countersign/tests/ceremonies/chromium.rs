//! Placeholder until recorded.
