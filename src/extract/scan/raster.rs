//! Turns the picture of a page into a straight one, and its long dark strokes into rules.

use super::super::sheet::Rule;

/// The most pixels of a page: A3 at 300 dots an inch has seventeen million.
const MOST_PIXELS: usize = 24_000_000;
/// What is darker than this is ink.
const INK: u8 = 140;
/// The steepest slope that is looked for, and in which steps: about three degrees, then a fortieth of one.
const STEEPEST: f32 = 0.05;
const COARSE: f32 = 0.0025;
const FINE: f32 = 0.0005;
/// Ink is looked for in every so many pixels of a line.
const SAMPLED: usize = 4;
/// A page less aslant than this stays as it is: a line of it rises by less than two pixels.
const STRAIGHT: f32 = 0.001;
/// A stroke is a rule when it is so long and no thicker than this, in pixels at 200 dots an inch.
const SHORTEST: usize = 50;
const THICKEST: usize = 10;
/// Light pixels that do not end a stroke.
const GAP: usize = 3;
/// More strokes than this are a photograph.
const MOST_STROKES: usize = 30_000;

/// A page in shades of grey, 0 black.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    grey: Vec<u8>,
}

impl Raster {
    /// Reads a binary PGM with one byte a pixel; nothing where it is no such file, or too large.
    pub(super) fn read(pgm: &[u8]) -> Option<Raster> {
        let mut rest = pgm.strip_prefix(b"P5")?;
        let mut number = || {
            rest = rest.trim_ascii_start();
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (number, after) = rest.split_at(digits);
            rest = after;
            std::str::from_utf8(number).ok()?.parse::<usize>().ok()
        };
        let (width, height, most) = (number()?, number()?, number()?);
        let pixels = width.checked_mul(height).filter(|pixels| (1..=MOST_PIXELS).contains(pixels))?;
        let grey = rest.get(1..=pixels).filter(|_| most == 255)?;
        Some(Raster { width, height, grey: grey.to_vec() })
    }

    /// The same as PGM.
    pub(super) fn pgm(&self) -> Vec<u8> {
        let mut pgm = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        pgm.extend_from_slice(&self.grey);
        pgm
    }

    /// A page that was laid down aslant, turned upright.
    pub(super) fn straightened(self) -> Raster {
        let slope = self.slope();
        if slope.abs() < STRAIGHT { self } else { self.turned(slope) }
    }

    /// By how much its lines go down from left to right: where sums of ink along lines differ most from line to line.
    fn slope(&self) -> f32 {
        let ink = self.inked();
        let best = |from: f32, to: f32, step: f32| {
            let steps = ((to - from) / step).round() as usize;
            let slopes = (0..=steps).map(|at| from + at as f32 * step);
            let sharpness = |slope: f32| (self.sharpness(&ink, slope), slope);
            slopes.map(sharpness).max_by(|a, b| a.0.total_cmp(&b.0)).map_or(0.0, |(_, slope)| slope)
        };
        let near = best(-STEEPEST, STEEPEST, COARSE);
        best(near - COARSE, near + COARSE, FINE)
    }

    /// Places of ink.
    fn inked(&self) -> Vec<(f32, f32)> {
        let rows = self.grey.chunks_exact(self.width).enumerate();
        let inked = rows.flat_map(|(y, row)| {
            let sampled = row.iter().enumerate().step_by(SAMPLED);
            sampled.filter(|(_, grey)| **grey < INK).map(move |(x, _)| (x as f32, y as f32))
        });
        inked.collect()
    }

    fn sharpness(&self, ink: &[(f32, f32)], slope: f32) -> f32 {
        let margin = STEEPEST * 2.0 * self.width as f32;
        let lines = (self.height as f32 + 2.0 * margin) as usize + 2;
        let mut sums = vec![0_i64; lines];
        for (x, y) in ink {
            let line = y - slope * x + margin;
            sums[(line.max(0.0) as usize).min(lines - 1)] += 1;
        }
        sums.windows(2).map(|pair| ((pair[0] - pair[1]) as f32).powi(2)).sum()
    }

    fn turned(&self, slope: f32) -> Raster {
        let mut grey = vec![255; self.grey.len()];
        for y in 0..self.height {
            for x in 0..self.width {
                grey[y * self.width + x] =
                    self.shade(x as f32 - slope * y as f32, y as f32 + slope * x as f32);
            }
        }
        Raster { grey, ..*self }
    }

    /// The shade between pixels; beyond the edges paper is white.
    fn shade(&self, x: f32, y: f32) -> u8 {
        if x < 0.0 || y < 0.0 {
            return 255;
        }
        let (left, top) = (x as usize, y as usize);
        if left + 1 >= self.width || top + 1 >= self.height {
            return 255;
        }
        let (right, low) = (x - left as f32, y - top as f32);
        let at = |x: usize, y: usize| f32::from(self.grey[y * self.width + x]);
        let above = at(left, top) * (1.0 - right) + at(left + 1, top) * right;
        let below = at(left, top + 1) * (1.0 - right) + at(left + 1, top + 1) * right;
        (above * (1.0 - low) + below * low) as u8
    }

    /// Its long thin strokes, in pixels. A thick one comes as several side by side.
    pub(super) fn rules(&self) -> Vec<Rule> {
        let mut found = self.strokes(true, self.height, self.width);
        found.extend(self.strokes(false, self.width, self.height));
        if found.len() > MOST_STROKES { Vec::new() } else { found }
    }

    /// How much of a column of pixels is ink, between these rows; nothing beyond the edges.
    pub(super) fn inked_share(&self, x: usize, rows: std::ops::Range<usize>) -> f32 {
        let rows = rows.start..rows.end.min(self.height);
        if x >= self.width || rows.is_empty() {
            return 0.0;
        }
        let inked = rows.clone().filter(|y| self.grey[y * self.width + x] < INK).count();
        inked as f32 / rows.len() as f32
    }

    fn is_ink(&self, level: bool, across: usize, along: usize) -> bool {
        let (x, y) = if level { (along, across) } else { (across, along) };
        self.grey[y * self.width + x] < INK
    }

    fn strokes(&self, level: bool, breadth: usize, length: usize) -> Vec<Rule> {
        let mut found = Vec::new();
        for across in 0..breadth {
            let mut start = None;
            let mut end = 0;
            for along in 0..=length {
                if along < length && self.is_ink(level, across, along) {
                    start.get_or_insert(along);
                    end = along + 1;
                } else if let Some(from) = start.filter(|_| along == length || along > end + GAP) {
                    if end - from >= SHORTEST && self.is_thin(level, across, from..end, breadth) {
                        found.push(Rule { level, at: across as f32, from: from as f32, to: end as f32 });
                    }
                    start = None;
                }
            }
        }
        found
    }

    /// Is there mostly paper on both sides of a stroke? A shadow or a photograph has none.
    fn is_thin(&self, level: bool, across: usize, along: std::ops::Range<usize>, breadth: usize) -> bool {
        let paper = |side: Option<usize>| {
            let Some(side) = side.filter(|side| *side < breadth) else { return true };
            let ink = along.clone().filter(|at| self.is_ink(level, side, *at)).count();
            ink * 2 < along.len()
        };
        paper(across.checked_sub(THICKEST)) && paper(Some(across + THICKEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Black lines of "text" and a rule on white, aslant by `slope`.
    fn page(slope: f32) -> Raster {
        let (width, height) = (800, 600);
        let mut grey = vec![255; width * height];
        for line in 0..10_usize {
            for x in (100..700_usize).filter(|x| x % 20 < 12 || line == 4) {
                let top = (60 + line * 50) as f32 + slope * x as f32;
                let thick = if line == 4 { 3 } else { 16 };
                (0..thick).for_each(|dy| grey[(top as usize + dy) * width + x] = 0);
            }
        }
        Raster { width, height, grey }
    }

    #[test]
    fn a_page_laid_down_aslant_is_turned_upright() {
        for slope in [-0.02, 0.0, 0.013] {
            let page = page(slope);
            assert!((page.slope() - slope).abs() <= 0.001, "{slope}: {}", page.slope());
            let straight = page.straightened();
            assert!(straight.slope().abs() < 0.001, "{}", straight.slope());
        }
    }

    #[test]
    fn a_long_stroke_is_a_rule_and_letters_are_none() {
        let rules = page(0.0).rules();
        assert_eq!(rules.len(), 3);
        assert!(rules.iter().all(|rule| rule.level && rule.from == 100.0 && rule.to == 700.0));
    }

    #[test]
    fn only_a_whole_picture_is_read() {
        let page = page(0.0);
        assert_eq!(Raster::read(&page.pgm()), Some(page.clone()));
        for bad in [&page.pgm()[..1000], b"P5\n99999999 99999999\n255\n", b"P6\n1 1\n255\n\0", b""] {
            assert_eq!(Raster::read(bad), None);
        }
    }
}
