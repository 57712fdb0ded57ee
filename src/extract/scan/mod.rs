//! Turns pictures of pages into sheets, by the programs that draw and recognize them: one process for each page.

mod hocr;
mod raster;
mod strokes;
mod wrap;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::caged::{self, Folder};
use super::confine::Limits;
use super::process;
use super::refusal::Refusal;
use super::sheet::{Rule, Sheet, Word};
use super::tools::{OCR, POPPLER, Tool, Tools};
use hocr::Recognized;
use raster::Raster;
use wrap::{Wrapped, page_size, wrapped};

/// Limits of the program that draws a page, and of the one that recognizes its letters.
const DRAWING: Limits = Limits { memory: 1 << 30, processor: 20, wall: 40 };
const RECOGNITION: Limits = Limits { memory: 1 << 30, processor: 60, wall: 120 };
/// The most scanned pages of a file, and the time for all of them: a minute for twenty pages is usual.
const MOST_PAGES: usize = 300;
const WHOLE: Duration = Duration::from_secs(1_200);
/// Dots an inch: more cost more and read no better (reference page on extraction).
const RESOLUTION: f32 = 200.0;
/// The longest side of a picture, in pixels: A3 at this resolution.
const LONGEST: f32 = 3_400.0;
const POINTS_PER_INCH: f32 = 72.0;
/// Words less sure than this that are no words are specks, seals and signatures.
const SPECK: u8 = 50;

/// The programs that read scans.
pub(super) struct Reader<'t> {
    program: &'t Path,
    drawer: Option<&'t Path>,
    recognizer: &'t Path,
}

impl<'t> Reader<'t> {
    /// Where all that is needed for a file of this format is there; else the tool that is missing.
    pub(super) fn new(program: &'t Path, tools: &'t Tools) -> Result<Reader<'t>, &'static Tool> {
        let recognizer = tools.program(OCR).ok_or(OCR)?;
        Ok(Reader { program, drawer: tools.program(POPPLER), recognizer })
    }

    /// Replaces the sheets of `pages` (from 0) of a PDF by what is recognized on them.
    ///
    /// # Errors
    /// Too many pages, too long a time, a program that dies.
    pub(super) fn pdf(&self, bytes: &[u8], sheets: &mut [Sheet], pages: &[usize]) -> Result<(), Refusal> {
        let drawer = self.drawer.ok_or_else(|| Refusal::needs_tool("PDF", POPPLER))?;
        if pages.len() > MOST_PAGES {
            return Err(Refusal::too_many_pages(pages.len(), MOST_PAGES));
        }
        let folder = Folder::new()?;
        folder.put("source.pdf", bytes)?;
        let begun = Instant::now();
        for &page in pages {
            if begun.elapsed() > WHOLE {
                return Err(Refusal::timed_out(WHOLE.as_secs()));
            }
            if let Some(sheet) = sheets.get_mut(page) {
                *sheet = self.page(drawer, &folder, page, sheet)?;
            }
        }
        Ok(())
    }

    fn page(&self, drawer: &Path, folder: &Folder, page: usize, sheet: &Sheet) -> Result<Sheet, Refusal> {
        let longest = sheet.width.max(sheet.height).max(1.0);
        let resolution = RESOLUTION.min(LONGEST * POINTS_PER_INCH / longest);
        let number = (page + 1).to_string();
        let arguments = [
            "-r",
            &resolution.to_string(),
            "-gray",
            "-hide-annotations",
            "-f",
            &number,
            "-l",
            &number,
            "-singlefile",
            "source.pdf",
            "page",
        ];
        let answer = caged::run(self.program, drawer, folder, DRAWING, &arguments)?;
        let drawn = fs::read(folder.path().join("page.pgm")).ok().and_then(|pgm| Raster::read(&pgm));
        let Some(raster) = drawn else {
            return Err(Refusal::damaged(&format!("PDF, pdftoppm: {}", process::ended(answer.status))));
        };
        let raster = raster.straightened();
        folder.put("page.pgm", &raster.pgm())?;
        let recognized = self.recognized(folder, "page.pgm")?.into_iter().next().unwrap_or_default();
        let rules = raster.rules();
        let usual = usual_size(&recognized.words);
        let counted = |word: Word| {
            let size = word.size.min(usual);
            strokes::recounted(word, size, &raster)
        };
        let words = recognized.words.into_iter().map(counted).collect();
        let own = Recognized { width: raster.width as f32, height: raster.height as f32, words };
        Ok(scaled(own, rules, POINTS_PER_INCH / resolution))
    }

    /// The pages of a picture as sheets. Its format is told by its bytes. One that can be drawn as a page goes the way
    /// of all scans; the pages of a TIFF are recognized as they lie.
    ///
    /// # Errors
    /// Too many pages, a program that dies.
    pub(super) fn picture(&self, bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
        let folder = Folder::new()?;
        if let (Some(drawer), Some(Wrapped { pdf, width, height })) = (self.drawer, wrapped(bytes)) {
            folder.put("source.pdf", &pdf)?;
            let sheet = Sheet { width, height, ..Sheet::default() };
            return Ok(vec![self.page(drawer, &folder, 0, &sheet)?]);
        }
        folder.put("picture", bytes)?;
        let pages = self.recognized(&folder, "picture")?;
        if pages.len() > MOST_PAGES {
            return Err(Refusal::too_many_pages(pages.len(), MOST_PAGES));
        }
        let sheet = |page: Recognized| {
            let (_, _, scale) = page_size(page.width, page.height);
            scaled(page, Vec::new(), scale)
        };
        Ok(pages.into_iter().map(sheet).collect())
    }

    fn recognized(&self, folder: &Folder, file: &str) -> Result<Vec<Recognized>, Refusal> {
        let arguments = [file, "-", "-l", "vie", "--psm", "3", "hocr"];
        let answer = caged::run(self.program, self.recognizer, folder, RECOGNITION, &arguments)?;
        if !answer.status.success() {
            return Err(Refusal::damaged(&format!("Tesseract: {}", process::ended(answer.status))));
        }
        hocr::pages(&answer.bytes)
    }
}

/// A page in points.
fn scaled(page: Recognized, rules: Vec<Rule>, scale: f32) -> Sheet {
    let usual = usual_size(&page.words);
    let words = page.words.into_iter().filter(|word| !is_speck(word));
    let word = |word: Word| Word {
        left: word.left * scale,
        right: word.right * scale,
        base: word.base * scale,
        // The size of a line is told by its letters, and differs where it has none with a tail.
        size: word.size.clamp(usual * 0.85, usual * 1.3) * scale,
        ..word
    };
    let rule =
        |rule: Rule| Rule { at: rule.at * scale, from: rule.from * scale, to: rule.to * scale, ..rule };
    Sheet {
        width: page.width * scale,
        height: page.height * scale,
        words: words.map(word).collect(),
        rules: rules.into_iter().map(rule).collect(),
        pictured: true,
    }
}

fn usual_size(words: &[Word]) -> f32 {
    let mut sizes: Vec<f32> = words.iter().map(|word| word.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or_default()
}

fn is_speck(word: &Word) -> bool {
    let signs = !word.text.chars().any(char::is_alphanumeric);
    word.confidence.is_some_and(|sure| sure < SPECK) && signs && word.text != "-"
}
