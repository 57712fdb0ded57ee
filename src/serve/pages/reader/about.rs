//! Turns a plan into what the reader's page says about it: its facts with where they were read, what it cites and what
//! became of that, what it rests on and what rests on it, what was doubtful in the reading.

use regex::{Regex, RegexBuilder};

use super::source;
use super::words::Words;
use crate::compare::{Link, shown_day};
use crate::export::{Characters, Language, level, relation, shown_path};
use crate::knowledge::{Knowledge, code};
use crate::model::{Citation, Code, HeldPlan, Level, PartKind, Span};
use crate::serve::Service;
use crate::serve::messages::Messages;
use crate::serve::pages::{passage_link, reader_link};
use crate::serve::state::Kept;

/// A value of the head or foot, and where it was read.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) basis: &'static str,
    /// To the words, where they stand in the text as they are.
    pub(super) link: Option<String>,
}

/// An instrument that is cited.
pub(super) struct Cited {
    pub(super) number: String,
    pub(super) relation: &'static str,
    pub(super) status: String,
    pub(super) path: String,
    pub(super) link: String,
    /// To the instrument itself, where it is held.
    pub(super) held: Option<String>,
}

/// One step of the chain.
pub(super) struct Step {
    pub(super) title: String,
    pub(super) link: Option<String>,
    pub(super) note: String,
}

/// What was doubtful.
pub(super) struct Remark {
    pub(super) text: String,
    pub(super) path: String,
    pub(super) link: Option<String>,
}

/// Plans below this one that are named.
const BELOW: usize = 60;
/// A longer value is looked for by its beginning.
const LOOKED_FOR: usize = 200;

struct Reading<'a> {
    held: &'a HeldPlan<'a>,
    characters: Characters<'a>,
    m: &'static Messages,
    language: Language,
}

/// What the paper says of itself, each with where it was read.
pub(super) fn facts(
    service: &Service,
    kept: &Kept,
    held: &HeldPlan<'_>,
    m: &'static Messages,
    language: Language,
) -> Vec<Fact> {
    let header = &held.plan.header;
    let reading = Reading { held, characters: Characters::of(held.text), m, language };
    let head = |name, value: Option<&String>| reading.fact(name, value.map(String::as_str), PartKind::Header);
    let foot =
        |name, value: Option<&String>| reading.fact(name, value.map(String::as_str), PartKind::Closing);
    let pick = |vi, en| language.pick(vi, en);
    let signer = header.signatory.as_ref();
    let shown = |mut fact: Fact, value: String| {
        fact.value = value;
        fact
    };
    let printed = header.number.as_ref().zip(header.symbol.as_ref()).map(|(no, code)| format!("{no}/{code}"));
    let symbol = printed.as_ref().or(header.symbol.as_ref()).or(header.number.as_ref());
    let mut facts = vec![
        head(pick("Loại văn bản", "Kind"), header.kind.as_ref()),
        shown(head(pick("Số, ký hiệu", "Number"), symbol), source::number(header, language)),
        shown(
            head(pick("Ngày ban hành", "Date"), header.date.as_ref().map(|date| &date.raw)),
            source::date(header.date.as_ref(), language),
        ),
        head(pick("Cơ quan ban hành", "Issued by"), header.issuing_body.as_ref()),
        head(pick("Trích yếu", "Subject"), header.subject.as_ref()),
        foot(pick("Người ký", "Signed by"), signer.and_then(|signer| signer.name.as_ref())),
        foot(pick("Chức vụ", "Post"), signer.and_then(|signer| signer.position.as_ref())),
    ];
    let derived = pick("máy suy ra", "derived by machine");
    let plain = |name, value: String, basis| Fact { name, value, basis, link: None };
    facts.push(plain(pick("Cấp ban hành", "Level"), level(header.level).shown(language).to_owned(), derived));
    let today = service.province(&kept.entry).map(|province| province.name.clone());
    let none = match header.level {
        Level::Central => pick("không thuộc tỉnh, thành phố nào", "of no province"),
        _ => pick("không rõ", "not known"),
    };
    let today = today.unwrap_or_else(|| none.to_owned());
    facts.push(plain(pick("Tỉnh, thành phố (tên hiện nay)", "Province (name of today)"), today, derived));
    if !header.recipients.is_empty() {
        let basis = pick("máy đọc ở phần kết thúc", "machine-read in the closing");
        facts.push(plain(pick("Nơi nhận", "Recipients"), header.recipients.join(" · "), basis));
    }
    let file = format!("{} ({})", kept.entry.file, kept.stored.format.name());
    facts.push(plain(pick("Tệp", "File"), file, pick("tên tệp", "name of the file")));
    facts
}

impl Reading<'_> {
    fn fact(&self, name: &'static str, value: Option<&str>, part: PartKind) -> Fact {
        let language = self.language;
        let Some(value) = value else {
            let value = language.pick("máy không đọc được", "not read").to_owned();
            return Fact { name, value, basis: "", link: None };
        };
        let place = self.place(value, part);
        let link =
            place.map(|(path, span)| passage_link(self.held.id, path, self.characters.span(span), self.m));
        let basis = match (&link, part) {
            (Some(_), PartKind::Closing) => {
                language.pick("máy đọc ở phần kết thúc", "machine-read in the closing")
            }
            (Some(_), _) => language.pick("máy đọc ở phần đầu văn bản", "machine-read at the head"),
            (None, _) => language
                .pick("máy suy ra, không có nguyên văn như vậy", "derived by machine, not printed like this"),
        };
        Fact { name, value: value.to_owned(), basis, link }
    }

    /// Where a value is printed, white space and case not minded.
    fn place(&self, value: &str, kind: PartKind) -> Option<(&str, Span)> {
        let words = pattern(value)?;
        let mut parts = self.held.plan.parts.iter().filter(|part| part.kind == kind);
        parts.find_map(|part| {
            // What is printed over several lines stands in several spans.
            let (first, last) = (part.spans.first()?, part.spans.last()?);
            let whole = Span::new(first.start, last.end.max(first.end));
            let found = words.find(whole.of(self.held.text))?;
            let place = Span::new(whole.start + found.start(), whole.start + found.end());
            Some((part.path.as_str(), place))
        })
    }
}

fn pattern(value: &str) -> Option<Regex> {
    let end = value.char_indices().nth(LOOKED_FOR).map_or(value.len(), |(at, _)| at);
    let words: Vec<String> = value[..end].split_whitespace().map(regex::escape).collect();
    if words.is_empty() {
        return None;
    }
    RegexBuilder::new(&words.join(r"[\s*_]+")).case_insensitive(true).build().ok()
}

/// Every instrument that is cited by number, once, with what became of it.
pub(super) fn citations(
    service: &Service,
    held: &HeldPlan<'_>,
    m: &'static Messages,
    language: Language,
) -> Vec<Cited> {
    let mut seen = std::collections::BTreeSet::new();
    let characters = Characters::of(held.text);
    let numbered = held.plan.citations.iter().filter_map(|cited| Some((cited, cited.number.as_deref()?)));
    let fresh = numbered.filter(|(_, number)| seen.insert(code(number)));
    let shown = |(cited, number): (&Citation, &str)| Cited {
        number: number.to_owned(),
        relation: relation(cited.relation).shown(language),
        status: status(number, held, &service.knowledge, language),
        path: shown_path(&cited.path, language),
        link: passage_link(held.id, &cited.path, characters.span(cited.span), m),
        held: service.numbered(number, held.province).map(|kept| reader_link(&kept.entry.id, "", m)),
    };
    fresh.map(shown).collect()
}

/// What became of an instrument, as far as the files of the program know.
pub(super) fn status(number: &str, held: &HeldPlan<'_>, knowledge: &Knowledge, language: Language) -> String {
    let Some(gone) = knowledge.superseded(number) else {
        let known = knowledge.instruments.iter().any(|known| code(&known.number) == code(number));
        let programme = knowledge
            .checklists
            .iter()
            .any(|one| one.programme.as_ref().is_some_and(|own| code(&own.instrument) == code(number)));
        let (vi, en) = match known || programme {
            true => ("còn hiệu lực theo danh mục của chương trình", "in force by the program's list"),
            false => (
                "không rõ: danh mục của chương trình không có văn bản này",
                "not known: the program's list does not have it",
            ),
        };
        return language.pick(vi, en).to_owned();
    };
    let since = gone.since.as_deref().map(shown_day);
    let since =
        since.map_or_else(String::new, |day| language.pick(format!(" từ {day}"), format!(" since {day}")));
    let then = match gone.was_valid(held.plan.header.date.as_ref()) {
        Some(true) => {
            language.pick("; khi văn bản này ban hành thì còn hiệu lực", "; in force when this was issued")
        }
        Some(false) => language
            .pick("; đã bị thay thế khi văn bản này ban hành", "; already replaced when this was issued"),
        None => "",
    };
    let by = &gone.by;
    language
        .pick(format!("đã được thay thế bằng {by}{since}{then}"), format!("replaced by {by}{since}{then}"))
}

/// What it carries out or rests on, and what carries it out or rests on it.
pub(super) fn chain(
    service: &Service,
    id: &str,
    w: &Words,
    m: &'static Messages,
    language: Language,
) -> (Vec<Step>, Vec<Step>) {
    let links = service.chain();
    let up = links.iter().filter(|link| link.plan.id == id).map(|link| above(link, w, m, language)).collect();
    let own = links.iter().filter(|link| link.parent.as_ref().is_some_and(|parent| parent.id == id));
    let below = |link: &Link| Step {
        title: format!(
            "{} · {}",
            link.province.as_deref().unwrap_or("—"),
            link.plan.number.as_deref().unwrap_or(&link.plan.file)
        ),
        link: Some(reader_link(&link.plan.id, &link.path, m)),
        note: relation(link.relation).shown(language).to_owned(),
    };
    (up, own.take(BELOW).map(below).collect())
}

fn above(link: &Link, w: &Words, m: &'static Messages, language: Language) -> Step {
    let mut notes = vec![relation(link.relation).shown(language).to_owned()];
    notes.extend(link.title.clone());
    if let Some(by) = &link.replaced_by {
        notes.push(language.pick(format!("đã được thay thế bằng {by}"), format!("replaced by {by}")));
    }
    if link.parent.is_none() {
        notes.push(w.not_held.to_owned());
    }
    Step {
        title: link.number.clone(),
        link: link.parent.as_ref().map(|parent| reader_link(&parent.id, "", m)),
        note: notes.join(" · "),
    }
}

/// What was doubtful in the reading, in plain words.
pub(super) fn remarks(held: &HeldPlan<'_>, m: &'static Messages, language: Language) -> Vec<Remark> {
    let remark = |told: &crate::model::Diagnostic| Remark {
        text: language.pick(told.message.clone(), format!("{}: {}", english(told.code), told.message)),
        path: told.path.as_deref().map_or_else(String::new, |path| shown_path(path, language)),
        link: told.path.as_deref().map(|path| reader_link(held.id, path, m)),
    };
    held.plan.diagnostics.iter().map(remark).collect()
}

/// What a remark is about; its own sentence is in the language of the paper.
fn english(code: Code) -> &'static str {
    match code.name() {
        "number_blank" => "the number is left blank",
        "date_incomplete" => "day or month of the date is left blank",
        "place_mistyped" => "the place over the date is misspelled",
        "signatory_missing" => "no name under the signature",
        "enumerator_gap" => "a number is left out",
        "enumerator_repeated" => "a number comes twice",
        "agency_unknown" => "a body that is not in the knowledge files",
        "agency_ambiguous" => "a name that may mean several bodies",
        "deadline_past" => "a deadline before the date of the paper",
        "deadline_unreadable" => "a deadline that could not be read",
        "citation_misprinted" => "a symbol that no rule allows",
        "citation_not_held" => "a cited paper is not held",
        "residue" => "left-overs of a conversion",
        "ocr_uncertain" => "words recognized with doubt",
        "table_unread" => "a table whose columns are not understood",
        "secrecy_mark" => "the paper bears a secrecy mark",
        "encoding_damaged" => "damaged characters",
        "encoding_converted" => "decoded from an old Vietnamese encoding",
        "read_in_part" => "read in part, for want of a program",
        "not_a_plan" => "hardly a plan",
        other => other,
    }
}
