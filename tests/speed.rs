//! Search over many generated plans beside plain tantivy: the same provisions, the same Boolean query, an exact count
//! and as many counts by value over all hits. Times are compared within one run, never with a clock on the wall.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use doichieu::extract::Extractor;
use doichieu::generate::{Options, Wordings, write};
use doichieu::ingest::{Library, Sources, update};
use doichieu::knowledge::Knowledge;
use doichieu::model::{Plan, Span};
use doichieu::normalize::{Emphasis, composed, fold, is_unmarked, normalize_spans};
use doichieu::search::{Facet, Request, search};
use doichieu::tokenizer::Analyzer;
use serde_json::{Value, json};
use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, MultiCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, STRING, Schema, TEXT};
use tantivy::{Index, TantivyDocument, Term};

/// The columns that hits are counted by, as they are called in the index.
const COLUMNS: [&str; 11] = [
    "province", "level", "bodies", "roles", "concepts", "section", "kind", "year", "windows", "quality",
    "terms",
];

/// Single words that most provisions have.
const COMMON: [&str; 10] = ["và", "công", "sở", "thực", "hiện", "cơ", "quan", "nghệ", "chủ", "trợ"];

/// A tenth of the plans and all of them: `DOICHIEU_PLANS`, else 2,000.
fn plans() -> usize {
    std::env::var("DOICHIEU_PLANS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000)
}

fn indexed(plans: usize, folder: &Path, knowledge: &Knowledge) -> (Library, Duration) {
    let options = Options { plans, seed: 606, wordings: Wordings::All, docx_percent: 0, without: Vec::new() };
    write(&options, folder, knowledge, |_| {}).unwrap();
    let sources = Sources::of(&[folder.join("plans")]).unwrap();
    let begun = Instant::now();
    update(&folder.join("index"), &sources, knowledge, &Extractor::in_process(), |_| {}).unwrap();
    (Library::open(&folder.join("index"), knowledge).unwrap(), begun.elapsed())
}

/// Own words and headings of every document of a plan, in the order of the index.
fn texts(plan: &Plan, text: &str) -> Vec<String> {
    let words = |spans: &[Span]| normalize_spans(text, spans, Emphasis::Drop).text;
    let outline = &plan.outline;
    let provisions = outline.ids().map(|id| {
        let mut headings: Vec<Span> =
            outline.ancestors(id).filter_map(|above| outline.get(above).heading).collect();
        headings.extend(outline.get(id).heading);
        format!("{} {}", words(&outline.get(id).spans), words(&headings))
    });
    provisions.chain(plan.parts.iter().map(|part| words(&part.spans))).collect()
}

/// The values of every document of our index, by key and ordinal.
fn values(library: &Library) -> HashMap<(String, u64), Vec<(usize, String)>> {
    let mut all = HashMap::new();
    for segment in library.index.searcher().segment_readers() {
        let fast = segment.fast_fields();
        let (keys, ordinals) = (fast.str("key").unwrap().unwrap(), fast.u64("ordinal").unwrap());
        let columns = COLUMNS.map(|name| fast.str(name).unwrap());
        let text = |column: &tantivy::columnar::StrColumn, number: u64| {
            let mut value = String::new();
            column.ord_to_str(number, &mut value).unwrap();
            value
        };
        for document in segment.doc_ids_alive() {
            let key = text(&keys, keys.term_ords(document).next().unwrap());
            let of = |(nth, column): (usize, &Option<tantivy::columnar::StrColumn>)| -> Vec<(usize, String)> {
                let column = column.as_ref();
                column.iter().flat_map(|c| c.term_ords(document).map(|n| (nth, text(c, n)))).collect()
            };
            let values = columns.iter().enumerate().flat_map(of).collect();
            all.insert((key, ordinals.first(document).unwrap()), values);
        }
    }
    all
}

/// Plain tantivy over the same documents, with its own tokenizer.
struct Plain {
    index: Index,
    /// With marks and without.
    texts: [Field; 2],
    counts: Aggregations,
}

impl Plain {
    fn of(folder: &Path, library: &Library) -> Plain {
        let mut schema = Schema::builder();
        let both = ["text", "folded"].map(|name| schema.add_text_field(name, TEXT));
        let columns = COLUMNS.map(|name| schema.add_text_field(name, STRING | FAST));
        fs::create_dir_all(folder).unwrap();
        let index = Index::create_in_dir(folder, schema.build()).unwrap();
        let mut writer = index.writer_with_num_threads(2, 128 << 20).unwrap();
        let values = values(library);
        for file in library.store.files() {
            let Some(entry) = file.plan() else { continue };
            let stored = library.store.load(entry).unwrap();
            for (ordinal, words) in (0u64..).zip(texts(&stored.plan, &stored.text)) {
                let mut document = TantivyDocument::default();
                document.add_text(both[1], fold(&words));
                document.add_text(both[0], words);
                for (column, value) in &values[&(file.stamp.sha256.clone(), ordinal)] {
                    document.add_text(columns[*column], value);
                }
                writer.add_document(document).unwrap();
            }
        }
        writer.commit().unwrap();
        let asked: serde_json::Map<String, Value> = COLUMNS
            .iter()
            .map(|name| ((*name).to_owned(), json!({ "terms": { "field": name, "size": 65_000 } })))
            .collect();
        let asked: Aggregations = serde_json::from_value(Value::Object(asked)).unwrap();
        Plain { index, texts: both, counts: asked }
    }

    /// All words, or any where nothing has them all, as ours.
    fn count(&self, query: &str) -> usize {
        let words: Vec<String> = composed(query)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let all = if words.len() <= 6 { self.search(&words, Occur::Must) } else { 0 };
        if all > 0 { all } else { self.search(&words, Occur::Should) }
    }

    fn search(&self, words: &[String], occur: Occur) -> usize {
        let field = self.texts[usize::from(words.iter().all(|word| is_unmarked(word)))];
        let word = |word: &String| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(field, word);
            (occur, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
        };
        let query = BooleanQuery::new(words.iter().map(word).collect());
        let searcher = self.index.reader().unwrap().searcher();
        let mut collectors = MultiCollector::new();
        let count = collectors.add_collector(Count);
        let _top = collectors.add_collector(TopDocs::with_limit(10).order_by_score());
        let _counts = collectors
            .add_collector(AggregationCollector::from_aggs(self.counts.clone(), Default::default()));
        let mut found = searcher.search(&query, &collectors).unwrap();
        count.extract(&mut found)
    }
}

/// The best of five.
fn best(mut work: impl FnMut() -> usize) -> (Duration, usize) {
    let mut timed = || {
        let begun = Instant::now();
        let found = work();
        (begun.elapsed(), found)
    };
    (0..5).map(|_| timed()).min().unwrap()
}

fn load() -> String {
    fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()
}

/// The most memory that this process has held, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) >> 10
}

fn queries() -> Vec<(&'static str, String)> {
    let topics = fs::read_to_string(common::root().join("tests/relevance/queries.jsonl")).unwrap();
    let text = |line: &str| serde_json::from_str::<Value>(line).unwrap()["text"].as_str().unwrap().to_owned();
    let topics = topics.lines().map(|line| ("topic", text(line)));
    topics.chain(COMMON.map(|word| ("word", word.to_owned()))).collect()
}

/// Seconds of all topics and of all words, ours and plain tantivy's.
fn measured(plans: usize, knowledge: &Knowledge) -> [[f64; 2]; 2] {
    let home = tempfile::tempdir().unwrap();
    let (library, spent) = indexed(plans, home.path(), knowledge);
    println!(
        "{plans} plans indexed in {spent:.1?}; index {} MiB; peak memory {} MiB; load {}",
        common::size(&home.path().join("index")) >> 20,
        peak(),
        load()
    );
    let plain = Plain::of(&home.path().join("plain"), &library);
    println!("plain index {} MiB", common::size(&home.path().join("plain")) >> 20);
    let analyzer = Analyzer::new(knowledge);
    let mut sums = [[0.0; 2]; 2];
    for (kind, query) in queries() {
        let request =
            Request { query: &query, limit: 10, facets: Facet::all().collect(), ..Request::default() };
        let (ours, total) = best(|| search(&library.index, &analyzer, knowledge, &request).unwrap().total);
        let (theirs, count) = best(|| plain.count(&query));
        let nth = usize::from(kind == "word");
        sums[nth][0] += ours.as_secs_f64();
        sums[nth][1] += theirs.as_secs_f64();
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        println!("  {ratio:5.2}  {ours:9.1?} {total:8}  plain {theirs:9.1?} {count:8}  {query}");
    }
    for (kind, [ours, theirs]) in [("topics", sums[0]), ("common words", sums[1])] {
        println!(
            "{plans} plans, {kind}: {:.1} ms, plain {:.1} ms: {:.2} times; load {}",
            ours * 1e3,
            theirs * 1e3,
            ours / theirs,
            load()
        );
    }
    sums
}

#[test]
#[ignore = "runs in release mode: scripts/test"]
fn heavy_a_search_costs_at_most_twice_plain_tantivy() {
    let knowledge = Knowledge::embedded().unwrap();
    let tenth = measured(plans() / 10, &knowledge);
    let whole = measured(plans(), &knowledge);
    for (nth, kind) in ["topics", "common words"].into_iter().enumerate() {
        let [ours, theirs] = whole[nth];
        println!(
            "{kind}: {:.2} times plain tantivy; ten times the plans, {:.1} times the time",
            ours / theirs,
            ours / tenth[nth][0]
        );
        assert!(ours <= 2.0 * theirs, "{kind}: {:.2} times plain tantivy", ours / theirs);
    }
}
