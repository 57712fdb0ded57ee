//! Turns the relations of a package into the names of its parts: nothing but convention calls the text `document.xml`.

use super::super::package::Package;
use super::super::refusal::Refusal;
use super::super::xml::{Step, Walk};

/// The parts of a Word file by what they are.
pub(super) struct Relations {
    /// The part with the text.
    pub(super) document: String,
    /// What the others are (`styles`, `header`), and their names; in the order of the file.
    parts: Vec<(String, String)>,
}

impl Relations {
    pub(super) fn read(package: &mut Package<'_>) -> Result<Relations, Refusal> {
        let of_package = relations(&package.optional("_rels/.rels")?, "")?;
        let main = of_package.into_iter().find(|(kind, _)| kind == "officeDocument");
        let document = main.map_or_else(|| "word/document.xml".to_owned(), |(_, part)| part);
        let (folder, name) = document.rsplit_once('/').unwrap_or(("", &document));
        let own = [folder, "_rels", &format!("{name}.rels")].join("/");
        let parts = relations(&package.optional(own.trim_start_matches('/'))?, folder)?;
        Ok(Relations { document, parts })
    }

    /// The first part of a kind.
    pub(super) fn first(&self, kind: &str) -> Option<&str> {
        self.of(&[kind]).next().map(|(_, part)| part)
    }

    /// All parts of these kinds, each with its kind.
    pub(super) fn of(&self, kinds: &[&str]) -> impl Iterator<Item = (&str, &str)> {
        let parts = self.parts.iter().map(|(kind, part)| (kind.as_str(), part.as_str()));
        parts.filter(move |(kind, _)| kinds.contains(kind))
    }
}

/// Kinds and names; the names are relative to `folder` unless they begin with a slash.
fn relations(part: &[u8], folder: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut found = Vec::new();
    let mut walk = Walk::new(part);
    loop {
        match walk.next()? {
            Step::Start(element) if element.name == "Relationship" => {
                let kind = element.get("Type").and_then(|kind| kind.rsplit('/').next()).unwrap_or_default();
                let target = element.get("Target").unwrap_or_default();
                let name = match target.strip_prefix('/') {
                    Some(name) => name.to_owned(),
                    None if folder.is_empty() => target.to_owned(),
                    None => format!("{folder}/{target}"),
                };
                if element.get("TargetMode") != Some("External") {
                    found.push((kind.to_owned(), name));
                }
            }
            Step::Done => return Ok(found),
            _ => {}
        }
    }
}
