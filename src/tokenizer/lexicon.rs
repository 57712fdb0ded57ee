//! Turns syllables into the domain terms among them, by the lexicon that was compiled into the program.

use std::borrow::Cow;
use std::collections::BTreeSet;

use lindera::mode::Mode;
use lindera::segmenter::Segmenter;
use lindera_dictionary::builder::DictionaryBuilder;

use super::Terms;
use crate::knowledge::Knowledge;
use crate::normalize::lower_key;

#[allow(missing_docs, unreachable_pub, reason = "what the macro of lindera writes")]
mod compiled {
    lindera_dictionary::embedded_dictionary!("/terms", Embedded);
}

/// Finds the terms of `terms.csv`; those that an operator's file adds are learned when it is made.
pub struct Lexicon {
    /// `None` where lindera refuses its own dictionary, which a test rules out.
    segmenter: Option<Segmenter>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon").field("is_there", &self.segmenter.is_some()).finish()
    }
}

impl Lexicon {
    /// The lexicon of these knowledge files.
    pub fn new(knowledge: &Knowledge) -> Lexicon {
        let Ok(dictionary) = compiled::load() else { return Lexicon { segmenter: None } };
        let compiled = Knowledge::compiled_terms().unwrap_or_default();
        let known: BTreeSet<&str> = compiled.iter().map(|term| term.term.as_str()).collect();
        let added = knowledge.terms.iter().filter(|term| !known.contains(term.term.as_str()));
        let rows: String =
            added.map(|term| format!("{},0,0,1000,\"{}\"\n", surface(&term.term), term.term)).collect();
        let builder = DictionaryBuilder::new((*dictionary.metadata).clone());
        let user =
            if rows.is_empty() { None } else { builder.build_user_dict_from_reader(rows.as_bytes()).ok() };
        Lexicon { segmenter: Some(Segmenter::new(Mode::Normal, dictionary, user)) }
    }

    /// The terms among these syllables, each once, as `terms.csv` prints them.
    pub fn terms(&self, found: &Terms) -> BTreeSet<String> {
        let mut terms = BTreeSet::new();
        let Some(segmenter) = &self.segmenter else { return terms };
        for stretch in stretches(found) {
            let Ok(tokens) = segmenter.segment(Cow::Borrowed(&stretch)) else { continue };
            for mut token in tokens {
                // A term begins and ends with a syllable; lindera would find one inside another, too.
                let is_whole = stretch[..token.byte_start].chars().next_back().is_none_or(|c| c == ' ')
                    && stretch[token.byte_end..].chars().next().is_none_or(|c| c == ' ');
                let term = token.get_detail(0).filter(|term| is_whole && *term != "UNK");
                terms.extend(term.map(str::to_owned));
            }
        }
        terms
    }
}

/// The syllables with one space between, cut where a full stop or the like stands.
fn stretches(found: &Terms) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut joined = found.pairs.iter().map(|pair| pair.position + 1).peekable();
    for syllable in &found.syllables {
        let is_joined = joined.next_if(|&position| position == syllable.position).is_some();
        match all.last_mut().filter(|_| is_joined) {
            Some(stretch) => {
                stretch.push(' ');
                stretch.push_str(&syllable.term);
            }
            None => all.push(syllable.term.clone()),
        }
    }
    all
}

/// The syllables of a term as the dictionary holds them.
fn surface(term: &str) -> String {
    let words = term.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(lower_key).collect::<Vec<_>>().join(" ")
}
