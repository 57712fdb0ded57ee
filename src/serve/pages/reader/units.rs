//! Turns the provisions of a plan, and the parts that are none, into what is shown of them.

use super::marks::{Kind, Mark, Marks, Piece, cells};
use super::steps::Hits;
use super::{link, source};
use crate::export::{
    Language, deadline_kind, page_note, relation, review, role, role_basis, scan_note, shown_path,
};
use crate::model::{Assignment, HeldPlan, ReviewState, Span, UnitKind};
use crate::serve::Service;
use crate::serve::messages::Messages;
use crate::serve::pages::similar_link;

/// A provision or a part, before anything of it is written out.
pub(super) struct Stretch<'a> {
    pub(super) path: &'a str,
    pub(super) spans: &'a [Span],
    depth: usize,
    is_row: bool,
    is_provision: bool,
}

/// Provisions that are shown one below the other, or as rows of a table.
pub(super) enum Block {
    Unit(Box<Unit>),
    Table(Vec<Unit>),
}

/// A provision as it is shown.
pub(super) struct Unit {
    pub(super) path: String,
    pub(super) shown: String,
    pub(super) link: String,
    pub(super) similar: Option<String>,
    pub(super) depth: usize,
    /// Was it asked for?
    pub(super) is_wanted: bool,
    /// The page it begins on, where another did not.
    pub(super) page: Option<String>,
    /// One cell, but of rows of tables.
    pub(super) cells: Vec<Vec<Piece>>,
    /// What was read in it, in words.
    pub(super) facts: Vec<String>,
    /// How many of which.
    pub(super) summary: String,
    /// "mục II.4, trang 3": what a citation of it says beside the name of the paper.
    pub(super) place: String,
}

/// What the page is asked to show.
pub(super) struct Shown<'a> {
    pub(super) wanted: &'a str,
    pub(super) query: &'a str,
    pub(super) m: &'static Messages,
    pub(super) language: Language,
}

/// Provisions and the parts that are none, in the order of the text.
pub(super) fn stretches<'a>(held: &HeldPlan<'a>) -> Vec<Stretch<'a>> {
    let depths = super::outline::depths(held);
    let provisions = held.plan.outline.provisions.iter().zip(depths).map(|(provision, depth)| Stretch {
        path: &provision.path,
        spans: &provision.spans,
        depth,
        is_row: provision.kind == UnitKind::Row,
        is_provision: true,
    });
    let parts = held.plan.parts.iter().map(|part| Stretch {
        path: &part.path,
        spans: &part.spans,
        depth: 0,
        is_row: false,
        is_provision: false,
    });
    let mut found: Vec<Stretch<'a>> = provisions.chain(parts).collect();
    found.sort_by_key(|one| one.spans.first().map_or(0, |span| span.start));
    found
}

/// Everything that was read in the text, and the evidence.
pub(super) fn marks(held: &HeldPlan<'_>, evidence: Option<Span>, language: Language) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut mark = |span, kind, title| found.push(Mark { span, kind, title });
    for given in &held.plan.assignments {
        mark(given.quote, Kind::Body, body_words(given, language));
        if let Some(span) = given.role_quote {
            mark(span, Kind::Role, body_words(given, language));
        }
        if let Some(deadline) = &given.deadline {
            mark(deadline.span, Kind::Deadline, deadline_words(given, held.text, language));
        }
    }
    for cited in &held.plan.citations {
        let number = cited.number.as_deref().unwrap_or_default();
        mark(cited.span, Kind::Citation, format!("{} {number}", relation(cited.relation).shown(language)));
    }
    for word in &held.plan.doubtful {
        mark(word.span, Kind::Doubtful, scan_note(word.confidence, language));
    }
    for provision in held.plan.outline.provisions.iter().filter(|one| one.kind != UnitKind::Row) {
        if let Some(heading) = provision.heading.filter(|_| is_short(provision.kind)) {
            mark(heading, Kind::Heading, String::new());
        }
    }
    if let Some(span) = evidence {
        mark(span, Kind::Evidence, String::new());
    }
    found
}

/// Headings of letters and dashes are the sentence itself more often than not.
fn is_short(kind: UnitKind) -> bool {
    !matches!(
        kind,
        UnitKind::Letter | UnitKind::BracketLetter | UnitKind::Bracket | UnitKind::Dash | UnitKind::Plus
    )
}

fn body_words(given: &Assignment, language: Language) -> String {
    let (role, basis) = (role(given.role).shown(language), role_basis(given.role_basis).shown(language));
    format!("{}: {role} ({basis})", given.agency)
}

fn deadline_words(given: &Assignment, text: &str, language: Language) -> String {
    let Some(deadline) = &given.deadline else { return String::new() };
    let words = deadline.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let day = deadline.due.as_deref().map(crate::compare::shown_day);
    let last = day
        .map_or_else(String::new, |day| language.pick(format!(", hạn cuối {day}"), format!(", due {day}")));
    format!(
        "{} “{words}” ({}{last})",
        language.pick("thời hạn", "deadline"),
        deadline_kind(deadline.kind).shown(language)
    )
}

/// The words of the query in the provisions shown that match it.
pub(super) fn words(service: &Service, hits: &Hits, shown: &[Stretch<'_>], held: &HeldPlan<'_>) -> Vec<Mark> {
    let analyzer = service.analyzer(held);
    let own = shown.iter().filter(|one| hits.paths.iter().any(|path| path == one.path));
    let spans = own.flat_map(|one| hits.found.marker.marks(&analyzer, held.text, one.spans));
    spans.map(|span| Mark { span, kind: Kind::Word, title: String::new() }).collect()
}

/// The stretches as they are shown; rows that stand together are a table.
pub(super) fn blocks(
    held: &HeldPlan<'_>,
    stretches: &[Stretch<'_>],
    marks: &Marks,
    shown: &Shown<'_>,
) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut page = None;
    for one in stretches {
        let mut unit = unit(held, one, marks, shown);
        let own = one.spans.first().and_then(|span| held.plan.page(*span));
        unit.page = own.filter(|own| page != Some(*own)).map(|own| page_note(own, shown.language));
        page = one.spans.last().and_then(|span| held.plan.page(Span::new(span.end, span.end))).or(own);
        match (found.last_mut(), one.is_row) {
            (Some(Block::Table(rows)), true) if rows.last().is_none_or(|row| row.depth == unit.depth) => {
                rows.push(unit);
            }
            (_, true) => found.push(Block::Table(vec![unit])),
            (_, false) => found.push(Block::Unit(Box::new(unit))),
        }
    }
    found
}

fn unit(held: &HeldPlan<'_>, one: &Stretch<'_>, marks: &Marks, shown: &Shown<'_>) -> Unit {
    let (m, language) = (shown.m, shown.language);
    let cells = match one.is_row {
        true => cells(held.text, one.spans).into_iter().map(|cell| marks.cut(held.text, &[cell])).collect(),
        false => vec![marks.cut(held.text, one.spans)],
    };
    let (facts, summary) = facts(held, one, language);
    let page = one.spans.first().and_then(|span| held.plan.page(*span));
    Unit {
        shown: shown_path(one.path, language),
        link: link(held.id, one.path, shown.query, m),
        similar: one.is_provision.then(|| similar_link(held.id, one.path, m)),
        depth: one.depth.min(5),
        is_wanted: one.path == shown.wanted,
        page: None,
        cells,
        facts,
        summary,
        place: source::place(one.path, page, Language::Vietnamese),
        path: one.path.to_owned(),
    }
}

/// What was read in a stretch, in words, and how much of it.
fn facts(held: &HeldPlan<'_>, one: &Stretch<'_>, language: Language) -> (Vec<String>, String) {
    let inside = |span: Span| one.spans.iter().any(|own| own.overlaps(span));
    let all = held.plan.assignments.iter().chain(&held.plan.rejected);
    let given: Vec<&Assignment> = all.filter(|given| inside(given.quote)).collect();
    let cited = held.plan.citations.iter().filter(|cited| inside(cited.span));
    let assignment = |given: &&Assignment| {
        let date = given.deadline.as_ref().map(|_| deadline_words(given, held.text, language));
        let scan = held.plan.confidence(given).map(|sure| scan_note(sure, language));
        let state = given.review.state;
        let judged = (state != ReviewState::MachineRead).then(|| review(state).shown(language).to_owned());
        let parts = [Some(body_words(given, language)), date, scan, judged];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    };
    let mut facts: Vec<String> = given.iter().map(assignment).collect();
    facts.dedup();
    let assigned = facts.len();
    facts.extend(cited.map(|cited| {
        let words = cited.span.of(held.text).split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}: {words}", relation(cited.relation).shown(language))
    }));
    let counts = [
        (assigned, language.pick("lượt giao việc", "assignments")),
        (facts.len() - assigned, language.pick("viện dẫn", "citations")),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let summary: Vec<String> = counts.map(|(count, word)| format!("{count} {word}")).collect();
    (facts, summary.join(" · "))
}
