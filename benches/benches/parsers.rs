//! Each parser alone, on what is usual and on what costs it most.

use countersign_benches::{Parser, parsers, worst_cases};
use criterion::{Criterion, criterion_group, criterion_main};

criterion_group!(benches, usual, worst);
criterion_main!(benches);

fn usual(criterion: &mut Criterion) {
    group(criterion, "parse", parsers());
}

fn worst(criterion: &mut Criterion) {
    group(criterion, "worst case", worst_cases());
}

fn group(criterion: &mut Criterion, name: &str, parsers: Vec<Parser>) {
    let mut group = criterion.benchmark_group(name);
    for parser in parsers {
        let name = format!("{}, {} bytes", parser.name, parser.length);
        group.bench_function(name, |b| b.iter(&parser.run));
    }
    group.finish();
}
