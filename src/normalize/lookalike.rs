//! Turns characters that only look different into one.

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays.
    Keep,
    /// It is another character in disguise.
    Become(char),
    /// It is white space of some kind.
    Space,
    /// It has no width and no meaning.
    Vanish,
}

/// What becomes of `c` (already composed).
pub(super) fn fate(c: char) -> Fate {
    match c {
        ' '..='~' => {
            if c == ' ' {
                Fate::Space
            } else {
                Fate::Keep
            }
        }
        // Icelandic eth and African D: what old converters print for Đ.
        '\u{d0}' | '\u{189}' => Fate::Become('Đ'),
        '\u{f0}' | '\u{256}' => Fate::Become('đ'),
        // Zero-width space separates; joiners, the byte-order mark and the soft hyphen do not.
        '\u{200b}' => Fate::Space,
        '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{200e}' | '\u{200f}' => {
            Fate::Vanish
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{2043}' => {
            Fate::Become('-')
        }
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' => Fate::Become('"'),
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' => Fate::Become('\''),
        c if c.is_whitespace() || c.is_control() => Fate::Space,
        _ => Fate::Keep,
    }
}
