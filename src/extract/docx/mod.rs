//! Turns a Word file (.docx) into its text as Word would show it, cut into paragraphs and rows of tables.
//!
//! A streaming reader of our own: numbers of automatic numbering are resolved and stand before their paragraphs,
//! deleted text is left out, inserted text is in, fields show their results. Limits hold for entries, size, ratio and
//! depth; a DOCTYPE is refused (OOXML has none, and entities are how bombs are built).

mod body;
mod layout;
mod numbering;
mod package;
mod styles;
mod xml;

use super::refusal::Refusal;
use crate::model::Block;

/// Reads the text and the blocks of a Word file.
///
/// # Errors
/// The archive or its XML is damaged, encrypted, or beyond the limits.
pub(super) fn read(bytes: &[u8]) -> Result<(String, Vec<Block>), Refusal> {
    let mut package = package::Package::open(bytes)?;
    let styles = styles::styles(&package.optional("word/styles.xml")?)?;
    let numbering = numbering::numbering(&package.optional("word/numbering.xml")?)?;
    let document = package.part("word/document.xml")?;
    let elements = body::elements(&document, &styles, numbering)?;
    Ok(layout::layout(&elements))
}
