use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::error;
use super::{KnowledgeError, Problem};
use crate::normalize::is_nfc;

/// What plans are held against: items of work, from a central plan or from what plans have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// Its stable id; of a programme's checklist, the id of the programme.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Which version: results name it.
    pub version: String,
    /// Was it inferred? Then nothing of it is ever "thiếu", only "chưa thấy (danh mục tạm)".
    pub provisional: bool,
    /// Where its items are known from.
    pub source: String,
    /// The programme whose checklist it is, if any.
    #[serde(skip_deserializing)]
    pub programme: Option<Programme>,
    /// In the order they are shown.
    #[serde(skip_deserializing)]
    pub items: Vec<Item>,
}

/// A central instrument with those expected to answer it (đợt triển khai).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// The central instrument: `452/QĐ-TTg`.
    pub instrument: String,
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// What it carries out itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carries_out: Vec<String>,
    /// What it replaces, from its own date on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
    /// Phrases by which a plan that is not held is known to belong, in the words of those that cite it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subject: Vec<String>,
    /// Codes of the provinces expected to answer; all of today where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roster: Vec<String>,
    /// Last day for plans to be issued, `YYYY-MM-DD`, where the center set one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plans_due: Option<String>,
}

/// One kind of work that plans are expected to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its id within the checklist.
    pub id: String,
    /// As it is shown.
    pub title: String,
    /// A task, or a section of its own.
    #[serde(default)]
    pub kind: ItemKind,
    /// Phrases any of which names it at the head of a task; the title where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Concepts whose words name it too, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concepts: Vec<String>,
    /// Phrases that show it is dealt with elsewhere, short of a task of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mention: Vec<String>,
    /// Phrases that hold its words and mean something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not: Vec<String>,
    /// The levels it binds, in the words of `plan-json.md`; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applies_to: Vec<String>,
    /// The provision that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Id of the body that the center expects to lead, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// Ids of the bodies that lead it together with `lead`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<String>,
    /// Last day that the center allows, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Does it ask for a paper to be issued (which may have been issued before)?
    #[serde(default, skip_serializing_if = "is_false")]
    pub issues: bool,
    /// Where it stands in the central plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Of an item inferred from what plans share: how many of them have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_by: Option<usize>,
}

/// What an item asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Work.
    #[default]
    Task,
    /// A section of its own (mục riêng).
    Section,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The same as it is written.
#[derive(Serialize)]
struct Written<'a> {
    checklist: Head<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    programme: Option<&'a Programme>,
    item: &'a [Item],
}

#[derive(Serialize)]
struct Head<'a> {
    id: &'a str,
    title: &'a str,
    version: &'a str,
    provisional: bool,
    source: &'a str,
}

/// A checklist file as it is laid out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    checklist: Checklist,
    #[serde(default)]
    programme: Option<Programme>,
    #[serde(default)]
    item: Vec<Item>,
}

impl Checklist {
    /// Reads a checklist file; `name` is for error messages.
    ///
    /// # Errors
    /// Line and reason: no TOML, an unknown key, an id that comes twice, a date that is none, text that is not composed.
    pub fn read(name: &str, text: &str) -> Result<Checklist, KnowledgeError> {
        if let Some(at) = text.lines().position(|line| !is_nfc(line)) {
            return Err(error(name, at + 1, Problem::NotNfc));
        }
        let file: File = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |span| span.start.min(text.len()));
            let line = text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
            error(name, line, Problem::Malformed(e.message().to_owned()))
        })?;
        let checklist = Checklist { programme: file.programme, items: file.item, ..file.checklist };
        checklist.checked(name)
    }

    /// The checklist in the layout of its file.
    ///
    /// # Errors
    /// None for what [`Checklist::read`] gives.
    pub fn written(&self) -> Result<String, KnowledgeError> {
        let head = Head {
            id: &self.id,
            title: &self.title,
            version: &self.version,
            provisional: self.provisional,
            source: &self.source,
        };
        let file = Written { checklist: head, programme: self.programme.as_ref(), item: &self.items };
        toml::to_string(&file).map_err(|e| error(&self.id, 0, Problem::Malformed(e.to_string())))
    }

    fn checked(self, name: &str) -> Result<Checklist, KnowledgeError> {
        let mut seen = std::collections::BTreeSet::new();
        for item in &self.items {
            if !seen.insert(item.id.as_str()) {
                return Err(error(name, 0, Problem::Duplicate(item.id.clone())));
            }
        }
        if self.items.is_empty() {
            return Err(error(name, 0, Problem::Empty("item".to_owned())));
        }
        let programme =
            self.programme.iter().flat_map(|programme| [Some(&programme.date), programme.plans_due.as_ref()]);
        let dates = self.items.iter().map(|item| item.due.as_ref()).chain(programme).flatten();
        for date in dates {
            if !is_date(date) {
                return Err(error(name, 0, Problem::BadValue { field: "due", value: date.clone() }));
            }
        }
        Ok(self)
    }
}

/// `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// The programmes built into the program.
const EMBEDDED: [(&str, &str); 2] = [
    ("452-qd-ttg.toml", include_str!("../../corpus/knowledge/programmes/452-qd-ttg.toml")),
    ("9001-qd-vbm.toml", include_str!("../../corpus/knowledge/programmes/9001-qd-vbm.toml")),
];

/// The folder of programmes within a folder of knowledge files.
const FOLDER: &str = "programmes";

pub(super) fn embedded() -> Result<Vec<Checklist>, KnowledgeError> {
    EMBEDDED.iter().map(|(name, text)| Checklist::read(name, text)).collect()
}

/// All files of the folder, by name; none where there is no such folder.
pub(super) fn load(folder: &Path) -> Result<Vec<Checklist>, KnowledgeError> {
    let folder = folder.join(FOLDER);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |e: std::io::Error| error(FOLDER, 0, Problem::Unreadable(e.kind()));
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .map_err(unreadable)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text =
            std::fs::read_to_string(path).map_err(|e| error(&name, 0, Problem::Unreadable(e.kind())))?;
        Checklist::read(&name, &text)
    };
    files.iter().map(read).collect()
}
