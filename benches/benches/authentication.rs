//! Authentications, from JSON and from bytes, beside the bare signature check of the same inputs:
//! by a key made from its bytes each time, as in an authentication, and by one that is ready.

use countersign_benches::Authentication;
use criterion::{Criterion, criterion_group, criterion_main};

criterion_group!(benches, authentication);
criterion_main!(benches);

fn authentication(criterion: &mut Criterion) {
    for case in Authentication::all() {
        let mut group = criterion.benchmark_group(format!("authentication {}", case.name));
        let (bare, response) = (case.bare(), case.response());
        let (key, response) = (bare.key(), response.response());
        group.bench_function("from JSON", |b| b.iter(|| case.verify_json()));
        group.bench_function("from bytes", |b| b.iter(|| case.verify_bytes(&response)));
        group.bench_function("bare, key from bytes", |b| {
            b.iter(|| bare.verify(&bare.key()));
        });
        group.bench_function("bare, key ready", |b| b.iter(|| bare.verify(&key)));
        group.finish();
    }
}
