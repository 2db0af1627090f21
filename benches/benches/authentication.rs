//! Authentications by algorithm, from JSON and from bytes, beside the bare signature check: by a
//! key made from its numbers, as in an authentication, and by one that is ready.

use countersign_benches::{Backend, authentications};
use criterion::{Criterion, criterion_group, criterion_main};

criterion_group!(benches, authentication);
criterion_main!(benches);

fn authentication(criterion: &mut Criterion) {
    for backend in Backend::available() {
        for case in authentications(backend) {
            let name = format!("authentication {}, {}", case.name, backend.name());
            let mut group = criterion.benchmark_group(name);
            let key = case.bare[0].key();
            group.bench_function("from JSON", |b| b.iter(|| (case.from_json)()));
            group.bench_function("from bytes", |b| b.iter(|| (case.from_bytes)()));
            group.bench_function("bare", |b| b.iter(|| case.verify_bare()));
            group.bench_function("bare, key ready", |b| {
                b.iter(|| case.bare[0].verify_by(&key));
            });
            group.finish();
        }
    }
}
