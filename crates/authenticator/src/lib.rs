//! A software authenticator.
