//! Turns a document into the names of bodies that it introduces itself: those it prints where nothing else can stand
//! (behind a label, as a heading), and short forms it defines. Elsewhere in the document they are then known.

use super::agency::{Named, Setting, owners};
use super::definition::definitions;
use super::outline::{UnitText, labels};
use super::passage::{OwnName, Passage, Reader};
use crate::knowledge::{Cue, Knowledge, Phrases, Spelling};
use crate::model::Span;

/// Marks in every passage of the units the names that the document introduces. `preamble` are passages that may define
/// short forms too.
pub(super) fn mark(texts: &mut [UnitText], preamble: &[&Passage], knowledge: &Knowledge) {
    let mut names = Names { found: Vec::new(), phrases: Phrases::new(Spelling::Marked) };
    for passage in texts.iter().flat_map(|text| &text.passages) {
        names.introduce(passage, knowledge);
    }
    let all = texts.iter().flat_map(|text| &text.passages).chain(preamble.iter().copied());
    all.for_each(|passage| names.define(passage, knowledge));
    if names.found.is_empty() {
        return;
    }
    for passage in texts.iter_mut().flat_map(|text| &mut text.passages) {
        passage.own_names = names.in_text(passage);
    }
}

struct Names {
    /// Name and id of each.
    found: Vec<(String, Option<String>)>,
    phrases: Phrases<usize>,
}

impl Names {
    fn add(&mut self, printed: &str, name: String, id: Option<String>) {
        self.phrases.insert(printed, self.found.len());
        self.found.push((name, id));
    }

    /// "Cơ quan chủ trì: Phòng Công chức, viên chức", "1. Phòng Công chức, viên chức", "Phòng Công chức, viên chức: …".
    fn introduce(&mut self, passage: &Passage, knowledge: &Knowledge) {
        let reader = Reader { passage, knowledge };
        let behind = labels(reader).into_iter().filter_map(|label| reader.bodies(label.end, Setting::Field));
        let mut named: Vec<Named> = behind.flat_map(|bodies| bodies.named).collect();
        named.extend(owners(passage, knowledge).map(|owners| owners.named).unwrap_or_default());
        named.extend(reader.body(0, Setting::Sentence).filter(|named| passage.is_sign(named.words.end, ':')));
        for named in named.into_iter().filter(|named| !named.group && named.id.is_none()) {
            self.add(&named.name, named.name.clone(), None);
        }
    }

    /// "Ban Chỉ đạo chuyển đổi số tỉnh (sau đây gọi tắt là Ban Chỉ đạo)".
    fn define(&mut self, passage: &Passage, knowledge: &Knowledge) {
        for definition in definitions(passage, "", knowledge) {
            let long = &definition.long;
            let whole = Passage::new(long, &[Span::new(0, long.len())], knowledge);
            let reader = Reader { passage: &whole, knowledge };
            let last = |named: &Named| named.words.end == whole.words().len() && !named.group;
            let starts = (0..whole.words().len()).filter(|&at| whole.words()[at].capital);
            let body = starts.filter_map(|at| reader.body(at, Setting::Field)).find(last);
            let unlisted = || {
                let head = reader.cue(0, Cue::UnknownHead).filter(|_| whole.words()[0].capital)?;
                // A collective or a list of bodies is no body.
                if reader.body(0, Setting::Field).is_some() {
                    return None;
                }
                (head < whole.words().len()).then(|| (long.clone(), None))
            };
            if let Some((name, id)) = body.map(|body| (body.name, body.id)).or_else(unlisted) {
                self.add(&definition.short, name, id);
            }
        }
    }

    fn in_text(&self, passage: &Passage) -> Vec<OwnName> {
        let keyed = self.phrases.key(passage.as_str());
        let starts = (0..keyed.words.len()).filter(|&at| keyed.words[at].capital);
        let found = starts.filter_map(|at| self.phrases.longest(&keyed, at, |_| true));
        let own = |found: crate::knowledge::Found<usize>| {
            let (name, id) = &self.found[found.value];
            OwnName { words: found.words, name: name.clone(), id: id.clone() }
        };
        found.map(own).collect()
    }
}
