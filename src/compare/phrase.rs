//! Turns the phrases of a checklist into weighted words, and a text into the places where such a phrase stands nearly
//! whole.
//!
//! A word weighs less the more items of the checklist hold it ("trợ lý ảo" tells twelve items apart by nothing), and
//! nothing at all where it is filler. Weights come from the checklist alone, so that a plan's cell never changes because
//! another plan was added.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::knowledge::{Ask, Checklist, Item, Knowledge};
use crate::tokenizer::Analyzer;

/// A word of the checklist in a text: its number and its place among the syllables, names of bodies not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) id: u32,
    pub(super) at: u32,
}

/// Most words of a phrase that count: one bit each.
const MOST: usize = 64;
/// A phrase of up to so many syllables has to stand whole, and together.
const SHORT: usize = 4;

/// A phrase to look for.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    /// Numbers of its words, sorted, with their weights.
    pub(super) words: Vec<(u32, f32)>,
    pub(super) total: f32,
    /// How many syllables a text may take to say it.
    window: u32,
}

/// The phrases of one item.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    /// Any of these names it.
    pub(super) names: Vec<Phrase>,
    /// Any of these shows that it is dealt with.
    pub(super) mentions: Vec<Phrase>,
    /// Any of these means something else.
    pub(super) not: Vec<Phrase>,
}

/// The words of a checklist and what they weigh.
#[derive(Debug)]
pub(super) struct Vocabulary<'a> {
    analyzer: &'a Analyzer,
    ids: FxHashMap<String, u32>,
    weights: Vec<f32>,
}

impl<'a> Vocabulary<'a> {
    pub(super) fn new(
        checklist: &Checklist,
        knowledge: &Knowledge,
        analyzer: &'a Analyzer,
    ) -> Vocabulary<'a> {
        let is_small = |ask: &Ask| {
            matches!(
                ask,
                Ask::Filler | Ask::Generic | Ask::Under | Ask::From | Ask::Or | Ask::Both | Ask::Quoted
            )
        };
        let filler = knowledge.questions.iter().filter(|(_, ask)| is_small(ask));
        let filler: FxHashSet<String> = filler
            .map(|(phrase, _)| analyzer.terms_of(phrase).syllables)
            .filter(|terms| terms.len() == 1)
            .flat_map(|terms| terms.into_iter().map(|token| token.term))
            .collect();
        let mut ids = FxHashMap::default();
        let mut items_with: Vec<u32> = Vec::new();
        for item in &checklist.items {
            let phrases =
                names(item, knowledge).into_iter().chain(item.mention.clone()).chain(item.not.clone());
            let mut own = FxHashSet::default();
            for token in phrases.flat_map(|phrase| analyzer.terms_of(&phrase).syllables) {
                let fresh = ids.len() as u32;
                let id = *ids.entry(token.term.clone()).or_insert(fresh);
                if id == fresh {
                    items_with.push(0);
                }
                if !filler.contains(&token.term) && own.insert(id) {
                    items_with[id as usize] += 1;
                }
            }
        }
        let weight = |&count: &u32| if count == 0 { 0.0 } else { 1.0 / (count as f32).sqrt() };
        Vocabulary { analyzer, ids, weights: items_with.iter().map(weight).collect() }
    }

    /// The phrases of an item.
    pub(super) fn wanted(&self, item: &Item, knowledge: &Knowledge) -> Wanted {
        let phrases = |list: &[String]| list.iter().filter_map(|text| self.phrase(text)).collect();
        Wanted {
            names: phrases(&names(item, knowledge)),
            mentions: phrases(&item.mention),
            not: phrases(&item.not),
        }
    }

    fn phrase(&self, text: &str) -> Option<Phrase> {
        let syllables = self.analyzer.terms_of(text).syllables;
        let mut words: Vec<(u32, f32)> = syllables
            .iter()
            .filter_map(|token| self.ids.get(&token.term))
            .map(|&id| (id, self.weights[id as usize]))
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        words.sort_unstable_by_key(|(id, _)| *id);
        words.dedup_by_key(|(id, _)| *id);
        words.truncate(MOST);
        let total: f32 = words.iter().map(|(_, weight)| weight).sum();
        let length = syllables.len();
        let window = match length {
            0..=3 => length + 1,
            4 => 2 * length,
            _ => 2 * length + 6,
        };
        (total > 0.0).then_some(Phrase { words, total, window: window as u32 })
    }

    /// The number of a syllable: as typed, else behind a slip of the keyboard, so that a province is not accused of
    /// leaving out what it mistyped.
    fn id(&self, term: &str) -> Option<u32> {
        self.ids.get(term).copied().or_else(|| slips(term).find_map(|meant| self.ids.get(&meant).copied()))
    }

    /// Of each word of a lexicon, the number that the checklist knows it by.
    pub(super) fn known(&self, lexicon: &[String]) -> Vec<Option<u32>> {
        lexicon.par_iter().map(|word| self.id(word)).collect()
    }

    /// How many words the checklist has.
    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    /// The words of a normalized text that the checklist knows. A syllable for which `skips` says so keeps the place of
    /// the one before it.
    pub(super) fn words(&self, text: &str, skips: impl Fn(usize) -> bool) -> Vec<Word> {
        let mut at = 0;
        let mut found = Vec::new();
        for token in self.analyzer.terms(text).syllables {
            if let Some(id) = self.id(&token.term) {
                found.push(Word { id, at });
            }
            at += u32::from(!skips(token.range.start));
        }
        found
    }
}

/// The phrases that name an item: its own, those of its concepts, else its title.
fn names(item: &Item, knowledge: &Knowledge) -> Vec<String> {
    let mut found = item.words.clone();
    for concept in knowledge.concepts.iter().filter(|concept| item.concepts.contains(&concept.id)) {
        found.push(concept.vi.clone());
        found.extend(concept.synonyms.iter().cloned());
    }
    if found.is_empty() { vec![item.title.clone()] } else { found }
}

impl Phrase {
    /// The share of its weight that the best stretch holds, 0 to 1, among words that stand in order. Linear in them.
    fn in_words(&self, words: &[Word]) -> f32 {
        let mut own: Vec<(usize, u32)> = Vec::with_capacity(words.len());
        let place = |word: &Word| self.words.binary_search_by_key(&word.id, |(id, _)| *id).ok();
        own.extend(words.iter().filter_map(|word| Some((place(word)?, word.at))));
        let mut counts = [0u32; MOST];
        let (mut sum, mut first, mut best) = (0.0f32, 0, 0.0f32);
        for &(word, at) in &own {
            counts[word] += 1;
            sum += if counts[word] == 1 { self.words[word].1 } else { 0.0 };
            while at - own[first].1 >= self.window {
                let gone = own[first].0;
                counts[gone] -= 1;
                sum -= if counts[gone] == 0 { self.words[gone].1 } else { 0.0 };
                first += 1;
            }
            best = best.max((sum / self.total).min(1.0));
        }
        best
    }

    /// How firmly it stands among words, measured by what it asks for (1: enough).
    pub(super) fn firmly(&self, words: &[Word]) -> f32 {
        (self.in_words(words) / self.least()).min(1.0)
    }

    /// How much of it has to be there.
    pub(super) fn least(&self) -> f32 {
        if self.words.len() <= SHORT { 0.99 } else { 0.85 }
    }
}

/// The best of several phrases: how firmly each stands, measured by what it asks for (1: enough).
pub(super) fn best(phrases: &[Phrase], words: &[Word]) -> f32 {
    phrases.iter().map(|phrase| phrase.firmly(words)).fold(0.0, f32::max)
}

/// What comes near has at least so much of what a phrase asks for.
pub(super) const NEAR: f32 = 0.35;

/// Phrases by their words, so that a text is held only against those it may come near to.
pub(super) struct Postings<'a> {
    /// Each with the item it stands for.
    phrases: Vec<(usize, &'a Phrase)>,
    /// By word of the checklist: the phrases that hold it, and what it weighs there.
    with: Vec<Vec<(usize, f32)>>,
}

/// Words of a text in order, and each of them once.
pub(super) struct Words<'a> {
    pub(super) all: &'a [Word],
    ids: Vec<u32>,
}

impl<'a> Words<'a> {
    pub(super) fn new(all: &'a [Word]) -> Words<'a> {
        let mut ids: Vec<u32> = all.iter().map(|word| word.id).collect();
        ids.sort_unstable();
        ids.dedup();
        Words { all, ids }
    }
}

impl<'a> Postings<'a> {
    /// `items` gives the phrases of each item; `words` is how many words the checklist has.
    pub(super) fn new(items: impl Iterator<Item = &'a [Phrase]>, words: usize) -> Postings<'a> {
        let of_item = |(item, phrases): (usize, &'a [Phrase])| phrases.iter().map(move |one| (item, one));
        let phrases: Vec<(usize, &Phrase)> = items.enumerate().flat_map(of_item).collect();
        let mut with = vec![Vec::new(); words];
        for (at, (_, phrase)) in phrases.iter().enumerate() {
            phrase.words.iter().for_each(|&(id, weight)| with[id as usize].push((at, weight)));
        }
        Postings { phrases, with }
    }

    /// Raises each item's place in `row` to how firmly its best phrase stands among the words, where that comes near.
    pub(super) fn fill(&self, words: &Words<'_>, row: &mut [f32], sums: &mut Vec<f32>) {
        if self.phrases.is_empty() || words.ids.is_empty() {
            return;
        }
        sums.clear();
        sums.resize(self.phrases.len(), 0.0);
        for (phrase, weight) in words.ids.iter().flat_map(|&id| &self.with[id as usize]) {
            sums[*phrase] += weight;
        }
        for (&(item, phrase), sum) in self.phrases.iter().zip(&*sums) {
            // In one stretch there can be no more than in all of the text; a little is left for rounding.
            if sum * 1.001 >= phrase.total * phrase.least() * NEAR && row[item] < 1.0 {
                row[item] = row[item].max(phrase.firmly(words.all));
            }
        }
    }
}

/// The shortest syllable that is looked for behind slips: in shorter ones a slip is a word of its own too often.
const SLIP: usize = 3;

/// What may be meant by a syllable that the checklist does not know: a letter typed twice (côông), two letters in the
/// wrong order (cnôg), d for đ (diểm). The tone stands last in a term, so both signs of a letter typed twice are doubled.
pub fn slips(term: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = if term.chars().count() < SLIP { Vec::new() } else { term.chars().collect() };
    let mut once = letters.clone();
    once.dedup();
    let stroke: String =
        letters.iter().enumerate().map(|(at, &c)| if at == 0 && c == 'd' { 'đ' } else { c }).collect();
    let swapped = (1..letters.len()).map(move |at| {
        let mut letters = letters.clone();
        letters.swap(at - 1, at);
        letters.into_iter().collect()
    });
    [once.into_iter().collect(), stroke].into_iter().chain(swapped)
}
