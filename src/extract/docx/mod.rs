//! Turns a Word file (.docx) into its text as Word would show it, cut into paragraphs and rows of tables.
//!
//! A streaming reader of our own: numbers of automatic numbering are resolved and stand before their paragraphs,
//! deleted text is left out, inserted text is in, fields show their results. Headers, footers, notes and hidden text are
//! kept beside the text. Limits hold for entries, size, ratio and depth; a DOCTYPE is refused (OOXML has none, and
//! entities are how bombs are built).

mod body;
mod numbering;
mod paragraph;
mod relations;
mod styles;

use super::Read;
use super::layout::layout;
use super::package::Package;
use super::refusal::Refusal;
use crate::model::{Aside, AsideKind, Code, Diagnostic};
pub(super) use body::Content;
use numbering::Numbering;
pub(super) use paragraph::Paragraph;
use relations::Relations;
pub(super) use styles::Style;
use styles::Styles;

/// Kinds of parts that stand beside the text, and what they are.
const BESIDE: [(&str, AsideKind); 4] = [
    ("header", AsideKind::Header),
    ("footer", AsideKind::Footer),
    ("footnotes", AsideKind::Note),
    ("endnotes", AsideKind::Note),
];
/// Most of them that are read: every section of a paper may have three headers.
const MAX_BESIDE: usize = 64;

/// Reads the text and the blocks of a Word file, and what stands beside.
///
/// # Errors
/// The archive or its XML is damaged, encrypted, or beyond the limits.
pub(super) fn read(bytes: &[u8]) -> Result<Read, Refusal> {
    let mut package = Package::open(bytes)?;
    let relations = Relations::read(&mut package)?;
    let styles = styles::styles(&package.optional(relations.first("styles").unwrap_or("word/styles.xml"))?)?;
    let numbers = relations.first("numbering").unwrap_or("word/numbering.xml");
    let numbering = numbering::numbering(&package.optional(numbers)?)?;
    let document = package.part(&relations.document)?;
    let content = body::content(&document, &styles, numbering)?;
    let mut asides = beside(&mut package, &relations, &styles)?;
    let diagnostics = told(&content);
    let own = [(AsideKind::Hidden, content.hidden), (AsideKind::Original, content.originals)];
    asides.extend(
        own.into_iter().filter(|(_, text)| !text.is_empty()).map(|(kind, text)| Aside { kind, text }),
    );
    Ok((layout(&content.items), asides, diagnostics))
}

/// Headers, footers and notes; each text once.
fn beside(package: &mut Package<'_>, relations: &Relations, styles: &Styles) -> Result<Vec<Aside>, Refusal> {
    let mut asides = Vec::new();
    for (kind, part) in relations.of(&BESIDE.map(|(name, _)| name)).take(MAX_BESIDE) {
        let Some((_, kind)) = BESIDE.iter().find(|(name, _)| *name == kind) else { continue };
        let content = body::content(&package.optional(part)?, styles, Numbering::default())?;
        let aside = Aside { kind: *kind, text: content.lines() };
        if !aside.text.is_empty() && !asides.contains(&aside) {
            asides.push(aside);
        }
    }
    Ok(asides)
}

/// What the analyst is told of hidden text, and of text in a code of before Unicode.
pub(super) fn told(content: &Content) -> Vec<Diagnostic> {
    let hidden = content.hidden.chars().filter(|c| !c.is_whitespace()).count();
    let hidden = (hidden > 0).then(|| Diagnostic {
        code: Code::Residue,
        message: format!("Có {hidden} ký tự bị ẩn trong tệp; không đưa vào văn bản, được giữ riêng."),
        path: None,
        span: None,
    });
    hidden.into_iter().chain(content.code.map(super::Legacy::diagnostic)).collect()
}
