//! Turns the first and the last page into the header: kind, issuer, number, date, subject, signer, recipients
//! (Nghị định 30/2020/NĐ-CP, Phụ lục I, II).

use std::sync::LazyLock;

use regex::Regex;

use super::date::{Day, month_bounds, year_bounds};
use super::frame::Instrument;
use super::line::{Line, is_capitals};
use super::passage::Reader;
use crate::knowledge::{Body, Cue, Knowledge, Mark, Place};
use crate::model::{Code, DateBounds, Diagnostic, Header, Level, Parsed, Signatory};

/// Reads the header of a file.
pub(super) fn header(lines: &[Line], instruments: &[Instrument], knowledge: &Knowledge) -> Parsed<Header> {
    let Some(first) = instruments.first() else {
        return Parsed { value: Header::default(), diagnostics: Vec::new() };
    };
    let page = Page { lines, first, titled: titled(instruments), knowledge };
    let number = page.number();
    let date = page.date();
    let province = page.province(date.as_ref());
    let issuer = page.issuer(number.as_ref(), province.as_ref());
    let signed = instruments.iter().find(|instrument| !instrument.closing.is_empty());
    let mut header = Header {
        kind: page.titled.kind.clone(),
        level: issuer.as_ref().map_or(Level::Other, |issuer| issuer.level),
        issuing_body: issuer.map(|issuer| issuer.name),
        province: province.as_ref().map(|place| place.name.clone()),
        number: number.as_ref().and_then(|found| found.number.clone()),
        symbol: number.map(|found| found.symbol),
        date: date.map(|(date, _)| date),
        subject: page.subject(),
        ..Header::default()
    };
    if let Some(closing) = signed.map(|instrument| &lines[instrument.closing.clone()]) {
        header.recipients = recipients(closing, knowledge);
        header.signatory = signatory(closing, knowledge);
    }
    header.sample = page.is_sample();
    let diagnostics = diagnostics(&header, province.as_ref());
    Parsed { value: header, diagnostics }
}

/// The instrument whose kind and subject are the file's: the plan attached to a decision, else the first.
fn titled(instruments: &[Instrument]) -> &Instrument {
    let attached = instruments.iter().skip(1).find(|later| later.annex.is_none() && later.kind.is_some());
    attached.unwrap_or(&instruments[0])
}

struct Page<'a> {
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

struct Issuer {
    name: String,
    level: Level,
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
    /// The lines above the kind, and the kind line.
    fn head(&self) -> &[Line] {
        let end = self.first.kind_line.map_or(self.first.preamble.end, |at| at);
        &self.lines[self.first.head.start..end.max(self.first.head.start)]
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
    fn province(&self, date: Option<&(DateBounds, String)>) -> Option<Named> {
        let place = date.map(|(_, place)| place.as_str()).filter(|place| !place.is_empty());
        if let Some(named) = place.and_then(|place| self.place_at_end(place)) {
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

    /// The issuing body: printed in capitals over the number or the grounds, else known by the symbol.
    fn issuer(&self, number: Option<&Number>, province: Option<&Named>) -> Option<Issuer> {
        let grounds = &self.lines[self.first.preamble.clone()];
        let printed = grounds.iter().chain(self.head()).find_map(|line| self.printed_issuer(line));
        let symbol = number.map(|number| number.symbol.as_str());
        let body = printed.or_else(|| symbol.and_then(|symbol| self.issuer_by_symbol(symbol)))?;
        Some(Issuer { name: full_name(body, province), level: level(body) })
    }

    /// A line in capitals that begins with the name of a body: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH.
    fn printed_issuer(&self, line: &Line) -> Option<&Body> {
        let reader = Reader { passage: &line.passage, knowledge: self.knowledge };
        if !is_capitals(line.as_str()) {
            return None;
        }
        match reader.mark(0, |mark| matches!(mark, Mark::Body(_)))? {
            (Mark::Body(body), _) => Some(&self.knowledge.bodies[body]),
            _ => None,
        }
    }

    /// The symbol names its issuer after the kind (KH-UBND) or before its drafting office (SVHTTDL-VP).
    fn issuer_by_symbol(&self, symbol: &str) -> Option<&Body> {
        let kinds = &self.knowledge.kinds;
        let parts: Vec<&str> = symbol
            .split('-')
            .filter(|part| !kinds.iter().any(|k| k.symbols.iter().any(|s| s == part)))
            .collect();
        let of_symbol =
            |part: &str| self.knowledge.bodies.iter().find(|body| body.symbols.iter().any(|s| s == part));
        let committee = |body: &&Body| body.level == "province";
        parts.first().and_then(|part| of_symbol(part)).filter(committee)
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
        (!subject.is_empty()).then_some(subject)
    }
}

/// "Sở Nội vụ" of Sơn La is "Sở Nội vụ tỉnh Sơn La"; "Công an tỉnh" is "Công an tỉnh Sơn La".
fn full_name(body: &Body, province: Option<&Named>) -> String {
    let Some(place) = province.filter(|_| body.level == "province") else { return body.name.clone() };
    let stem = body.name.strip_suffix(" tỉnh").unwrap_or(&body.name);
    format!("{stem} {} {}", place.kind, place.name)
}

/// Bodies of a province other than its committee and its chairman are departments (`plan-json.md`, header).
fn level(body: &Body) -> Level {
    match (body.level.as_str(), body.kind.as_str()) {
        ("central", _) => Level::Central,
        ("commune", _) => Level::Commune,
        (_, "đảng") => Level::Party,
        ("province", "uỷ ban" | "chức danh") => Level::Province,
        ("province", _) => Level::Department,
        _ => Level::Other,
    }
}

/// Nơi nhận, one printed line each, without "(để b/c)" and "Lưu: …".
fn recipients(closing: &[Line], knowledge: &Knowledge) -> Vec<String> {
    let start = closing
        .iter()
        .position(|line| Reader { passage: &line.passage, knowledge }.cue(0, Cue::Recipients).is_some());
    let Some(start) = start else { return Vec::new() };
    let listed = closing[start + 1..].iter().filter_map(|line| line.as_str().strip_prefix(['-', '+']));
    listed.map(recipient).filter(|text| !text.is_empty() && !text.to_lowercase().starts_with("lưu")).collect()
}

fn recipient(printed: &str) -> String {
    let text = printed.trim().trim_end_matches([';', '.', ',', ' ']);
    let text = text.rfind('(').filter(|_| text.ends_with(')')).map_or(text, |open| &text[..open]);
    text.trim_end_matches([';', '.', ',', ' ']).trim_start().to_owned()
}

/// The signer: the last post in capitals that nobody signs for, and the name under it.
fn signatory(closing: &[Line], knowledge: &Knowledge) -> Option<Signatory> {
    let is_post = |line: &Line| is_capitals(line.as_str()) && !is_recipient(line, knowledge);
    let last = closing.iter().rposition(is_post)?;
    let text = closing[last].as_str();
    let position = text.rsplit(". ").next().unwrap_or(text);
    let name = closing[last + 1..].iter().map(Line::as_str).find(|text| is_personal_name(text));
    Some(Signatory { name: name.map(str::to_owned), position: Some(sentence_case(position)) })
}

fn is_recipient(line: &Line, knowledge: &Knowledge) -> bool {
    line.as_str().starts_with(['-', '+'])
        || Reader { passage: &line.passage, knowledge }.cue(0, Cue::Recipients).is_some()
}

/// Two to six words, each with a capital, and no sign.
fn is_personal_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &&str| word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    (2..=6).contains(&words.len()) && words.iter().all(capital) && !is_capitals(text)
}

fn sentence_case(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut chars = lower.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
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
