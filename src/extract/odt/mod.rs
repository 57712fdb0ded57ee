//! Turns an OpenDocument text (.odt) into its text, with the numbers of its lists.
//!
//! A streaming reader over the same limits as that of Word files. Deleted text and comments are left out; headers,
//! footers, notes and hidden text are kept beside the text. LibreOffice is not asked: it writes lists that go on with
//! one which the file does not hold, and counts them anew when it reads them (tests/FORMATS.md).

mod body;
mod lists;
mod styles;

use super::Read;
use super::docx::told;
use super::layout::layout;
use super::package::Package;
use super::refusal::Refusal;
use crate::model::{Aside, AsideKind};
use body::{Body, Content};
use lists::Lists;

/// Reads the text and the blocks of an OpenDocument text, and what stands beside.
///
/// # Errors
/// The archive or its XML is damaged, encrypted, or beyond the limits.
pub(super) fn read(bytes: &[u8]) -> Result<Read, Refusal> {
    let mut package = Package::open(bytes)?;
    let content = package.part("content.xml")?;
    let common = package.optional("styles.xml")?;
    let styles = styles::styles(&[&common, &content])?;
    let mut body = Body::new(&styles, Lists::new(lists::styles(&[&common, &content])?));
    body.read(&content)?;
    let pages = body::pages(&common, &styles)?;
    let Content { running, notes } = body.content;
    let diagnostics = told(&running);
    let own = [
        (AsideKind::Note, notes),
        (AsideKind::Hidden, running.hidden),
        (AsideKind::Original, running.originals),
    ];
    let own = own.into_iter().filter(|(_, text)| !text.is_empty()).map(|(kind, text)| Aside { kind, text });
    Ok((layout(&running.items), pages.into_iter().chain(own).collect(), diagnostics))
}
