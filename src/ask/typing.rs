//! Turns a question as it was typed into the words that are meant: haste ("ko", "KH"), symbols of bodies ("STP"), slips in
//! English words, English articles.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::grammar::forms;
use crate::knowledge::{Knowledge, Spelling};
use crate::normalize::{Word, fold, is_syllable, is_unmarked, words};

/// What the words of a question are held against before they are read.
#[derive(Debug, Clone)]
pub(super) struct Typing {
    /// The English words of phrases and names, which slips of the keyboard are held against.
    english: BTreeSet<String>,
    /// Every word of phrases and names without marks: what is one of them is no slip.
    known: FxHashSet<String>,
    /// The symbols that only one provincial body has ("STP"), each with its name.
    symbols: BTreeMap<String, String>,
}

impl Typing {
    pub(super) fn new(knowledge: &Knowledge) -> Typing {
        let (english, known) = vocabulary(knowledge);
        Typing { english, known, symbols: symbols(knowledge) }
    }

    /// A normalized question in the words that are meant.
    pub(super) fn meant(&self, text: &str) -> String {
        without_articles(&self.without_slips(&spelled_out(text, &self.symbols)))
    }

    /// English words with one slip of the keyboard ("wich", "trainig") are put right, where only one word can be meant.
    fn without_slips(&self, text: &str) -> String {
        replaced(text, |word| Some((self.put_right(word.of(text))?.into(), word.range.end)))
    }

    fn put_right(&self, typed: &str) -> Option<&str> {
        let small = typed.to_lowercase();
        let is_word = small.len() >= SHORTEST_SLIP && small.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_syllable = is_syllable(&small) || is_syllable(&format!("{small}\u{301}"));
        if !is_word || self.known.contains(&small) || is_syllable {
            return None;
        }
        let mut near = self.english.iter().filter(|word| is_slip(&small, word));
        near.next().filter(|_| near.next().is_none()).map(String::as_str)
    }
}

/// Symbols of the provincial bodies of today that no other of them has.
fn symbols(knowledge: &Knowledge) -> BTreeMap<String, String> {
    let departments = knowledge.bodies.iter().filter(|body| body.level == "province" && body.to.is_none());
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for body in departments {
        body.symbols.iter().for_each(|symbol| found.entry(symbol.clone()).or_default().push(&body.name));
    }
    let only =
        found.into_iter().filter(|(symbol, names)| names.len() == 1 && symbol.len() >= SHORTEST_SYMBOL);
    only.map(|(symbol, names)| (symbol, names[0].to_owned())).collect()
}

/// Shorter symbols look like words.
const SHORTEST_SYMBOL: usize = 3;

/// Shorter words are no slips: too many words are near them.
const SHORTEST_SLIP: usize = 4;

/// The English words of the phrases and names, and every word of them without marks.
fn vocabulary(knowledge: &Knowledge) -> (BTreeSet<String>, FxHashSet<String>) {
    let (mut english, mut known) = (BTreeSet::new(), FxHashSet::default());
    let mut learn = |phrase: &str| {
        for word in forms(phrase, Spelling::Folded) {
            if is_unmarked(phrase) && word.len() >= SHORTEST_SLIP && !is_syllable(&word) {
                english.insert(word.clone());
            }
            known.insert(word);
        }
    };
    knowledge.questions.iter().for_each(|(phrase, _)| learn(phrase));
    for concept in &knowledge.concepts {
        let names =
            [&concept.vi, &concept.en].into_iter().chain(&concept.synonyms).chain(&concept.synonyms_en);
        names.for_each(|name| learn(name));
    }
    for body in &knowledge.bodies {
        std::iter::once(&body.name).chain(&body.english).for_each(|name| learn(name));
    }
    knowledge.glossary.iter().for_each(|gloss| learn(&gloss.english));
    knowledge.provinces.iter().for_each(|province| learn(&province.name));
    (english, known)
}

/// An English phrase without the articles in it; `None` where it has none.
pub(super) fn bare(phrase: &str) -> Option<String> {
    let all = phrase.split(' ').count();
    let bare: Vec<&str> = phrase.split(' ').filter(|word| !ARTICLES.contains(word)).collect();
    (is_unmarked(phrase) && bare.len() > 1 && bare.len() < all).then(|| bare.join(" "))
}

/// Is the typed word this one with one letter left out or too many, or two neighbors swapped? A wrong letter is more often
/// another word ("portal", "postal").
fn is_slip(typed: &str, word: &str) -> bool {
    let (short, long) = if typed.len() < word.len() { (typed, word) } else { (word, typed) };
    match long.len() - short.len() {
        0 => is_swapped(typed, word),
        1 => {
            let same = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
            short[same..] == long[same + 1..]
        }
        _ => false,
    }
}

/// Are two neighbors of the word swapped, and nothing else?
fn is_swapped(typed: &str, word: &str) -> bool {
    let (typed, word) = (typed.as_bytes(), word.as_bytes());
    let Some(first) = typed.iter().zip(word).position(|(a, b)| a != b) else { return false };
    typed.len() == word.len()
        && first + 1 < typed.len()
        && typed[first] == word[first + 1]
        && typed[first + 1] == word[first]
        && typed[first + 2..] == word[first + 2..]
}

/// Words that only English has: two of them make an English question.
const ENGLISH: [&str; 22] = [
    "which", "what", "who", "whom", "when", "how", "where", "does", "are", "and", "with", "by", "that", "of",
    "from", "should", "must", "have", "has", "any", "list", "compare",
];

pub(super) fn is_english(text: &str) -> bool {
    let is = |word: &Word| ENGLISH.contains(&word.of(text).to_lowercase().as_str());
    words(text).iter().filter(|word| is(word)).count() >= 2
}

/// A word in small letters without marks, of an English question.
pub(super) fn is_foreign(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// An English question without articles: "list of the AI systems" is "list of AI systems".
fn without_articles(text: &str) -> String {
    if !is_english(text) {
        return text.to_owned();
    }
    let end = |word: &Word| word.range.end + usize::from(text[word.range.end..].starts_with(' '));
    replaced(text, |word| ARTICLES.contains(&word.of(text)).then(|| ("".into(), end(word))))
}

/// The text with other words for those that `other` gives some for, up to the byte it gives.
fn replaced<'t>(text: &str, other: impl Fn(&Word) -> Option<(Cow<'t, str>, usize)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for word in words(text) {
        let Some((other, end)) = other(&word) else { continue };
        out += &text[at..word.range.start];
        out += &other;
        at = end;
    }
    out + &text[at..]
}

const ARTICLES: [&str; 3] = ["the", "a", "an"];

/// What people type in haste, as it is typed, and what it stands for.
const HASTE: [(&str, &str); 24] = [
    ("nhiu", "nhiêu"),
    ("bít", "biết"),
    ("k", "không"),
    ("ko", "không"),
    ("kg", "không"),
    ("Dept", "Department"),
    ("dept", "department"),
    ("Depts", "Departments"),
    ("Prov", "provincial"),
    ("hok", "không"),
    ("lm", "làm"),
    ("trc", "trước"),
    ("ntn", "như thế nào"),
    ("bn", "bao nhiêu"),
    ("j", "gì"),
    ("dc", "được"),
    ("đc", "được"),
    ("KH", "kế hoạch"),
    ("QĐ", "quyết định"),
    ("QD", "quyết định"),
    ("NĐ", "nghị định"),
    ("VB", "văn bản"),
    ("TW", "trung ương"),
    ("CAT", "Công an tỉnh"),
];

/// The words that are typed in haste, and the symbols of bodies ("STP"), spelled out; those that are part of a name or a
/// number (KH&CN, QĐ-TTg) are not.
fn spelled_out(text: &str, symbols: &BTreeMap<String, String>) -> String {
    let text = &text.replace("K/hoạch", "kế hoạch").replace("k/hoạch", "kế hoạch");
    let (unmarked, english) = (is_unmarked(text), is_english(text));
    let stands_alone = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || ",.;:?!()\"".contains(c));
    let long = |word: &Word| -> Option<Cow<'_, str>> {
        let (before, after) = (&text[..word.range.start], &text[word.range.end..]);
        // "No. 32".
        let numbered = || after.trim_start_matches(['.', ' ']).starts_with(|c: char| c.is_ascii_digit());
        if ["No", "no", "Nr"].contains(&word.of(text)) && numbered() {
            return Some("number".into());
        }
        let alone = stands_alone(before.chars().next_back()) && stands_alone(after.chars().next());
        if let Some(rest) = word.of(text).strip_prefix('f').filter(|_| !english) {
            // "fối hợp".
            let long = format!("ph{rest}");
            return is_syllable(&long).then(|| long.into());
        }
        let typed = HASTE.iter().find(|(short, _)| *short == word.of(text)).map(|(_, long)| *long);
        let long = typed.or_else(|| symbols.get(word.of(text)).map(String::as_str)).filter(|_| alone)?;
        Some(if unmarked { fold(long).into() } else { long.into() })
    };
    replaced(text, |word| Some((long(word)?, word.range.end)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant() {
        let typing = Typing::new(&Knowledge::embedded().unwrap());
        for (typed, meant) in [
            ("Wich provinces give trainig to whom", "which provinces give training to whom"),
            ("which web portal", "which web portal"),
            ("KH nào ko giao STP", "kế hoạch nào không giao Sở Tư pháp"),
            ("KH nao ko giao STP", "ke hoach nao khong giao So Tu phap"),
            ("Sở KH&CN theo QĐ-TTg", "Sở KH&CN theo QĐ-TTg"),
            ("which plan cites document No. 32", "which plan cites document number. 32"),
            ("Which of the plans has a list of the systems", "Which of plans has list of systems"),
            ("So Van hoa, The thao va Du lich", "So Van hoa, The thao va Du lich"),
            ("Does Nghe An have a plan and by when", "Does Nghe An have plan and by when"),
        ] {
            assert_eq!(typing.meant(typed), meant);
        }
    }
}
