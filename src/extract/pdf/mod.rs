//! Turns the bytes of a PDF into sheets: the words and rules of each page by their places.

mod device;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret_page,
};

use super::refusal::Refusal;
use super::sheet::{Sheet, Word};
use device::Boxes;

/// The most pages that are read: a plan with its annexes has some dozens.
const MOST_PAGES: usize = 2_000;
/// A stamped number stands this near to the line it belongs to, and to a word of it, in sizes of the letters.
const STAMPED: f32 = 0.6;
const STAMP_GAP: f32 = 2.0;

/// Reads the pages. Of annotations only numbers filled in are kept: the rest are stamps of who signed or published.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    // The reader of another hand: what it did not foresee is a damaged file, not the end of the program.
    let read = AssertUnwindSafe(|| sheets(bytes));
    catch_unwind(read).unwrap_or_else(|_| Err(Refusal::damaged("PDF")))
}

fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|error| Refusal::damaged(why(error)))?;
    if pdf.pages().is_empty() {
        return Err(Refusal::damaged("PDF"));
    }
    let cache = InterpreterCache::new();
    Ok(pdf.pages().iter().take(MOST_PAGES).map(|page| sheet(&pdf, page, &cache)).collect())
}

fn why(error: LoadPdfError) -> &'static str {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => "PDF, password",
        LoadPdfError::Decryption(_) => "PDF, encryption",
        LoadPdfError::Invalid => "PDF",
    }
}

fn sheet<'a>(pdf: &'a Pdf, page: &'a Page<'a>, cache: &InterpreterCache<'a>) -> Sheet {
    let mut sheet = drawn(pdf, page, cache, RenderContent::PAGE);
    let stamped = drawn(pdf, page, cache, RenderContent::ANNOTATIONS).words;
    let numbers: Vec<Word> = stamped.into_iter().filter_map(|word| filled_in(word, &sheet.words)).collect();
    sheet.words.extend(numbers);
    sheet
}

/// Programs that sign a paper stamp its number and day into the gaps that were left for them; what else they stamp
/// tells of the file, not of the paper. The number, set on the line it is stamped into.
fn filled_in(stamp: Word, words: &[Word]) -> Option<Word> {
    let number = stamp.text.chars().all(|c| c.is_ascii_digit() || c == '/');
    let beside = |word: &&Word| {
        let gap = (word.left - stamp.right).max(stamp.left - word.right);
        (word.base - stamp.base).abs() < STAMPED * word.size && gap < STAMP_GAP * word.size
    };
    let base = words.iter().filter(|_| number).find(beside).map(|word| word.base)?;
    Some(Word { base, ..stamp })
}

fn drawn<'a>(pdf: &'a Pdf, page: &'a Page<'a>, cache: &InterpreterCache<'a>, what: RenderContent) -> Sheet {
    let (width, height) = page.render_dimensions();
    let settings = InterpreterSettings { render_content: what, ..InterpreterSettings::default() };
    let upright = page.initial_transform(true).to_kurbo();
    let whole = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(upright, whole, cache, pdf.xref(), settings);
    let mut boxes = Boxes::new(width, height);
    interpret_page(page, &mut context, &mut boxes);
    boxes.sheet()
}
