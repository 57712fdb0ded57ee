//! Turns the value of a field as typed ("Sở KH&CN", `chutri`, `<=2026-12-31`) into values that the index holds.

use tantivy::Searcher;
use tantivy::schema::Field;

use super::grammar::{Clause, FieldName, Leaf, leaves};
use super::{Facet, SearchError, labels};
use crate::export;
use crate::index::{Fields, Index};
use crate::knowledge::{Knowledge, Mark, Spelling};
use crate::normalize::{fold, normalize};

/// Letters and digits without marks, all else left out: how values are compared, so that `sokhcn` is "Sở KH&CN".
pub(super) fn squeezed(text: &str) -> String {
    let folded = fold(&normalize(text).text.to_lowercase());
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The values that a typed one means; none where it means nothing that is held.
fn values(
    name: FieldName,
    typed: &str,
    knowledge: &Knowledge,
    (searcher, fields): (&Searcher, &Fields),
) -> Result<Vec<String>, SearchError> {
    let key = squeezed(typed);
    let labelled = |terms: &[export::Term]| {
        let is_it =
            |term: &&export::Term| [term.code, term.vi, term.en].iter().any(|word| squeezed(word) == key);
        terms.iter().filter(is_it).map(|term| term.code.to_owned()).collect::<Vec<_>>()
    };
    Ok(match name {
        FieldName::Province => province(typed, &key, knowledge).into_iter().collect(),
        FieldName::Level => level(&key)
            .map_or_else(|| labelled(&labels::levels().map(export::level)), |code| vec![code.to_owned()]),
        FieldName::Role => labelled(&labels::roles().map(export::role)),
        FieldName::Deadline => labelled(&labels::windows()),
        FieldName::Quality => labelled(&labels::QUALITIES),
        FieldName::Concept => concepts(&key, knowledge),
        FieldName::Section => {
            let same = knowledge.sections.iter().filter(|section| {
                [&section.id, &section.name, &section.english]
                    .iter()
                    .any(|word| begins(&squeezed(word), &key))
            });
            same.map(|section| section.id.clone()).collect()
        }
        FieldName::Kind => {
            let named = knowledge.kinds.iter().filter(|kind| {
                squeezed(&kind.name) == key || kind.symbols.iter().any(|symbol| squeezed(symbol) == key)
            });
            let found: Vec<String> = named.map(|kind| kind.name.clone()).collect();
            if found.is_empty() {
                held(searcher, fields.kind, |value| squeezed(value) == key)?
            } else {
                found
            }
        }
        FieldName::Body => match bodies(typed, &key, knowledge) {
            found if found.is_empty() => body_parts(&key, knowledge, (searcher, fields))?,
            found => found,
        },
        FieldName::Year | FieldName::Date | FieldName::Code | FieldName::Trail => Vec::new(),
    })
}

/// What the fields of a query mean, each looked up once.
pub(super) struct Meanings(Vec<(FieldName, String, Vec<String>)>);

impl Meanings {
    pub(super) fn of(
        clauses: &[Clause],
        knowledge: &Knowledge,
        held: (&Searcher, &Fields),
    ) -> Result<Meanings, SearchError> {
        let mut all = Meanings(Vec::new());
        for (_, leaf, _) in leaves(clauses) {
            let Leaf::Field(name, typed) = leaf else { continue };
            if all.find(*name, typed).is_none() {
                all.0.push((*name, typed.clone(), values(*name, typed, knowledge, held)?));
            }
        }
        Ok(all)
    }

    /// The values that a field with this value means; none where it means nothing that is held.
    pub(super) fn get(&self, name: FieldName, typed: &str) -> &[String] {
        self.find(name, typed).unwrap_or_default()
    }

    fn find(&self, name: FieldName, typed: &str) -> Option<&[String]> {
        let known = self.0.iter().find(|(other, value, _)| (*other, value.as_str()) == (name, typed));
        known.map(|(.., found)| found.as_slice())
    }
}

/// The values that one typed for a facet means ("Sơn La", `chutri`), or the very value; none where it means nothing.
///
/// # Errors
/// The index cannot be read.
pub fn chosen(
    index: &Index,
    knowledge: &Knowledge,
    facet: Facet,
    typed: &str,
) -> Result<Vec<String>, SearchError> {
    let (searcher, fields) = (index.searcher(), index.fields());
    let name = match facet {
        Facet::Province => FieldName::Province,
        Facet::Level => FieldName::Level,
        Facet::Body => FieldName::Body,
        Facet::Role => FieldName::Role,
        Facet::Concept => FieldName::Concept,
        Facet::Section => FieldName::Section,
        Facet::Kind => FieldName::Kind,
        Facet::Deadline => FieldName::Deadline,
        Facet::Quality => FieldName::Quality,
        Facet::Year => FieldName::Year,
        Facet::Term => return held(&searcher, fields.terms, |value| squeezed(value) == squeezed(typed)),
    };
    let is_held = held(&searcher, facet.field(fields), |value| value == typed)?;
    if is_held.is_empty() { values(name, typed, knowledge, (&searcher, fields)) } else { Ok(is_held) }
}

fn begins(word: &str, key: &str) -> bool {
    key.len() >= 3 && word.starts_with(key)
}

/// Short words for levels.
fn level(key: &str) -> Option<&'static str> {
    match key {
        "trung" | "tw" | "bo" => Some("central"),
        "tinh" | "thanhpho" => Some("province"),
        "so" | "nganh" | "songanh" => Some("department"),
        "xa" | "phuong" => Some("commune"),
        "dang" => Some("party"),
        _ => None,
    }
}

fn province(typed: &str, key: &str, knowledge: &Knowledge) -> Option<String> {
    let by_code = knowledge.province(typed.trim());
    let today = || {
        knowledge.provinces.iter().find(|province| {
            std::iter::once(&province.name).chain(&province.spellings).any(|name| squeezed(name) == key)
        })
    };
    let former = || {
        let of_name = knowledge.former_provinces.iter().find(|former| {
            std::iter::once(&former.name).chain(&former.spellings).any(|name| squeezed(name) == key)
        });
        of_name.and_then(|former| knowledge.province(&former.successor))
    };
    let found = by_code.or_else(today).or_else(former).or_else(|| knowledge.province_named(typed));
    found.map(|province| province.code.clone())
}

fn concepts(key: &str, knowledge: &Knowledge) -> Vec<String> {
    let is_it = |words: Vec<&String>| words.into_iter().any(|word| squeezed(word) == key);
    let found = knowledge.concepts.iter().filter(|concept| {
        let names = [&concept.id, &concept.vi, &concept.en].into_iter();
        is_it(names.chain(&concept.synonyms).chain(&concept.synonyms_en).collect())
    });
    found.map(|concept| concept.id.clone()).collect()
}

/// Bodies and collectives of this name, symbol or short form.
fn bodies(typed: &str, key: &str, knowledge: &Knowledge) -> Vec<String> {
    let names = knowledge.body_names(Spelling::Folded);
    let keyed = names.key(&fold(&normalize(typed).text));
    let whole = names.at(&keyed, 0).into_iter().filter(|found| found.words.end == keyed.words.len());
    let id = |mark: Mark| match mark {
        Mark::Body(at) => Some(knowledge.bodies[at].id.clone()),
        Mark::Group(at) => Some(knowledge.groups[at].id.clone()),
        _ => None,
    };
    let mut found: Vec<String> =
        if keyed.words.is_empty() { Vec::new() } else { whole.filter_map(|w| id(w.value)).collect() };
    let is_it = |name: &String| squeezed(name) == key;
    let bodies = knowledge.bodies.iter().filter(|body| {
        body.id.replace('-', "") == key
            || is_it(&body.name)
            || body.variants.iter().chain(&body.symbols).any(is_it)
    });
    found.extend(bodies.map(|body| body.id.clone()));
    let groups =
        knowledge.groups.iter().filter(|group| is_it(&group.name) || group.variants.iter().any(is_it));
    found.extend(groups.map(|group| group.id.clone()));
    found.sort();
    found.dedup();
    found
}

/// Bodies that have this in their name: those of the knowledge files, and those only plans name.
fn body_parts(
    key: &str,
    knowledge: &Knowledge,
    (searcher, fields): (&Searcher, &Fields),
) -> Result<Vec<String>, SearchError> {
    if key.len() < 3 {
        return Ok(Vec::new());
    }
    held(searcher, fields.bodies, |value| {
        let listed = knowledge.body(value).map(|body| &body.name);
        let name = listed.or_else(|| knowledge.group(value).map(|group| &group.name));
        squeezed(name.map_or(value, String::as_str)).contains(key)
    })
}

/// Most values that one condition stands for.
const MAX_VALUES: usize = 1024;

/// The values of a field that are held and pass.
pub(super) fn held(
    searcher: &Searcher,
    field: Field,
    passes: impl Fn(&str) -> bool,
) -> Result<Vec<String>, SearchError> {
    let mut found = std::collections::BTreeSet::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
        while terms.advance() {
            let value = String::from_utf8_lossy(terms.key());
            if found.len() < MAX_VALUES && !found.contains(value.as_ref()) && passes(&value) {
                found.insert(value.into_owned());
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// First and last day of a range as typed: `2026`, `30/6/2026`, `>=2026-07-01`, `2026-01..2026-06`, `quý III/2026`.
pub(super) fn days(typed: &str) -> Option<(u64, u64)> {
    let typed = typed.trim();
    if let Some((from, to)) = typed.split_once("..") {
        let first = if from.is_empty() { 0 } else { period(from)?.0 };
        let last = if to.is_empty() { LAST } else { period(to)?.1 };
        return Some((first, last));
    }
    let signs = typed.len() - typed.trim_start_matches(['<', '>', '=', '≤', '≥']).len();
    let (first, last) = period(&typed[signs..])?;
    Some(match &typed[..signs] {
        "<" => (0, first - 1),
        "<=" | "≤" => (0, last),
        ">" => (last + 1, LAST),
        ">=" | "≥" => (first, LAST),
        "" | "=" => (first, last),
        _ => return None,
    })
}

const LAST: u64 = 99_991_231;

/// First and last day of a day, month, quarter or year, as numbers that sort like dates.
fn period(typed: &str) -> Option<(u64, u64)> {
    let folded = fold(&typed.trim().to_lowercase());
    let quarter = folded.strip_prefix("quy").or_else(|| folded.strip_prefix('q'));
    let parts: Vec<&str> = quarter.unwrap_or(&folded).trim().split(['-', '/', '.']).map(str::trim).collect();
    let number = |text: &str| text.parse::<u64>().ok().filter(|_| text.len() <= 4);
    let year = |text: &str| number(text).filter(|year| (1900..=2999).contains(year));
    let month = |text: &str| number(text).filter(|month| (1..=12).contains(month));
    let day = |text: &str| number(text).filter(|day| (1..=31).contains(day));
    let of = |year: u64, month: u64, day: u64| year * 10_000 + month * 100 + day;
    Some(match (quarter, parts.as_slice()) {
        (Some(_), [which, y]) => {
            let which =
                ["i", "ii", "iii", "iv"].iter().position(|roman| roman == which).map(|at| at as u64 + 1);
            let which = which.or_else(|| number(parts[0])).filter(|which| (1..=4).contains(which))?;
            (of(year(y)?, which * 3 - 2, 1), of(year(y)?, which * 3, 31))
        }
        (None, [y]) => (of(year(y)?, 1, 1), of(year(y)?, 12, 31)),
        (None, [a, b]) if a.len() == 4 => (of(year(a)?, month(b)?, 1), of(year(a)?, month(b)?, 31)),
        (None, [a, b]) => (of(year(b)?, month(a)?, 1), of(year(b)?, month(a)?, 31)),
        (None, [a, b, c]) if a.len() == 4 => {
            let at = of(year(a)?, month(b)?, day(c)?);
            (at, at)
        }
        (None, [a, b, c]) => {
            let at = of(year(c)?, month(b)?, day(a)?);
            (at, at)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_days() {
        assert_eq!(days("2026"), Some((20_260_101, 20_261_231)));
        assert_eq!(days("<=2026-12-31"), Some((0, 20_261_231)));
        assert_eq!(days("<30/6/2026"), Some((0, 20_260_629)));
        assert_eq!(days("2026-01..6/2026"), Some((20_260_101, 20_260_631)));
        assert_eq!(days(">=quý III/2026"), Some((20_260_701, LAST)));
        assert_eq!(days("q2/2026"), Some((20_260_401, 20_260_631)));
        for wrong in ["", "sớm", "32/1/2026", "2026-13", "<>2026", "99999", "1/1/1/2026"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn spaces_and_marks_do_not_matter() {
        assert_eq!(squeezed("Sở KH&CN"), squeezed("so khcn"));
    }
}
