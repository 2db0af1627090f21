//! The examples of origins and signals, run: each asserts what it shows.

#[path = "../examples/android_app.rs"]
mod android_app;
#[path = "../examples/related_origins.rs"]
mod related_origins;
#[path = "../examples/signal.rs"]
mod signal;

#[test]
fn related_origins_runs() {
    related_origins::main().unwrap();
}

#[test]
fn android_app_runs() {
    android_app::main().unwrap();
}

#[test]
fn signal_runs() {
    signal::main().unwrap();
}
