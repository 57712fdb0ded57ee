//! Turns the start of a line into the printed number of a unit, where there is one.
//!
//! The layouts are those of Nghị định 30/2020/NĐ-CP, Phụ lục I (phần, chương, mục, điều, khoản, điểm), and what
//! plans print beside them: Roman numerals, dashes, pluses, `1.1.`, `(1)`.

use std::sync::LazyLock;

use regex::Regex;

use super::line::is_capitals;
use crate::model::UnitKind;

/// A printed number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Enumerator {
    /// What kind of unit it opens.
    pub(super) kind: UnitKind,
    /// Its part of the path: `II`, `1.1`, `a`, `Điều 3`; empty for a dash or a plus.
    pub(super) label: String,
    /// The sign after it (`.`, `)`, `/`, `-`), which tells `1.` from `1)`.
    pub(super) sign: char,
    /// Bytes of the normalized line that the number takes, without the space after it.
    pub(super) length: usize,
}

struct Rule {
    kind: UnitKind,
    regex: Regex,
}

/// Whole words that open a unit come first, then numbers from the largest unit to the smallest.
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rule = |kind, pattern: &str| Regex::new(pattern).ok().map(|regex| Rule { kind, regex });
    [
        rule(UnitKind::Part, r"^(?P<label>(?:PHẦN|Phần)\s+(?:THỨ\s+\p{Lu}+|thứ\s+\p{Ll}+|[IVXLC]+|\d{1,2}|[A-Z]))(?P<sign>[.:]|\s|$)"),
        rule(UnitKind::Chapter, r"^(?P<label>(?:CHƯƠNG|Chương)\s+(?:[IVXLC]+|\d{1,2}))(?P<sign>[.:]|\s|$)"),
        rule(UnitKind::Section, r"^(?P<label>(?:MỤC|Mục)\s+(?:[IVXLC]+|\d{1,2}))(?P<sign>[.:]|$)"),
        rule(UnitKind::Article, r"^(?P<label>(?:ĐIỀU|Điều)\s+\d{1,3}[a-zđ]?)\s*(?P<sign>[.:]|$)"),
        rule(UnitKind::Roman, r"^(?P<label>[IVXLC]{1,7})(?:\s*(?P<sign>[.)/])|\s*(?P<dash>-)\s)(?:\s|\p{L}|$)"),
        rule(UnitKind::Upper, r"^(?P<label>[A-ZĐ])\s*(?P<sign>[.)/])(?:\s|\p{Lu}|$)"),
        rule(UnitKind::Number(1), r"^(?P<label>\d{1,2}(?:\.\d{1,2}){0,4})\s?(?P<sign>[.)/])(?:\s|\p{L}|[(“'\x22]|$)"),
        // Party papers: "1- ", "2- ".
        rule(UnitKind::Number(1), r"^(?P<label>\d{1,2}(?:\.\d{1,2}){0,4})(?P<dash>-)\s\p{L}"),
        rule(UnitKind::Number(2), r"^(?P<label>\d{1,2}(?:\.\d{1,2}){1,4})(?P<sign>\s)\p{L}"),
        rule(UnitKind::Bracket, r"^\((?P<label>\d{1,2})(?P<sign>\))\s*\p{L}"),
        rule(UnitKind::BracketLetter, r"^\((?P<label>[a-zđ])(?P<sign>\))\s*\p{L}"),
        rule(UnitKind::Letter, r"^(?P<label>[a-zđ])\s?(?P<sign>[)/])(?:\s|\p{L}|$)"),
        rule(UnitKind::Letter, r"^(?P<label>[a-zđ])(?P<sign>\.)(?:\s\S|\p{Lu})"),
        rule(UnitKind::Dash, r"^(?P<sign>[-•●▪■◦·])(?:[^-]|$)"),
        rule(UnitKind::Plus, r"^(?P<sign>\+)"),
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// The number that opens this (normalized) line.
pub(super) fn enumerator(text: &str) -> Option<Enumerator> {
    RULES.iter().find_map(|rule| read(rule, text)).filter(|found| plausible(found, text))
}

fn read(rule: &Rule, text: &str) -> Option<Enumerator> {
    let found = rule.regex.captures(text)?;
    let sign = found.name("sign").or(found.name("dash"));
    let label = found.name("label").map_or("", |label| label.as_str());
    let end = match sign {
        Some(sign) => sign.start() + sign.as_str().trim_end().len(),
        None => found.get(0)?.end(),
    };
    Some(Enumerator {
        kind: depth(rule.kind, label),
        label: tidy(rule.kind, label),
        sign: sign.and_then(|sign| sign.as_str().chars().next()).unwrap_or(' '),
        length: end,
    })
}

/// A number knows its depth by the count of numbers in it.
fn depth(kind: UnitKind, label: &str) -> UnitKind {
    match kind {
        UnitKind::Number(_) => UnitKind::Number(1 + label.matches('.').count() as u8),
        other => other,
    }
}

/// The label as it stands in a path: `ĐIỀU 3` → `Điều 3`; `(1)` keeps its parentheses.
fn tidy(kind: UnitKind, label: &str) -> String {
    let word = match kind {
        UnitKind::Part => "Phần",
        UnitKind::Chapter => "Chương",
        UnitKind::Section => "Mục",
        UnitKind::Article => "Điều",
        UnitKind::Bracket | UnitKind::BracketLetter => return format!("({label})"),
        _ => return label.to_owned(),
    };
    let rest = label.split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
    let rest = if rest.to_uppercase().starts_with("THỨ") { rest.to_lowercase() } else { rest };
    format!("{word} {rest}")
}

/// Rejects what only looks like a number: a Roman numeral that is none.
fn plausible(found: &Enumerator, text: &str) -> bool {
    match found.kind {
        // "V/v" opens the subject of a letter.
        UnitKind::Roman | UnitKind::Upper
            if found.sign == '/' && text[found.length..].starts_with(char::is_lowercase) =>
        {
            false
        }
        UnitKind::Roman => roman_value(&found.label).is_some(),
        // `A.MỤC TIÊU`, but not `P.Giám đốc`.
        UnitKind::Upper => {
            let rest = &text[found.length..];
            rest.starts_with(char::is_whitespace) || rest.is_empty() || is_capitals(rest)
        }
        UnitKind::Number(_) => !text[found.length..].starts_with(|c: char| c.is_ascii_digit()),
        _ => true,
    }
}

/// The value of a Roman numeral in its canonical spelling, up to 399.
pub(super) fn roman_value(text: &str) -> Option<u32> {
    const STEPS: [(&str, u32); 9] =
        [("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)];
    let mut rest = text;
    let mut value = 0;
    for (digits, worth) in STEPS {
        let most = if matches!(digits, "C" | "X" | "I") { 3 } else { 1 };
        for _ in 0..most {
            let Some(shorter) = rest.strip_prefix(digits) else { break };
            rest = shorter;
            value += worth;
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}

/// The letters of điểm, in the order of the Vietnamese alphabet.
const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// The place of a label among its siblings, from 1; `None` where it has none.
pub(super) fn ordinal(kind: UnitKind, label: &str) -> Option<u32> {
    let last = label.rsplit([' ', '.']).next()?.trim_matches(['(', ')']);
    match kind {
        UnitKind::Roman => roman_value(last),
        UnitKind::Number(_) | UnitKind::Bracket | UnitKind::Article => last.parse().ok(),
        UnitKind::Letter | UnitKind::BracketLetter => {
            LETTERS.chars().position(|c| last.starts_with(c)).map(|at| at as u32 + 1)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(UnitKind, String, usize)> {
        enumerator(text).map(|e| (e.kind, e.label, e.length))
    }

    #[test]
    fn reads_every_layout() {
        for (text, kind, label) in [
            ("I. MỤC ĐÍCH", UnitKind::Roman, "I"),
            ("IV.TỔ CHỨC", UnitKind::Roman, "IV"),
            ("II/ NỘI DUNG", UnitKind::Roman, "II"),
            ("I - MỤC ĐÍCH", UnitKind::Roman, "I"),
            ("1. Mục đích", UnitKind::Number(1), "1"),
            ("1.Công an tỉnh", UnitKind::Number(1), "1"),
            ("1.1. Nội dung", UnitKind::Number(2), "1.1"),
            ("1.1 Nội dung", UnitKind::Number(2), "1.1"),
            ("2) Sở Tư pháp", UnitKind::Number(1), "2"),
            ("a) Nội dung", UnitKind::Letter, "a"),
            ("đ)Thời gian", UnitKind::Letter, "đ"),
            ("b. Cơ quan", UnitKind::Letter, "b"),
            ("- Cơ quan", UnitKind::Dash, ""),
            ("+ Triển khai", UnitKind::Plus, ""),
            ("(1) Rà soát", UnitKind::Bracket, "(1)"),
            ("Điều 3. Giám đốc", UnitKind::Article, "Điều 3"),
            ("PHẦN THỨ NHẤT", UnitKind::Part, "Phần thứ nhất"),
            ("Chương II", UnitKind::Chapter, "Chương II"),
            ("A. PHẦN CHUNG", UnitKind::Upper, "A"),
        ] {
            let found = enumerator(text);
            assert_eq!(found.as_ref().map(|e| (e.kind, e.label.as_str())), Some((kind, label)), "{text}");
        }
    }

    #[test]
    fn leaves_sentences_alone() {
        for text in [
            "30/5/2026 là hạn cuối",
            "1.500 người",
            "2026. Tiếp tục",
            "Mục đích của kế hoạch",
            "Điều này phải",
            "trên địa bàn",
            "---",
            "IIII. Sai",
            "(qua Công an tỉnh)",
            "30.5.2026",
            "V/v triển khai",
            "P.Giám đốc ký",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn letters_follow_the_vietnamese_alphabet() {
        let order: Vec<_> = ["d", "đ", "e", "g"].iter().map(|l| ordinal(UnitKind::Letter, l)).collect();
        assert_eq!(order, [Some(4), Some(5), Some(6), Some(7)]);
        assert_eq!(ordinal(UnitKind::Number(2), "1.3"), Some(3));
        assert_eq!(ordinal(UnitKind::Roman, "IX"), Some(9));
    }
}
