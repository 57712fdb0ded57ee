//! Turns the names and cue phrases of the knowledge files into one trie, and a text into the places where they occur.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::normalize::{Word, WordKind, fold, push_lower_key, words};

/// A number for a word; words that occur in no phrase share [`UNKNOWN`].
type WordId = u32;
const UNKNOWN: WordId = 0;

/// How words are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// With diacritics: lower case, tone last.
    Marked,
    /// Without: for questions typed as `so khcn`.
    Folded,
}

/// A trie over words that holds phrases with a value each, and abbreviations that stand for several words.
///
/// Signs between the words of a phrase do not count (`Sở Văn hóa, Thể thao` and `Sở Văn hóa Thể thao` are one), save
/// those that end a list item or a sentence: `;`, `.`, `:`, brackets.
#[derive(Debug, Clone)]
pub struct Phrases<T> {
    spelling: Spelling,
    ids: FxHashMap<String, WordId>,
    next: FxHashMap<(usize, WordId), usize>,
    /// Which words begin a phrase, by number: most places of a text are done with one look.
    begins: Vec<bool>,
    values: Vec<Vec<T>>,
    abbreviations: FxHashMap<WordId, Vec<WordId>>,
}

/// A phrase found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// Its words, as places in [`Keyed::words`].
    pub words: Range<usize>,
    /// The value it carries.
    pub value: T,
}

/// Every phrase that occurs in a text, by the word at which it begins.
#[derive(Debug, Clone, Default)]
pub struct Matches<T> {
    /// The value of each and the word after it, shortest first at each word.
    found: Vec<(T, usize)>,
    /// Where in `found` those of each word begin.
    first: Vec<usize>,
}

impl<T: Clone> Matches<T> {
    /// The longest phrase that begins at word `at` and whose value `wanted` accepts, and the word after it.
    pub fn longest(&self, at: usize, wanted: impl Fn(&T) -> bool) -> Option<(T, usize)> {
        let (&first, &end) = (self.first.get(at)?, self.first.get(at + 1)?);
        self.found[first..end].iter().rev().find(|(value, _)| wanted(value)).cloned()
    }
}

/// A normalized text cut into words, each with the numbers it stands for.
#[derive(Debug, Clone, Default)]
pub struct Keyed {
    /// The words and signs.
    pub words: Vec<Word>,
    /// The word numbers after abbreviations are spelled out, each with the word it came from.
    keys: Vec<(WordId, usize)>,
    /// Where in `keys` each word begins.
    first_key: Vec<usize>,
}

impl<T: Clone> Phrases<T> {
    /// An empty trie.
    pub fn new(spelling: Spelling) -> Phrases<T> {
        Phrases {
            spelling,
            ids: FxHashMap::default(),
            next: FxHashMap::default(),
            begins: Vec::new(),
            values: vec![Vec::new()],
            abbreviations: FxHashMap::default(),
        }
    }

    /// Lets one printed word stand for several: `UBND` for `Ủy ban nhân dân`. Give abbreviations before phrases.
    pub fn abbreviate(&mut self, short: &str, long: &str) {
        let short = self.learn(short);
        let long = self.learn(long);
        if let ([one], true) = (short.as_slice(), long.len() > 1) {
            self.abbreviations.insert(*one, long);
        }
    }

    /// Adds a phrase with its value. A phrase of no words is left out.
    pub fn insert(&mut self, phrase: &str, value: T) {
        let path: Vec<WordId> = self.learn(phrase).iter().flat_map(|id| self.spelled_out(*id)).collect();
        let mut node = 0;
        if let Some(&first) = path.first() {
            let first = first as usize;
            self.begins.resize(self.begins.len().max(first + 1), false);
            self.begins[first] = true;
        }
        for id in path {
            let fresh = self.values.len();
            node = *self.next.entry((node, id)).or_insert(fresh);
            if node == fresh {
                self.values.push(Vec::new());
            }
        }
        if node != 0 {
            self.values[node].push(value);
        }
    }

    /// Cuts a normalized text into words that this trie can be asked about.
    pub fn key(&self, text: &str) -> Keyed {
        let mut keyed = Keyed { words: words(text), ..Keyed::default() };
        keyed.keys.reserve(keyed.words.len());
        keyed.first_key.reserve(keyed.words.len() + 1);
        let mut form = String::new();
        for (at, word) in keyed.words.iter().enumerate() {
            keyed.first_key.push(keyed.keys.len());
            match word.kind {
                WordKind::Sign(_) => keyed.keys.push((UNKNOWN, at)),
                _ => match self.id(word.of(text), &mut form) {
                    UNKNOWN => keyed.keys.push((UNKNOWN, at)),
                    id => match self.abbreviations.get(&id) {
                        Some(long) => keyed.keys.extend(long.iter().map(|&id| (id, at))),
                        None => keyed.keys.push((id, at)),
                    },
                },
            }
        }
        keyed.first_key.push(keyed.keys.len());
        keyed
    }

    /// Every phrase of the text: for a text that is looked at more than once.
    pub fn all(&self, keyed: &Keyed) -> Matches<T> {
        let mut matches = Matches { found: Vec::new(), first: Vec::with_capacity(keyed.words.len() + 1) };
        for at in 0..keyed.words.len() {
            matches.first.push(matches.found.len());
            self.walk(keyed, at, |node, end| {
                matches.found.extend(self.values[node].iter().map(|value| (value.clone(), end)));
            });
        }
        matches.first.push(matches.found.len());
        matches
    }

    /// Every phrase that begins at word `at`, shortest first.
    pub fn at(&self, keyed: &Keyed, at: usize) -> Vec<Found<T>> {
        let mut found = Vec::new();
        self.walk(keyed, at, |node, end| {
            let of = |value: &T| Found { words: at..end, value: value.clone() };
            found.extend(self.values[node].iter().map(of));
        });
        found
    }

    /// The longest phrase that begins at word `at` and whose value `wanted` accepts.
    pub fn longest(&self, keyed: &Keyed, at: usize, wanted: impl Fn(&T) -> bool) -> Option<Found<T>> {
        let mut longest = None;
        self.walk(keyed, at, |node, end| {
            if let Some(value) = self.values[node].iter().rev().find(|value| wanted(value)) {
                longest = Some((value, end));
            }
        });
        longest.map(|(value, end)| Found { words: at..end, value: value.clone() })
    }

    /// Tells `visit` of every node that the words from `at` reach at the end of a word, and of the word after that.
    fn walk(&self, keyed: &Keyed, at: usize, mut visit: impl FnMut(usize, usize)) {
        let mut key = keyed.first_key[at];
        let begins = |&(id, _): &(WordId, usize)| self.begins.get(id as usize).copied().unwrap_or(false);
        if !keyed.keys.get(key).is_some_and(begins) {
            return;
        }
        let mut node = 0;
        while let Some(&(id, word)) = keyed.keys.get(key) {
            if !keyed.skips(word, node) {
                let Some(&next) = self.next.get(&(node, id)) else { break };
                node = next;
                if keyed.ends_word(key) {
                    visit(node, word + 1);
                }
            }
            key += 1;
        }
    }

    /// The number of a word; `form` is room for the form in which it is compared.
    fn id(&self, word: &str, form: &mut String) -> WordId {
        self.form(word, form);
        self.ids.get(form.as_str()).copied().unwrap_or(UNKNOWN)
    }

    fn form(&self, word: &str, form: &mut String) {
        form.clear();
        match self.spelling {
            Spelling::Marked => push_lower_key(word, form),
            Spelling::Folded => form.push_str(&fold(&word.to_lowercase())),
        }
    }

    fn learn(&mut self, phrase: &str) -> Vec<WordId> {
        let (mut path, mut form) = (Vec::new(), String::new());
        for word in words(phrase).iter().filter(|word| !matches!(word.kind, WordKind::Sign(_))) {
            let fresh = self.ids.len() as WordId + 1;
            self.form(word.of(phrase), &mut form);
            path.push(*self.ids.entry(form.clone()).or_insert(fresh));
        }
        path
    }

    fn spelled_out(&self, id: WordId) -> Vec<WordId> {
        self.abbreviations.get(&id).cloned().unwrap_or_else(|| vec![id])
    }
}

impl Keyed {
    /// Is this word a sign that may stand between the words of a phrase (never before its first)?
    fn skips(&self, word: usize, node: usize) -> bool {
        node != 0
            && matches!(self.words[word].kind, WordKind::Sign(',' | '-' | '&' | '/' | '.' | '"' | '\''))
            && !self.ends_sentence(word)
    }

    /// A full stop that is followed by a capital ends a sentence; one inside `TT.` or `T.Ư` does not.
    fn ends_sentence(&self, word: usize) -> bool {
        let this = &self.words[word];
        this.is_sign('.')
            && self.words.get(word + 1).is_some_and(|next| next.capital && next.range.start > this.range.end)
            && word.checked_sub(1).is_some_and(|before| self.words[before].range.len() > 3)
    }

    /// Is this the last key of its word (an abbreviation matches whole or not at all)?
    fn ends_word(&self, key: usize) -> bool {
        let word = self.keys[key].1;
        self.first_key[word + 1] == key + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(spelling: Spelling) -> Phrases<u8> {
        let mut phrases = Phrases::new(spelling);
        phrases.abbreviate("UBND", "Ủy ban nhân dân");
        phrases.insert("Sở Văn hóa, Thể thao và Du lịch", 1);
        phrases.insert("Sở KH&CN", 2);
        phrases.insert("UBND tỉnh", 3);
        phrases.insert("Sở", 4);
        phrases
    }

    fn longest(phrases: &Phrases<u8>, text: &str) -> Option<(Range<usize>, u8)> {
        let keyed = phrases.key(text);
        phrases.longest(&keyed, 0, |_| true).map(|found| (found.words, found.value))
    }

    #[test]
    fn signs_and_tone_placement_do_not_matter() {
        let phrases = sample(Spelling::Marked);
        assert_eq!(longest(&phrases, "sở văn hoá thể thao và du lịch"), Some((0..8, 1)));
        assert_eq!(longest(&phrases, "Sở KH-CN"), Some((0..4, 2)));
        assert_eq!(longest(&phrases, "Sở Văn hóa; Thể thao"), Some((0..1, 4)));
    }

    #[test]
    fn abbreviations_are_spelled_out_both_ways() {
        let phrases = sample(Spelling::Marked);
        assert_eq!(longest(&phrases, "Ủy ban nhân dân tỉnh"), Some((0..5, 3)));
        assert_eq!(longest(&phrases, "UBND tỉnh"), Some((0..2, 3)));
        assert_eq!(longest(&phrases, "Ủy ban nhân dân xã"), None);
    }

    #[test]
    fn folded_phrases_match_text_without_marks() {
        let phrases = sample(Spelling::Folded);
        assert_eq!(longest(&phrases, "so van hoa the thao va du lich"), Some((0..8, 1)));
        assert_eq!(longest(&phrases, "UBND tinh"), Some((0..2, 3)));
    }
}
