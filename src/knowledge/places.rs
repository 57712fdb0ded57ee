use serde::Deserialize;

use super::files::{At, Files, check_unique, error, list, maybe};
use super::{KnowledgeError, Phrases, Problem, Spelling};

/// A province or centrally run city of today (34 since 2025-07-01, 202/2025/QH15).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Province {
    /// The administrative code (19/2025/QĐ-TTg).
    pub code: String,
    /// The name without tỉnh or thành phố.
    pub name: String,
    /// tỉnh or thành phố, the latest that a source proves; a change without a proven source is left out.
    pub kind: String,
    /// Every change of its kind, proven or not, in order.
    pub changes: Vec<KindChange>,
    /// The names of the units it was made of.
    pub predecessors: Vec<String>,
    /// Other spellings.
    pub spellings: Vec<String>,
}

/// What kind of unit a province is from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindChange {
    /// tỉnh or thành phố.
    pub kind: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, where it has ended.
    pub to: Option<String>,
    /// Is the source proven? Else the change is shown, and decides nothing.
    pub verified: bool,
    /// Where it is known from.
    pub source: String,
}

/// A province that was merged into another in 2025.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FormerProvince {
    /// The name without tỉnh or thành phố.
    pub name: String,
    /// tỉnh or thành phố.
    pub kind: String,
    /// Code of today's province.
    pub successor: String,
    /// Its last day, `YYYY-MM-DD`.
    pub to: String,
    /// Other spellings.
    #[serde(deserialize_with = "list")]
    pub spellings: Vec<String>,
    /// Remarks.
    pub notes: String,
}

/// What a place name means: an index into the provinces of today or the former ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A province of today.
    Today(usize),
    /// A former one of another name.
    Former(usize),
}

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    kind: String,
    kind_verified: String,
    from: String,
    #[serde(deserialize_with = "maybe")]
    to: Option<String>,
    #[serde(deserialize_with = "list")]
    predecessors: Vec<String>,
    #[serde(deserialize_with = "list")]
    spellings: Vec<String>,
    source: String,
}

const TODAY: &str = "provinces.csv";
const BEFORE: &str = "provinces-before-2025.csv";

/// The provinces of today in the order of their codes. A code may have several rows, one for each kind it has been,
/// from a day of its own.
pub(super) fn provinces(files: &Files) -> Result<Vec<Province>, KnowledgeError> {
    let mut provinces: Vec<Province> = Vec::new();
    for At { line, value: row } in files.rows::<Row>(TODAY)? {
        let change = change(&row, line)?;
        match provinces.iter_mut().find(|province| province.code == row.code) {
            Some(known) if known.name == row.name && known.changes.iter().all(|c| c.from != change.from) => {
                if change.verified {
                    known.kind.clone_from(&change.kind);
                }
                known.changes.push(change);
            }
            Some(_) => return Err(error(TODAY, line, Problem::Duplicate(row.code))),
            None => provinces.push(Province {
                kind: change.kind.clone(),
                changes: vec![change],
                code: row.code,
                name: row.name,
                predecessors: row.predecessors,
                spellings: row.spellings,
            }),
        }
    }
    provinces.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(provinces)
}

fn change(row: &Row, line: usize) -> Result<KindChange, KnowledgeError> {
    let bad = |field, value: &str| error(TODAY, line, Problem::BadValue { field, value: value.to_owned() });
    if !matches!(row.kind.as_str(), "tỉnh" | "thành phố") {
        return Err(bad("kind", &row.kind));
    }
    let verified = match row.kind_verified.as_str() {
        "yes" => true,
        "no" => false,
        other => return Err(bad("kind_verified", other)),
    };
    if !is_day(&row.from) {
        return Err(bad("from", &row.from));
    }
    let (kind, from, to) = (row.kind.clone(), row.from.clone(), row.to.clone());
    Ok(KindChange { kind, from, to, verified, source: row.source.clone() })
}

/// `YYYY-MM-DD`.
pub(super) fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits =
        |part: &&str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

pub(super) fn former_provinces(
    files: &Files,
    today: &[Province],
) -> Result<Vec<FormerProvince>, KnowledgeError> {
    let rows = files.rows::<FormerProvince>(BEFORE)?;
    check_unique(BEFORE, &rows, |row| &row.name)?;
    if let Some(row) =
        rows.iter().find(|row| today.iter().all(|province| province.code != row.value.successor))
    {
        return Err(error(BEFORE, row.line, Problem::UnknownId(row.value.successor.clone())));
    }
    Ok(rows.into_iter().map(|row| row.value).collect())
}

/// The names by which places are found in a text. A name of today hides the same name of a former province.
pub(super) fn place_names(
    spelling: Spelling,
    today: &[Province],
    before: &[FormerProvince],
) -> Phrases<Place> {
    let mut names = Phrases::new(spelling);
    for (at, province) in today.iter().enumerate() {
        names.insert(&province.name, Place::Today(at));
        province.spellings.iter().for_each(|spelling| names.insert(spelling, Place::Today(at)));
    }
    for (at, former) in before.iter().enumerate() {
        if today.iter().all(|province| province.name != former.name) {
            names.insert(&former.name, Place::Former(at));
            former.spellings.iter().for_each(|spelling| names.insert(spelling, Place::Former(at)));
        }
    }
    names
}
