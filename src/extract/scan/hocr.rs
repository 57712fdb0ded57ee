//! Turns what character recognition prints (hOCR) into words by their places.

use super::super::refusal::Refusal;
use super::super::sheet::Word;
use super::super::xml::{Element, Step, Walk};

/// A page has no more words than this.
const MOST_WORDS: usize = 20_000;

/// A page as recognized; lengths in pixels.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Recognized {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) words: Vec<Word>,
}

/// Reads the pages of an hOCR file. hOCR and not the table of the same program, since only it tells where a line
/// stands: boxes of words begin and end with their letters.
///
/// # Errors
/// It is no such file.
pub(super) fn pages(hocr: &[u8]) -> Result<Vec<Recognized>, Refusal> {
    let mut walk = Walk::new(body(hocr));
    let mut found: Vec<Recognized> = Vec::new();
    let mut line = Line::default();
    loop {
        let Step::Start(element) = (match walk.next()? {
            Step::Done => return Ok(found),
            step => step,
        }) else {
            continue;
        };
        match element.get("class") {
            Some("ocr_page") => found.push(Recognized::begun(&element)),
            Some("ocrx_word") => {
                let word = line.word(&element, text(&mut walk)?);
                let room = found.last_mut().filter(|page| page.words.len() < MOST_WORDS);
                room.into_iter().for_each(|page| page.words.extend(word.clone()));
            }
            _ => line = Line::of(&element).unwrap_or(line),
        }
    }
}

/// The body of the page: what is around it has a DOCTYPE, which is refused.
fn body(hocr: &[u8]) -> &[u8] {
    let find = |what: &[u8]| hocr.windows(what.len()).position(|window| window == what);
    let start = find(b"<body").unwrap_or(hocr.len());
    let end = find(b"</body>").map_or(hocr.len(), |end| end + b"</body>".len());
    hocr.get(start..end).unwrap_or_default()
}

impl Recognized {
    fn begun(element: &Element) -> Recognized {
        let [_, _, width, height] = numbers(element, "bbox").unwrap_or_default();
        Recognized { width, height, words: Vec::new() }
    }
}

/// Signs that are read where a dash is printed.
const DASHES: [&str; 6] = ["~", "—", "–", "¬", "=", "_"];

/// The words of an element to its end, markup left out.
fn text(walk: &mut Walk<'_>) -> Result<String, Refusal> {
    let (mut words, mut open) = (String::new(), 1);
    while open > 0 {
        match walk.next()? {
            Step::Start(_) => open += 1,
            Step::End(_) => open -= 1,
            Step::Text(text) => words += &text,
            Step::Done => break,
        }
    }
    let words = words.trim();
    Ok(if DASHES.contains(&words) { "-".to_owned() } else { words.to_owned() })
}

/// Where the words of a line stand.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    left: f32,
    bottom: f32,
    /// How the base line goes down, and where it begins under `bottom`.
    slope: f32,
    offset: f32,
    size: f32,
}

impl Line {
    fn of(element: &Element) -> Option<Line> {
        let [left, _, _, bottom] = numbers(element, "bbox")?;
        let [slope, offset] = numbers(element, "baseline")?;
        let [size] = numbers(element, "x_size")?;
        Some(Line { left, bottom, slope, offset, size })
    }

    fn word(&self, element: &Element, text: String) -> Option<Word> {
        let [left, _, right, _] = numbers(element, "bbox")?;
        let [sure] = numbers(element, "x_wconf")?;
        let base = self.bottom + self.offset + self.slope * (f32::midpoint(left, right) - self.left);
        let sure = sure.clamp(0.0, 100.0) as u8;
        let (text, confidence) = match roman(&text) {
            Some(number) => (number, Some(sure.min(MENDED))),
            None => (text, Some(sure)),
        };
        (!text.is_empty()).then_some(Word { text, left, right, base, size: self.size, confidence })
    }
}

/// How sure a word is at most that was mended.
const MENDED: u8 = 50;
/// Strokes that are read where a Roman number has its ones.
const STROKES: [char; 4] = ['I', 'H', 'l', '|'];

/// `quý IIH/2026`, `HI.`: two strokes that touch are read as one letter; `IIL`: so are the last of them and its point.
/// No Vietnamese word is made of these letters.
fn roman(word: &str) -> Option<String> {
    if let Some(ones @ ("I" | "II")) = word.strip_suffix('L') {
        return Some(format!("{ones}I."));
    }
    let core = word.trim_start_matches(STROKES);
    let (strokes, rest) = word.split_at(word.len() - core.len());
    let mixed = strokes.contains('I') && strokes.chars().any(|stroke| stroke != 'I');
    if !mixed || strokes.len() > 4 || rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let ones = if strokes.contains('H') { 3 } else { strokes.len().min(3) };
    Some("I".repeat(ones) + rest)
}

/// The numbers behind a name in the `title` of an element: `bbox 279 130 1450 170; baseline 0.001 -7; x_size 40`.
fn numbers<const N: usize>(element: &Element, name: &str) -> Option<[f32; N]> {
    let mut properties = element.get("title")?.split(';').map(str::trim);
    let values = properties.find_map(|property| property.strip_prefix(name)?.strip_prefix(' '))?;
    let values: Vec<f32> = values.split_whitespace().map_while(|value| value.parse().ok()).collect();
    values.get(..N)?.try_into().ok().filter(|all: &[f32; N]| all.iter().all(|value| value.abs() < 1e5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_of_roman_numbers_are_mended() {
        let mended: Vec<_> =
            ["IIH/2026", "HI.", "Il", "III", "IH", "Hà", "IV", "IHồ", "IIL"].map(roman).into();
        let three = |rest: &str| Some(format!("III{rest}"));
        let expected = [
            three("/2026"),
            three("."),
            Some("II".to_owned()),
            None,
            three(""),
            None,
            None,
            None,
            three("."),
        ];
        assert_eq!(mended, expected);
    }

    #[test]
    fn words_stand_on_the_line_of_their_line() {
        let hocr = r#"<!DOCTYPE html><html><head/><body><div class='ocr_page' title='image "x"; bbox 0 0 1600 2200; ppageno 0'>
            <p><span class='ocr_line' title="bbox 100 10 500 50; baseline 0.01 -8; x_size 40; x_descenders 8">
            <span class='ocrx_word' title='bbox 100 12 200 48; x_wconf 96'>Sở</span>
            <span class='ocrx_word' title='bbox 300 12 500 48; x_wconf 41'><strong>R&amp;D</strong></span>
            <span class='ocrx_word' title='bbox 300 12 500 48; x_wconf 41'> </span></span></p></div></body></html>"#;
        let [page] = pages(hocr.as_bytes()).unwrap().try_into().unwrap();
        assert_eq!((page.width, page.height), (1600.0, 2200.0));
        let words: Vec<_> = page.words.iter().map(|w| (w.text.as_str(), w.base, w.confidence)).collect();
        assert_eq!(words, [("Sở", 42.5, Some(96)), ("R&D", 45.0, Some(41))]);
        assert_eq!(pages(b"no page at all").unwrap(), []);
    }
}
