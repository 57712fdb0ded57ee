//! Turns the files of `corpus/knowledge` into registries: bodies, places, cue phrases, concepts, instruments.
//!
//! What the rules know of names and phrases stands in those files and nowhere in the code. They are embedded in the
//! program and can be replaced by a folder of files of the same names.

mod bodies;
mod checklists;
mod concepts;
mod cues;
mod error;
mod files;
mod glossary;
mod instruments;
mod phrases;
mod places;
mod sections;
mod terms;
mod versions;

pub use bodies::{Abbreviation, Body, Group, Kind};
pub use checklists::{Checklist, Item, ItemKind, Programme};
pub use concepts::{Ask, Binds, Concept};
pub use cues::{Cue, Field};
pub use error::{KnowledgeError, Problem};
pub use glossary::Gloss;
pub use instruments::{CentralInstrument, Superseded, code};
pub use phrases::{Found, Keyed, Matches, Phrases, Spelling};
pub use places::{FormerProvince, KindChange, Place, Province};
pub use sections::Section;
pub use terms::Term;
pub use versions::{KeptVersion, keep, kept};

use std::path::Path;

use files::Files;

/// What a phrase found in a text means; the numbers are places in the lists of [`Knowledge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It names a body.
    Body(usize),
    /// It names a collective.
    Group(usize),
    /// It labels a field of a task.
    Field(Field),
    /// It does something in a sentence.
    Cue(Cue),
}

/// A word for a concept found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    /// Its place in [`Knowledge::concepts`].
    pub concept: usize,
    /// Does the phrase hold the concept's words and mean something else?
    pub negative: bool,
}

/// All registries.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// The provinces of today, in the order of their codes.
    pub provinces: Vec<Province>,
    /// Those before the mergers of 2025.
    pub former_provinces: Vec<FormerProvince>,
    /// Bodies with names of their own.
    pub bodies: Vec<Body>,
    /// Collectives.
    pub groups: Vec<Group>,
    /// Short forms of one word.
    pub abbreviations: Vec<Abbreviation>,
    /// Kinds of documents.
    pub kinds: Vec<Kind>,
    /// Central instruments.
    pub instruments: Vec<CentralInstrument>,
    /// Topics.
    pub concepts: Vec<Concept>,
    /// Kinds of sections; the last is what none of the others is.
    pub sections: Vec<Section>,
    /// Terms of administration, law and technology.
    pub terms: Vec<Term>,
    /// English words of questions and the Vietnamese of plans.
    pub glossary: Vec<Gloss>,
    /// Phrases of questions and what they do.
    pub questions: Vec<(String, Ask)>,
    /// The names and cues looked for in plans.
    pub marks: Phrases<Mark>,
    /// The names of places, without tỉnh or thành phố.
    pub places: Phrases<Place>,
    /// The words for concepts looked for in plans.
    pub topics: Phrases<Topic>,
    /// Checklists, with the programmes they belong to. They do not decide how a plan is read, so the fingerprint leaves
    /// them out: whoever corrects one need not read the plans again.
    pub checklists: Vec<Checklist>,
    fingerprint: String,
}

impl Knowledge {
    /// The knowledge built into the program.
    ///
    /// # Errors
    /// None for the files as released; a test holds that. The error names file and line.
    pub fn embedded() -> Result<Knowledge, KnowledgeError> {
        Knowledge::from_files(&Files::embedded(), checklists::embedded()?)
    }

    /// Knowledge from a folder that holds every file of `corpus/knowledge`.
    ///
    /// # Errors
    /// The first file and line that cannot be read or contradicts another, and what to do.
    pub fn load(folder: &Path) -> Result<Knowledge, KnowledgeError> {
        Knowledge::from_files(&Files::read(folder)?, checklists::load(folder)?)
    }

    fn from_files(files: &Files, checklists: Vec<Checklist>) -> Result<Knowledge, KnowledgeError> {
        files.check_nfc()?;
        let provinces = places::provinces(files)?;
        let former_provinces = places::former_provinces(files, &provinces)?;
        let bodies = bodies::bodies(files)?;
        let groups = bodies::groups(files, &bodies)?;
        let abbreviations = bodies::abbreviations(files)?;
        let concepts = concepts::concepts(files)?;
        let mut marks = names(Spelling::Marked, &abbreviations, &bodies, &groups);
        cues::insert(files, &mut marks)?;
        Ok(Knowledge {
            places: places::place_names(Spelling::Marked, &provinces, &former_provinces),
            topics: topic_words(Spelling::Marked, &abbreviations, &concepts),
            kinds: bodies::kinds(files)?,
            sections: sections::sections(files)?,
            terms: terms::terms(files)?,
            instruments: instruments::instruments(files)?,
            glossary: glossary::glossary(files)?,
            questions: concepts::questions(files)?,
            fingerprint: files.fingerprint(),
            provinces,
            former_provinces,
            bodies,
            groups,
            abbreviations,
            concepts,
            marks,
            checklists,
        })
    }

    /// SHA-256 of all knowledge files, hexadecimal: an index built with other knowledge is another index.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The checklist of the programme with this id.
    pub fn programme(&self, id: &str) -> Option<&Checklist> {
        self.checklists.iter().find(|checklist| checklist.id == id && checklist.programme.is_some())
    }

    /// The programmes of the checklists.
    pub fn programmes(&self) -> impl Iterator<Item = &Programme> {
        self.checklists.iter().filter_map(|checklist| checklist.programme.as_ref())
    }

    /// The body with this id.
    pub fn body(&self, id: &str) -> Option<&Body> {
        self.bodies.iter().find(|body| body.id == id)
    }

    /// The collective with this id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The province of today with this code.
    pub fn province(&self, code: &str) -> Option<&Province> {
        let at = self.provinces.binary_search_by(|province| province.code.as_str().cmp(code)).ok()?;
        self.provinces.get(at)
    }

    /// The province of today that a name means: of its own, or of the province it was merged into.
    pub fn province_of(&self, place: Place) -> Option<&Province> {
        match place {
            Place::Today(at) => self.provinces.get(at),
            Place::Former(at) => self.province(&self.former_provinces.get(at)?.successor),
        }
    }

    /// The province of today that a printed name of any time means, without tỉnh or thành phố.
    pub fn province_named(&self, name: &str) -> Option<&Province> {
        let keyed = self.places.key(name);
        self.province_of(self.places.longest(&keyed, 0, |_| true)?.value)
    }

    /// Is this body known to be one of the collective? `*`, others that nobody can list, proves no membership.
    pub fn is_member(&self, group: &str, body: &str) -> bool {
        self.body(body).is_some_and(|body| self.holds(group, body, 0))
    }

    /// Groups may hold groups; no chain of them is longer than the number of groups.
    fn holds(&self, group: &str, body: &Body, depth: usize) -> bool {
        let Some(group) = self.group(group).filter(|_| depth <= self.groups.len()) else { return false };
        group.members.iter().any(|member| match member.split_once('@') {
            Some((kind, level)) => body.kind == kind && body.level == level,
            None => *member == body.id || (*member != group.id && self.holds(member, body, depth + 1)),
        })
    }

    /// The names of bodies and collectives alone, in the given spelling: what a question may name.
    pub fn body_names(&self, spelling: Spelling) -> Phrases<Mark> {
        let mut found = names(spelling, &self.abbreviations, &self.bodies, &self.groups);
        for (at, body) in self.bodies.iter().enumerate() {
            body.english.iter().for_each(|name| found.insert(name, Mark::Body(at)));
        }
        for (at, group) in self.groups.iter().enumerate() {
            group.english.iter().for_each(|name| found.insert(name, Mark::Group(at)));
        }
        found
    }

    /// The names of places in the given spelling.
    pub fn place_names(&self, spelling: Spelling) -> Phrases<Place> {
        places::place_names(spelling, &self.provinces, &self.former_provinces)
    }

    /// The words for concepts in the given spelling, English ones too: what a question may name.
    pub fn topic_names(&self, spelling: Spelling) -> Phrases<Topic> {
        let mut found = topic_words(spelling, &self.abbreviations, &self.concepts);
        for (at, concept) in self.concepts.iter().enumerate() {
            let english = std::iter::once(&concept.en).chain(&concept.synonyms_en);
            english.for_each(|word| found.insert(word, Topic { concept: at, negative: false }));
        }
        found
    }
}

fn names(
    spelling: Spelling,
    abbreviations: &[Abbreviation],
    bodies: &[Body],
    groups: &[Group],
) -> Phrases<Mark> {
    let mut marks = Phrases::new(spelling);
    abbreviate(&mut marks, abbreviations);
    for (at, body) in bodies.iter().enumerate() {
        let symbols = body.symbols.iter().filter(|symbol| is_name(symbol));
        for name in std::iter::once(&body.name).chain(&body.variants).chain(symbols) {
            marks.insert(name, Mark::Body(at));
        }
    }
    for (at, group) in groups.iter().enumerate() {
        for name in std::iter::once(&group.name).chain(&group.variants) {
            marks.insert(name, Mark::Group(at));
        }
    }
    marks
}

/// A symbol is a name too where it is unmistakable: that of a department (SKHCN), not VP or TTr.
fn is_name(symbol: &str) -> bool {
    symbol.starts_with('S') && symbol.chars().count() >= 3
}

fn topic_words(spelling: Spelling, abbreviations: &[Abbreviation], concepts: &[Concept]) -> Phrases<Topic> {
    let mut words = Phrases::new(spelling);
    abbreviate(&mut words, abbreviations);
    for (concept, found) in concepts.iter().enumerate() {
        for word in std::iter::once(&found.vi).chain(&found.synonyms) {
            words.insert(word, Topic { concept, negative: false });
        }
        for word in &found.negative {
            words.insert(word, Topic { concept, negative: true });
        }
    }
    words
}

fn abbreviate<T: Clone>(phrases: &mut Phrases<T>, abbreviations: &[Abbreviation]) {
    for abbreviation in abbreviations {
        phrases.abbreviate(&abbreviation.short, &abbreviation.long);
    }
}
