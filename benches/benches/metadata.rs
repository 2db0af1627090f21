//! A BLOB of the Metadata Service: loading it, and finding a model in it.

use std::hint::black_box;

use countersign_benches::blob;
use criterion::{Criterion, criterion_group, criterion_main};

criterion_group!(benches, metadata);
criterion_main!(benches);

fn metadata(criterion: &mut Criterion) {
    let blob = blob();
    let (loaded, model) = (blob.load(), blob.model());
    let name = format!("{}, {} bytes", blob.name, blob.bytes.len());
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("load", |b| b.iter(|| blob.load()));
    group.bench_function("look-up by model", |b| {
        b.iter(|| black_box(loaded.by_aaguid(black_box(model)).is_ok()));
    });
    group.finish();
}
