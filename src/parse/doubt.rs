//! Turns what was read into what a careful reader would doubt: bodies no list holds, dates that cannot be, symbols that
//! no rule of document numbers allows.

use std::collections::BTreeSet;

use super::deadline;
use super::outline::{Units, labels};
use super::passage::{Passage, Reader};
use crate::knowledge::{Field, Knowledge};
use crate::model::{Assignment, Citation, Code, Diagnostic, Plan, Provision, Span};
use crate::normalize::lower_key;

/// The doubts about a plan whose parts have been read. `original` is the text that spans point into.
pub(super) fn doubts(plan: &Plan, units: &Units, original: &str, knowledge: &Knowledge) -> Vec<Diagnostic> {
    let mut found = unknown_bodies(plan, knowledge);
    found.extend(past_deadlines(plan, original));
    for (provision, text) in plan.outline.provisions.iter().zip(&units.texts) {
        for passage in &text.passages {
            found.extend(unreadable_fields(provision, Reader { passage, knowledge }));
            found.extend(impossible_dates(provision, passage));
        }
    }
    found.extend(plan.citations.iter().filter_map(|citation| misprinted(citation, original, knowledge)));
    found
}

fn path_of(plan: &Plan, row: &Assignment) -> Option<String> {
    let place = row.place.or(row.task);
    Some(place.map_or_else(|| "closing".to_owned(), |id| plan.outline.get(id).path.clone()))
}

/// Each body that the knowledge files do not hold, once.
fn unknown_bodies(plan: &Plan, knowledge: &Knowledge) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let rows = plan.assignments.iter().filter(|row| !row.group && row.body_id.is_none());
    let fresh = rows.filter(|row| seen.insert(row.agency.as_str()));
    let tell = |row: &Assignment| {
        let begun = format!("{} ", lower_key(&row.agency));
        let several = knowledge.bodies.iter().filter(|body| begins(&body.name, &begun)).count() > 1;
        let (code, message) = if several {
            (Code::AgencyAmbiguous, format!("“{}” có thể là nhiều cơ quan; giữ nguyên như in.", row.agency))
        } else {
            (
                Code::AgencyUnknown,
                format!("“{}” không có trong danh mục cơ quan; giữ nguyên như in.", row.agency),
            )
        };
        Diagnostic { code, message, path: path_of(plan, row), span: Some(row.quote) }
    };
    fresh.map(tell).collect()
}

/// Does a name begin with these words ("Ban Quản lý ", "Ủy ban nhân dân "), given as a lower key?
fn begins(name: &str, words: &str) -> bool {
    lower_key(name).starts_with(words)
}

/// Deadlines that lie before the paper's own date, each once.
fn past_deadlines(plan: &Plan, original: &str) -> Vec<Diagnostic> {
    let Some(date) = plan.header.date.as_ref() else { return Vec::new() };
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for row in &plan.assignments {
        let Some(deadline) = row.deadline.as_ref() else { continue };
        let past = deadline.due.as_ref().is_some_and(|due| due < &date.from);
        if past && seen.insert(deadline.span) {
            let message =
                format!("Thời hạn “{}” sớm hơn ngày ban hành văn bản.", deadline.span.of(original).trim());
            let (path, span) = (path_of(plan, row), Some(deadline.span));
            found.push(Diagnostic { code: Code::DeadlinePast, message, path, span });
        }
    }
    found
}

/// A field for the time whose words say no date that we can read ("theo kế hoạch của Sở").
fn unreadable_fields(provision: &Provision, reader: Reader<'_>) -> Vec<Diagnostic> {
    let passage = reader.passage;
    let labels = labels(reader);
    let mut found = Vec::new();
    for (at, label) in labels.iter().enumerate().filter(|(_, label)| label.field == Field::Time) {
        let end = labels.get(at + 1).map_or(passage.words().len(), |next| next.start);
        let words = label.end..end;
        // Without a year in the paper a date may lack one: any year does for the question whether it can be read.
        if words.is_empty() || deadline::of_field(passage, words.clone(), Some(2000)).is_some() {
            continue;
        }
        let message = format!("Không đọc được thời hạn: “{}”.", passage.printed(words.clone()));
        found.push(unreadable(provision, message, passage.span(words)));
    }
    found
}

fn impossible_dates(provision: &Provision, passage: &Passage) -> Vec<Diagnostic> {
    let tell = |range: std::ops::Range<usize>| {
        let message = format!("Ngày không có trong lịch: “{}”.", &passage.as_str()[range.clone()]);
        unreadable(provision, message, passage.text.original(range))
    };
    deadline::impossible(passage.as_str()).into_iter().map(tell).collect()
}

fn unreadable(provision: &Provision, message: String, span: Span) -> Diagnostic {
    Diagnostic {
        code: Code::DeadlineUnreadable,
        message,
        path: Some(provision.path.clone()),
        span: Some(span),
    }
}

/// A symbol that does not fit the kind printed before it: "Nghị định số 63/2026/ND-CP", "Chỉ thị số 49-NQ/TW".
fn misprinted(citation: &Citation, original: &str, knowledge: &Knowledge) -> Option<Diagnostic> {
    // A number alone ("Đề án số 08") prints no symbol that could be wrong.
    let number = citation.number.as_ref().filter(|number| number.contains(['/', '-']))?;
    let printed = crate::normalize::normalize(citation.span.of(original)).text;
    let kind =
        knowledge.kinds.iter().filter(|kind| printed.starts_with(&kind.name)).max_by_key(|k| k.name.len())?;
    // "Thông tư liên tịch", "Kế hoạch hành động": another kind than the one it begins like.
    let rest = printed[kind.name.len()..].trim_start();
    let direct = rest.starts_with(number.as_str()) || rest.to_lowercase().starts_with("số");
    let known = |part: &str| {
        kind.symbols.iter().any(|symbol| symbol.to_lowercase() == part.to_lowercase())
            || part.to_uppercase().starts_with("QH")
            || part.starts_with("UBTVQH")
    };
    let fits = number.split(['/', '-']).any(known);
    if !direct || kind.symbols.is_empty() || fits {
        return None;
    }
    let message = format!("Ký hiệu “{number}” không khớp với tên loại “{}”.", kind.name);
    let (path, span) = (Some(citation.path.clone()), Some(citation.span));
    Some(Diagnostic { code: Code::CitationMisprinted, message, path, span })
}
