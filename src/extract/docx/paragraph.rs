//! Turns the runs of a paragraph into its words.

use super::super::legacy::Legacy;
use super::numbering::NumberRef;
use super::styles::Style;

/// Words of one kind of run.
struct Piece {
    code: Option<Legacy>,
    caps: bool,
    text: String,
}

/// A paragraph being read.
#[derive(Default)]
pub(in super::super) struct Paragraph {
    pub(super) style: Style,
    pub(super) number: NumberRef,
    pub(super) in_properties: bool,
    /// Was its end deleted, so that the next one goes on with its words?
    pub(super) goes_on: bool,
    /// What the run sets: is it hidden, in capitals, in a font of which code?
    pub(in super::super) hidden: Option<bool>,
    pub(in super::super) caps: Option<bool>,
    pub(in super::super) font: Option<Option<Legacy>>,
    pub(super) in_run: bool,
    pub(super) in_text: bool,
    pub(super) hidden_text: String,
    pieces: Vec<Piece>,
    /// Fields that have begun and not come to their result yet.
    codes: usize,
    fields: Vec<bool>,
}

/// The words of a paragraph, and the code of before Unicode that any of them were in.
pub(in super::super) struct Words {
    pub(in super::super) text: String,
    pub(in super::super) code: Option<Legacy>,
}

impl Paragraph {
    pub(in super::super) fn of(style: Style) -> Paragraph {
        Paragraph { style, ..Paragraph::default() }
    }

    pub(super) fn begin_run(&mut self) {
        (self.in_run, self.hidden, self.caps, self.font) = (true, None, None, None);
    }

    pub(in super::super) fn push(&mut self, text: &str) {
        if self.codes > 0 {
            return;
        }
        if self.hidden.or(self.style.vanish).unwrap_or(false) {
            return self.hidden_text.push_str(text);
        }
        let code = self.font.or(self.style.font).flatten();
        let caps = self.caps.or(self.style.caps).unwrap_or(false);
        // Two characters that are one letter may stand in two runs.
        match self.pieces.last_mut().filter(|last| (last.code, last.caps) == (code, caps)) {
            Some(last) => last.text.push_str(text),
            None => self.pieces.push(Piece { code, caps, text: text.to_owned() }),
        }
    }

    /// The words in Unicode.
    pub(in super::super) fn words(&self) -> Words {
        let mut text = String::new();
        for piece in &self.pieces {
            let decoded = piece.code.map(|code| code.decode(&piece.text));
            let words = decoded.as_deref().unwrap_or(&piece.text);
            if piece.caps { text += &words.to_uppercase() } else { text += words }
        }
        Words { text, code: self.pieces.iter().find_map(|piece| piece.code) }
    }

    /// The characters as the file has them.
    pub(super) fn original(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// A field has a code, then a result; only the result is seen.
    pub(super) fn field(&mut self, kind: &str) {
        match kind {
            "begin" => {
                self.fields.push(true);
                self.codes += 1;
            }
            "separate" => {
                if let Some(code) = self.fields.last_mut().filter(|code| **code) {
                    *code = false;
                    self.codes -= 1;
                }
            }
            "end" if self.fields.pop() == Some(true) => {
                self.codes -= 1;
            }
            _ => {}
        }
    }
}
