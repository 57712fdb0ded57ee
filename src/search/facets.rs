//! Turns matching documents into exact counts by a field's value.

use std::collections::BTreeMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// Counts the values of one text field over all matches.
pub(super) struct Values {
    pub(super) field: &'static str,
}

/// Counts in one segment, by the number of the value.
pub(super) struct SegmentValues {
    column: Option<StrColumn>,
    counts: Vec<usize>,
}

impl Collector for Values {
    type Fruit = BTreeMap<String, usize>;
    type Child = SegmentValues;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentValues> {
        let column = segment.fast_fields().str(self.field)?;
        let values = column.as_ref().map_or(0, |column| column.num_terms());
        Ok(SegmentValues { column, counts: vec![0; values] })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, parts: Vec<tantivy::Result<Self::Fruit>>) -> tantivy::Result<Self::Fruit> {
        let mut all = BTreeMap::new();
        for part in parts {
            for (value, count) in part? {
                *all.entry(value).or_insert(0) += count;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentValues {
    type Fruit = tantivy::Result<BTreeMap<String, usize>>;

    fn collect(&mut self, document: DocId, _: Score) {
        let Some(column) = &self.column else { return };
        if let Some(value) = column.term_ords(document).next() {
            self.counts[usize::try_from(value).unwrap_or_default()] += 1;
        }
    }

    fn harvest(self) -> Self::Fruit {
        let mut all = BTreeMap::new();
        let Some(column) = self.column else { return Ok(all) };
        for (value, count) in (0u64..).zip(self.counts).filter(|(_, count)| *count > 0) {
            let mut text = String::new();
            column.ord_to_str(value, &mut text)?;
            all.insert(text, count);
        }
        Ok(all)
    }
}
