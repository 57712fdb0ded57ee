//! Turns the values of facets into the words that people read.

use std::collections::BTreeMap;

use super::Facet;
use crate::export::{self, Language, Term};
use crate::knowledge::Knowledge;
use crate::model::{DeadlineKind, Level, Role};

/// How well papers were read.
pub(super) const QUALITIES: [Term; 3] = [
    Term { code: "clean", vi: "không có lưu ý", en: "no remarks" },
    Term { code: "remarks", vi: "có lưu ý khi đọc", en: "with remarks" },
    Term { code: "in_part", vi: "đọc được một phần", en: "read in part" },
];

/// An assignment without a deadline.
pub(super) const UNDATED: Term =
    Term { code: "undated", vi: "không nêu thời hạn", en: "no deadline given" };

/// A value of a facet and how many hits have it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FacetRow {
    /// The value, for programs and as the parameter that chooses it.
    pub value: String,
    /// In the reader's language.
    pub label: String,
    /// Exact.
    pub count: usize,
}

/// The word for a value of a facet; the value itself where nobody named it.
pub fn label(facet: Facet, value: &str, knowledge: &Knowledge, language: Language) -> String {
    let named = |terms: &[Term]| {
        let term = terms.iter().find(|term| term.code == value);
        term.map(|term| term.shown(language).to_owned())
    };
    let text = match facet {
        Facet::Province => knowledge.province(value).map(|province| province.name.clone()),
        Facet::Level => named(&levels().map(export::level)),
        Facet::Role => named(&roles().map(export::role)),
        Facet::Body => body(value, knowledge, language),
        Facet::Concept => {
            let concept = knowledge.concepts.iter().find(|concept| concept.id == value);
            concept.map(|concept| language.pick(&concept.vi, &concept.en).clone())
        }
        Facet::Section => {
            knowledge.section(value).map(|section| language.pick(&section.name, &section.english).clone())
        }
        Facet::Deadline => named(&windows()).or_else(|| quarter(value, language)),
        Facet::Quality => named(&QUALITIES),
        Facet::Kind | Facet::Year | Facet::Term => None,
    };
    text.unwrap_or_else(|| match value {
        "" => language.pick("không rõ", "not known").to_owned(),
        value => value.to_owned(),
    })
}

fn body(value: &str, knowledge: &Knowledge, language: Language) -> Option<String> {
    let named = knowledge.body(value).map(|body| (&body.name, &body.english));
    let named = named.or_else(|| knowledge.group(value).map(|group| (&group.name, &group.english)));
    named.map(|(name, english)| language.pick(name, english.first().unwrap_or(name)).clone())
}

/// `2026-Q3` as people say it.
fn quarter(value: &str, language: Language) -> Option<String> {
    let (year, quarter) = value.split_once("-Q")?;
    let roman = ["I", "II", "III", "IV"].get(quarter.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(language.pick(format!("quý {roman}/{year}"), format!("quarter {roman}/{year}")))
}

pub(super) fn levels() -> [Level; 6] {
    [Level::Central, Level::Province, Level::Department, Level::Commune, Level::Party, Level::Other]
}

pub(super) fn roles() -> [Role; 4] {
    [Role::Lead, Role::Implement, Role::Advise, Role::Coordinate]
}

/// Deadlines that have no day.
pub(super) fn windows() -> [Term; 7] {
    use DeadlineKind::{By, Done, Event, Ongoing, Period, Recurring};
    let [a, b, c, d, e, f] = [By, Period, Ongoing, Recurring, Event, Done].map(export::deadline_kind);
    [a, b, c, d, e, f, UNDATED]
}

/// The rows of a facet. Provinces are all there, with zeros, in the order of a dictionary; years and deadlines by time;
/// the others by count.
pub fn facet_rows(
    facet: Facet,
    counts: &BTreeMap<String, usize>,
    knowledge: &Knowledge,
    language: Language,
) -> Vec<FacetRow> {
    let mut counts = counts.clone();
    if facet == Facet::Province {
        for province in &knowledge.provinces {
            counts.entry(province.code.clone()).or_insert(0);
        }
    }
    let row = |(value, count): (String, usize)| FacetRow {
        label: label(facet, &value, knowledge, language),
        value,
        count,
    };
    let mut rows: Vec<FacetRow> =
        counts.into_iter().filter(|(value, _)| !value.is_empty()).map(row).collect();
    match facet {
        Facet::Province => rows.sort_by_cached_key(|row| crate::normalize::collation_key(&row.label)),
        Facet::Year | Facet::Deadline => {}
        _ => rows.sort_by_cached_key(|row| {
            (std::cmp::Reverse(row.count), crate::normalize::collation_key(&row.label))
        }),
    }
    rows
}
