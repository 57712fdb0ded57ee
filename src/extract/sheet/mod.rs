//! Turns printed sheets, words and rules by their places, into one text and the blocks it is laid out in.
//!
//! Nothing is taken from the order in which a file draws its letters: with a font that lacks some Vietnamese letters
//! that order tears words apart, and places survive. Scans come here by the same way, with words that were recognized.

mod columns;
mod flow;
mod grid;
mod line;
mod running;
mod write;

pub(super) use line::{Glyph, words};
pub(super) use write::lay_out;

use serde::{Deserialize, Serialize};

/// One page. Lengths are points (1/72 inch) from its upper left corner.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Sheet {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) words: Vec<Word>,
    /// Straight lines that are level or upright.
    pub(super) rules: Vec<Rule>,
    /// Does a picture cover a good part of it?
    pub(super) pictured: bool,
}

/// Letters that no white space parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    /// Where its letters stand.
    pub(super) base: f32,
    /// The size of its font.
    pub(super) size: f32,
    /// How sure character recognition was, in percent; `None` where nothing was recognized.
    pub(super) confidence: Option<u8>,
}

impl Word {
    fn middle(&self) -> (f32, f32) {
        (f32::midpoint(self.left, self.right), self.base - self.size * 0.3)
    }
}

/// A straight line of a table, or under words.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Rule {
    /// Level, or upright?
    pub(super) level: bool,
    /// Its place across its direction.
    pub(super) at: f32,
    /// Where it begins and ends along its direction.
    pub(super) from: f32,
    pub(super) to: f32,
}
