//! Turns an OpenDocument text (.odt) into its text, with the numbers of its lists: for where LibreOffice is not there.
//!
//! A streaming reader over the same limits as that of Word files. Deleted text, comments and notes are left out.

mod body;
mod lists;

use super::layout::{Layout, layout};
use super::package::Package;
use super::refusal::Refusal;

/// Reads the text and the blocks of an OpenDocument text.
///
/// # Errors
/// The archive or its XML is damaged, encrypted, or beyond the limits.
pub(super) fn read(bytes: &[u8]) -> Result<Layout, Refusal> {
    let mut package = Package::open(bytes)?;
    let content = package.part("content.xml")?;
    let styles = lists::styles(&[&package.optional("styles.xml")?, &content])?;
    Ok(layout(&body::items(&content, lists::Lists::new(styles))?))
}
