//! How long each stage takes, beside a peer that does less with the same text: `scripts/bench`.
//!
//! The texts are plans of `../shared/plans` when present, else the fixtures, repeated to a size that can be timed.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot go on fails")]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use doichieu::export::Language;
use doichieu::extract::extract;
use doichieu::knowledge::Knowledge;
use doichieu::model::Document;
use doichieu::parse::parse;
use unicode_segmentation::UnicodeSegmentation;

/// Every text file of the first of these folders that is there.
const FOLDERS: [&str; 2] = ["../shared/plans", "tests/fixtures"];

fn documents() -> Vec<Document> {
    let folder = FOLDERS.iter().map(Path::new).find(|folder| folder.is_dir()).unwrap();
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let read = |path: &std::path::PathBuf| {
        extract(&path.file_name().unwrap().to_string_lossy(), &fs::read(path).unwrap()).unwrap()
    };
    files.iter().map(read).collect()
}

fn stages(criterion: &mut Criterion) {
    let (knowledge, documents) = (Knowledge::embedded().unwrap(), documents());
    let bytes = documents.iter().map(|document| document.text.len() as u64).sum();
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("uax29_words", |bench| {
        bench.iter(|| {
            documents.iter().map(|document| black_box(document.text.unicode_words()).count()).sum::<usize>()
        });
    });
    group.bench_function("normalize", |bench| {
        bench.iter(|| {
            documents
                .iter()
                .map(|d| doichieu::normalize::normalize(black_box(&d.text)).text.len())
                .sum::<usize>()
        });
    });
    group.bench_function("parse", |bench| {
        bench.iter(|| {
            documents.iter().map(|d| parse(black_box(d), &knowledge).assignments.len()).sum::<usize>()
        });
    });
    let analyzer = doichieu::tokenizer::Analyzer::new(&knowledge);
    group.bench_function("tokenize", |bench| {
        bench.iter(|| {
            documents.iter().map(|d| analyzer.terms_of(black_box(&d.text)).syllables.len()).sum::<usize>()
        });
    });
    let grammar = doichieu::ask::Grammar::new(&knowledge);
    let plans: Vec<_> = documents.iter().map(|d| parse(d, &knowledge)).collect();
    let held: Vec<doichieu::model::HeldPlan> = documents
        .iter()
        .zip(&plans)
        .map(|(document, plan)| doichieu::model::HeldPlan {
            id: &document.file,
            file: &document.file,
            province: None,
            text: &document.text,
            plan,
        })
        .collect();
    let prepared = doichieu::ask::Prepared::new(&held, &knowledge, &grammar);
    group.bench_function("ask", |bench| {
        bench.iter(|| {
            let question = black_box("Kế hoạch nào giao trí tuệ nhân tạo cho Sở KH&CN?");
            doichieu::ask::ask(question, &held, &prepared, &knowledge, &grammar, Language::Vietnamese)
                .map(|answer| answer.scope.size)
        });
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
