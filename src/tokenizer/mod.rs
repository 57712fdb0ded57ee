//! Turns normalized text into the terms that search compares: syllables, pairs of them, codes.
//!
//! Text, query and highlight go through the same functions, so that what matches is what is marked. Syllables are
//! UAX#29 words in lower case with their tone last; abbreviations are spelled out where they stand (`BMNN` gives the
//! four syllables of `bí mật nhà nước`); document numbers and dates are codes beside their parts. Pairs of neighboring
//! syllables rank better than the words of a segmenter (design page on text and search). A short form that a plan defines
//! itself means in that plan what the plan says, before what the knowledge files say.

mod codes;
mod lexicon;
mod own;

pub use lexicon::Lexicon;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation;

use crate::knowledge::Knowledge;
use crate::model::Plan;
use crate::normalize::{fold, lower_key, normalize};

/// The name of this chain. Another chain is another name, and another index.
pub const CHAIN: &str = "syllables-pairs-codes 2";

/// A term and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Lower case, tone last.
    pub term: String,
    /// The same without marks.
    pub folded: String,
    /// Its bytes in the normalized text; all syllables of an abbreviation share its bytes.
    pub range: Range<usize>,
    /// Its place among the syllables.
    pub position: usize,
}

/// The terms of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Syllables and numbers, in order.
    pub syllables: Vec<Token>,
    /// Two neighbors that no full stop parts, joined by `_`; at the position of the first.
    pub pairs: Vec<Token>,
    /// Document numbers, dates, quarters: whole, without spaces.
    pub codes: Vec<Token>,
    /// Short forms that the plan itself defines, at the position of the first syllable they stand for.
    pub shorts: Vec<Token>,
}

/// How a syllable stands to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// In one sentence with it.
    Follows,
    /// The end of a sentence parts them, or there is none before.
    Parted,
    /// It is no syllable of its own but the short form of those that come next.
    Short,
}

/// The chain, with the abbreviations it spells out.
#[derive(Debug, Clone)]
pub struct Analyzer {
    /// Long forms by the short one in lower case, with and without marks.
    long: Arc<FxHashMap<String, Vec<String>>>,
    /// Those that the plan which is read defines.
    own: FxHashMap<String, own::Long>,
    lexicon: Arc<Lexicon>,
}

/// What a sign between two syllables does to their pair.
const PARTS_PAIRS: [char; 6] = ['.', ';', ':', '!', '?', '|'];

impl Analyzer {
    /// The chain with the abbreviations of these knowledge files.
    pub fn new(knowledge: &Knowledge) -> Analyzer {
        let mut long = FxHashMap::default();
        for abbreviation in &knowledge.abbreviations {
            let spelled = syllables_of(&abbreviation.long);
            let key = lower_key(&abbreviation.short);
            long.insert(fold(&key), spelled.clone());
            long.insert(key, spelled);
        }
        Analyzer {
            long: Arc::new(long),
            own: FxHashMap::default(),
            lexicon: Arc::new(Lexicon::new(knowledge)),
        }
    }

    /// The chain for the text of this plan: with the short forms that it defines, where their letters spell what it says
    /// they stand for.
    pub fn of_plan(&self, plan: &Plan) -> Analyzer {
        let defined = plan.definitions.iter().filter_map(own::spelled);
        let own = defined.filter(|(short, long)| self.long.get(short) != Some(&long.syllables)).collect();
        Analyzer { own, ..self.clone() }
    }

    /// The short forms of the plan itself, in lower case with the tone last, each with what it stands for, normalized.
    pub fn own_forms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.own.iter().map(|(short, long)| (short.as_str(), long.text.as_str()))
    }

    /// The domain terms among these, each once, as `terms.csv` prints them.
    pub fn domain_terms(&self, terms: &Terms) -> BTreeSet<String> {
        self.lexicon.terms(terms)
    }

    /// The terms of a normalized text.
    pub fn terms(&self, text: &str) -> Terms {
        let mut terms = Terms { codes: codes::codes(text), ..Terms::default() };
        self.syllables(text, |term, range, joint| terms.push(term.to_owned(), range, joint));
        terms
    }

    /// Hands over the syllables of a normalized text, in order, each with its bytes.
    pub fn syllables(&self, text: &str, mut visit: impl FnMut(&str, Range<usize>, Joint)) {
        let mut before = 0;
        for (range, key) in codes::words(text) {
            let parted = before == 0 || text[before..range.start].contains(PARTS_PAIRS);
            let joint = |nth: usize| if parted && nth == 0 { Joint::Parted } else { Joint::Follows };
            before = range.end;
            let own = self.own.get(&key);
            if own.is_some() {
                visit(&key, range.clone(), Joint::Short);
            }
            match own.map(|long| &long.syllables).or_else(|| self.long.get(&key)) {
                Some(long) => {
                    for (nth, term) in long.iter().enumerate() {
                        visit(term, range.clone(), joint(nth));
                    }
                }
                None if codes::is_joined(&text[range.clone()]) => {
                    for (nth, (at, part)) in text[range.clone()].unicode_word_indices().enumerate() {
                        let start = range.start + at;
                        visit(&lower_key(part), start..start + part.len(), joint(nth));
                    }
                }
                None => visit(&key, range, joint(0)),
            }
        }
    }

    /// The terms of a text as typed.
    pub fn terms_of(&self, typed: &str) -> Terms {
        self.terms(&normalize(typed).text)
    }
}

impl Terms {
    fn push(&mut self, term: String, range: Range<usize>, joint: Joint) {
        let folded = fold_key(&term);
        let position = self.syllables.len();
        if let Some(last) = self.syllables.last().filter(|_| joint == Joint::Follows) {
            self.pairs.push(Token {
                term: format!("{}_{term}", last.term),
                folded: format!("{}_{folded}", last.folded),
                range: last.range.start.min(range.start)..range.end,
                position: last.position,
            });
        }
        let tokens = if joint == Joint::Short { &mut self.shorts } else { &mut self.syllables };
        tokens.push(Token { term, folded, range, position });
    }

    /// The syllables, and the short forms that stand for some of them, by position.
    pub fn words(&self) -> Vec<&Token> {
        let mut words: Vec<&Token> = self.shorts.iter().chain(&self.syllables).collect();
        words.sort_by_key(|token| token.position);
        words
    }
}

/// A key without marks: its private tone letters go too.
pub fn fold_key(key: &str) -> String {
    if key.is_ascii() {
        return key.to_owned();
    }
    fold(key).chars().filter(|c| !('\u{e000}'..='\u{e004}').contains(c)).collect()
}

fn syllables_of(text: &str) -> Vec<String> {
    normalize(text).text.unicode_words().map(lower_key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn analyzer() -> Analyzer {
        Analyzer::new(&Knowledge::embedded().unwrap())
    }

    fn folded(text: &str) -> Vec<String> {
        analyzer().terms_of(text).syllables.into_iter().map(|token| token.folded).collect()
    }

    #[test]
    fn abbreviations_are_spelled_out() {
        let long = ["khoa", "hoc", "va", "cong", "nghe"];
        for short in ["KH&CN", "KHCN", "KH-CN", "khcn", "Khoa học và Công nghệ"] {
            assert_eq!(folded(short), long, "{short}");
        }
        assert_eq!(folded("bảo vệ BMNN"), ["bao", "ve", "bi", "mat", "nha", "nuoc"]);
    }

    #[test]
    fn codes_are_whole_beside_their_parts() {
        let terms = analyzer().terms_of("Quyết định số 452 / QÐ-TTg ngày 17/3/2026");
        let codes: Vec<&str> = terms.codes.iter().map(|code| code.folded.as_str()).collect();
        assert_eq!(codes, ["452/qd-ttg", "17/3/2026"]);
        assert!(terms.syllables.iter().any(|token| token.folded == "ttg"));
    }

    #[test]
    fn spellings_of_one_syllable_are_one_term() {
        let terms =
            |text: &str| analyzer().terms_of(text).syllables.into_iter().map(|t| t.term).collect::<Vec<_>>();
        assert_eq!(terms("hoà ủy quý"), terms("hòa uỷ quý"));
        assert_ne!(terms("mà"), terms("má"));
    }

    #[test]
    fn a_full_stop_parts_a_pair() {
        let pairs: Vec<String> =
            analyzer().terms_of("kế hoạch, này. Giao Sở").pairs.into_iter().map(|pair| pair.folded).collect();
        assert_eq!(pairs, ["ke_hoach", "hoach_nay", "giao_so"]);
    }

    #[test]
    fn ranges_lead_back_to_the_text() {
        let text = normalize("Giao Sở KH&CN; 452/QĐ-TTg").text;
        for token in analyzer().terms(&text).syllables {
            assert!(text.is_char_boundary(token.range.start) && token.range.end <= text.len());
        }
    }
}
