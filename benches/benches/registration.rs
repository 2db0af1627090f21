//! Registrations, from JSON and from bytes.

use countersign_benches::Registration;
use criterion::{Criterion, criterion_group, criterion_main};

criterion_group!(benches, registration);
criterion_main!(benches);

fn registration(criterion: &mut Criterion) {
    for case in Registration::all() {
        let mut group = criterion.benchmark_group(format!("registration {}", case.name));
        let response = case.response();
        let response = response.response();
        group.bench_function("from JSON", |b| b.iter(|| case.verify_json()));
        group.bench_function("from bytes", |b| b.iter(|| case.verify_bytes(&response)));
        group.finish();
    }
}
