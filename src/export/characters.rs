use crate::model::Span;

/// How many bytes lie between two entries of the table.
const STRIDE: usize = 64;

/// Turns byte offsets of one text into counts of Unicode characters, after a single pass over that text.
#[derive(Debug, Clone)]
pub struct Characters<'t> {
    text: &'t str,
    /// How many characters begin before byte 0, 64, 128 ….
    before: Vec<usize>,
}

impl<'t> Characters<'t> {
    /// Passes over the text once.
    pub fn of(text: &'t str) -> Characters<'t> {
        let mut before = vec![0];
        for chunk in text.as_bytes().chunks(STRIDE) {
            before.push(before[before.len() - 1] + first_bytes(chunk));
        }
        Characters { text, before }
    }

    /// How many characters begin before this byte.
    pub fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let chunk = byte / STRIDE;
        self.before[chunk] + first_bytes(&self.text.as_bytes()[chunk * STRIDE..byte])
    }

    /// A span of bytes as `[first character, one past the last]`.
    pub fn span(&self, span: Span) -> [usize; 2] {
        [self.at(span.start), self.at(span.end)]
    }
}

/// Counts the bytes that begin a character: all but the continuation bytes `10xxxxxx` of UTF-8.
fn first_bytes(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_like_a_count_from_the_start() {
        let text = "Ủy ban nhân dân 🏛 xã — đặc khu\n".repeat(9);
        let characters = Characters::of(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(characters.at(byte), count, "byte {byte}");
        }
        assert_eq!(characters.at(text.len()), text.chars().count());
    }

    #[test]
    fn the_ends_of_texts_of_every_length() {
        for length in 0..200 {
            let text = "đ".repeat(length);
            assert_eq!(Characters::of(&text).span(Span::new(0, text.len())), [0, length]);
        }
    }
}
