//! Turns a passage into the instruments it cites: by number ("Quyết định số 452/QĐ-TTg ngày 17/3/2026") or, for laws,
//! by name ("Luật Ngân sách nhà nước").

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::agency::Setting;
use super::date::Day;
use super::passage::{Passage, Reader};
use crate::knowledge::{Cue, Knowledge};
use crate::model::{Citation, Header, Relation};

/// A number and symbol: year-less (452/QĐ-TTg), legal (29/2018/QH14), Party (04-CT/TU).
const NUMBER: &str = r"(?P<number>\d{1,5}(?:/\d{4})?/[\p{Lu}][\p{L}\d&]*(?:-[\p{L}\d&]+)*|\d{1,4}-[\p{Lu}]{2,4}/[\p{Lu}]{2,6}(?:-[\p{Lu}]+)?)";

const DATE: &str = r"(?:,?\s+ngày\s+(?P<day>\d{1,2})\s*(?:[/.-]|\s+tháng\s+)\s*(?P<month>\d{1,2})\s*(?:[/.-]|\s+năm\s+)\s*(?P<year>\d{4}))?";

static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("{NUMBER}{DATE}")).ok());
/// A number without a symbol; no part of one ("số 08/…", "số 08-…").
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:số|Số):?\s+(?P<number>\d{{1,4}})(?P<date>{DATE})(?:[\s,;.()]|$)")).ok()
});
static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("^{DATE}")).ok());

/// Does the text print the number of an instrument?
pub(super) fn names_number(text: &str) -> bool {
    NUMBERED.as_ref().is_some_and(|numbered| numbered.is_match(text))
}

/// An instrument as cited, in bytes of the passage's normalized text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cited {
    range: Range<usize>,
    number: Option<String>,
    date: Option<String>,
}

/// The instruments cited in one passage, each once. `grounds` says that the passage stands in the preamble.
pub(super) fn citations(
    passage: &Passage,
    path: &str,
    grounds: bool,
    knowledge: &Knowledge,
) -> Vec<Citation> {
    let reader = Reader { passage, knowledge };
    let numbered = numbered(reader);
    let named = laws(reader, &numbered);
    let short = bare(reader, &numbered);
    let mut all: Vec<Cited> = numbered.into_iter().chain(named).chain(short).collect();
    all.sort_by_key(|cited| cited.range.start);
    let mut seen: Vec<String> = Vec::new();
    all.retain(|cited| {
        let name =
            cited.number.clone().unwrap_or_else(|| passage.as_str()[cited.range.clone()].to_lowercase());
        let fresh = !seen.contains(&name);
        seen.push(name);
        fresh
    });
    let citation = |cited: Cited| Citation {
        span: passage.text.original(cited.range.clone()),
        relation: relation(reader, cited.range.start, grounds),
        number: cited.number,
        date: cited.date,
        path: path.to_owned(),
    };
    all.into_iter().map(citation).collect()
}

/// Adds a citation, unless its part of the paper cites the same instrument already: that one then has the stronger
/// relation of the two. `original` is the text that spans point into.
pub(super) fn add(all: &mut Vec<Citation>, new: Citation, original: &str) {
    let name =
        |cited: &Citation| cited.number.clone().unwrap_or_else(|| cited.span.of(original).to_lowercase());
    let same_part = all.iter_mut().rev().take_while(|old| old.path == new.path);
    match same_part.into_iter().find(|old| name(old) == name(&new)) {
        Some(old) if old.relation == Relation::Cites => *old = new,
        Some(_) => {}
        None => all.push(new),
    }
}

/// How the paper's own number would be cited: an attached plan names its decision, which cites nothing else.
pub(super) fn own_number(header: &Header) -> Option<String> {
    let (number, symbol) = (header.number.as_ref()?, header.symbol.as_ref()?);
    let party = symbol.contains('/') && !symbol.starts_with(|c: char| c.is_ascii_digit());
    Some(if party { format!("{number}-{symbol}") } else { format!("{number}/{symbol}") })
}

fn numbered(reader: Reader<'_>) -> Vec<Cited> {
    let text = reader.passage.as_str();
    let Some(regex) = NUMBERED.as_ref() else { return Vec::new() };
    regex
        .captures_iter(text)
        .filter_map(|found| {
            let number = found.name("number")?;
            let start = kind_before(reader, number.start());
            let end = found.get(0)?.end();
            let (date, end) = match date(&found) {
                Some(date) => (Some(date), end),
                None => of_issuer(reader, end).map_or((None, end), |(date, end)| (Some(date), end)),
            };
            Some(Cited { range: start..end, number: Some(number.as_str().to_owned()), date })
        })
        .collect()
}

/// The date behind the issuer of a number that ends at byte `end`, and where it ends: "08-ĐA/TU của Tỉnh ủy Lào Cai
/// ngày 29/12/2025".
fn of_issuer(reader: Reader<'_>, end: usize) -> Option<(String, usize)> {
    let issuer = reader.cue(reader.passage.word_at(end), Cue::Of)?;
    let issuer = reader.body(issuer, Setting::Clause)?;
    let behind = reader.passage.words()[issuer.words.end - 1].range.end;
    let dated = DATED.as_ref()?.captures(&reader.passage.as_str()[behind..])?;
    Some((date(&dated)?, behind + dated.get(0)?.end()))
}

/// "Đề án số 08": an instrument by its number alone, outside what is cited in full.
fn bare(reader: Reader<'_>, numbered: &[Cited]) -> Vec<Cited> {
    let Some(regex) = BARE.as_ref() else { return Vec::new() };
    let passage = reader.passage;
    let found = regex.captures_iter(passage.as_str()).filter_map(|found| {
        let number = found.name("number")?;
        let start = kind_before(reader, number.start());
        let kind = passage.word_at(start);
        let named = reader.cue(kind, Cue::Instrument).is_some() && passage.words()[kind].capital;
        let inside = numbered.iter().any(|cited| cited.range.contains(&number.start()));
        let cited = Cited {
            range: start..number.end() + found.name("date").map_or(0, |date| date.len()),
            number: Some(number.as_str().to_owned()),
            date: date(&found),
        };
        (named && !inside).then_some(cited)
    });
    found.collect()
}

/// How far before its number the kind of an instrument may stand, in words: a law's name stands between.
const KIND_REACH: usize = 24;

/// Where the kind of the instrument begins ("Quyết định số …"; "Luật … số …"), else "số", else the number.
fn kind_before(reader: Reader<'_>, number: usize) -> usize {
    let passage = reader.passage;
    let at = passage.word_at(number);
    let so = at.saturating_sub(usize::from(at > 0 && passage.is_sign(at - 1, ':')));
    let so = if so > 0 && passage.printed(so - 1..so).to_lowercase() == "số" { so - 1 } else { at };
    for back in (so.saturating_sub(KIND_REACH)..so).rev() {
        if passage.ends_sentence(back) || passage.is_sign(back, ',') || passage.is_sign(back, '(') {
            break;
        }
        let Some(end) = reader.cue(back, Cue::Instrument) else { continue };
        let titled = reader.cue(back, Cue::Law).is_some();
        if end == so || titled {
            return passage.words()[back].range.start;
        }
    }
    passage.words().get(so).map_or(number, |word| word.range.start)
}

fn date(found: &regex::Captures<'_>) -> Option<String> {
    let part = |name| found.name(name).and_then(|part| part.as_str().parse::<u16>().ok());
    let (day, month) = (u8::try_from(part("day")?).ok()?, u8::try_from(part("month")?).ok()?);
    Day::new(part("year")?, month, day).map(|day| day.to_string())
}

/// Laws cited by name, outside the titles of numbered instruments.
fn laws(reader: Reader<'_>, numbered: &[Cited]) -> Vec<Cited> {
    let passage = reader.passage;
    let mut found = Vec::new();
    let mut at = 0;
    while at < passage.words().len() {
        let Some(end) = law(reader, at) else {
            at += 1;
            continue;
        };
        let start = passage.words()[at].range.start;
        let inside = numbered.iter().any(|cited| title(reader, cited).contains(&start));
        if !inside {
            found.push(dated(passage, start..passage.words()[end - 1].range.end));
        }
        at = end;
    }
    found
}

/// The word after the name of the law that begins at `at`; "Luật này", "Luật" alone are none.
fn law(reader: Reader<'_>, at: usize) -> Option<usize> {
    let words = reader.passage.words();
    let name = reader.cue(at, Cue::Law).filter(|_| words[at].capital)?;
    let stops = |word: usize| {
        matches!(words[word].kind, crate::normalize::WordKind::Sign(_))
            || reader.cue(word, Cue::LawEnd).is_some()
    };
    let limit = words.len().min(name + KIND_REACH);
    let end = dated_end(reader, name, limit)
        .unwrap_or_else(|| (name..limit).find(|&word| stops(word)).unwrap_or(limit));
    (end > name + 1).then_some(end)
}

/// A name with commas and "và" in it is bounded by the date behind it: "Luật Quản lý, sử dụng vũ khí … ngày 29/6/2024".
fn dated_end(reader: Reader<'_>, name: usize, limit: usize) -> Option<usize> {
    let passage = reader.passage;
    let other = |word: usize| {
        passage.ends_sentence(word)
            || passage.is_sign(word, '(')
            || reader.cue(word, Cue::Instrument).is_some()
    };
    let date = (name..limit).take_while(|&word| !other(word)).find(|&word| {
        let rest = &passage.as_str()[passage.words()[word - 1].range.end..];
        DATED.as_ref().and_then(|dated| dated.captures(rest)).is_some_and(|found| date(&found).is_some())
    })?;
    Some(if passage.is_sign(date - 1, ',') { date - 1 } else { date })
}

fn dated(passage: &Passage, range: Range<usize>) -> Cited {
    let after = DATED.as_ref().and_then(|dated| dated.captures(&passage.as_str()[range.end..]));
    let date = after.as_ref().and_then(date);
    let length =
        after.filter(|_| date.is_some()).and_then(|found| found.get(0).map(|all| all.end())).unwrap_or(0);
    Cited { range: range.start..range.end + length, number: None, date }
}

/// The title behind a numbered instrument, up to the next sign that ends it.
fn title(reader: Reader<'_>, cited: &Cited) -> Range<usize> {
    let text = &reader.passage.as_str()[cited.range.end..];
    let length = text.find([';', '(', ',']).unwrap_or(text.len());
    // The number itself may follow the name of the law ("Luật … số 29/2018/QH14").
    cited.range.start..cited.range.end + length
}

/// What the paper does with what it cites at byte `at`.
fn relation(reader: Reader<'_>, at: usize, grounds: bool) -> Relation {
    let word = reader.passage.word_at(at);
    let before = |cue: Cue| {
        (word.saturating_sub(VERB_REACH)..word)
            .rev()
            .take_while(|&back| !reader.passage.ends_sentence(back))
            .any(|back| reader.cue(back, cue) == Some(word))
    };
    if before(Cue::Replaces) {
        return Relation::Replaces;
    }
    if before(Cue::Amends) {
        return Relation::Amends;
    }
    match grounds.then(|| reader.cue_of(0, &[Cue::BasisWord, Cue::ImplementsWord])).flatten() {
        Some((Cue::BasisWord, _)) => Relation::Basis,
        Some((Cue::ImplementsWord, _)) => Relation::Implements,
        _ => Relation::Cites,
    }
}

/// How many words "thay thế", "sửa đổi, bổ sung một số điều của" take.
const VERB_REACH: usize = 10;
