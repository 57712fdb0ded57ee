//! Turns the ones of a Roman number into as many as are printed. Recognition knows letters by their order and loses one
//! of three that look alike; on the page they can be counted.

use super::super::sheet::Word;
use super::raster::Raster;

/// Between these heights over the base line, in sizes, a one is nothing but its stem, and a slash leans past its width.
const TOP: f32 = 0.5;
const BOTTOM: f32 = 0.12;
/// A stem is inked over so much of that height, and is no thicker than this, in sizes.
const FULL: f32 = 0.9;
const THICKEST: f32 = 0.2;
/// A column of pixels with less ink than this is paper with specks.
const SPECK: f32 = 0.25;
/// How far the box of a word may miss its letters, in pixels.
const MISSED: f32 = 3.0;
/// More ones than these are no number.
const MOST: usize = 3;
/// How sure a word is at most that was counted anew, in percent.
const COUNTED: u8 = 50;

/// Counts the ones that a word begins with; `size` is that of its letters, in pixels.
pub(super) fn recounted(word: Word, size: f32, raster: &Raster) -> Word {
    let rest = word.text.trim_start_matches('I');
    let ones = word.text.len() - rest.len();
    if ones == 0 || !(rest.is_empty() || rest.starts_with(['.', ',', ':', '/', '-'])) {
        return word;
    }
    let printed = stems(&word, size, raster);
    if printed == ones || !(1..=MOST).contains(&printed) {
        return word;
    }
    let confidence = word.confidence.map(|sure| sure.min(COUNTED));
    Word { text: "I".repeat(printed) + rest, confidence, ..word }
}

/// How many stems stand side by side at the start of a word.
fn stems(word: &Word, size: f32, raster: &Raster) -> usize {
    let rows = (word.base - TOP * size).max(0.0) as usize..(word.base - BOTTOM * size).max(0.0) as usize;
    let columns = (word.left - MISSED).max(0.0) as usize..(word.right + MISSED).max(0.0) as usize;
    let inked: Vec<f32> = columns.map(|x| raster.inked_share(x, rows.clone())).collect();
    let letters = inked.chunk_by(|a, b| (*a < SPECK) == (*b < SPECK)).filter(|letter| letter[0] >= SPECK);
    let is_stem = |letter: &&[f32]| {
        let fullest = letter.iter().copied().fold(0.0, f32::max);
        fullest >= FULL && letter.len() as f32 <= THICKEST * size
    };
    letters.take_while(is_stem).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars of ink, four pixels thick, at these places; then a stroke that leans like a slash.
    fn page(bars: &[usize]) -> Raster {
        let (width, height) = (200, 60);
        let mut grey = vec![250; width * height];
        for y in 10..40 {
            let leaning = 100 + (40 - y) / 2;
            for x in bars.iter().copied().chain([leaning]).flat_map(|bar| bar..bar + 4) {
                grey[y * width + x] = 20;
            }
        }
        let head = format!("P5\n{width} {height}\n255\n").into_bytes();
        Raster::read(&[head, grey].concat()).unwrap()
    }

    fn read(text: &str, bars: &[usize]) -> (String, Option<u8>) {
        let word = Word {
            text: text.to_owned(),
            left: 10.0,
            right: 130.0,
            base: 40.0,
            size: 40.0,
            confidence: Some(90),
        };
        let word = recounted(word, 40.0, &page(bars));
        (word.text, word.confidence)
    }

    #[test]
    fn ones_are_counted_on_the_page() {
        assert_eq!(read("II/2026", &[12, 25, 38]), ("III/2026".to_owned(), Some(50)));
        assert_eq!(read("III.", &[12, 25]), ("II.".to_owned(), Some(50)));
        for (text, bars) in [("II.", [12, 25].as_slice()), ("IV.", &[12]), ("II.", &[]), ("Ia", &[12, 25])] {
            assert_eq!(read(text, bars), (text.to_owned(), Some(90)), "{text}");
        }
    }
}
