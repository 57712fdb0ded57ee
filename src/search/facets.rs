//! Turns matching documents into exact counts by the values they are filtered by.

use std::collections::BTreeMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::schema::Field;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::index::Fields;

/// What hits are counted and filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Tỉnh, thành phố, by code.
    Province,
    /// Cấp ban hành.
    Level,
    /// Cơ quan được giao, by its id.
    Body,
    /// Vai trò.
    Role,
    /// Chủ đề, by its id.
    Concept,
    /// Phần của văn bản, by its id.
    Section,
    /// Loại văn bản.
    Kind,
    /// Năm ban hành.
    Year,
    /// Thời hạn: a quarter, or how it recurs.
    Deadline,
    /// Chất lượng đọc.
    Quality,
    /// Thuật ngữ.
    Term,
}

/// A facet: its name for programs, in addresses, and for people; the column of the index.
type Names = (Facet, &'static str, &'static str, &'static str, &'static str, &'static str);

const NAMES: [Names; 11] = [
    (Facet::Province, "province", "tinh", "Tỉnh, thành phố", "Province", "province"),
    (Facet::Level, "level", "cap", "Cấp ban hành", "Level", "level"),
    (Facet::Body, "body", "coquan", "Cơ quan được giao", "Body", "bodies"),
    (Facet::Role, "role", "vaitro", "Vai trò", "Role", "roles"),
    (Facet::Concept, "concept", "chude", "Chủ đề", "Topic", "concepts"),
    (Facet::Section, "section", "phan", "Phần của văn bản", "Section", "section"),
    (Facet::Kind, "kind", "loai", "Loại văn bản", "Kind", "kind"),
    (Facet::Year, "year", "nam", "Năm", "Year", "year"),
    (Facet::Deadline, "deadline", "han", "Thời hạn", "Deadline", "windows"),
    (Facet::Quality, "quality", "doc", "Chất lượng đọc", "Reading", "quality"),
    (Facet::Term, "term", "thuatngu", "Thuật ngữ", "Term", "terms"),
];

impl Facet {
    /// All of them, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = Facet> {
        NAMES.iter().map(|names| names.0)
    }

    /// The facet of this English or Vietnamese name.
    pub fn named(name: &str) -> Option<Facet> {
        NAMES.iter().find(|names| names.1 == name || names.2 == name).map(|names| names.0)
    }

    fn names(self) -> &'static Names {
        NAMES.iter().find(|names| names.0 == self).unwrap_or(&NAMES[0])
    }

    /// Its name for programs.
    pub fn name(self) -> &'static str {
        self.names().1
    }

    /// Its name in addresses and queries.
    pub fn parameter(self) -> &'static str {
        self.names().2
    }

    /// Its title in Vietnamese and in English.
    pub fn titles(self) -> (&'static str, &'static str) {
        (self.names().3, self.names().4)
    }

    fn column(self) -> &'static str {
        self.names().5
    }

    /// Its field in the index.
    pub(super) fn field(self, fields: &Fields) -> Field {
        match self {
            Facet::Province => fields.province,
            Facet::Level => fields.level,
            Facet::Body => fields.bodies,
            Facet::Role => fields.roles,
            Facet::Concept => fields.concepts,
            Facet::Section => fields.section,
            Facet::Kind => fields.kind,
            Facet::Year => fields.year,
            Facet::Deadline => fields.windows,
            Facet::Quality => fields.quality,
            Facet::Term => fields.terms,
        }
    }
}

/// How many matching documents have each value; a document with several values counts once for each.
pub type Counts = BTreeMap<String, usize>;

/// Counts the values of these facets over all matches, in one pass.
pub(super) struct CountsOf(pub(super) Vec<Facet>);

/// Counts in one segment, by the number of the value.
pub(super) struct SegmentCounts {
    columns: Vec<(Option<StrColumn>, Vec<usize>)>,
}

impl Collector for CountsOf {
    type Fruit = Vec<Counts>;
    type Child = SegmentCounts;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounts> {
        let column = |facet: &Facet| {
            let column = segment.fast_fields().str(facet.column())?;
            let values = column.as_ref().map_or(0, |column| column.num_terms());
            Ok((column, vec![0; values]))
        };
        Ok(SegmentCounts { columns: self.0.iter().map(column).collect::<tantivy::Result<_>>()? })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, parts: Vec<tantivy::Result<Vec<Counts>>>) -> tantivy::Result<Vec<Counts>> {
        let mut all = vec![Counts::new(); self.0.len()];
        for part in parts {
            for (all, counts) in all.iter_mut().zip(part?) {
                counts.into_iter().for_each(|(value, count)| *all.entry(value).or_insert(0) += count);
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentCounts {
    type Fruit = tantivy::Result<Vec<Counts>>;

    fn collect(&mut self, document: DocId, _: Score) {
        for (column, counts) in &mut self.columns {
            for value in column.iter().flat_map(|column| column.term_ords(document)) {
                counts[usize::try_from(value).unwrap_or_default()] += 1;
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.columns.into_iter().map(|(column, counts)| named(column, counts)).collect()
    }
}

fn named(column: Option<StrColumn>, counts: Vec<usize>) -> tantivy::Result<Counts> {
    let mut all = Counts::new();
    let Some(column) = column else { return Ok(all) };
    for (value, count) in (0u64..).zip(counts).filter(|(_, count)| *count > 0) {
        let mut text = String::new();
        column.ord_to_str(value, &mut text)?;
        all.insert(text, count);
    }
    Ok(all)
}
