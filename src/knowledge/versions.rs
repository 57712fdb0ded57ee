//! Turns a checklist that plans are held against into a version that is kept, so that a result can be told from which
//! wording of it it came.

use std::path::{Path, PathBuf};

use super::checklists::Checklist;
use super::files::error;
use super::{KnowledgeError, Problem};

/// The folder of kept versions in the data folder: a folder for each checklist, a file for each version.
const FOLDER: &str = "checklists";

/// A version of a checklist that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVersion {
    /// Where it lies.
    pub file: PathBuf,
    /// The checklist as it was.
    pub checklist: Checklist,
}

/// Keeps the checklist in the data folder and gives it back under the version by which it is found there: its own, or,
/// where another wording is kept under that already, its own with a number (`1~2`). The same wording is kept once.
///
/// # Errors
/// The folder cannot be written.
pub fn keep(data: &Path, checklist: Checklist) -> Result<Checklist, KnowledgeError> {
    let folder = data.join(FOLDER).join(plain(&checklist.id));
    let failed = |cause: std::io::Error| error(FOLDER, 0, Problem::Unwritable(cause.kind()));
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let own = checklist.version.clone();
    let mut kept = checklist;
    for nth in 2_u32.. {
        let (text, file) = (kept.written()?, folder.join(format!("{}.toml", plain(&kept.version))));
        match std::fs::read_to_string(&file) {
            Ok(there) if there == text => break,
            Ok(_) => kept.version = format!("{own}~{nth}"),
            Err(_) => {
                std::fs::write(&file, text).map_err(failed)?;
                break;
            }
        }
    }
    Ok(kept)
}

/// Every version kept in the data folder, by checklist and version; those of one checklist where `id` is given.
///
/// # Errors
/// A file that cannot be read.
pub fn kept(data: &Path, id: Option<&str>) -> Result<Vec<KeptVersion>, KnowledgeError> {
    let mut files: Vec<PathBuf> =
        entries(&data.join(FOLDER)).iter().flat_map(|folder| entries(folder)).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "toml"));
    let read = |file: PathBuf| {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(&file)
            .map_err(|cause| error(&name, 0, Problem::Unreadable(cause.kind())))?;
        Ok(KeptVersion { checklist: Checklist::read(&name, &text)?, file })
    };
    let mut found = files.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    found.retain(|version| id.is_none_or(|id| version.checklist.id == id));
    Ok(found)
}

/// What lies in a folder, by name; nothing where it is not there.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// A name that leads nowhere else.
fn plain(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || "-_.~".contains(c) { c } else { '_' };
    let name: String = name.chars().map(safe).collect();
    if name.trim_matches('.').is_empty() { "_".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wording_is_kept_once_under_a_version_of_its_own() {
        let text = |title: &str| {
            format!(
                "[checklist]\nid = \"../a\"\ntitle = \"{title}\"\nversion = \"1\"\nprovisional = false\nsource = \"s\"\n\
                 [[item]]\nid = \"A1\"\ntitle = \"Tập huấn\"\n"
            )
        };
        let data = tempfile::tempdir().unwrap();
        let keep =
            |title: &str| keep(data.path(), Checklist::read("a", &text(title)).unwrap()).unwrap().version;
        assert_eq!(
            [keep("Một"), keep("Hai"), keep("Một"), keep("Hai"), keep("Ba")],
            ["1", "1~2", "1", "1~2", "1~3"]
        );
        let all = kept(data.path(), Some("../a")).unwrap();
        let titles: Vec<_> = all.iter().map(|version| version.checklist.title.as_str()).collect();
        assert_eq!(titles, ["Một", "Hai", "Ba"]);
        assert!(all.iter().all(|version| version.file.starts_with(data.path().join(FOLDER))));
        assert!(kept(data.path(), Some("b")).unwrap().is_empty());
    }
}
