//! Turns what is being typed into what it may become: completions, and the words that were meant.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::SearchError;
use super::values::{held, squeezed};
use crate::index::Index;
use crate::knowledge::Knowledge;
use crate::normalize::{normalize, with_tone};
use crate::tokenizer::{Analyzer, Terms, Token};

/// Something that begins as one typed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Completion {
    /// What to put into the box.
    pub text: String,
    /// body, province, topic, term, number.
    pub kind: &'static str,
}

/// What begins with the words typed, marks or not: bodies, provinces, topics, terms and numbers that are held.
///
/// # Errors
/// The index cannot be read.
pub fn complete(
    index: &Index,
    knowledge: &Knowledge,
    typed: &str,
    limit: usize,
) -> Result<Vec<Completion>, SearchError> {
    let key = squeezed(typed);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let (searcher, fields) = (index.searcher(), index.fields());
    let begins = |name: &str| squeezed(name).starts_with(&key);
    let mut found: Vec<Completion> = Vec::new();
    let mut add = |kind: &'static str, texts: Vec<String>| {
        found.extend(texts.into_iter().map(|text| Completion { text, kind }));
    };
    let provinces = knowledge.provinces.iter().filter(|province| begins(&province.name));
    add("province", provinces.map(|province| province.name.clone()).collect());
    let named = |value: &str| {
        let body = knowledge.body(value).map(|body| body.name.clone());
        let group = || knowledge.group(value).map(|group| group.name.clone());
        body.or_else(group).unwrap_or_else(|| value.to_owned())
    };
    let bodies = held(&searcher, fields.bodies, |value| {
        let symbols = knowledge.body(value).map(|body| body.symbols.iter().chain(&body.variants));
        begins(&named(value)) || symbols.is_some_and(|mut symbols| symbols.any(|symbol| begins(symbol)))
    })?;
    add("body", bodies.iter().map(|value| named(value)).collect());
    let topics = knowledge
        .concepts
        .iter()
        .filter(|topic| begins(&topic.vi) || topic.synonyms.iter().any(|s| begins(s)));
    add("topic", topics.map(|topic| topic.vi.clone()).collect());
    add("term", held(&searcher, fields.terms, begins)?);
    if key.starts_with(|c: char| c.is_ascii_digit()) {
        add(
            "number",
            held(&searcher, fields.codes, begins)?.into_iter().map(|code| code.to_uppercase()).collect(),
        );
    }
    let mut seen = BTreeSet::new();
    found.retain(|one| seen.insert(one.text.to_lowercase()));
    found.truncate(limit);
    Ok(found)
}

/// The query with its slips mended ("ý bạn là …"): a syllable that no plan has, or that never stands beside its
/// neighbors, becomes the one nearest to it that does. `None` where nothing is to be mended.
///
/// # Errors
/// The index cannot be read.
pub fn meant(index: &Index, analyzer: &Analyzer, query: &str) -> Result<Option<String>, SearchError> {
    let text = normalize(query).text;
    if text.contains(['"', ':', '(', ')', '*', '=']) || text.len() > 300 {
        return Ok(None);
    }
    let terms = analyzer.terms(&text);
    let mender = Mender { searcher: index.searcher(), index, terms: &terms };
    let mut mended = text.clone();
    let mut changed = false;
    for at in (0..terms.syllables.len()).rev() {
        let token = &terms.syllables[at];
        if let Some(better) = mender.mend(at)? {
            mended.replace_range(token.range.clone(), &better);
            changed = true;
        }
    }
    Ok(Some(mended).filter(|_| changed))
}

struct Mender<'a> {
    searcher: Searcher,
    index: &'a Index,
    terms: &'a Terms,
}

impl Mender<'_> {
    fn count(&self, field: Field, term: &str) -> Result<u64, SearchError> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(field, term))?)
    }

    /// How often this syllable stands beside the neighbors of that place.
    fn beside(&self, at: usize, syllable: &str) -> Result<u64, SearchError> {
        let pairs = self.index.fields().pairs.folded;
        let neighbor = |at: Option<usize>| at.and_then(|at| self.terms.syllables.get(at));
        let mut found = 0;
        if let Some(before) = neighbor(at.checked_sub(1)) {
            found += self.count(pairs, &format!("{}_{syllable}", before.folded))?;
        }
        if let Some(after) = neighbor(Some(at + 1)) {
            found += self.count(pairs, &format!("{syllable}_{}", after.folded))?;
        }
        Ok(found)
    }

    fn mend(&self, at: usize) -> Result<Option<String>, SearchError> {
        let token = &self.terms.syllables[at];
        let letters = token.folded.chars().count();
        let is_shared = self.terms.syllables.iter().filter(|other| other.range == token.range).count() > 1;
        if letters < 2 || is_shared || !token.folded.chars().all(char::is_alphabetic) {
            return Ok(None);
        }
        let fields = self.index.fields();
        let is_held = self.count(fields.body.folded, &token.folded)? > 0;
        if self.beside(at, &token.folded)? > 0 || (is_held && self.terms.syllables.len() == 1) {
            return Ok(None);
        }
        let mut best: Option<(u64, u64, String)> = None;
        let reach = if letters >= 5 { 2 } else { 1 };
        for (candidate, count) in self.near(&token.folded, reach)? {
            let beside = self.beside(at, &candidate)?;
            let is_better = best.as_ref().is_none_or(|(pairs, times, _)| (beside, count) > (*pairs, *times));
            if is_better && (beside > 0 || !is_held) {
                best = Some((beside, count, candidate));
            }
        }
        best.map(|(_, _, folded)| self.marked(token, &folded)).transpose()
    }

    /// The syllables held that are at most `reach` slips away, with how many provisions have them.
    fn near(&self, typed: &str, reach: usize) -> Result<BTreeMap<String, u64>, SearchError> {
        let mut found = BTreeMap::new();
        let typed: Vec<char> = typed.chars().collect();
        self.each(self.index.fields().body.folded, |term, count| {
            let slips = distance(&typed, &term.chars().collect::<Vec<_>>());
            if slips > 0 && slips <= reach {
                *found.entry(term.to_owned()).or_insert(0) += count;
            }
        })?;
        Ok(found)
    }

    /// The commonest spelling with marks; without marks where the query has none.
    fn marked(&self, typed: &Token, folded: &str) -> Result<String, SearchError> {
        if self.terms.syllables.iter().all(|token| token.term == token.folded) && typed.term == typed.folded {
            return Ok(folded.to_owned());
        }
        let mut spellings: BTreeMap<String, u64> = BTreeMap::new();
        self.each(self.index.fields().body.marked, |term, count| {
            if squeezed(&with_tone(term)) == folded {
                *spellings.entry(term.to_owned()).or_insert(0) += count;
            }
        })?;
        let best = spellings.into_iter().max_by_key(|(_, count)| *count);
        Ok(best.map_or_else(|| folded.to_owned(), |(term, _)| with_tone(&term)))
    }

    fn each(&self, field: Field, mut visit: impl FnMut(&str, u64)) -> Result<(), SearchError> {
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut terms = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
            while terms.advance() {
                let count = u64::from(terms.value().doc_freq);
                if let Ok(term) = std::str::from_utf8(terms.key()) {
                    visit(term, count);
                }
            }
        }
        Ok(())
    }
}

/// How many letters are to be put in, left out, changed or swapped with their neighbor; 3 stands for more than 2.
fn distance(a: &[char], b: &[char]) -> usize {
    if a.len().abs_diff(b.len()) > 2 || a.len() > 40 {
        return 3;
    }
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = match (i, j) {
                (0, other) | (other, 0) => other,
                _ => {
                    let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let plain = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    let is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                    if is_swap { plain.min(rows[i - 2][j - 2] + 1) } else { plain }
                }
            };
        }
    }
    rows[a.len()][b.len()].min(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        let slips =
            |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(slips("nhan", "nhna"), 1);
        assert_eq!(slips("khoa", "koha"), 1);
        assert_eq!(slips("huan", "huan"), 0);
        assert_eq!(slips("a", "abcd"), 3);
    }
}
