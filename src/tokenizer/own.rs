//! Turns the definitions of a plan into the short forms it spells out: "trung tâm phục vụ (TTPV)".

use unicode_segmentation::UnicodeSegmentation;

use super::{codes, fold_key};
use crate::model::Definition;
use crate::normalize::{lower_key, normalize};

/// Words that a short form may leave out: `VHTTDL` has no letter for the `và` of `Văn hóa, Thể thao và Du lịch`.
const UNNAMED: [&str; 6] = ["va", "cua", "ve", "cac", "cho", "voi"];

/// What a short form of a plan stands for.
#[derive(Debug, Clone)]
pub(super) struct Long {
    /// Normalized, as printed.
    pub(super) text: String,
    /// Its syllables, as texts are compared.
    pub(super) syllables: Vec<String>,
}

/// The short form as texts are compared, and what it stands for; `None` where it is no word of capitals, or where its
/// letters do not spell the last words of what it is said to stand for.
pub(super) fn spelled(definition: &Definition) -> Option<(String, Long)> {
    let short = normalize(&definition.short).text;
    let words = codes::words(&short);
    let [(range, key)] = words.as_slice() else { return None };
    let is_capital = |c: char| c.is_uppercase() || codes::JOINING.contains(&c);
    if *range != (0..short.len()) || !short.chars().all(is_capital) {
        return None;
    }
    let letters: Vec<char> = fold_key(key).chars().collect();
    let long = normalize(&definition.long).text;
    let words: Vec<(usize, &str)> = long.unicode_word_indices().collect();
    let syllables: Vec<String> = words.iter().map(|(_, word)| lower_key(word)).collect();
    let start = spelling(&letters, &syllables)?;
    let text = long[words.get(start)?.0..].to_owned();
    Some((key.clone(), Long { text, syllables: syllables[start..].to_vec() }))
}

/// The first of the last words that these letters are the initials of.
fn spelling(letters: &[char], words: &[String]) -> Option<usize> {
    let mut left = letters.iter().rev();
    let mut wanted = left.next().filter(|_| letters.len() > 1)?;
    for (at, word) in words.iter().enumerate().rev() {
        let folded = fold_key(word);
        if folded.starts_with(*wanted) {
            match left.next() {
                Some(next) => wanted = next,
                None => return Some(at),
            }
        } else if !UNNAMED.contains(&folded.as_str()) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn of(short: &str, long: &str) -> Option<String> {
        let [short, long] = [short, long].map(str::to_owned);
        let definition = Definition { short, long, span: Span::new(0, 0), path: String::new() };
        spelled(&definition).map(|(key, long)| {
            let syllables: Vec<String> = long.syllables.iter().map(|word| fold_key(word)).collect();
            format!("{} = {}", fold_key(&key), syllables.join(" "))
        })
    }

    #[test]
    fn letters_have_to_spell_the_words() {
        let yes = [
            ("TTPV", "Trung tâm Phục vụ", "ttpv = trung tam phuc vu"),
            ("CĐS", "Ban Chỉ đạo đẩy mạnh chuyển đổi số", "cds = chuyen doi so"),
            ("VHTTDL", "ngành Văn hóa, Thể thao và Du lịch", "vhttdl = van hoa the thao va du lich"),
            ("GD&ĐT", "Sở Giáo dục và Đào tạo", "gddt = giao duc va dao tao"),
        ];
        for (short, long, wanted) in yes {
            assert_eq!(of(short, long).as_deref(), Some(wanted), "{short}");
        }
        let no = [
            ("Luật", "Luật Bảo vệ bí mật nhà nước"),
            ("CT", "kế hoạch năm 2026"),
            ("K", "Kế"),
            ("Kế hoạch 12", "Kế hoạch số 12"),
        ];
        for (short, long) in no {
            assert_eq!(of(short, long), None, "{short}");
        }
    }
}
