//! What can be had without us: tantivy over syllables and their pairs, with folded copies for queries that have no marks.
//!
//! The analysis is written here a second time and knows nothing of plans, abbreviations or headings.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test takes its own part; one that cannot go on fails"
)]

use doichieu::normalize::{composed, fold, lower_key};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TEXT, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::{PreTokenizedString, Token, TokenStream};
use tantivy::{Index, IndexReader, TantivyDocument, Term, doc};

/// How much a pair counts beside its syllables, as in the measurements that this is held against.
const PAIR: f32 = 0.6;

/// An index of passages: syllables, pairs, and both without marks.
pub(crate) struct PlainPairs {
    reader: IndexReader,
    id: Field,
    fields: [Field; 4],
}

impl PlainPairs {
    /// Indexes passages: id, title, text.
    pub(crate) fn of(passages: &[(String, String, String)]) -> PlainPairs {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let options = TextOptions::default().set_indexing_options(indexing);
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let fields = ["x", "z", "y", "zz"].map(|name| schema.add_text_field(name, options.clone()));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 50 << 20).unwrap();
        for (name, title, text) in passages {
            let mut document = TantivyDocument::default();
            document.add_text(id, name);
            for (field, terms) in fields.into_iter().zip(terms(&format!("{title}\n{text}"))) {
                document.add_pre_tokenized_text(field, tokens(terms));
            }
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        PlainPairs { reader: index.reader().unwrap(), id, fields }
    }

    /// The ids of the ten best: any word, any pair.
    pub(crate) fn ranked(&self, query: &str) -> Vec<String> {
        let [marked, marked_pairs, folded, folded_pairs] = terms(query);
        let is_unmarked = marked == folded;
        let (at, words, pairs) =
            if is_unmarked { (2, folded, folded_pairs) } else { (0, marked, marked_pairs) };
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (field, terms, boost) in [(self.fields[at], words, 1.0), (self.fields[at + 1], pairs, PAIR)] {
            for term in terms {
                let term = Term::from_field_text(field, &term);
                let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                parts.push((Occur::Should, Box::new(BoostQuery::new(query, boost))));
            }
        }
        ten_best(&self.reader, self.id, parts)
    }
}

fn ten_best(reader: &IndexReader, id: Field, parts: Vec<(Occur, Box<dyn Query>)>) -> Vec<String> {
    let searcher = reader.searcher();
    let top = TopDocs::with_limit(10).order_by_score();
    let found = searcher.search(&BooleanQuery::new(parts), &top).unwrap();
    let id = |address| {
        let document: TantivyDocument = searcher.doc(address).unwrap();
        document.get_first(id).and_then(|id| id.as_str()).unwrap_or_default().to_owned()
    };
    found.into_iter().map(|(_, address)| id(address)).collect()
}

/// Tantivy as it comes: its own tokenizer, one field.
pub(crate) struct PlainTantivy {
    index: Index,
    reader: IndexReader,
    id: Field,
    text: Field,
}

impl PlainTantivy {
    /// Indexes passages: id, title, text.
    pub(crate) fn of(passages: &[(String, String, String)]) -> PlainTantivy {
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let text = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 50 << 20).unwrap();
        for (name, title, words) in passages {
            writer.add_document(doc!(id => name.as_str(), text => format!("{title}\n{words}"))).unwrap();
        }
        writer.commit().unwrap();
        PlainTantivy { reader: index.reader().unwrap(), index, id, text }
    }

    /// The ids of the ten best: any word.
    pub(crate) fn ranked(&self, query: &str) -> Vec<String> {
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut tokenizer = self.index.tokenizers().get("default").unwrap();
        tokenizer.token_stream(query).process(&mut |token| {
            let term = Term::from_field_text(self.text, &token.text);
            parts.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
        });
        ten_best(&self.reader, self.id, parts)
    }
}

/// Syllables, pairs of neighbors, and both without marks.
fn terms(text: &str) -> [Vec<String>; 4] {
    let text = composed(text);
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let marked: Vec<String> = words.iter().map(|word| lower_key(word)).collect();
    let folded: Vec<String> = words.iter().map(|word| fold(&word.to_lowercase())).collect();
    let pairs = |words: &[String]| words.windows(2).map(|pair| pair.join("_")).collect();
    let (marked_pairs, folded_pairs) = (pairs(&marked), pairs(&folded));
    [marked, marked_pairs, folded, folded_pairs]
}

fn tokens(terms: Vec<String>) -> PreTokenizedString {
    let token = |(position, text): (usize, String)| Token { position, text, ..Token::default() };
    PreTokenizedString { text: String::new(), tokens: terms.into_iter().enumerate().map(token).collect() }
}
