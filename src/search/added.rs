//! Turns a query that decides and others that only add to scores into one query.
//!
//! A Boolean query of tantivy can say the same, but unites its optional parts over thousands of documents at a time,
//! also where the required ones match few of them. Here each optional part is asked about the documents that match and
//! no others.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// Matches what `decides` matches; the score is the sum of what `adds` say of the document.
#[derive(Debug)]
pub(super) struct Added {
    pub(super) decides: Box<dyn Query>,
    pub(super) adds: Vec<Box<dyn Query>>,
}

impl Clone for Added {
    fn clone(&self) -> Added {
        let adds = self.adds.iter().map(|query| query.box_clone()).collect();
        Added { decides: self.decides.box_clone(), adds }
    }
}

impl Query for Added {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let EnableScoring::Enabled { searcher, .. } = scoring else { return self.decides.weight(scoring) };
        let decides = self.decides.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let adds = self.adds.iter().map(|query| query.weight(scoring)).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(AddedWeight { decides, adds }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.decides.query_terms(visitor);
        self.adds.iter().for_each(|query| query.query_terms(visitor));
    }
}

struct AddedWeight {
    decides: Box<dyn Weight>,
    adds: Vec<Box<dyn Weight>>,
}

impl Weight for AddedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let decides = self.decides.scorer(reader, 1.0)?;
        let adds = self.adds.iter().map(|weight| weight.scorer(reader, boost));
        let mut adds = adds.collect::<tantivy::Result<Vec<_>>>()?;
        adds.retain(|scorer| scorer.doc() != TERMINATED);
        Ok(Box::new(AddedScorer { decides, adds }))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let score = if scorer.seek(document) == document { scorer.score() } else { 0.0 };
        Ok(Explanation::new("sum of what adds to it", score))
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        self.decides.count(reader)
    }
}

struct AddedScorer {
    decides: Box<dyn Scorer>,
    adds: Vec<Box<dyn Scorer>>,
}

impl DocSet for AddedScorer {
    fn advance(&mut self) -> DocId {
        self.decides.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.decides.seek(target)
    }

    fn doc(&self) -> DocId {
        self.decides.doc()
    }

    fn size_hint(&self) -> u32 {
        self.decides.size_hint()
    }

    fn cost(&self) -> u64 {
        self.decides.cost()
    }
}

impl Scorer for AddedScorer {
    fn score(&mut self) -> Score {
        let document = self.decides.doc();
        let of = |scorer: &mut Box<dyn Scorer>| {
            let there =
                scorer.doc() == document || (scorer.doc() < document && scorer.seek(document) == document);
            if there { scorer.score() } else { 0.0 }
        };
        self.adds.iter_mut().map(of).sum()
    }
}
