//! Turns a passage into duties: which body is to do it, in which role, asked or assigned.
//!
//! The grammar is that of the sentences of plans: a lead-in, "Giao" or "Đề nghị", the bodies, what they do; partners
//! after "phối hợp với"; "do A chủ trì"; "gửi A tổng hợp". Role rules: `plan-json.md`, assignments.

use std::ops::Range;

use super::agency::{Bodies, Named, Setting};
use super::passage::Reader;
use crate::knowledge::Cue;
use crate::model::{Modality, Role, RoleBasis};
use crate::normalize::{Word, WordKind};

/// A body and its role in one clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Duty {
    /// The body; `None` where the clause has no subject and the body of the heading is meant.
    pub(super) named: Option<Named>,
    pub(super) role: Role,
    pub(super) basis: RoleBasis,
    pub(super) modality: Modality,
    /// The words that prove it: from the body to the end of the clause.
    pub(super) quote: Range<usize>,
    /// The clause in which a date for it would stand.
    pub(super) clause: Range<usize>,
    /// Which rule read it.
    pub(super) rule: &'static str,
}

/// What a label says of the bodies after it ("Cơ quan chủ trì:").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Labeled {
    pub(super) role: Role,
    /// Is the label itself the proof (the body stands behind it, in its line)?
    pub(super) in_line: bool,
}

/// Reads the duties of these words of the passage.
///
/// `labeled` is the role that a label gives; `carried` says that a heading above names the body ("1. Công an tỉnh"),
/// and whether it asks or assigns.
pub(super) fn duties(
    reader: Reader<'_>,
    words: Range<usize>,
    labeled: Option<Labeled>,
    carried: Option<Modality>,
) -> Vec<Duty> {
    let mut clauses = Clauses {
        reader,
        first: words.start,
        last: words.end,
        labeled,
        carried: carried.is_some(),
        subjects: Vec::new(),
        found: Vec::new(),
        modality: carried.unwrap_or(Modality::Assign),
    };
    let mut at = words.start;
    while at < words.end {
        at = clauses.read(at).max(at + 1);
    }
    clauses.found
}

struct Clauses<'a> {
    reader: Reader<'a>,
    /// The first word behind the label.
    first: usize,
    /// The word after the last.
    last: usize,
    labeled: Option<Labeled>,
    carried: bool,
    /// The bodies of the clause before, who are meant where the next one has no subject.
    subjects: Vec<Named>,
    found: Vec<Duty>,
    /// How the sentence began: "Đề nghị A …; B …" asks B too.
    modality: Modality,
}

/// The subject of a clause.
struct Subject {
    bodies: Bodies,
    start: usize,
    /// "Giao …" or "Đề nghị …", where printed.
    asked: Option<Modality>,
}

/// A role as read, with the rule that read it.
type Reading = (Role, RoleBasis, &'static str);

/// How far behind its subject a role word may stand, in words.
const ROLE_REACH: usize = 16;
/// How far a proof may reach to either side of its clause, in words: it keeps the work per clause constant.
const LONGEST_PROOF: usize = 600;
/// The longest label, in words and signs.
const LONGEST_LABEL: usize = 16;
/// The longest name of an office in a list of such, in words.
const LONGEST_OFFICE: usize = 40;
/// How many words of a lead-in are searched for the subject.
const LEAD_IN_REACH: usize = 120;

impl Clauses<'_> {
    /// Reads the clause that begins at `at`; gives the word after it.
    fn read(&mut self, at: usize) -> usize {
        if self.reader.passage.ends_sentence(at) {
            if !self.reader.passage.is_sign(at, ';') && !self.carried {
                self.modality = Modality::Assign;
            }
            return at + 1;
        }
        match self.subject(at) {
            Some(subject) => self.read_subject(at, &subject),
            None => self.read_without_subject(at),
        }
    }

    fn setting(&self) -> Setting {
        if self.labeled.is_some() { Setting::Field } else { Setting::Sentence }
    }

    fn clause_end(&self, at: usize) -> usize {
        (at..self.last).find(|&word| self.reader.passage.ends_sentence(word)).unwrap_or(self.last)
    }

    /// The subject of the clause at `at`: right there, after "Giao" or "Đề nghị", or after a lead-in.
    fn subject(&self, at: usize) -> Option<Subject> {
        let found = self.asked(at).or_else(|| self.plain(at)).or_else(|| self.as_for(at));
        if let Some(found) = found.or_else(|| self.after_colon(at)) {
            return Some(found);
        }
        self.reader.cue(at, Cue::LeadIn)?;
        let end = self.clause_end(at).min(at + LEAD_IN_REACH);
        let mut word = at + 1;
        while word < end {
            let after_comma = self.reader.passage.is_sign(word - 1, ',');
            if let Some(found) = self.after_lead_in(word, after_comma) {
                return Some(found);
            }
            // "Trong đó, tổ chức cho các thôn, khu dân cư ký …": the clause has no subject.
            let acts =
                self.reader.cue(word, Cue::Action).is_some() && self.reader.cue(word, Cue::LeadIn).is_none();
            if after_comma && acts {
                return None;
            }
            let Some(bodies) = self.reader.bodies(word, Setting::Sentence) else {
                word += 1;
                continue;
            };
            word = bodies.end.max(word + 1);
            if let Some(found) = self.last_of(bodies) {
                return Some(found);
            }
        }
        None
    }

    /// "Trên cơ sở đề xuất của A, B tổng hợp": the last of the bodies acts, or the last collectives; not where "và" ties
    /// it to those before.
    fn last_of(&self, bodies: Bodies) -> Option<Subject> {
        let Bodies { mut named, end } = bodies;
        let acts = self.reader.is_verb(end) && self.reader.cue(end, Cue::Send).is_none();
        let mut first = named.len().checked_sub(1).filter(|&last| last > 0 && acts)?;
        while first > 1 && named[first].group && named[first - 1].group {
            first -= 1;
        }
        let named = named.split_off(first);
        let start = named.first()?.words.start;
        let after_comma = self.reader.passage.is_sign(start - 1, ',');
        after_comma.then_some(Subject { bodies: Bodies { named, end }, start, asked: None })
    }

    fn after_lead_in(&self, word: usize, after_comma: bool) -> Option<Subject> {
        let asked = self.asked(word).filter(|found| after_comma || found.asked == Some(Modality::Request));
        let bare_noun = self.reader.noun(word).is_some() && self.reader.cue(word, Cue::Opener).is_none();
        asked.or_else(|| self.plain(word).filter(|_| after_comma && !bare_noun))
    }

    fn plain(&self, at: usize) -> Option<Subject> {
        let bodies = self.reader.bodies(at, self.setting())?;
        Some(Subject { bodies, start: at, asked: None })
    }

    /// "Đối với A: …", "Đối với A, …".
    fn as_for(&self, at: usize) -> Option<Subject> {
        let bodies = self.reader.bodies(self.reader.cue(at, Cue::AsFor)?, Setting::Sentence)?;
        let ends = [':', ','].iter().any(|&sign| self.reader.passage.is_sign(bodies.end, sign));
        ends.then_some(Subject { bodies, start: at, asked: None })
    }

    /// "Ban hành Quy chế …: Sở X chủ trì, phối hợp với Sở Y": the task, then whose it is.
    fn after_colon(&self, at: usize) -> Option<Subject> {
        let end = self.clause_end(at).min(at + LEAD_IN_REACH);
        let colon = (at..end).find(|&word| self.reader.passage.is_sign(word, ':'))?;
        let found = self.asked(colon + 1).or_else(|| self.plain(colon + 1))?;
        let role = self.reader.cue_of(found.bodies.end, ROLE_CUES);
        (found.asked.is_some() || role.is_some()).then_some(found)
    }

    fn asked(&self, at: usize) -> Option<Subject> {
        let (cue, end) = self.reader.cue_of(at, &[Cue::Assign, Cue::Request])?;
        let modality = if cue == Cue::Request { Modality::Request } else { Modality::Assign };
        let bodies = self.reader.bodies(end, Setting::Sentence)?;
        Some(Subject { bodies, start: at, asked: Some(modality) })
    }

    fn read_subject(&mut self, at: usize, subject: &Subject) -> usize {
        let end = self.clause_end(subject.bodies.end);
        // "Sở X yêu cầu các phòng …": those asked have the duty, not the one who asks.
        if let Some(object) = self.asked(subject.bodies.end) {
            return self.read_subject(at, &object);
        }
        let predicate = self.skip_colon(subject.bodies.end);
        let only_named = predicate >= end;
        if (only_named && self.labeled.is_none()) || self.is_no_duty(predicate, end) {
            return self.scan(predicate, end, at);
        }
        self.modality = subject.asked.unwrap_or(self.modality);
        let given = subject.asked == Some(Modality::Assign);
        let (role, basis, rule) = self.role(predicate, end, given);
        let quote = self.proof(subject.start, end);
        self.subjects.clone_from(&subject.bodies.named);
        for named in &subject.bodies.named {
            self.tell(Some(named.clone()), (role, basis, rule), quote.clone(), at..end);
        }
        self.scan(predicate, end, at)
    }

    /// The words that prove a duty: its clause; behind a label the whole sentence, with the label before it.
    fn proof(&self, start: usize, end: usize) -> Range<usize> {
        if !self.labeled.is_some_and(|labeled| labeled.in_line) {
            return start..end;
        }
        let stops =
            |at: &usize| self.reader.passage.ends_sentence(*at) && !self.reader.passage.is_sign(*at, ';');
        let first = self.first.max(start.saturating_sub(LONGEST_PROOF));
        let begin = (first..start).rev().find(stops).map_or_else(|| self.label_start(first), |stop| stop + 1);
        let last = self.last.min(end + LONGEST_PROOF);
        begin..(end..last).find(stops).unwrap_or(last)
    }

    /// Where the label before the first word begins: at the start of the passage or after the sign that ends the field
    /// before it. `first` is where the search for an earlier stop ended.
    fn label_start(&self, first: usize) -> usize {
        if first > self.first {
            return first;
        }
        let ends = |word: &usize| self.reader.passage.ends_sentence(*word);
        let near = first.saturating_sub(LONGEST_LABEL)..first.saturating_sub(1);
        near.rev().find(ends).map_or(first.saturating_sub(LONGEST_LABEL), |end| end + 1)
    }

    fn skip_colon(&self, at: usize) -> usize {
        let at = self.reader.bracket(at);
        at + usize::from(self.reader.passage.is_sign(at, ':'))
    }

    /// "chịu trách nhiệm nếu để xảy ra …" threatens, it does not assign; nor does a name without a verb behind it.
    fn is_no_duty(&self, start: usize, end: usize) -> bool {
        let any = |cue: Cue| (start..end).any(|word| self.reader.cue(word, cue).is_some());
        let liable = self.reader.cue(start, Cue::Duty).is_some() && any(Cue::Liability);
        let acts = |word: usize| self.reader.is_verb(word) && self.reader.cue(word, Cue::LeadIn).is_none();
        let short = start < end && end - start < LONGEST_OFFICE;
        let only_name = short && self.reader.cue(start, Cue::Belongs).is_some() && !(start..end).any(acts);
        liable || (only_name && self.labeled.is_none())
    }

    fn read_without_subject(&mut self, at: usize) -> usize {
        let end = self.clause_end(at);
        let (role, basis, _) = self.role(at, end, false);
        if self.carried {
            self.tell(None, (role, basis, "heading"), at..end, at..end);
        }
        for named in self.subjects.clone() {
            self.tell(Some(named), (role, basis, "same_subject"), at..end, at..end);
        }
        self.scan(at, end, at)
    }

    /// The role that the words after the subject give, or the label, or none but the duty itself.
    fn role(&self, start: usize, end: usize, given: bool) -> Reading {
        let label = self.labeled.map(|labeled| (labeled.role, RoleBasis::Stated, "label"));
        self.stated_role(start, end, given).or(label).unwrap_or((Role::Implement, RoleBasis::Implied, "duty"))
    }

    fn stated_role(&self, start: usize, end: usize, given: bool) -> Option<Reading> {
        let reach = end.min(start + ROLE_REACH);
        let mut at = start;
        while at < reach {
            if let Some((cue, after)) =
                self.reader.cue_of(at, ROLE_CUES).filter(|_| at == start || !self.is_noun(at))
            {
                match cue {
                    Cue::Duty => at = after,
                    Cue::Implement => {
                        return Some(
                            self.lead_later(after, end).unwrap_or_else(|| self.reading(cue, after, given)),
                        );
                    }
                    // "kiểm tra theo chức năng và phối hợp với địa phương": a manner of the work, no role.
                    Cue::With
                        if self.follows_and(at) && self.reader.bodies(after, Setting::Clause).is_none() =>
                    {
                        return None;
                    }
                    _ => return Some(self.reading(cue, after, given)),
                }
            } else if at > start && self.reader.body(at, Setting::Sentence).is_some() {
                return None;
            } else {
                at += 1;
            }
        }
        None
    }

    /// "thực hiện …, chủ trì, phối hợp với B …": the same subject leads in the same clause.
    fn lead_later(&self, at: usize, end: usize) -> Option<Reading> {
        let leads = |word: usize| self.reader.cue(word, Cue::Lead).is_some() && !self.is_noun(word);
        let found = (at + 1..end).find(|&word| self.reader.passage.is_sign(word - 1, ',') && leads(word))?;
        let other = (at..found).any(|word| self.reader.cue_of(word, &[Cue::By, Cue::Assign]).is_some());
        (!other).then_some((Role::Lead, RoleBasis::Stated, "lead"))
    }

    fn reading(&self, cue: Cue, after: usize, given: bool) -> Reading {
        let partners = self.reader.bodies(after, Setting::Clause).is_some();
        match cue {
            Cue::Lead => (Role::Lead, RoleBasis::Stated, "lead"),
            Cue::LeadImplied => (Role::Lead, RoleBasis::Implied, "standing_body"),
            Cue::Coordinate => (Role::Coordinate, RoleBasis::Stated, "coordinate"),
            Cue::With if !partners => (Role::Coordinate, RoleBasis::Stated, "coordinate"),
            Cue::With if given => (Role::Lead, RoleBasis::Implied, "assigned_with_partners"),
            Cue::With if self.labeled.is_some() => self.labeled_with_partners(),
            Cue::With => (Role::Implement, RoleBasis::Implied, "with_partners"),
            _ => match self.labeled {
                Some(labeled) => (labeled.role, RoleBasis::Stated, "label"),
                None => (Role::Implement, RoleBasis::Stated, "implement"),
            },
        }
    }

    fn labeled_with_partners(&self) -> Reading {
        let role = self.labeled.map_or(Role::Implement, |labeled| labeled.role);
        (role, RoleBasis::Stated, "label")
    }

    /// "cơ quan chủ trì", "sự phối hợp": the role word belongs to a noun and gives nobody a role.
    fn is_noun(&self, at: usize) -> bool {
        let ends_here = |cue| (1..=2).any(|back| at >= back && self.reader.cue(at - back, cue) == Some(at));
        ends_here(Cue::Noun) || ends_here(Cue::Nominal)
    }

    /// Reads what a clause says of bodies other than its subject; gives the word after the clause.
    fn scan(&mut self, start: usize, end: usize, clause: usize) -> usize {
        let mut at = start;
        while at < end {
            let partners = if at > start && self.is_noun(at) { None } else { self.partners(at, clause, end) };
            at = partners
                .or_else(|| self.passive(at, clause, end))
                .or_else(|| self.receiver(at, clause, end))
                .or_else(|| self.given_inside(at, clause, end))
                .or_else(|| self.further_subject(at, clause, end))
                .or_else(|| self.reader.bodies(at, Setting::Clause).map(|bodies| bodies.end))
                .unwrap_or(at + 1)
                .max(at + 1);
        }
        at
    }

    /// "phối hợp với A, B": A and B coordinate.
    fn partners(&mut self, at: usize, clause: usize, end: usize) -> Option<usize> {
        let (_, after) =
            self.reader.cue_of(at, &[Cue::With, Cue::Lead]).filter(|&(cue, _)| cue == Cue::With)?;
        let bodies = self.reader.bodies(after, Setting::Clause)?;
        // "Nếu có vướng mắc, các đơn vị trao đổi với A": A answers, it has no part in a task.
        if !(clause..at).any(|word| self.reader.cue(word, Cue::Obstacle).is_some()) {
            self.tell_all(&bodies, (Role::Coordinate, RoleBasis::Stated, "partner"), clause..end);
        }
        Some(bodies.end)
    }

    /// "do A chủ trì".
    fn passive(&mut self, at: usize, clause: usize, end: usize) -> Option<usize> {
        let after = self.reader.cue(at, Cue::By)?;
        let bodies = self.reader.bodies(after, Setting::Clause)?;
        let (cue, after_cue) = self.reader.cue_of(bodies.end, ROLE_CUES)?;
        let reading = self.reading(cue, after_cue, false);
        self.tell_all(&bodies, reading, clause..end);
        Some(bodies.end)
    }

    /// "gửi A tổng hợp": A gets a duty; "gửi A để tổng hợp" or "báo cáo A" gives it none.
    fn receiver(&mut self, at: usize, clause: usize, end: usize) -> Option<usize> {
        let after = self.reader.cue(at, Cue::Send)?;
        let bodies = self.reader.bodies(after, Setting::Clause)?;
        self.reader.cue(bodies.end, Cue::ReceiverDuty)?;
        self.tell_all(&bodies, (Role::Implement, RoleBasis::Implied, "receiver"), clause..end);
        Some(bodies.end)
    }

    /// "…, giao A chủ trì …" inside a sentence; a collective there is more often an object than a subject.
    fn given_inside(&mut self, at: usize, clause: usize, end: usize) -> Option<usize> {
        let bracket = at > clause && self.reader.passage.is_sign(at - 1, '(');
        let begins = at > clause && self.begins_unmarked(at);
        let free = at > clause && (self.reader.passage.is_sign(at - 1, ',') || self.follows_and(at));
        let named = |found: &Subject| found.bodies.named.iter().any(|named| !named.group);
        let subject = self.asked(at).filter(|found| bracket || begins || (free && named(found)))?;
        let (role, basis, rule) = self.role(subject.bodies.end, end, subject.asked == Some(Modality::Assign));
        self.tell_all(&subject.bodies, (role, basis, rule), if begins { at } else { clause }..end);
        Some(subject.bodies.end)
    }

    /// "1. Thí điểm trợ lý ảo Phân công Sở Y tế …": a capital verb behind a small letter begins a sentence whose sign
    /// was lost, as where a heading fills its line in a PDF.
    fn begins_unmarked(&self, at: usize) -> bool {
        let words = self.reader.passage.words();
        let letters = |word: &Word| word.kind == WordKind::Letters;
        words[at].capital && letters(&words[at - 1]) && !words[at - 1].capital
    }

    fn follows_and(&self, at: usize) -> bool {
        (1..=2).any(|back| at >= back && self.reader.cue(at - back, Cue::And) == Some(at))
    }

    /// "A chủ trì và B phối hợp thực hiện": B stands free and its role word follows at once.
    fn further_subject(&mut self, at: usize, clause: usize, end: usize) -> Option<usize> {
        let free = at > 0 && (self.reader.passage.is_sign(at - 1, ',') || self.follows_and(at));
        let bodies = if free { self.reader.bodies(at, Setting::Clause)? } else { return None };
        let (cue, after) = self.reader.cue_of(bodies.end, ROLE_CUES).filter(|&(cue, _)| cue != Cue::Duty)?;
        let reading = self.reading(cue, after, false);
        self.tell_all(&bodies, reading, clause..end);
        Some(bodies.end)
    }

    /// All bodies of a list have the same role, and the whole clause proves it.
    fn tell_all(&mut self, bodies: &Bodies, reading: Reading, clause: Range<usize>) {
        for named in &bodies.named {
            let quote = self.proof(clause.start, clause.end);
            self.tell(Some(named.clone()), reading, quote, clause.clone());
        }
    }

    fn tell(&mut self, named: Option<Named>, reading: Reading, quote: Range<usize>, clause: Range<usize>) {
        let (role, basis, rule) = reading;
        self.found.push(Duty { named, role, basis, modality: self.modality, quote, clause, rule });
    }
}

/// The cues that give the subject before them its role.
const ROLE_CUES: &[Cue] =
    &[Cue::Lead, Cue::LeadImplied, Cue::With, Cue::Coordinate, Cue::Implement, Cue::Duty];
