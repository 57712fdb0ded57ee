//! Turns a clean plan into one as offices send them: drafts, slips of the keyboard, other spellings, wrapped lines.

use fastrand::Rng;

use super::draft::Line;
use crate::normalize::decomposed;

/// What is untidy about one plan. Which plan has what depends on its seed alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Noise {
    /// No number, no day, no signatory: a paper before it was signed.
    pub(super) draft: bool,
    slips: bool,
    old_tones: bool,
    decomposed: bool,
    wrapped: bool,
}

/// Characters after which a wrapped line ends.
const WIDTH: usize = 92;

/// hòa → hoà: the older place of the tone, which offices still mix with the newer.
const TONES: [(&str, &str); 31] = [
    ("òa", "oà"),
    ("óa", "oá"),
    ("ỏa", "oả"),
    ("õa", "oã"),
    ("ọa", "oạ"),
    ("òe", "oè"),
    ("óe", "oé"),
    ("ỏe", "oẻ"),
    ("õe", "oẽ"),
    ("ọe", "oẹ"),
    ("ùy", "uỳ"),
    ("úy", "uý"),
    ("ủy", "uỷ"),
    ("ũy", "uỹ"),
    ("ụy", "uỵ"),
    ("ÒA", "OÀ"),
    ("ÓA", "OÁ"),
    ("ỎA", "OẢ"),
    ("ÕA", "OÃ"),
    ("ỌA", "OẠ"),
    ("ÒE", "OÈ"),
    ("ÓE", "OÉ"),
    ("ỎE", "OẺ"),
    ("ÕE", "OẼ"),
    ("ỌE", "OẸ"),
    ("ÙY", "UỲ"),
    ("ÚY", "UÝ"),
    ("ỦY", "UỶ"),
    ("ŨY", "UỸ"),
    ("ỤY", "UỴ"),
    ("Ủy", "Uỷ"),
];

impl Noise {
    /// The noise of the plan with this seed.
    pub(super) fn of(seed: u64) -> Noise {
        let mut rng = Rng::with_seed(seed ^ 0x006e_6f69_7365);
        let mut one_in = |n: u8| rng.u8(..n) == 0;
        Noise {
            draft: one_in(10),
            slips: one_in(4),
            old_tones: one_in(4),
            decomposed: one_in(12),
            wrapped: one_in(8),
        }
    }

    /// The words with one slip, in a plan that has slips and there in every other place.
    pub(super) fn slip(&self, rng: &mut Rng, words: &str) -> String {
        if !self.slips || rng.bool() {
            return words.to_owned();
        }
        let mut list: Vec<String> = words.split(' ').map(str::to_owned).collect();
        // The first word says what is done to what follows; a slip there is another kind of trap.
        let long: Vec<usize> = (1..list.len()).filter(|&at| list[at].chars().count() >= 4).collect();
        if !long.is_empty() {
            let at = long[rng.usize(..long.len())];
            list[at] = slipped(&list[at], rng);
        }
        list.join(" ")
    }

    /// The lines as this plan spells them.
    pub(super) fn spell(&self, lines: Vec<Line>) -> Vec<Line> {
        lines.into_iter().map(|line| self.spelled(line)).collect()
    }

    fn spelled(&self, line: Line) -> Line {
        match line {
            Line::Text { number, words } => Line::Text { number, words: self.word_forms(&words) },
            Line::Table(rows) => Line::Table(
                rows.iter().map(|row| row.iter().map(|cell| self.word_forms(cell)).collect()).collect(),
            ),
        }
    }

    fn word_forms(&self, words: &str) -> String {
        let mut words = words.to_owned();
        if self.old_tones {
            words = TONES.iter().fold(words, |words, (new, old)| words.replace(new, old));
        }
        if self.decomposed { decomposed(&words) } else { words }
    }

    /// One line of a text file, cut where its window ended, in a plan that was copied from one.
    pub(super) fn wrap(&self, line: &str) -> String {
        if !self.wrapped {
            return line.to_owned();
        }
        let (mut out, mut column) = (String::new(), 0);
        for word in line.split(' ') {
            let length = word.chars().count();
            if column > 0 && column + length > WIDTH {
                out.push('\n');
                column = 0;
            } else if !out.is_empty() {
                out.push(' ');
            }
            out += word;
            column += length + 1;
        }
        out
    }
}

/// quy định → quy dịnh, công → ccông, bồi → bòi: what a keyboard does.
fn slipped(word: &str, rng: &mut Rng) -> String {
    if word.starts_with('đ') {
        return word.replacen('đ', "d", 1);
    }
    let mut letters: Vec<char> = word.chars().collect();
    let at = rng.usize(1..letters.len());
    if rng.bool() {
        letters.insert(at, letters[at - 1]);
    } else {
        letters.swap(at - 1, at);
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_and_older_tones_keep_every_word() {
        let noise = Noise { wrapped: true, old_tones: true, ..Noise::default() };
        let line = "Ủy ban nhân dân tỉnh chủ trì việc chuẩn hóa kho dữ liệu hỏi đáp ".repeat(4);
        let wrapped = noise.wrap(line.trim());
        assert!(wrapped.lines().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(wrapped.replace('\n', " "), line.trim());
        assert_eq!(noise.word_forms("Ủy ban, chuẩn hóa, quý"), "Uỷ ban, chuẩn hoá, quý");
        assert_eq!(noise.word_forms("huỷ, úy, THỦY"), "huỷ, uý, THUỶ");
    }

    #[test]
    fn a_slip_changes_one_word_and_never_the_first() {
        let noise = Noise { slips: true, ..Noise::default() };
        let mut rng = Rng::with_seed(3);
        let mut changed = 0;
        for _ in 0..50 {
            let words = noise.slip(&mut rng, "ban hành quy định về trợ lý ảo");
            let different = words
                .split(' ')
                .zip("ban hành quy định về trợ lý ảo".split(' '))
                .filter(|(a, b)| a != b)
                .count();
            assert!(different <= 1 && words.starts_with("ban "), "{words}");
            changed += different;
        }
        assert!(changed > 10);
    }
}
