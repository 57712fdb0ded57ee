//! Turns the lines of the units of an instrument into an outline: numbered units with printed paths, and the text
//! of each cut into passages.

use std::collections::{HashMap, HashSet};

use super::agency::Setting;
use super::enumerator::{Enumerator, enumerator, ordinal};
use super::frame::Instrument;
use super::line::Line;
use super::passage::{Passage, Reader};
use super::table::{self, Column, Headings, RowField, RowKind};
use crate::knowledge::{Cue, Field, Knowledge};
use crate::model::{Code, Diagnostic, Outline, Provision, ProvisionId, Span, UnitKind};

/// A provision's text in the form that the rules read.
#[derive(Debug, Clone, Default)]
pub(super) struct UnitText {
    /// Its paragraphs in order, the number left out; a label line is a paragraph of its own.
    pub(super) passages: Vec<Passage>,
}

/// The outline of a file and the text of each of its provisions, in the same order.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub(super) outline: Outline,
    pub(super) texts: Vec<UnitText>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The original text, in which the fields of rows lie.
    pub(super) original: String,
    /// The fields of units that are rows of tables.
    pub(super) rows: HashMap<ProvisionId, Vec<RowField>>,
}

/// Builds the outline of all instruments of a file.
pub(super) fn units(
    original: &str,
    lines: &[Line],
    instruments: &[Instrument],
    knowledge: &Knowledge,
) -> Units {
    let mut builder = Builder::new(original, lines, knowledge);
    for instrument in instruments {
        builder.open.clear();
        builder.prefix = None;
        builder.before = builder.printed.keys().cloned().collect();
        if let Some(name) = &instrument.annex {
            builder.open_annex(name, instrument);
        }
        for line in instrument.units.clone() {
            match &lines[line].row {
                Some((table, cells)) => builder.read_row(line, *table, cells),
                None => builder.read(line),
            }
        }
    }
    builder.finish()
}

/// A unit that may still get text and children.
struct Open {
    id: ProvisionId,
    kind: UnitKind,
    sign: char,
    label: String,
    ordinal: Option<u32>,
    /// How many dashes and pluses it holds so far.
    counted: usize,
    /// Does its text so far end with a colon?
    announces: bool,
}

struct Builder<'a> {
    original: &'a str,
    lines: &'a [Line],
    knowledge: &'a Knowledge,
    /// From which length on a line was broken by the page: [`full_length`].
    full: usize,
    open: Vec<Open>,
    prefix: Option<String>,
    outline: Outline,
    /// The stretches of each provision's paragraphs, the number left out.
    paragraphs: Vec<Vec<Vec<Span>>>,
    /// How often each path was printed.
    printed: HashMap<String, usize>,
    /// The paths printed in the instruments before the one that is read.
    before: HashSet<String>,
    diagnostics: Vec<Diagnostic>,
    rows: HashMap<ProvisionId, Vec<RowField>>,
    /// The table whose rows are being read.
    table: Option<Table>,
}

/// A table being read.
struct Table {
    number: usize,
    headings: Option<Headings>,
    /// How many units were open when it began, and the path of the last of them.
    depth: usize,
    base: String,
}

impl<'a> Builder<'a> {
    fn new(original: &'a str, lines: &'a [Line], knowledge: &'a Knowledge) -> Builder<'a> {
        Builder {
            original,
            lines,
            knowledge,
            full: full_length(lines),
            open: Vec::new(),
            prefix: None,
            outline: Outline::default(),
            paragraphs: Vec::new(),
            printed: HashMap::new(),
            before: HashSet::new(),
            diagnostics: Vec::new(),
            rows: HashMap::new(),
            table: None,
        }
    }

    fn finish(self) -> Units {
        let passages = |paragraphs: Vec<Vec<Span>>| UnitText {
            passages: paragraphs
                .iter()
                .map(|pieces| Passage::new(self.original, pieces, self.knowledge))
                .filter(|passage| !passage.words().is_empty())
                .collect(),
        };
        let original = if self.rows.is_empty() { String::new() } else { self.original.to_owned() };
        let texts: Vec<UnitText> = self.paragraphs.into_iter().map(passages).collect();
        let mut outline = self.outline;
        for (provision, text) in outline.provisions.iter_mut().zip(&texts) {
            provision.heading = heading(provision, text);
        }
        Units { outline, texts, diagnostics: self.diagnostics, original, rows: self.rows }
    }

    /// An annex is a unit itself; its title lines are its text.
    fn open_annex(&mut self, name: &str, instrument: &Instrument) {
        let first = instrument.head.start;
        let unit = Enumerator { kind: UnitKind::Annex, label: name.to_owned(), sign: ' ', length: 0 };
        self.push(first, &unit, name.to_owned(), None);
        for line in first + 1..instrument.units.start {
            self.join(line);
        }
        self.prefix = self.outline.provisions.last().map(|annex| annex.path.clone());
    }

    fn read(&mut self, line: usize) {
        match enumerator(self.lines[line].as_str()) {
            Some(found) => self.open_unit(line, found),
            None if self.is_label(line) => {
                self.close_dashes();
                self.join(line);
            }
            None => self.join(line),
        }
    }

    /// A row of a table: a heading, a group, a task, or more of the task above.
    fn read_row(&mut self, line: usize, number: usize, cells: &[Span]) {
        if self.table.as_ref().is_none_or(|table| table.number != number) {
            self.begin_table(number);
        }
        let known = self.table.as_ref().and_then(|table| table.headings.as_ref());
        match table::row(self.original, cells, known, self.knowledge) {
            RowKind::Heading(headings) => {
                if let Some(table) = &mut self.table {
                    table.headings = Some(headings);
                }
                self.keep(line);
            }
            RowKind::Group(number, title) => self.group(line, number, title),
            RowKind::Task(fields) => self.task_row(line, fields),
            RowKind::More(fields) => self.more(line, fields),
            RowKind::Unread => self.unread(line),
        }
    }

    /// Rows of a table count on where the table before stood in the same unit; so its headings hold.
    fn begin_table(&mut self, number: usize) {
        let before = self.table.take();
        let depth = before.as_ref().map_or(self.open.len(), |table| table.depth.min(self.open.len()));
        let in_table = self.open.last().is_some_and(|unit| self.rows.contains_key(&unit.id));
        let depth = if in_table { depth } else { self.open.len() };
        let base =
            self.open.get(depth.wrapping_sub(1)).map(|unit| self.outline.provisions[unit.id.0].path.clone());
        let base = base.unwrap_or_default();
        let headings = before.filter(|table| in_table && table.base == base).and_then(|table| table.headings);
        self.table = Some(Table { number, headings, depth, base });
    }

    /// A row under a merged task cell: with bodies of its own it is a task of its own, else more of the one above.
    fn more(&mut self, line: usize, fields: Vec<RowField>) {
        let last = self.open.last().map(|unit| unit.id).and_then(|id| self.rows.get_mut(&id));
        let Some(above) = last else { return self.unread(line) };
        let has_role =
            |fields: &[RowField]| fields.iter().any(|field| matches!(field.heading.column, Column::Role(_)));
        if !has_role(&fields) {
            above.extend(fields);
            return self.keep(line);
        }
        let missing = |field: &&RowField| {
            let merged = matches!(field.heading.column, Column::Task | Column::Time);
            merged && fields.iter().all(|own| own.heading.column != field.heading.column)
        };
        let mut whole: Vec<RowField> = above.iter().filter(missing).copied().collect();
        whole.extend(fields);
        self.task_row(line, whole);
    }

    /// Keeps the words of a row with the unit that is open; no rule reads them.
    fn keep(&mut self, line: usize) {
        if let Some(unit) = self.open.last() {
            self.outline.provisions[unit.id.0].spans.extend(&self.lines[line].pieces);
        }
    }

    fn unread(&mut self, line: usize) {
        let told = self.diagnostics.last().is_some_and(|last| last.code == Code::TableUnread);
        if !told {
            let path = self.open.last().map(|unit| self.outline.provisions[unit.id.0].path.clone());
            let message =
                "Không nhận ra các cột của bảng; chữ trong bảng vẫn được giữ và tìm được.".to_owned();
            self.tell(Code::TableUnread, message, line, &path.unwrap_or_default());
        }
        self.keep(line);
    }

    /// "I | Cải cách thể chế": a unit that holds the rows after it. Without a number it only heads them.
    fn group(&mut self, line: usize, number: Option<Span>, title: Span) {
        let depth = self.table.as_ref().map_or(0, |table| table.depth);
        let text = number.map_or("", |number| number.of(self.original).trim()).to_owned();
        let label = text.trim_end_matches(['.', ')']).to_owned();
        let kind = match super::enumerator::roman_value(&label) {
            Some(_) => UnitKind::Roman,
            None if label.chars().all(char::is_alphabetic) => UnitKind::Upper,
            None => UnitKind::Number(1),
        };
        if label.is_empty() {
            self.open.truncate(depth);
            self.keep(line);
            return;
        }
        self.open.truncate(depth);
        let found = Enumerator { kind, label, sign: '.', length: text.len() };
        let path = self.path(&found);
        let path = self.unrepeated(path, line);
        self.push(line, &found, path, None);
        self.set_paragraph(title);
    }

    fn set_paragraph(&mut self, words: Span) {
        if let Some(paragraphs) = self.paragraphs.last_mut() {
            *paragraphs = vec![vec![words]];
        }
    }

    fn task_row(&mut self, line: usize, fields: Vec<RowField>) {
        let in_group = |unit: &Open| unit.kind != UnitKind::Row;
        let keep = self.open.iter().rposition(in_group).map_or(0, |at| at + 1);
        self.open.truncate(keep);
        let base = self.table.as_ref().map_or_else(String::new, |table| table.base.clone());
        let is_annex = self.prefix.as_ref() == Some(&base);
        let base = if is_annex { format!("{base}:") } else { base };
        let count = self.printed.entry(format!("{base}#")).or_insert(0);
        *count += 1;
        let path = format!("{base}#{count}");
        let number = fields.iter().find(|field| field.heading.column == Column::Number);
        let length = number.map_or(0, |field| field.span.of(self.original).trim().len());
        let starts = number
            .is_some_and(|field| Some(field.span.start) == self.lines[line].pieces.first().map(|p| p.start));
        let length = if starts { length.min(self.lines[line].as_str().len()) } else { 0 };
        let found = Enumerator { kind: UnitKind::Row, label: String::new(), sign: ' ', length };
        self.push(line, &found, path, None);
        let task = fields.iter().find(|field| field.heading.column == Column::Task);
        let others =
            fields.iter().filter(|field| !matches!(field.heading.column, Column::Task | Column::Number));
        if let Some(paragraphs) = self.paragraphs.last_mut() {
            *paragraphs = task.into_iter().chain(others).map(|field| vec![field.span]).collect();
        }
        if let Some(unit) = self.open.last() {
            self.rows.insert(unit.id, fields);
        }
    }

    /// "Cơ quan chủ trì: …" without a dash belongs to the numbered unit.
    fn is_label(&self, line: usize) -> bool {
        label_of(&self.lines[line].passage, self.knowledge).is_some()
    }

    /// "Giao …", "Đề nghị …" or "Sở X chủ trì …" with a capital begins a sentence of its own.
    fn assigns(&self, line: usize) -> bool {
        let reader = Reader { passage: &self.lines[line].passage, knowledge: self.knowledge };
        let capital = self.lines[line].as_str().starts_with(char::is_uppercase);
        let subject = || {
            let bodies = reader.bodies(0, Setting::Clause);
            bodies.is_some_and(|bodies| reader.cue_of(bodies.end, SUBJECT_CUES).is_some())
        };
        capital
            && (reader.cue_of(0, &[Cue::Assign, Cue::Request]).is_some()
                || (line > 0 && !self.awaits_body(line - 1) && subject()))
    }

    /// Does the line end with a word behind which a body goes on ("phối hợp với", "của", "và", a comma)?
    fn awaits_body(&self, line: usize) -> bool {
        let passage = &self.lines[line].passage;
        let reader = Reader { passage, knowledge: self.knowledge };
        let end = passage.words().len();
        let tied = |at: usize| AWAITING.iter().any(|&cue| reader.cue(at, cue) == Some(end));
        end > 0 && (passage.is_sign(end - 1, ',') || (end.saturating_sub(LONGEST_TIE)..end).any(tied))
    }

    fn close_dashes(&mut self) {
        let keep =
            self.open.iter().rposition(|unit| unit.kind.is_numbered()).map_or(self.open.len(), |at| at + 1);
        self.open.truncate(keep);
    }

    fn open_unit(&mut self, line: usize, mut found: Enumerator) {
        self.reread_capital(&mut found);
        let keep = self.parent_depth(&found);
        let before = self.open.get(keep).filter(|unit| unit.kind == found.kind).and_then(|unit| unit.ordinal);
        self.open.truncate(keep);
        let number = ordinal(found.kind, &found.label);
        let path = self.path(&found);
        self.check_order(line, &found, before, number, &path);
        let path = self.unrepeated(path, line);
        self.push(line, &found, path, number);
    }

    /// `C.` after `B.` is the letter, not one hundred; `I.` after `H.` likewise.
    fn reread_capital(&self, found: &mut Enumerator) {
        let follows = |unit: &Open| {
            let (before, now) = (unit.label.chars().next(), found.label.chars().next());
            unit.kind == UnitKind::Upper
                && before.zip(now).is_some_and(|(b, n)| u32::from(b) + 1 == u32::from(n))
        };
        if found.kind == UnitKind::Roman && found.label.len() == 1 && self.open.iter().any(follows) {
            found.kind = UnitKind::Upper;
        }
    }

    /// How many of the open units stay open: the last of them is the new unit's parent.
    fn parent_depth(&self, found: &Enumerator) -> usize {
        match found.kind {
            UnitKind::Dash => self.depth_below(|kind| kind.is_numbered()),
            UnitKind::Plus => self.depth_below(|kind| kind != UnitKind::Plus),
            _ => self.numbered_depth(found),
        }
    }

    fn depth_below(&self, stays: impl Fn(UnitKind) -> bool) -> usize {
        self.open.iter().rposition(|unit| stays(unit.kind)).map_or(0, |at| at + 1)
    }

    fn numbered_depth(&self, found: &Enumerator) -> usize {
        let number = ordinal(found.kind, &found.label);
        if self.opens_list(found, number) {
            return self.open.len();
        }
        let same = |signs_too: bool| {
            self.open.iter().rposition(|u| u.kind == found.kind && (!signs_too || u.sign == found.sign))
        };
        if let Some(at) = same(true) {
            return at;
        }
        if let Some(at) = self.open.iter().rposition(|unit| is_prefix(&unit.label, &found.label)) {
            return at + 1;
        }
        if let Some(at) = same(false) {
            let continues = number.is_some() && number == self.open[at].ordinal.map(|before| before + 1);
            return if continues { at } else { at + 1 };
        }
        self.open.iter().position(|unit| unit.kind >= found.kind).unwrap_or(self.open.len())
    }

    /// A list that its unit announces with a colon starts inside it: "gồm các nhiệm vụ: 1. …".
    fn opens_list(&self, found: &Enumerator, number: Option<u32>) -> bool {
        let small = found.kind > UnitKind::Article;
        let deeper = |unit: &Open| unit.announces && (unit.kind, unit.sign) != (found.kind, found.sign);
        small && number == Some(1) && self.open.last().is_some_and(deeper)
    }

    /// The printed path (`plan-json.md`, Paths).
    fn path(&mut self, found: &Enumerator) -> String {
        let parent = self.open.last_mut();
        if let (UnitKind::Dash | UnitKind::Plus, Some(parent)) = (found.kind, parent) {
            parent.counted += 1;
            let sign = if found.kind == UnitKind::Dash { '-' } else { '+' };
            let up = &self.outline.provisions[parent.id.0].path;
            return format!("{up}/{sign}{}", parent.counted);
        }
        let label = found.label.rsplit('.').next().unwrap_or_default();
        match (found.kind, self.open.last()) {
            (UnitKind::Dash | UnitKind::Plus, None) => format!("/-{}", self.outline.provisions.len() + 1),
            (UnitKind::Article, _) | (_, None) => self.top_path(&found.label),
            (_, Some(parent)) if parent.kind == UnitKind::Annex => self.top_path(&found.label),
            (_, Some(parent)) => format!("{}.{label}", self.outline.provisions[parent.id.0].path),
        }
    }

    fn top_path(&self, label: &str) -> String {
        self.prefix.as_ref().map_or_else(|| label.to_owned(), |annex| format!("{annex}:{label}"))
    }

    /// A number that comes twice under one parent gets `~2`.
    fn unrepeated(&mut self, path: String, line: usize) -> String {
        let count = self.printed.entry(path.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            return path;
        }
        let renamed = format!("{path}~{count}");
        // Each instrument of a file counts its articles anew.
        if *count == 2 && self.before.contains(&path) {
            return renamed;
        }
        let message = format!("Số thứ tự lặp lại: đã có mục {path} ở trên.");
        self.tell(Code::EnumeratorRepeated, message, line, &renamed);
        renamed
    }

    /// Tells of a number left out (a, b, d).
    fn check_order(
        &mut self,
        line: usize,
        found: &Enumerator,
        before: Option<u32>,
        now: Option<u32>,
        path: &str,
    ) {
        let (Some(before), Some(now)) = (before, now) else { return };
        let skips_the_letter_d = found.kind == UnitKind::Letter && matches!((before, now), (4, 6));
        if now > before + 1 && !skips_the_letter_d {
            let message =
                format!("Số thứ tự bị nhảy trước “{}”.", self.lines[line].as_str()[..found.length].trim());
            self.tell(Code::EnumeratorGap, message, line, path);
        }
    }

    fn tell(&mut self, code: Code, message: String, line: usize, path: &str) {
        let span = self.lines[line].pieces.first().copied();
        self.diagnostics.push(Diagnostic { code, message, path: Some(path.to_owned()), span });
    }

    fn push(&mut self, line: usize, found: &Enumerator, path: String, ordinal: Option<u32>) {
        let id = ProvisionId(self.outline.provisions.len());
        let parent = self.open.last().map(|unit| unit.id);
        let text = &self.lines[line].passage.text;
        self.outline.provisions.push(Provision {
            path,
            kind: found.kind,
            num: text.text[..found.length].to_owned(),
            num_span: text.original(0..found.length),
            heading: None,
            spans: self.lines[line].pieces.clone(),
            parent,
            children: Vec::new(),
        });
        if let Some(parent) = parent {
            self.outline.provisions[parent.0].children.push(id);
        }
        self.paragraphs.push(vec![self.lines[line].pieces_after(found.length)]);
        self.open.push(Open {
            id,
            kind: found.kind,
            sign: found.sign,
            label: found.label.clone(),
            ordinal,
            counted: 0,
            announces: text.text.ends_with(':'),
        });
    }

    /// Adds a line without a number to the unit that is open; before any unit is open there is none to add it to,
    /// and [`Instrument::units`] begins with a unit.
    fn join(&mut self, line: usize) {
        let Some(unit) = self.open.last_mut() else { return };
        unit.announces = self.lines[line].as_str().ends_with(':');
        let id = unit.id;
        let pieces = &self.lines[line].pieces;
        self.outline.provisions[id.0].spans.extend(pieces);
        let wraps = line > 0
            && wraps(&self.lines[line - 1], &self.lines[line], self.full)
            && !self.is_label(line)
            && !self.assigns(line);
        let paragraphs = &mut self.paragraphs[id.0];
        match paragraphs.last_mut() {
            Some(last) if wraps => last.extend(pieces),
            _ => paragraphs.push(pieces.clone()),
        }
    }
}

/// What follows the subject of a sentence.
const SUBJECT_CUES: &[Cue] = &[Cue::Lead, Cue::LeadImplied, Cue::Duty];
/// What ties a body to the words before it.
const AWAITING: &[Cue] =
    &[Cue::With, Cue::And, Cue::Of, Cue::By, Cue::Assign, Cue::Request, Cue::Send, Cue::Opener];
/// The longest of them, in words.
const LONGEST_TIE: usize = 5;

/// `1.1` stands in `1`, `1.1.2` in `1.1`.
fn is_prefix(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).and_then(|rest| rest.strip_prefix('.')).is_some_and(|rest| !rest.contains('.'))
}

/// How long a line must be, in characters, to have been broken by the page where lines are whole paragraphs.
const FULL_LINE: usize = 60;
/// The longest line, in characters, of a text that was broken by its right margin.
const WIDEST_MARGIN: usize = 140;

/// From which length on, in characters, a line with the first word of the next was too long for its page: in a text
/// broken by its margin nearly the width of that (the width of letters varies), else [`FULL_LINE`].
fn full_length(lines: &[Line]) -> usize {
    let longest = lines
        .iter()
        .filter(|line| line.row.is_none())
        .map(|line| line.as_str().chars().count())
        .max()
        .unwrap_or(0);
    if longest > WIDEST_MARGIN { FULL_LINE } else { FULL_LINE.max(longest * 17 / 20) }
}

/// Does `next` go on with the sentence of `line` (a break by the margin or by the page)?
fn wraps(line: &Line, next: &Line, full: usize) -> bool {
    let ended = line.as_str().ends_with(['.', ';', ':', '!', '?']);
    let small = next.as_str().starts_with(char::is_lowercase);
    let length = |text: &str| text.chars().count();
    let first = next.as_str().split(' ').next().unwrap_or_default();
    let filled = length(line.as_str()) + 1 + length(first) > full;
    let full = !line.whole && !next.gap_before && filled;
    let comma = line.as_str().ends_with(',') && !next.gap_before;
    (small && !line.as_str().ends_with(['.', ';'])) || (!ended && full) || comma
}

/// The field that a passage is the label or the labeled line of, and the word where its content begins: "Cơ quan
/// chủ trì: …", or a heading that is the label and nothing else.
pub(super) fn label_of(passage: &Passage, knowledge: &Knowledge) -> Option<(Field, usize)> {
    let reader = Reader { passage, knowledge };
    let (field, end) = reader.field(0)?;
    let closes = passage.is_sign(end, ':');
    (closes || end == passage.words().len()).then_some((field, end + usize::from(closes)))
}

/// A label in a passage: the field it names, its first word and the first word of its content.
pub(super) struct Label {
    pub(super) field: Field,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The labels of a passage: the one it begins with, and those that open a further field in the same line ("Cơ quan chủ
/// trì: A; cơ quan phối hợp: B").
pub(super) fn labels(reader: Reader<'_>) -> Vec<Label> {
    let passage = reader.passage;
    let mut found: Vec<Label> = Vec::new();
    if let Some((field, end)) = label_of(passage, reader.knowledge) {
        found.push(Label { field, start: 0, end });
    }
    let mut at = found.first().map_or(0, |label| label.end);
    while at < passage.words().len() {
        let label =
            reader.field(at).filter(|&(_, end)| passage.is_sign(end, ':') && opens_field(passage, at));
        if let Some((field, end)) = label {
            found.push(Label { field, start: at, end: end + 1 });
        }
        at = label.map_or(at + 1, |(_, end)| end + 1);
    }
    found
}

/// Does a sign that ends a field stand before this word?
fn opens_field(passage: &Passage, at: usize) -> bool {
    at > 0 && ([';', '.', ',', '(', '-', '*'].iter().any(|&sign| passage.is_sign(at - 1, sign)))
}

/// The longest a heading may be, in characters: the longest heading line of the provisions that we have seen is 230.
const LONGEST_HEADING: usize = 400;

/// The first paragraph, where it names what follows: other units or paragraphs come after it, or it is no sentence.
fn heading(provision: &Provision, text: &UnitText) -> Option<Span> {
    let first = text.passages.first()?;
    if provision.kind == UnitKind::Row {
        return Some(first.span(0..first.words().len()));
    }
    let names =
        !provision.children.is_empty() || text.passages.len() > 1 || !first.as_str().ends_with(['.', ';']);
    let short = first.as_str().chars().count() <= LONGEST_HEADING;
    (names && short).then(|| first.span(0..first.words().len()))
}
