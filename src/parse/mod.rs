//! Turns a [`Document`] into a [`Plan`]: header, citations, outline, assignments, deadlines. It never fails and loses
//! no text; what is doubtful is told in the plan's diagnostics.

mod agency;
mod assignment;
mod cell;
mod citation;
mod clause;
mod date;
mod deadline;
mod definition;
mod doubt;
mod enumerator;
mod frame;
mod header;
mod identity;
mod issuer;
mod line;
mod outline;
mod own_names;
mod passage;
mod signature;
mod table;

pub use identity::plan_id;

use crate::knowledge::{Cue, Knowledge};
use crate::model::{Code, Diagnostic, Document, Part, PartKind, Plan, Span};
use frame::Instrument;
use line::Line;
use outline::Units;
use passage::{Passage, Reader};

/// Reads a plan out of a document. Spans are bytes of [`Document::text`].
pub fn parse(document: &Document, knowledge: &Knowledge) -> Plan {
    let lines = line::lines(document, knowledge);
    let instruments = frame::instruments(&lines, knowledge);
    let header = header::header(&document.text, &lines, &instruments, knowledge);
    let mut units = outline::units(&document.text, &lines, &instruments, knowledge);
    let preambles = instruments.iter().flat_map(|instrument| &lines[instrument.preamble.clone()]);
    let preambles: Vec<&Passage> = preambles.map(|line| &line.passage).collect();
    own_names::mark(&mut units.texts, &preambles, knowledge);
    let year = deadline::year_of_paper(&header.value);
    let parts = parts(&lines, &instruments);
    let mut plan =
        Plan { parts, doubtful: document.doubtful.clone(), pages: document.pages.clone(), ..Plan::default() };
    let stretches = stretches(&lines, &instruments, &units);
    for stretch in &stretches {
        let Stretch { passage, path, grounds } = stretch;
        for cited in citation::citations(passage, path, *grounds, knowledge) {
            citation::add(&mut plan.citations, cited, &document.text);
        }
        plan.definitions.extend(definition::definitions(passage, path, knowledge));
    }
    plan.assignments = assignment::assignments(&units, year, knowledge);
    plan.assignments.extend(assignment::closing(
        &closing_words(&lines, &instruments, knowledge),
        year,
        knowledge,
    ));
    plan.diagnostics = residue(document);
    plan.diagnostics.extend(document.diagnostics.iter().cloned());
    plan.diagnostics.extend(header.diagnostics);
    plan.diagnostics.extend(header::secrecy_mark_beside(document, knowledge));
    plan.diagnostics.append(&mut units.diagnostics);
    plan.header = header.value;
    let own = citation::own_number(&plan.header);
    plan.citations.retain(|citation| citation.number.is_none() || citation.number != own);
    plan.outline = std::mem::take(&mut units.outline);
    let doubts = doubt::doubts(&plan, &units, &document.text, knowledge);
    plan.diagnostics.extend(doubts);
    plan
}

/// A passage that may cite or define, and where it stands.
struct Stretch<'a> {
    passage: &'a Passage,
    path: String,
    /// Does it stand in the preamble, where "Căn cứ" makes a basis?
    grounds: bool,
}

fn stretches<'a>(lines: &'a [Line], instruments: &[Instrument], units: &'a Units) -> Vec<Stretch<'a>> {
    let mut found = Vec::new();
    for (nth, instrument) in papers(instruments) {
        let of = |passage| Stretch { passage, path: nth_path("preamble", nth), grounds: true };
        found.extend(lines[instrument.preamble.clone()].iter().map(|line| of(&line.passage)));
    }
    for (provision, text) in units.outline.provisions.iter().zip(&units.texts) {
        let of = |passage| Stretch { passage, path: provision.path.clone(), grounds: false };
        found.extend(text.passages.iter().map(of));
    }
    for (nth, instrument) in instruments.iter().enumerate() {
        let of = |passage| Stretch { passage, path: nth_path("closing", nth), grounds: false };
        found.extend(lines[instrument.closing.clone()].iter().map(|line| of(&line.passage)));
    }
    found
}

/// The instruments that are no annexes, numbered from 0.
fn papers(instruments: &[Instrument]) -> impl Iterator<Item = (usize, &Instrument)> {
    instruments.iter().filter(|instrument| instrument.annex.is_none()).enumerate()
}

/// `preamble`, `preamble~2`: the second instrument of a file has parts of its own.
fn nth_path(name: &str, nth: usize) -> String {
    if nth == 0 { name.to_owned() } else { format!("{name}~{}", nth + 1) }
}

/// The parts of the text that are no provision. The title of an annex belongs to the annex's own provision.
fn parts(lines: &[Line], instruments: &[Instrument]) -> Vec<Part> {
    let mut found = Vec::new();
    for (nth, instrument) in papers(instruments) {
        let title = instrument.head.start..instrument.preamble.start;
        let (head, preamble) = match nth {
            0 => (title, instrument.preamble.clone()),
            _ => (0..0, instrument.head.start..instrument.preamble.end),
        };
        found.push(part(PartKind::Header, "header".to_owned(), &lines[head]));
        found.push(part(PartKind::Preamble, nth_path("preamble", nth), &lines[preamble]));
    }
    for (nth, instrument) in instruments.iter().enumerate() {
        found.push(part(PartKind::Closing, nth_path("closing", nth), &lines[instrument.closing.clone()]));
    }
    found.retain(|part| !part.spans.is_empty());
    found.sort_by_key(|part| part.spans[0]);
    found
}

fn part(kind: PartKind, path: String, lines: &[Line]) -> Part {
    Part { kind, path, spans: lines.iter().flat_map(|line| line.pieces.iter().copied()).collect() }
}

/// The closing lines of running text: what stands before Nơi nhận.
fn closing_words(lines: &[Line], instruments: &[Instrument], knowledge: &Knowledge) -> Vec<Passage> {
    let begins_recipients =
        |line: &&Line| Reader { passage: &line.passage, knowledge }.cue(0, Cue::Recipients).is_some();
    let words = |instrument: &Instrument| {
        let closing = lines[instrument.closing.clone()].iter().take_while(|line| !begins_recipients(line));
        closing.map(|line| line.passage.clone()).collect::<Vec<_>>()
    };
    instruments.iter().flat_map(words).collect()
}

fn residue(document: &Document) -> Vec<Diagnostic> {
    let tell = |span: &Span| Diagnostic {
        code: Code::Residue,
        message: format!("Phần sót lại khi chuyển đổi tệp: {}", span.of(&document.text)),
        path: None,
        span: Some(*span),
    };
    document.residue.iter().map(tell).collect()
}
