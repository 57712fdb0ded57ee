//! Turns a plan into documents.

use std::path::Path;

use tantivy::schema::Field;
use tantivy::tokenizer::{PreTokenizedString, Token as Posting};
use tantivy::{Index, TantivyDocument, Term, doc};

use super::IndexError;
use super::labels::{Labeler, Labels, day_number, quality};
use super::schema::{Fields, TextFields, schema};
use crate::knowledge::Knowledge;
use crate::model::{Level, Plan, ProvisionId, Span};
use crate::normalize::{Emphasis, normalize_spans};
use crate::tokenizer::{Analyzer, Token};

/// A plan and what its documents are filtered by.
#[derive(Debug, Clone, Copy)]
pub struct IndexedPlan<'a> {
    /// SHA-256 of its file: what it is deleted by.
    pub key: &'a str,
    /// Code of today's province.
    pub province: Option<&'a str>,
    /// Whose paper it is.
    pub level: Level,
    /// Year of the paper.
    pub year: Option<u16>,
    /// The original text.
    pub text: &'a str,
    /// What was read out of it.
    pub plan: &'a Plan,
}

/// Threads that build postings; the machine's other core parses.
const THREADS: usize = 2;
/// Memory for postings before they go to disk, in bytes over all threads.
const MEMORY: usize = 128 << 20;

/// Adds and removes plans; nothing is seen before [`IndexWriter::commit`].
pub struct IndexWriter<'k> {
    writer: tantivy::IndexWriter,
    fields: Fields,
    analyzer: Analyzer,
    labeler: Labeler<'k>,
}

impl<'k> IndexWriter<'k> {
    /// Opens the index in `folder`, which is made if need be. What an earlier writer did not commit is gone.
    ///
    /// # Errors
    /// The folder cannot be written, or its index is damaged.
    pub fn open(folder: &Path, knowledge: &'k Knowledge) -> Result<IndexWriter<'k>, IndexError> {
        std::fs::create_dir_all(folder).map_err(tantivy::TantivyError::from)?;
        let index = match Index::open_in_dir(folder) {
            Ok(index) => index,
            Err(_) => Index::create_in_dir(folder, schema())?,
        };
        let fields = Fields::of(&index.schema())?;
        let writer: tantivy::IndexWriter = index.writer_with_num_threads(THREADS, MEMORY)?;
        // A writer that was killed may have left files of the names that this one will give to its own.
        writer.garbage_collect_files().wait()?;
        Ok(IndexWriter {
            writer,
            fields,
            analyzer: Analyzer::new(knowledge),
            labeler: Labeler::new(knowledge),
        })
    }

    /// Adds a plan in place of what is there under its key.
    ///
    /// # Errors
    /// The disk is full, or a thread of the writer died.
    pub fn put(&mut self, indexed: &IndexedPlan<'_>) -> Result<(), IndexError> {
        self.delete(indexed.key);
        let plan = indexed.plan;
        let analyzer = self.analyzer.of_plan(plan);
        let labels = self.labeler.labels(plan, indexed.text, &analyzer);
        for id in plan.outline.ids() {
            let place = (id.0, &labels[id.0]);
            self.add(indexed, &analyzer, place, &plan.outline.get(id).spans, &trail(plan, id))?;
        }
        let provisions = plan.outline.provisions.len();
        for (at, part) in (provisions..).zip(&plan.parts) {
            self.add(indexed, &analyzer, (at, &labels[at]), &part.spans, &[])?;
        }
        Ok(())
    }

    /// Removes a plan.
    pub fn delete(&mut self, key: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.key, key));
    }

    /// Makes all changes seen at once; the commit carries `payload`.
    ///
    /// # Errors
    /// The disk is full, or a thread of the writer died.
    pub fn commit(&mut self, payload: &str) -> Result<(), IndexError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(payload);
        commit.commit()?;
        Ok(())
    }

    fn add(
        &self,
        indexed: &IndexedPlan<'_>,
        analyzer: &Analyzer,
        (ordinal, labels): (usize, &Labels),
        own: &[Span],
        trail: &[Span],
    ) -> Result<(), IndexError> {
        let fields = &self.fields;
        let mut document = self.labelled(indexed, labels);
        document.add_u64(fields.ordinal, ordinal as u64);
        let words = |spans| normalize_spans(indexed.text, spans, Emphasis::Drop).text;
        let body = analyzer.terms(&words(own));
        add_words(&mut document, &fields.body, &body.words());
        add_words(&mut document, &fields.pairs, &all(&body.pairs));
        analyzer.domain_terms(&body).iter().for_each(|term| document.add_text(fields.terms, term));
        let trail = analyzer.terms(&words(trail));
        add_words(&mut document, &fields.trail, &trail.words());
        for terms in [&body, &trail] {
            add_words(&mut document, &fields.anywhere, &terms.words());
        }
        add_terms(&mut document, fields.codes, &all(&body.codes), |code| &code.folded);
        self.writer.add_document(document)?;
        Ok(())
    }

    /// A document with everything it is filtered by.
    fn labelled(&self, indexed: &IndexedPlan<'_>, labels: &Labels) -> TantivyDocument {
        let (fields, header) = (&self.fields, &indexed.plan.header);
        let date = header.date.as_ref().and_then(|date| day_number(&date.to));
        let mut document = doc!(
            fields.key => indexed.key,
            fields.province => indexed.province.unwrap_or_default(),
            fields.level => indexed.level.name(),
            fields.year => indexed.year.map(|year| year.to_string()).unwrap_or_default(),
            fields.kind => header.kind.as_deref().unwrap_or_default(),
            fields.quality => quality(indexed.plan),
            fields.section => labels.section.as_str(),
            fields.date => date.unwrap_or_default(),
        );
        let lists = [
            (fields.bodies, &labels.bodies),
            (fields.duties, &labels.duties),
            (fields.concepts, &labels.concepts),
            (fields.windows, &labels.windows),
        ];
        for (field, values) in lists {
            values.iter().for_each(|value| document.add_text(field, value));
        }
        labels.roles.iter().for_each(|role| document.add_text(fields.roles, role));
        labels.due.iter().for_each(|&day| document.add_u64(fields.due, day));
        document
    }
}

/// The headings above a provision, from the top, and its own.
fn trail(plan: &Plan, id: ProvisionId) -> Vec<Span> {
    let mut trail: Vec<Span> =
        plan.outline.ancestors(id).filter_map(|above| plan.outline.get(above).heading).collect();
    trail.reverse();
    trail.extend(plan.outline.get(id).heading);
    trail
}

fn all(tokens: &[Token]) -> Vec<&Token> {
    tokens.iter().collect()
}

fn add_words(document: &mut TantivyDocument, fields: &TextFields, tokens: &[&Token]) {
    add_terms(document, fields.marked, tokens, |token| &token.term);
    add_terms(document, fields.folded, tokens, |token| &token.folded);
}

fn add_terms(
    document: &mut TantivyDocument,
    field: Field,
    tokens: &[&Token],
    term: impl Fn(&Token) -> &String,
) {
    let posting = |token: &Token| Posting {
        offset_from: token.range.start,
        offset_to: token.range.end,
        position: token.position,
        text: term(token).clone(),
        position_length: 1,
    };
    let tokens = tokens.iter().copied().map(posting).collect();
    document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
}
