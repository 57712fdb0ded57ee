//! Turns the issuer block of a head (left column, in capitals) into the issuing body and its level: an optional
//! superior body, then the issuer; one to four lines (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.2).

use super::line::is_capitals;
use super::passage::{Passage, Reader};
use crate::knowledge::{Body, Cue, Knowledge, Mark};
use crate::model::{Level, Span};

/// The issuing body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Issuer {
    pub(super) name: String,
    pub(super) level: Level,
}

/// The unit that a provincial body belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit<'a> {
    pub(super) name: &'a str,
    /// tỉnh or thành phố.
    pub(super) kind: &'a str,
}

/// The issuer named last in the cells of a head; the ones before it are its superiors.
pub(super) fn issuer_of_cells(
    cells: &[String],
    unit: Option<Unit<'_>>,
    knowledge: &Knowledge,
) -> Option<Issuer> {
    let printed: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| is_capitals(cell)).collect();
    // A hyphen between the cells: names go on over it (`ỦY BAN NHÂN DÂN / TỈNH …`), unlisted words end at it.
    let text = printed.join(" - ");
    let passage = Passage::new(&text, &[Span::new(0, text.len())], knowledge);
    let block = Block { reader: Reader { passage: &passage, knowledge }, unit };
    let mut last: Option<Issuer> = None;
    let (mut at, mut named) = (0, 0..0);
    while at < passage.words().len() {
        let office = block.office(at, named.clone());
        match office.or_else(|| block.body(at, last.is_some())) {
            Some((issuer, end)) => {
                named = at..end;
                last = Some(issuer);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    last
}

/// The issuer that a symbol names: after the kind (KH-UBND) or before the drafting office (UBND-NC).
pub(super) fn issuer_by_symbol(
    symbol: &str,
    unit: Option<Unit<'_>>,
    knowledge: &Knowledge,
) -> Option<Issuer> {
    let is_kind = |part: &str| knowledge.kinds.iter().any(|kind| kind.symbols.iter().any(|s| s == part));
    let part = symbol.split('-').find(|part| !is_kind(part))?;
    let body = knowledge.bodies.iter().find(|body| body.symbols.iter().any(|s| s == part))?;
    (body.level == "province").then(|| listed(body, unit))
}

fn listed(body: &Body, unit: Option<Unit<'_>>) -> Issuer {
    Issuer { name: full_name(body, unit), level: level(body) }
}

struct Block<'a> {
    reader: Reader<'a>,
    unit: Option<Unit<'a>>,
}

impl Block<'_> {
    /// The body that is named at word `at`, and the word after its name.
    fn body(&self, at: usize, has_superior: bool) -> Option<(Issuer, usize)> {
        self.local(at).or_else(|| self.listed(at)).or_else(|| self.unlisted(at, has_superior))
    }

    /// "UBND TỈNH … - VĂN PHÒNG": the office of the body named before it, which is listed under both words.
    fn office(&self, at: usize, superior: std::ops::Range<usize>) -> Option<(Issuer, usize)> {
        let passage = self.reader.passage;
        let end = self.reader.cue(at, Cue::UnknownHead)?;
        let alone = passage.is_sign(at.checked_sub(1)?, '-')
            && (end == passage.words().len() || passage.is_sign(end, '-'));
        if !alone || superior.is_empty() {
            return None;
        }
        let name = format!("{} {}", passage.printed(at..end), passage.printed(superior));
        let whole = Passage::new(&name, &[Span::new(0, name.len())], self.reader.knowledge);
        let reader = Reader { passage: &whole, knowledge: self.reader.knowledge };
        match reader.mark(0, |mark| matches!(mark, Mark::Body(_)))? {
            (Mark::Body(body), _) => Some((listed(&self.reader.knowledge.bodies[body], self.unit), end)),
            _ => None,
        }
    }

    /// "ỦY BAN NHÂN DÂN - XÃ BÌNH AN": a body of a commune or of a former district.
    fn local(&self, at: usize) -> Option<(Issuer, usize)> {
        let words = self.reader.passage.words();
        let body = self.reader.cue(at, Cue::LocalBody)?;
        let unit = body + usize::from(self.reader.passage.is_sign(body, '-'));
        let (cue, name) = self.reader.cue_of(unit, &[Cue::CommuneUnit, Cue::DistrictUnit])?;
        let end = (name..words.len()).find(|&word| self.reader.passage.is_sign(word, '-'));
        let end = end.unwrap_or(words.len());
        if name >= end {
            return None;
        }
        let level = if cue == Cue::CommuneUnit { Level::Commune } else { Level::Other };
        let printed = |from, to| self.reader.passage.printed(from..to);
        let spelled = self.spelled(printed(at, body));
        let unit = printed(unit, name).to_lowercase();
        Some((Issuer { name: format!("{spelled} {unit} {}", title_case(printed(name, end))), level }, end))
    }

    /// The name as the knowledge files print its beginning: "UBND" → "Ủy ban nhân dân".
    fn spelled(&self, printed: &str) -> String {
        let knowledge = self.reader.knowledge;
        let long = |word: &str| {
            let found = knowledge.abbreviations.iter().find(|abbreviation| abbreviation.short == word);
            found.map_or(word, |abbreviation| abbreviation.long.as_str()).to_owned()
        };
        let words: Vec<String> = printed.split_whitespace().map(long).collect();
        let words = words.join(" ");
        let names = knowledge.bodies.iter().map(|body| &body.name);
        let names = names.chain(knowledge.groups.iter().map(|group| &group.name));
        let (count, key) = (words.split(' ').count(), words.to_lowercase());
        let found = names.filter_map(|name| beginning(name, count)).find(|name| name.to_lowercase() == key);
        found.map_or_else(|| sentence_case(&words), str::to_owned)
    }

    /// A body of the knowledge files, a head before it aside ("GIÁM ĐỐC SỞ NỘI VỤ").
    fn listed(&self, at: usize) -> Option<(Issuer, usize)> {
        let body_at = |word| match self.reader.mark(word, |mark| matches!(mark, Mark::Body(_)))? {
            (Mark::Body(body), end) => Some((listed(&self.reader.knowledge.bodies[body], self.unit), end)),
            _ => None,
        };
        body_at(at).or_else(|| body_at(self.reader.cue(at, Cue::Head)?))
    }

    /// A whole cell that begins like a body's name.
    fn unlisted(&self, at: usize, has_superior: bool) -> Option<(Issuer, usize)> {
        let starts_cell = at == 0 || self.reader.passage.is_sign(at - 1, '-');
        let head = self.reader.cue(at, Cue::UnknownHead).filter(|_| starts_cell)?;
        let words = self.reader.passage.words();
        let ends = |word: &usize| self.reader.passage.is_sign(*word, '-') && self.body_follows(word + 1);
        let end = (head..words.len()).find(ends).unwrap_or(words.len());
        // "ỦY BAN NHÂN DÂN" alone names nobody yet.
        let known = self.reader.cue(at, Cue::LocalBody).is_some_and(|local| local >= end);
        if head >= end || known {
            return None;
        }
        let central = (at..end).any(|word| self.reader.cue(word, Cue::CentralWord).is_some());
        let level = match () {
            () if has_superior => Level::Department,
            () if central => Level::Central,
            () => Level::Other,
        };
        let name = sentence_case(&self.reader.passage.printed(at..end).replace(" - ", " "));
        Some((Issuer { name, level }, end))
    }

    fn body_follows(&self, at: usize) -> bool {
        self.reader.cue(at, Cue::UnknownHead).is_some() || self.listed(at).is_some()
    }
}

/// "Sở Nội vụ" of Sơn La is "Sở Nội vụ tỉnh Sơn La"; "Công an tỉnh" is "Công an tỉnh Sơn La"; "Tỉnh ủy" is "Tỉnh ủy
/// Sơn La", or "Thành ủy" in a city.
fn full_name(body: &Body, unit: Option<Unit<'_>>) -> String {
    let Some(unit) = unit.filter(|_| body.level == "province") else { return body.name.clone() };
    if let Some(office) = body.name.strip_suffix("Tỉnh ủy") {
        let committee = if unit.kind == "thành phố" { "Thành ủy" } else { "Tỉnh ủy" };
        return format!("{office}{committee} {}", unit.name);
    }
    let stem = body.name.strip_suffix(" tỉnh").unwrap_or(&body.name);
    format!("{stem} {} {}", unit.kind, unit.name)
}

/// The committee, its chairman and the council speak for the province; its other bodies are departments
/// (`plan-json.md`, header), save the Party, mass organizations, courts and companies.
fn level(body: &Body) -> Level {
    match (body.level.as_str(), body.kind.as_str()) {
        (_, "đảng") => Level::Party,
        _ if body.name.ends_with("Tỉnh ủy") => Level::Party,
        ("central", _) => Level::Central,
        ("commune", _) => Level::Commune,
        ("province", "uỷ ban" | "chức danh" | "dân cử") => Level::Province,
        ("province", "đoàn thể" | "tư pháp" | "doanh nghiệp" | "báo chí") => Level::Other,
        ("province", _) => Level::Department,
        _ => Level::Other,
    }
}

/// The first `count` words of a name.
fn beginning(name: &str, count: usize) -> Option<&str> {
    let end = name.match_indices(' ').map(|(at, _)| at).chain([name.len()]).nth(count.checked_sub(1)?)?;
    name.get(..end)
}

/// "BÌNH AN" → "Bình An".
fn title_case(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(sentence_case).collect();
    words.join(" ")
}

/// "PHÓ GIÁM ĐỐC" → "Phó giám đốc".
pub(super) fn sentence_case(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut chars = lower.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
