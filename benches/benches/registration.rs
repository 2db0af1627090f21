//! Registrations by format and algorithm, from JSON and from bytes, beside the bare signature
//! checks; and path validation alone, by the length of the path.

use countersign_benches::{Backend, Bare, paths, registrations};
use criterion::{Criterion, criterion_group, criterion_main};

criterion_group!(benches, registration, path);
criterion_main!(benches);

fn registration(criterion: &mut Criterion) {
    for backend in Backend::available() {
        for case in registrations(backend) {
            let name = format!("registration {}, {}", case.name, backend.name());
            let mut group = criterion.benchmark_group(name);
            group.bench_function("from JSON", |b| b.iter(|| (case.from_json)()));
            group.bench_function("from bytes", |b| b.iter(|| (case.from_bytes)()));
            if !case.bare.is_empty() {
                group.bench_function("bare", |b| b.iter(|| case.verify_bare()));
            }
            group.finish();
        }
    }
}

fn path(criterion: &mut Criterion) {
    for backend in Backend::available() {
        for (length, run, bare) in paths(backend) {
            let name = format!("path of {length}, {}", backend.name());
            let mut group = criterion.benchmark_group(name);
            group.bench_function("validated", |b| b.iter(&run));
            group.bench_function("bare", |b| b.iter(|| bare.iter().for_each(Bare::verify)));
            group.finish();
        }
    }
}
