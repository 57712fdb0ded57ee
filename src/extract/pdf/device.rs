//! Turns what a page draws into words and rules.

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use super::super::sheet::{Glyph, Rule, Sheet, words};

/// A page holds no more than so many letters and rules; what is more is no page that anyone reads.
const MOST_GLYPHS: usize = 100_000;
const MOST_RULES: usize = 20_000;
/// A rule is no thicker than this, in points.
const THICKEST: f64 = 3.0;
/// How much of a page a picture must cover to be its content.
const COVERING: f32 = 0.3;

/// Collects what is drawn.
pub(super) struct Boxes {
    sheet: Sheet,
    glyphs: Vec<Glyph>,
    pictured: f32,
}

impl Boxes {
    pub(super) fn new(width: f32, height: f32) -> Boxes {
        let sheet = Sheet { width, height, ..Sheet::default() };
        Boxes { sheet, glyphs: Vec::new(), pictured: 0.0 }
    }

    pub(super) fn sheet(self) -> Sheet {
        let pictured = self.pictured > COVERING * self.sheet.width * self.sheet.height;
        Sheet { words: words(self.glyphs), pictured, ..self.sheet }
    }

    fn glyph(&mut self, drawn: &Drawn<'_>, place: Affine) {
        let text = match drawn.as_unicode() {
            Some(BfString::Char(c)) => bullet(c).to_string(),
            Some(BfString::String(text)) => text.chars().map(bullet).collect(),
            None => char::REPLACEMENT_CHARACTER.to_string(),
        };
        let advance = match drawn {
            Drawn::Outline(glyph) => glyph.advance_width(),
            Drawn::Type3(glyph) => glyph.advance_width(),
        };
        let start = place * Point::ZERO;
        let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        let up = place * Point::new(0.0, 1000.0) - start;
        let numbers = [start.x, end.x, start.y, up.hypot()].map(|number| number as f32);
        if numbers.iter().all(|number| number.abs() < 1e5) && self.glyphs.len() < MOST_GLYPHS {
            let [start, end, base, size] = numbers;
            self.glyphs.push(Glyph { text, left: start.min(end), right: start.max(end), base, size });
        }
    }

    fn rule(&mut self, shape: Rect) {
        let level = shape.width() >= shape.height();
        let (thick, long) =
            if level { (shape.height(), shape.width()) } else { (shape.width(), shape.height()) };
        if thick > THICKEST || long < thick || !long.is_finite() || self.sheet.rules.len() >= MOST_RULES {
            return;
        }
        let Rect { x0, y0, x1, y1 } = shape;
        let (at, from, to) = if level { ((y0 + y1) / 2.0, x0, x1) } else { ((x0 + x1) / 2.0, y0, y1) };
        self.sheet.rules.push(Rule { level, at: at as f32, from: from as f32, to: to as f32 });
    }

    /// The straight pieces of a path that is stroked.
    fn strokes(&mut self, path: &BezPath) {
        let (mut first, mut last) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            let to = match *element {
                PathEl::MoveTo(to) => {
                    first = to;
                    last = to;
                    continue;
                }
                PathEl::LineTo(to) => to,
                PathEl::ClosePath => first,
                PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => {
                    last = to;
                    continue;
                }
            };
            self.rule(Rect::from_points(last, to));
            last = to;
        }
    }

    /// The thin shapes of a path that is filled; each of its closed pieces is one.
    fn fills(&mut self, path: &BezPath) {
        for piece in pieces(path) {
            self.rule(piece.bounding_box());
        }
    }
}

/// A sign of a symbol font: the usual bullets by their place.
fn bullet(c: char) -> char {
    match c {
        '\u{f02d}' | '\u{f0be}' => '-',
        '\u{e000}'..='\u{f8ff}' => '•',
        c => c,
    }
}

fn pieces(path: &BezPath) -> Vec<BezPath> {
    let mut found: Vec<BezPath> = Vec::new();
    for &element in path.elements() {
        match (element, found.last_mut()) {
            (PathEl::MoveTo(_), _) => found.push([element].into_iter().collect()),
            (_, Some(last)) => last.push(element),
            (_, None) => {}
        }
    }
    found
}

impl<'a> Device<'a> for Boxes {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let path = props.transform * path.clone();
        match mode {
            DrawMode::Fill(_) => self.fills(&path),
            DrawMode::Stroke(_) | DrawMode::FillAndStroke(..) => self.strokes(&path),
            DrawMode::Invisible => {}
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let own = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let page = Rect::new(0.0, 0.0, f64::from(self.sheet.width), f64::from(self.sheet.height));
        self.pictured += props.transform.transform_rect_bbox(own).intersect(page).area() as f32;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
