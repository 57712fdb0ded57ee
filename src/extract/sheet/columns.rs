//! Turns the lines of a page into reading order: where two columns stand side by side (issuer and motto, recipients
//! and signature), first the left one, then the right one.

use super::line::Line;

/// A line in reading order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) line: Line,
    /// Which column of the page it stands in: 0 is the page itself.
    pub(super) column: usize,
}

/// Lines of a list stand no further apart than this, in sizes.
const PITCH: f32 = 3.6;
/// Lines of the right column are centred to this share of the page.
const CENTERED: f32 = 0.08;

/// Puts the lines of a page in order. `next` is the number of the next column, and is moved on.
pub(super) fn in_order(rows: Vec<Vec<Line>>, width: f32, next: &mut usize) -> Vec<Placed> {
    let mut found: Vec<Placed> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let Some(region) = Region::begin(&rows, at, width) else {
            found.push(Placed { line: whole(&rows[at]), column: 0 });
            at += 1;
            continue;
        };
        // Lines above that stand over the right column only belong to it.
        while found.last().is_some_and(|placed| placed.column == 0 && region.takes_above(&placed.line)) {
            at -= 1;
            found.pop();
        }
        let end = region.end;
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for row in &rows[at..end] {
            let (l, r): (Vec<&Line>, Vec<&Line>) = row.iter().partition(|line| line.center() < region.gutter);
            left.extend(joined(&l));
            right.extend(joined(&r));
        }
        for lines in [left, right] {
            found.extend(lines.into_iter().map(|line| Placed { line, column: *next }));
            *next += 1;
        }
        at = end;
    }
    found
}

/// A row as one line; its wide gaps stay as tabs.
fn whole(row: &[Line]) -> Line {
    joined(&row.iter().collect::<Vec<_>>()).unwrap_or(Line { words: Vec::new() })
}

fn joined(row: &[&Line]) -> Option<Line> {
    let mut words = Vec::new();
    for line in row {
        let mut own = line.words.clone();
        if let Some(first) = own.first_mut().filter(|_| !words.is_empty()) {
            first.text.insert(0, '\t');
        }
        words.extend(own);
    }
    (!words.is_empty()).then_some(Line { words })
}

/// Rows that two columns share.
struct Region {
    end: usize,
    gutter: f32,
    right_center: f32,
    right_left: f32,
    top: f32,
    size: f32,
    width: f32,
}

impl Region {
    /// The region that begins at this row, where two rows at least have two columns.
    fn begin(rows: &[Vec<Line>], start: usize, width: f32) -> Option<Region> {
        let [left, right] = rows[start].as_slice() else { return None };
        let (mut left_end, mut right_start) = (left.right(), right.left());
        let mut centers = vec![right.center()];
        let mut pairs = 1;
        let mut end = start + 1;
        let (mut last_left, mut last_right) = (left.base(), right.base());
        for row in &rows[start + 1..] {
            let (l, r) = match row.as_slice() {
                [l, r] => (Some(l), Some(r)),
                [one] if one.left() >= left_end && one.left() > right_start - width / 3.0 => {
                    (None, Some(one))
                }
                [one] => (Some(one), None),
                _ => break,
            };
            let ends = l.map_or(left_end, |line| left_end.max(line.right()));
            let starts = r.map_or(right_start, |line| right_start.min(line.left()));
            if ends >= starts {
                break;
            }
            let center = centers.iter().sum::<f32>() / centers.len() as f32;
            let size = row[0].size();
            let regular = l.is_some_and(|line| line.base() - last_left < PITCH * size);
            let under = r.is_some_and(|line| {
                (line.center() - center).abs() < CENTERED * width || line.base() - last_right < PITCH * size
            });
            let belongs = match (l, r) {
                (Some(_), Some(_)) => true,
                (Some(_), None) => regular,
                _ => under,
            };
            if !belongs {
                break;
            }
            (left_end, right_start) = (ends, starts);
            last_left = l.map_or(last_left, Line::base);
            if let Some(line) = r {
                last_right = line.base();
                centers.push(line.center());
            }
            pairs += usize::from(l.is_some() && r.is_some());
            end += 1;
        }
        let first = &rows[start];
        let region = Region {
            end,
            gutter: f32::midpoint(left_end, right_start),
            right_center: centers.iter().sum::<f32>() / centers.len() as f32,
            right_left: right_start,
            top: first[0].base().min(first[1].base()),
            size: first[0].size(),
            width,
        };
        (pairs > 1 || end - start > 2).then_some(region)
    }

    /// Does a line over it stand over its right column only?
    fn takes_above(&self, line: &Line) -> bool {
        line.left() > self.gutter.min(self.right_left)
            && (line.center() - self.right_center).abs() < CENTERED * self.width
            && self.top - line.base() < PITCH * self.size
    }
}
