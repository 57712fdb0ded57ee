//! Turns a ZIP archive into the files in it, within limits.

use serde::{Deserialize, Serialize};

use super::package::Package;
use super::refusal::Refusal;

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name with its folders, parted by `/`; never leads out of the archive, and comes once.
    pub name: String,
    /// Its bytes, or why they are not read.
    pub bytes: Result<Vec<u8>, Refusal>,
}

/// The files of an archive in its order. Folders, hidden files and lock files are left out, as on disk. One that unpacks
/// beyond the limits is refused alone, and all that come when the limit of the whole is used up.
///
/// # Errors
/// It is damaged, or has too many entries.
pub(super) fn members(bytes: &[u8]) -> Result<Vec<Member>, Refusal> {
    let mut package = Package::open(bytes)?;
    let mut names = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    for at in 0..package.len() {
        let Some(plain) = package.name(at).and_then(|name| plain(&name)) else { continue };
        let mut name = plain.clone();
        for nth in 2.. {
            if names.insert(name.clone()) {
                break;
            }
            name = format!("{plain}~{nth}");
        }
        found.push(Member { name, bytes: package.entry(at) });
    }
    Ok(found)
}

/// A name without what would lead elsewhere; nothing for what is no document.
fn plain(name: &str) -> Option<String> {
    let is_folder = name.ends_with(['/', '\\']);
    let parts: Vec<&str> = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let hidden =
        parts.iter().any(|part| part.starts_with('.') || part.starts_with("~$") || *part == "__MACOSX");
    let printable: String = parts.join("/").chars().filter(|c| !c.is_control()).collect();
    (!is_folder && !hidden && !printable.is_empty()).then_some(printable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_archive() {
        let names =
            ["../../etc/passwd", "C:\\a\\b.docx", "a/", "__MACOSX/a", ".an", "a/~$b.docx", "kế hoạch.docx"];
        let plain: Vec<_> = names.iter().filter_map(|name| plain(name)).collect();
        assert_eq!(plain, ["etc/passwd", "C:/a/b.docx", "kế hoạch.docx"]);
    }
}
