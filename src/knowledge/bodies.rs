use serde::Deserialize;

use super::files::{Files, check_unique, error, list, maybe, values};
use super::{KnowledgeError, Problem};

/// A body (cơ quan) with a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Body {
    /// Its stable id.
    pub id: String,
    /// Its canonical name.
    pub name: String,
    /// What it is called in English; several names are separated in the file by semicolons.
    #[serde(deserialize_with = "list")]
    pub english: Vec<String>,
    /// sở, ngang sở, đảng, đoàn thể, …; "cũ" for one that is no more.
    pub kind: String,
    /// province, commune, central, district, region, any.
    pub level: String,
    /// Its part of document symbols.
    #[serde(deserialize_with = "list")]
    pub symbols: Vec<String>,
    /// Other names that mean the same body.
    #[serde(deserialize_with = "list")]
    pub variants: Vec<String>,
    /// Bodies it took over from, with the month and what of them, as words.
    #[serde(deserialize_with = "list")]
    pub predecessors: Vec<String>,
    /// The month it ended, `YYYY-MM`, where it has.
    #[serde(deserialize_with = "maybe")]
    pub to: Option<String>,
    /// Remarks.
    pub notes: String,
}

/// A collective (tập thể): bodies named as a kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Group {
    /// Its stable id.
    pub id: String,
    /// Its usual words.
    pub name: String,
    /// What it is called in English.
    #[serde(deserialize_with = "list")]
    pub english: Vec<String>,
    /// province, commune, central, any.
    pub level: String,
    /// Its part of document symbols.
    #[serde(deserialize_with = "list")]
    pub symbols: Vec<String>,
    /// Other words for it.
    #[serde(deserialize_with = "list")]
    pub variants: Vec<String>,
    /// Its members: ids of bodies and groups, `kind@level`, and `*` for others that nobody can list.
    #[serde(deserialize_with = "list")]
    pub members: Vec<String>,
    /// Remarks.
    pub notes: String,
}

/// A short form that always means the same words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Abbreviation {
    /// One word, as printed: UBND.
    pub short: String,
    /// The words it stands for.
    pub long: String,
}

/// A kind of document (loại văn bản; Nghị định 30/2020/NĐ-CP, Điều 7, and Party papers).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kind {
    /// Its name in sentence case: Kế hoạch.
    pub name: String,
    /// How symbols name it: KH.
    #[serde(deserialize_with = "list")]
    pub symbols: Vec<String>,
    /// Its English name.
    pub english: String,
}

const BODIES: &str = "bodies.csv";
const GROUPS: &str = "groups.csv";

pub(super) fn bodies(files: &Files) -> Result<Vec<Body>, KnowledgeError> {
    let rows = files.rows::<Body>(BODIES)?;
    check_unique(BODIES, &rows, |row| &row.id)?;
    check_unique(BODIES, &rows, |row| &row.name)?;
    Ok(values(rows))
}

pub(super) fn groups(files: &Files, bodies: &[Body]) -> Result<Vec<Group>, KnowledgeError> {
    let rows = files.rows::<Group>(GROUPS)?;
    check_unique(GROUPS, &rows, |row| &row.id)?;
    check_unique(GROUPS, &rows, |row| &row.name)?;
    if let Some(row) = rows.iter().find(|row| bodies.iter().any(|body| body.id == row.value.id)) {
        return Err(error(GROUPS, row.line, Problem::Duplicate(row.value.id.clone())));
    }
    let is_known = |member: &str| {
        let kind = member.split_once('@');
        member == "*"
            || bodies.iter().any(|body| {
                kind.map_or(body.id == member, |(kind, level)| body.kind == kind && body.level == level)
            })
            || rows.iter().any(|row| row.value.id == member)
    };
    for row in &rows {
        if let Some(unknown) = row.value.members.iter().find(|member| !is_known(member)) {
            return Err(error(GROUPS, row.line, Problem::UnknownId(unknown.clone())));
        }
    }
    Ok(values(rows))
}

pub(super) fn abbreviations(files: &Files) -> Result<Vec<Abbreviation>, KnowledgeError> {
    let rows = files.rows::<Abbreviation>("abbreviations.csv")?;
    check_unique("abbreviations.csv", &rows, |row| &row.short)?;
    Ok(values(rows))
}

pub(super) fn kinds(files: &Files) -> Result<Vec<Kind>, KnowledgeError> {
    let rows = files.rows::<Kind>("kinds.csv")?;
    check_unique("kinds.csv", &rows, |row| &row.name)?;
    Ok(values(rows))
}
