//! Turns a ZIP archive or a mail into the files in it, within limits.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::mail;
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
    if mail::is_mail(bytes) {
        return mail::files(bytes).map(named);
    }
    if !bytes.trim_ascii_start().starts_with(b"PK") {
        return mail::outlook(bytes).map(named);
    }
    let mut package = Package::open(bytes)?;
    let (mut names, mut found) = (BTreeSet::new(), Vec::new());
    for at in 0..package.len() {
        let Some(plain) = package.name(at).and_then(|name| plain(&name)) else { continue };
        found.push(Member { name: unique(&mut names, &plain), bytes: package.entry(at) });
    }
    Ok(found)
}

fn named(files: Vec<(String, Vec<u8>)>) -> Vec<Member> {
    let mut names = BTreeSet::new();
    let member = |(name, bytes): (String, Vec<u8>)| {
        Some(Member { name: unique(&mut names, &plain(&name)?), bytes: Ok(bytes) })
    };
    files.into_iter().filter_map(member).collect()
}

/// The name, with a number where there is a file of this name already.
fn unique(names: &mut BTreeSet<String>, plain: &str) -> String {
    let mut name = plain.to_owned();
    for nth in 2.. {
        if names.insert(name.clone()) {
            break;
        }
        name = format!("{plain}~{nth}");
    }
    name
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
