//! Turns the first and the last page into the header: kind, issuer, number, date, subject, signer, recipients
//! (Nghị định 30/2020/NĐ-CP, Phụ lục I, II).

use std::sync::LazyLock;

use regex::Regex;

use super::cell::cells;
use super::date::{Day, month_bounds, year_bounds};
use super::frame::{HEAD_LINES, Instrument};
use super::issuer::{Issuer, Unit, issuer_by_symbol, issuer_of_cells};
use super::line::{Line, is_capitals};
use super::passage::{Passage, Reader};
use super::signature::Foot;
use crate::knowledge::{Cue, Knowledge, Place};
use crate::model::{Aside, AsideKind, Code, DateBounds, Diagnostic, Document, Header, Level, Parsed, Span};
use crate::normalize::WordKind;

/// Reads the header of a file; `original` is the text that the spans of the lines point into.
pub(super) fn header(
    original: &str,
    lines: &[Line],
    instruments: &[Instrument],
    knowledge: &Knowledge,
) -> Parsed<Header> {
    let Some(first) = instruments.first() else {
        return Parsed { value: Header::default(), diagnostics: Vec::new() };
    };
    let page = Page { original, lines, first, titled: titled(instruments, knowledge), knowledge };
    let province = page.province();
    let mut header = page.read(province.as_ref());
    let signed = instruments.iter().find(|instrument| !instrument.closing.is_empty());
    if let Some(closing) = signed.map(|instrument| &lines[instrument.closing.clone()]) {
        let foot = Foot::new(original, closing, knowledge);
        header.recipients = foot.recipients();
        header.signatory = foot.signatory();
    }
    let mut diagnostics = diagnostics(&header, province.as_ref());
    diagnostics.extend(page.secrecy_mark());
    Parsed { value: header, diagnostics }
}

/// The instrument whose kind and subject are the file's: the plan attached to a decision, else the first.
fn titled<'a>(instruments: &'a [Instrument], knowledge: &Knowledge) -> &'a Instrument {
    let first = &instruments[0];
    let enacts = first.kind.as_ref().is_some_and(|kind| begins_with(kind, Cue::EnactingKind, knowledge));
    let attached = instruments.iter().skip(1).find(|later| later.annex.is_none() && later.kind.is_some());
    attached.filter(|_| enacts).unwrap_or(first)
}

fn begins_with(text: &str, cue: Cue, knowledge: &Knowledge) -> bool {
    let passage = Passage::new(text, &[Span::new(0, text.len())], knowledge);
    Reader { passage: &passage, knowledge }.cue(0, cue).is_some()
}

struct Page<'a> {
    original: &'a str,
    lines: &'a [Line],
    first: &'a Instrument,
    titled: &'a Instrument,
    knowledge: &'a Knowledge,
}

struct Number {
    number: Option<String>,
    symbol: String,
}

/// A province as named on the page.
struct Named {
    name: String,
    kind: String,
    /// What is printed, where that is not how the province is spelled.
    misprint: Option<String>,
}

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let party = r"(?P<party>\d{0,5})\s*-\s*(?P<party_symbol>\p{Lu}{2,4}/\p{Lu}{2,6}(?:-[\p{Lu}]+)?)";
    let state = r"(?P<number>\d{0,5})[\s.…_]*/\s*(?P<symbol>(?:\d{4}/)?\p{Lu}[\p{L}\d&]*(?:\s?-\s?\p{Lu}[\p{L}\d&]*)*)";
    Regex::new(&format!(r"^(?:.*\s)?(?:Số|SỐ)\s*:?\s*(?:{party}|{state})")).ok()
});

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let blank = r"[\s.…_]*";
    Regex::new(&format!(
        r"(?P<place>\p{{L}}[\p{{L}}\s.-]{{1,40}}?)?,?\s*(?P<raw>(?:ngày|Ngày){blank}(?P<day>\d{{1,2}})?{blank}tháng{blank}(?P<month>\d{{1,2}})?{blank}năm{blank}(?P<year>\d{{4}}))"
    ))
    .ok()
});

impl Page<'_> {
    fn read(&self, province: Option<&Named>) -> Header {
        let number = self.number();
        let issuer = self.issuer(number.as_ref(), province);
        let central = issuer.as_ref().is_some_and(|issuer| issuer.level == Level::Central);
        Header {
            kind: self.titled.kind.clone().or_else(|| self.letter_subject().map(|_| LETTER.to_owned())),
            level: issuer.as_ref().map_or(Level::Other, |issuer| issuer.level),
            issuing_body: issuer.map(|issuer| issuer.name),
            province: province.filter(|_| !central).map(|place| place.name.clone()),
            number: number.as_ref().and_then(|found| found.number.clone()),
            symbol: number.map(|found| found.symbol),
            date: self.date().map(|(date, _)| date),
            subject: self.subject(),
            sample: self.is_sample(),
            ..Header::default()
        }
    }

    /// The lines above the kind, and the kind line.
    fn head(&self) -> &[Line] {
        let Instrument { head, preamble, .. } = self.first;
        let whole = if head.is_empty() && self.first.kind_line.is_none() { preamble } else { head };
        &self.lines[whole.start..whole.end.min(whole.start + HEAD_LINES)]
    }

    fn number(&self) -> Option<Number> {
        let found = self.head().iter().find_map(|line| NUMBER.as_ref()?.captures(line.as_str()))?;
        let symbol = found.name("symbol").or(found.name("party_symbol"))?.as_str().replace(' ', "");
        let number =
            found.name("number").or(found.name("party")).map(|n| n.as_str()).filter(|n| !n.is_empty());
        Some(Number { number: number.map(str::to_owned), symbol })
    }

    /// The date at the head and the place printed before it.
    fn date(&self) -> Option<(DateBounds, String)> {
        let found = self.head().iter().find_map(|line| DATE.as_ref()?.captures(line.as_str()))?;
        let part =
            |name| found.name(name).and_then(|part: regex::Match<'_>| part.as_str().parse::<u16>().ok());
        let year = part("year").filter(|year| (1900..2200).contains(year))?;
        let month = part("month").and_then(|month| u8::try_from(month).ok()).filter(|m| (1..=12).contains(m));
        let day =
            part("day").zip(month).and_then(|(day, month)| Day::new(year, month, u8::try_from(day).ok()?));
        let (from, to) = match (day, month) {
            (Some(day), _) => (day, day),
            (None, Some(month)) => month_bounds(year, month),
            (None, None) => year_bounds(year),
        };
        let raw = found.name("raw").map_or("", |raw| raw.as_str()).to_owned();
        let place = found.name("place").map_or("", |place| place.as_str()).trim().to_owned();
        Some((DateBounds { raw, from: from.to_string(), to: to.to_string() }, place))
    }

    /// The province: of the place before the date, else named in the head, the subject or the grounds.
    fn province(&self) -> Option<Named> {
        let place = self.date().map(|(_, place)| place).filter(|place| !place.is_empty());
        if let Some(named) = place.and_then(|place| self.place_at_end(&place)) {
            return Some(named);
        }
        let subject = self.titled.subject.clone();
        let grounds = self.first.preamble.clone().chain(self.titled.preamble.clone());
        let lines = self.head().iter().chain(&self.lines[subject]).chain(grounds.map(|at| &self.lines[at]));
        lines.into_iter().find_map(|line| self.place_inside(line))
    }

    /// The place before the date may follow other words on its line ("Số /QĐ-UBND Sơn La, ngày …").
    fn place_at_end(&self, text: &str) -> Option<Named> {
        let starts = text
            .char_indices()
            .filter(|&(at, c)| c.is_uppercase() && !text[..at].ends_with(char::is_alphanumeric));
        starts.into_iter().find_map(|(at, _)| self.whole_place(&text[at..]))
    }

    fn whole_place(&self, text: &str) -> Option<Named> {
        let keyed = self.knowledge.places.key(text);
        let found = self.knowledge.places.longest(&keyed, 0, |_| true)?;
        (found.words.end == keyed.words.len()).then(|| self.named(found.value, text))
    }

    /// "tỉnh X", "thành phố X" in a line, in capitals or not.
    fn place_inside(&self, line: &Line) -> Option<Named> {
        let reader = Reader { passage: &line.passage, knowledge: self.knowledge };
        let words = line.passage.words();
        (0..words.len()).find_map(|at| {
            let name = reader.cue(at, Cue::PlaceUnit)?;
            let start = words.get(name)?.range.start;
            let keyed = self.knowledge.places.key(&line.as_str()[start..]);
            let found = self.knowledge.places.longest(&keyed, 0, |_| true)?;
            let end = keyed.words[found.words.end - 1].range.end;
            Some(self.named(found.value, &line.as_str()[start..start + end]))
        })
    }

    fn named(&self, place: Place, printed: &str) -> Named {
        let (name, kind) = match place {
            Place::Today(at) => (&self.knowledge.provinces[at].name, &self.knowledge.provinces[at].kind),
            Place::Former(at) => {
                (&self.knowledge.former_provinces[at].name, &self.knowledge.former_provinces[at].kind)
            }
        };
        let right = crate::normalize::lower_key(printed) == crate::normalize::lower_key(name);
        Named { name: name.clone(), kind: kind.clone(), misprint: (!right).then(|| printed.to_owned()) }
    }

    /// The issuing body: printed in capitals over the grounds or in the head, else known by the symbol.
    fn issuer(&self, number: Option<&Number>, province: Option<&Named>) -> Option<Issuer> {
        let unit = province.map(|named| Unit { name: &named.name, kind: &named.kind });
        let grounds = &self.lines[self.first.preamble.clone()];
        let over_grounds = grounds
            .iter()
            .find_map(|line| issuer_of_cells(&[line.as_str().to_owned()], unit, self.knowledge));
        let symbol = number.map(|number| number.symbol.as_str());
        over_grounds
            .or_else(|| issuer_of_cells(&self.issuer_cells(), unit, self.knowledge))
            .or_else(|| symbol.and_then(|symbol| issuer_by_symbol(symbol, unit, self.knowledge)))
    }

    /// The cells of the head that may name the issuer: neither motto nor number nor secrecy mark.
    fn issuer_cells(&self) -> Vec<String> {
        let other = |cell: &str| {
            let passage = Passage::new(cell, &[Span::new(0, cell.len())], self.knowledge);
            let reader = Reader { passage: &passage, knowledge: self.knowledge };
            cell.contains('/') || reader.cue_of(0, &[Cue::Motto, Cue::Secrecy, Cue::Stamp]).is_some()
        };
        let cells = self.head().iter().flat_map(|line| cells(self.original, line));
        cells.map(|cell| before_motto(&cell, self.knowledge)).filter(|cell| !other(cell)).collect()
    }

    /// Does a line before the body say that it is a sample?
    fn is_sample(&self) -> bool {
        let says = |line: &Line| {
            let reader = Reader { passage: &line.passage, knowledge: self.knowledge };
            (0..line.passage.words().len()).any(|at| reader.cue(at, Cue::Sample).is_some())
        };
        self.lines[self.first.head.start..self.first.preamble.end].iter().any(says)
    }

    fn subject(&self) -> Option<String> {
        let on_kind_line =
            self.titled.kind_line.map(|at| self.lines[at].as_str()[self.titled.kind_length..].trim());
        let rest = self.lines[self.titled.subject.clone()].iter().map(Line::as_str);
        let words: Vec<&str> = on_kind_line
            .into_iter()
            .chain(rest)
            .filter(|text| text.chars().any(char::is_alphanumeric))
            .collect();
        let subject = words.join(" ");
        if subject.is_empty() { self.letter_subject() } else { Some(subject) }
    }

    /// The subject of a letter, which prints no kind: "V/v …" in the left column, over one or more lines.
    fn letter_subject(&self) -> Option<String> {
        if self.titled.kind_line.is_some() {
            return None;
        }
        let mut found: Option<String> = None;
        for line in self.head() {
            let columns = cells(self.original, line);
            let starts = columns.iter().find_map(|cell| self.after_subject_mark(cell));
            match (&mut found, starts) {
                (None, Some(start)) => found = Some(start),
                (Some(subject), None) if !line.gap_before && self.continues_letter(&columns) => {
                    *subject = format!("{subject} {}", columns[0]);
                }
                (Some(_), _) => break,
                (None, None) => {}
            }
        }
        found
    }

    fn after_subject_mark(&self, cell: &str) -> Option<String> {
        let passage = Passage::new(cell, &[Span::new(0, cell.len())], self.knowledge);
        let start = Reader { passage: &passage, knowledge: self.knowledge }.cue(0, Cue::SubjectMark)?;
        let start = start + usize::from(passage.is_sign(start, ':'));
        Some(passage.printed(start..passage.words().len()).to_owned())
    }

    /// Does the subject of a letter go on in this line, which is no date?
    fn continues_letter(&self, columns: &[String]) -> bool {
        columns.first().is_some_and(|cell| {
            let dated = DATE.as_ref().is_some_and(|date| date.is_match(cell));
            !dated && !begins_with(cell, Cue::Grounds, self.knowledge)
        })
    }

    /// MẬT, TỐI MẬT, TUYỆT MẬT in a box of its own over the subject (Nghị định 30/2020/NĐ-CP, Phụ lục I, III.1).
    fn secrecy_mark(&self) -> Option<Diagnostic> {
        let printed = |line: &Line| {
            cells(self.original, line).into_iter().find(|cell| is_secrecy_mark(cell, self.knowledge))
        };
        let (line, mark) = self.head().iter().find_map(|line| Some((line, printed(line)?)))?;
        Some(secrecy(&mark, line.pieces.first().copied()))
    }
}

/// The kind of a paper that prints "V/v …" and no kind.
const LETTER: &str = "Công văn";

/// What stands before the motto in a cell that holds both columns.
fn before_motto(cell: &str, knowledge: &Knowledge) -> String {
    let passage = Passage::new(cell, &[Span::new(0, cell.len())], knowledge);
    let reader = Reader { passage: &passage, knowledge };
    let motto = (1..passage.words().len()).find(|&at| reader.cue(at, Cue::Motto).is_some());
    motto.map_or(cell, |at| passage.printed(0..at)).to_owned()
}

fn diagnostics(header: &Header, province: Option<&Named>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut tell = |code, message: String| found.push(Diagnostic { code, message, path: None, span: None });
    if header.kind.is_none() && header.symbol.is_none() && header.issuing_body.is_none() {
        tell(Code::NotAPlan, "Không thấy tên loại, số ký hiệu hay cơ quan ban hành.".to_owned());
    }
    if header.symbol.is_some() && header.number.is_none() {
        tell(Code::NumberBlank, "Số văn bản để trống.".to_owned());
    }
    if let Some(date) = header.date.as_ref().filter(|date| date.from != date.to) {
        tell(Code::DateIncomplete, format!("Ngày ban hành chưa đủ: “{}”.", date.raw));
    }
    if let Some(misprint) = province.and_then(|place| place.misprint.as_ref()) {
        tell(Code::PlaceMistyped, format!("Địa danh in là “{misprint}”."));
    }
    if header.signatory.as_ref().is_none_or(|signer| signer.name.is_none()) {
        tell(Code::SignatoryMissing, "Không thấy tên người ký.".to_owned());
    }
    found
}

/// The mark where it stands in the head or foot that a word processor repeats on every page.
pub(super) fn secrecy_mark_beside(document: &Document, knowledge: &Knowledge) -> Option<Diagnostic> {
    let repeated = |aside: &&Aside| matches!(aside.kind, AsideKind::Header | AsideKind::Footer);
    let cells = document.asides.iter().filter(repeated).flat_map(|aside| aside.text.split(['\n', '\t']));
    let mark = cells.map(str::trim).find(|cell| is_secrecy_mark(cell, knowledge))?;
    Some(secrecy(mark, None))
}

fn secrecy(mark: &str, span: Option<Span>) -> Diagnostic {
    let message = format!("Văn bản mang dấu độ mật “{mark}”: không được xử lý trên mạng thông thường.");
    Diagnostic { code: Code::SecrecyMark, message, path: None, span }
}

fn is_secrecy_mark(cell: &str, knowledge: &Knowledge) -> bool {
    let passage = Passage::new(cell, &[Span::new(0, cell.len())], knowledge);
    let words = passage.words();
    let first = words.iter().position(|word| word.capital).unwrap_or(0);
    let reader = Reader { passage: &passage, knowledge };
    let end = reader.cue(first, Cue::Secrecy);
    end.is_some_and(|end| {
        is_capitals(passage.printed(first..end))
            && words[end..].iter().all(|word| matches!(word.kind, WordKind::Sign(_)))
    })
}
