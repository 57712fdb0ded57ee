//! Turns the design of a document into tantivy's schema.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use super::IndexError;

/// The layout of the documents and the chain that made their terms. Another one is another index.
pub const FORMAT: &str = concat!("provisions 5, ", "syllables-pairs-codes 1");

/// The same words with marks and without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextFields {
    /// As they are.
    pub marked: Field,
    /// Without marks.
    pub folded: Field,
}

/// The fields of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// The plan: SHA-256 of its file.
    pub key: Field,
    /// The provision's place in its plan's outline; parts that are no provision come after them.
    pub ordinal: Field,
    /// Code of today's province; empty where there is none.
    pub province: Field,
    /// Level, by its code.
    pub level: Field,
    /// Year of the paper; empty where it has none.
    pub year: Field,
    /// The kind printed over the subject ("Kế hoạch"); empty where there is none.
    pub kind: Field,
    /// How well the plan was read: `clean`, `remarks`, `in_part`.
    pub quality: Field,
    /// Id of the kind of section.
    pub section: Field,
    /// Ids or names of the bodies that are given something here.
    pub bodies: Field,
    /// Their roles.
    pub roles: Field,
    /// Role and body of one assignment together, see [`super::duty`].
    pub duties: Field,
    /// Ids of the topics named here or in the headings above.
    pub concepts: Field,
    /// Terms of the lexicon in its own words.
    pub terms: Field,
    /// Quarters of the deadlines (`2026-Q3`), or their kind where they have no day.
    pub windows: Field,
    /// Last days of the deadlines, `YYYYMMDD`.
    pub due: Field,
    /// Date of the paper, `YYYYMMDD`; 0 where it has none.
    pub date: Field,
    /// Syllables of its own words, with positions.
    pub body: TextFields,
    /// Syllables of its own heading and of those above it, with positions.
    pub trail: TextFields,
    /// Syllables of both: that they are there, neither where nor how often.
    pub anywhere: TextFields,
    /// Pairs of its own words.
    pub pairs: TextFields,
    /// Document numbers and dates in its own words, without marks.
    pub codes: Field,
}

/// Names of the fields of words, with marks and without.
const BODY: [&str; 2] = ["body", "body_folded"];
const TRAIL: [&str; 2] = ["trail", "trail_folded"];
const ANYWHERE: [&str; 2] = ["anywhere", "anywhere_folded"];
const PAIRS: [&str; 2] = ["pairs", "pairs_folded"];

/// Where a word stands, how often, or only that it does; `lengths`: does the length of the text count too?
fn words(record: IndexRecordOption, lengths: bool) -> TextOptions {
    // The chain runs before tantivy sees anything; "raw" is never asked.
    let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(record);
    TextOptions::default().set_indexing_options(indexing.set_fieldnorms(lengths))
}

fn text_fields(builder: &mut SchemaBuilder, names: [&str; 2], options: &TextOptions) {
    for name in names {
        builder.add_text_field(name, options.clone());
    }
}

pub(super) fn schema() -> Schema {
    let mut builder = Schema::builder();
    builder.add_text_field("key", STRING | FAST);
    builder.add_u64_field("ordinal", FAST);
    builder.add_text_field("province", STRING | FAST);
    builder.add_text_field("level", STRING | FAST);
    for name in ["year", "kind", "quality", "section", "bodies", "roles", "concepts", "windows", "terms"] {
        builder.add_text_field(name, STRING | FAST);
    }
    builder.add_text_field("duties", STRING);
    builder.add_u64_field("due", INDEXED | FAST);
    builder.add_u64_field("date", INDEXED | FAST);
    text_fields(&mut builder, BODY, &words(IndexRecordOption::WithFreqsAndPositions, true));
    text_fields(&mut builder, TRAIL, &words(IndexRecordOption::WithFreqsAndPositions, true));
    text_fields(&mut builder, ANYWHERE, &words(IndexRecordOption::Basic, false));
    text_fields(&mut builder, PAIRS, &words(IndexRecordOption::WithFreqs, true));
    builder.add_text_field("codes", words(IndexRecordOption::Basic, true));
    builder.build()
}

impl Fields {
    /// The fields of an index that this version wrote.
    pub(super) fn of(schema: &Schema) -> Result<Fields, IndexError> {
        let field = |name: &'static str| schema.get_field(name).map_err(|_| IndexError::NoField(name));
        let text = |[marked, folded]: [&'static str; 2]| {
            Ok::<_, IndexError>(TextFields { marked: field(marked)?, folded: field(folded)? })
        };
        Ok(Fields {
            key: field("key")?,
            ordinal: field("ordinal")?,
            province: field("province")?,
            level: field("level")?,
            year: field("year")?,
            kind: field("kind")?,
            quality: field("quality")?,
            section: field("section")?,
            bodies: field("bodies")?,
            roles: field("roles")?,
            duties: field("duties")?,
            concepts: field("concepts")?,
            windows: field("windows")?,
            terms: field("terms")?,
            due: field("due")?,
            date: field("date")?,
            body: text(BODY)?,
            trail: text(TRAIL)?,
            anywhere: text(ANYWHERE)?,
            pairs: text(PAIRS)?,
            codes: field("codes")?,
        })
    }
}
