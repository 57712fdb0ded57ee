//! Turns all matching documents into rows that can be put in any order and grouped by plan.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// A matching document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its plan, as a place in [`Rows::plans`].
    pub(super) plan: u32,
    pub(super) ordinal: u64,
    pub(super) score: Score,
    /// Its earliest deadline; the greatest number where it has none.
    pub(super) due: u64,
    pub(super) address: DocAddress,
}

/// What a row needs of its plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PlanRow {
    pub(super) key: String,
    /// Code; empty where there is none.
    pub(super) province: String,
    /// 0 where there is none.
    pub(super) date: u64,
}

/// All matches.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) plans: Vec<PlanRow>,
    pub(super) rows: Vec<Row>,
}

pub(super) struct AllRows;

/// The columns of one segment, and its rows with their plans by the number of the key.
pub(super) struct SegmentRows {
    segment: SegmentOrdinal,
    key: Option<StrColumn>,
    province: Option<StrColumn>,
    date: Column<u64>,
    due: Column<u64>,
    ordinal: Column<u64>,
    /// A document of each plan, by the number of its key.
    plans: HashMap<u64, DocId>,
    rows: Vec<(u64, Row)>,
}

impl Collector for AllRows {
    type Fruit = Rows;
    type Child = SegmentRows;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentRows> {
        let fast = reader.fast_fields();
        Ok(SegmentRows {
            segment,
            key: fast.str("key")?,
            province: fast.str("province")?,
            date: fast.u64("date")?,
            due: fast.u64("due")?,
            ordinal: fast.u64("ordinal")?,
            plans: HashMap::new(),
            rows: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, parts: Vec<tantivy::Result<Rows>>) -> tantivy::Result<Rows> {
        let mut all = Rows::default();
        let mut known: HashMap<PlanRow, u32> = HashMap::new();
        for part in parts {
            let part = part?;
            let mut number = Vec::with_capacity(part.plans.len());
            for plan in part.plans {
                let fresh = all.plans.len() as u32;
                let at = *known.entry(plan.clone()).or_insert(fresh);
                if at == fresh {
                    all.plans.push(plan);
                }
                number.push(at);
            }
            all.rows.extend(part.rows.into_iter().map(|row| Row { plan: number[row.plan as usize], ..row }));
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentRows {
    type Fruit = tantivy::Result<Rows>;

    fn collect(&mut self, document: DocId, score: Score) {
        let key = self.key.as_ref().and_then(|key| key.term_ords(document).next()).unwrap_or_default();
        self.plans.entry(key).or_insert(document);
        let row = Row {
            plan: 0,
            ordinal: self.ordinal.first(document).unwrap_or_default(),
            score,
            due: self.due.values_for_doc(document).min().unwrap_or(u64::MAX),
            address: DocAddress::new(self.segment, document),
        };
        self.rows.push((key, row));
    }

    fn harvest(self) -> Self::Fruit {
        let mut found = Rows::default();
        let mut plans: Vec<(u64, DocId)> =
            self.plans.iter().map(|(&key, &document)| (key, document)).collect();
        plans.sort_unstable();
        let mut number = HashMap::new();
        for (key, document) in plans {
            number.insert(key, found.plans.len() as u32);
            found.plans.push(PlanRow {
                key: text(self.key.as_ref(), document)?,
                province: text(self.province.as_ref(), document)?,
                date: self.date.first(document).unwrap_or_default(),
            });
        }
        found.rows = self.rows.into_iter().map(|(key, row)| Row { plan: number[&key], ..row }).collect();
        Ok(found)
    }
}

/// The first value of a text column.
pub(super) fn text(column: Option<&StrColumn>, document: DocId) -> tantivy::Result<String> {
    let mut value = String::new();
    if let Some((column, number)) =
        column.and_then(|column| Some((column, column.term_ords(document).next()?)))
    {
        column.ord_to_str(number, &mut value)?;
    }
    Ok(value)
}
