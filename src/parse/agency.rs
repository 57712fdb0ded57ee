//! Turns the words at a place into the bodies they name: "Công an tỉnh; các sở, ban, ngành và UBND cấp xã".
//!
//! A listed body is taken by its longest name; a collective by its nouns and what qualifies them; a name that no
//! list holds by its first word ("Phòng …", "Chi cục …"). Heads of bodies stand for them (`plan-json.md`).

use std::ops::Range;

use super::passage::{Passage, Reader};
use crate::knowledge::{Cue, Keyed, Knowledge, Mark};
use crate::model::{Modality, Span};
use crate::normalize::WordKind;

/// A body as named at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The words that name it, heads and place included.
    pub(super) words: Range<usize>,
    /// Canonical name; for a collective the printed words with abbreviations spelled out, "các" in lower case.
    pub(super) name: String,
    /// Id in the knowledge files.
    pub(super) id: Option<String>,
    /// Is it named as a kind?
    pub(super) group: bool,
}

/// A list of bodies and the word after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bodies {
    pub(super) named: Vec<Named>,
    pub(super) end: usize,
}

/// How a list is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// In a sentence: a verb may follow at any word, so unlisted names are taken by their capitals only.
    Sentence,
    /// The same inside a clause, where a semicolon ends the list.
    Clause,
    /// After a label: everything up to the next separator names a body.
    Field,
}

impl Reader<'_> {
    /// The list of bodies that begins at word `at`.
    pub(super) fn bodies(&self, at: usize, setting: Setting) -> Option<Bodies> {
        let mut named = self.one_or_shared(at, setting)?;
        let mut end = named.last()?.words.end;
        while named.len() < LONGEST_LIST {
            let ended = setting == Setting::Clause && self.passage.is_sign(end, ';');
            let item = self.next_item(self.bracket(end)).filter(|_| !ended);
            let Some(next) = item.and_then(|start| self.one_or_shared(start, setting)) else { break };
            end = next.last()?.words.end;
            named.extend(next);
        }
        Some(Bodies { named, end })
    }

    /// One body, or those that share a noun, with the head before them: "Giám đốc các Sở: Tài chính, Nội vụ".
    fn one_or_shared(&self, at: usize, setting: Setting) -> Option<Vec<Named>> {
        let start = self.after_head(at).filter(|&start| self.openers(start) > start).unwrap_or(at);
        if let Some(mut shared) = self.shared_noun(start) {
            shared[0].words.start = at;
            return Some(shared);
        }
        self.body(at, setting).map(|one| vec![one])
    }

    /// The word after a head and what ties it to its body: "Giám đốc", "Thủ trưởng của", "Thủ trưởng, các …".
    fn after_head(&self, at: usize) -> Option<usize> {
        let after = self.cue(at, Cue::Head)?;
        let after = self.cue(after, Cue::Of).unwrap_or(after);
        let stray = self.passage.is_sign(after, ',') && self.cue(after + 1, Cue::Opener).is_some();
        Some(after + usize::from(stray))
    }

    /// "các Sở: Nội vụ, Tài chính và Tư pháp": each is a body of its own with the noun before all of them.
    fn shared_noun(&self, at: usize) -> Option<Vec<Named>> {
        let noun = self.openers(at);
        let after = self.cue(noun, Cue::Noun).filter(|_| noun > at)?;
        let mut found: Vec<Named> = Vec::new();
        let mut start = after + usize::from(self.passage.is_sign(after, ':'));
        while found.len() < LONGEST_LIST {
            let Some(mut named) = self.with_noun(noun..after, start) else { break };
            let end = named.words.end;
            named.words = if found.is_empty() { at..end } else { start..end };
            found.push(named);
            let Some(next) = self.next_item(end) else { break };
            start = next;
        }
        (!found.is_empty()).then_some(found)
    }

    /// The listed body whose name is the noun and the words at `at`.
    fn with_noun(&self, noun: Range<usize>, at: usize) -> Option<Named> {
        let words = self.passage.words();
        let first = words.get(at).filter(|word| word.capital)?;
        let last = &words[words.len().min(at + LONGEST_NAME) - 1];
        let noun = self.passage.printed(noun);
        let name = format!("{noun} {}", &self.passage.as_str()[first.range.start..last.range.end]);
        let passage = Passage::new(&name, &[Span::new(0, name.len())], self.knowledge);
        let reader = Reader { passage: &passage, knowledge: self.knowledge };
        let (mark, end) = reader.mark(0, |mark| matches!(mark, Mark::Body(_)))?;
        let Mark::Body(body) = mark else { return None };
        let body = &self.knowledge.bodies[body];
        let end = at + end - words_of(noun);
        Some(Named { words: at..end, name: body.name.clone(), id: Some(body.id.clone()), group: false })
    }

    /// Where the next item begins, if a separator stands at `at`: `,`, `;`, "và", "cùng", "hoặc", also two of them.
    fn next_item(&self, at: usize) -> Option<usize> {
        let mut next = at;
        while self.passage.is_sign(next, ',')
            || self.passage.is_sign(next, ';')
            || self.passage.is_sign(next, '/')
        {
            next += 1;
        }
        let next = self.cue(next, Cue::And).unwrap_or(next);
        (next > at).then_some(next)
    }

    /// One body at word `at`, with the head that stands before it and the place after it.
    pub(super) fn body(&self, at: usize, setting: Setting) -> Option<Named> {
        let mut start = at;
        for _ in 0..=MOST_HEADS {
            if let Some(mut named) = self.known(start).or_else(|| self.collective(start)) {
                named.words.start = at;
                return Some(named);
            }
            let Some(after) = self.after_head(start) else { break };
            start = after;
        }
        let mut named = self.unlisted(start, setting)?;
        named.words.start = at;
        Some(named)
    }

    /// A body of the knowledge files or one that the document introduces itself, whichever name is longer.
    fn known(&self, at: usize) -> Option<Named> {
        let own = &self.passage.own_names;
        let own = own.binary_search_by_key(&at, |name| name.words.start).ok().map(|found| &own[found]);
        let listed = self.listed(at);
        let longer = own.filter(|own| listed.as_ref().is_none_or(|named| named.words.end <= own.words.end));
        longer.map_or(listed, |own| {
            let (words, name, id) = (own.words.clone(), own.name.clone(), own.id.clone());
            Some(Named { words, name, id, group: false })
        })
    }

    /// A body of the knowledge files, by its longest name, or a collective that is named like one ("UBND cấp xã").
    fn listed(&self, at: usize) -> Option<Named> {
        let (mark, end) = self.mark(at, |mark| matches!(mark, Mark::Body(_) | Mark::Group(_)))?;
        match mark {
            Mark::Body(body) => {
                let body = &self.knowledge.bodies[body];
                // "Hội Nông dân xã": the commune's, not the province's.
                let local = self.cue_of(end, &[Cue::CommuneUnit, Cue::DistrictUnit]).is_some();
                if local && body.level == "province" && !self.is_unit_of_many(end) {
                    return None;
                }
                let words = at..self.place_after(end);
                Some(Named { words, name: body.name.clone(), id: Some(body.id.clone()), group: false })
            }
            Mark::Group(group) if self.is_name(at, end) => {
                let id = self.knowledge.groups[group].id.clone();
                Some(self.group(at, self.qualified(end), Some(id)))
            }
            _ => None,
        }
    }

    /// "xã hội", "xã, phường": no unit that the name before it belongs to.
    fn is_unit_of_many(&self, at: usize) -> bool {
        let unit = self.cue_of(at, &[Cue::CommuneUnit, Cue::DistrictUnit]).map_or(at, |(_, end)| end);
        self.cue(at, Cue::Noun).is_some_and(|noun| noun > unit)
            || self
                .next_item(unit)
                .is_some_and(|next| self.cue_of(next, &[Cue::CommuneUnit, Cue::DistrictUnit]).is_some())
    }

    /// Is this collective named like a body, not as a list of nouns ("UBND cấp xã", "Ban Chỉ đạo … các cấp")?
    fn is_name(&self, at: usize, end: usize) -> bool {
        self.openers(at) == at && self.nouns(at).is_none_or(|(_, nouns)| nouns < end)
    }

    /// "tỉnh Sơn La", "Sơn La", "của tỉnh" after a name.
    fn place_after(&self, end: usize) -> usize {
        let unit = self.cue(end, Cue::PlaceUnit).unwrap_or(end);
        self.place(unit).unwrap_or(end)
    }

    /// The word after the name of a province at word `at`.
    pub(super) fn place(&self, at: usize) -> Option<usize> {
        let text = self.passage.as_str();
        let words = self.passage.words();
        let start = words.get(at).filter(|word| word.capital)?.range.start;
        let end = words[words.len().min(at + LONGEST_PLACE) - 1].range.end;
        let keyed: Keyed = self.knowledge.places.key(&text[start..end]);
        let found = self.knowledge.places.longest(&keyed, 0, |_| true)?;
        Some(at + found.words.end)
    }

    /// "các sở, ban, ngành trực thuộc UBND tỉnh"; without "các" at least two nouns or one that is qualified.
    fn collective(&self, at: usize) -> Option<Named> {
        let opener = self.openers(at);
        let (nouns, end) = self.nouns(opener)?;
        let after = self.qualified(end);
        let plain = opener == at;
        if plain && nouns < 2 && after == end {
            return None;
        }
        let id = self
            .mark(at, |mark| matches!(mark, Mark::Group(_)))
            .or_else(|| self.mark(opener, |mark| matches!(mark, Mark::Group(_))));
        let id = match id {
            Some((Mark::Group(group), group_end)) if group_end >= end => {
                Some(self.knowledge.groups[group].id.clone())
            }
            _ => None,
        };
        Some(self.group(at, after, id))
    }

    /// The word after "các", "các các", "tất cả các"; `at` where there is none.
    fn openers(&self, at: usize) -> usize {
        let first = self.cue(at, Cue::Opener).unwrap_or(at);
        self.cue(first, Cue::Opener).unwrap_or(first)
    }

    /// How many nouns of a collective stand in a row at `at`, and the word after the last.
    fn nouns(&self, at: usize) -> Option<(usize, usize)> {
        let mut end = self.noun(at)?;
        let mut count = 1;
        while count < LONGEST_LIST {
            let Some(next) = self.next_noun(end) else { break };
            end = next;
            count += 1;
        }
        Some((count, end))
    }

    /// A noun of a collective that is not the beginning of a body's own name ("Sở Nội vụ" after "các sở").
    pub(super) fn noun(&self, at: usize) -> Option<usize> {
        let end = self.cue(at, Cue::Noun)?;
        let own_name =
            self.mark(at, |mark| matches!(mark, Mark::Body(_))).is_some_and(|(_, body)| body > end);
        (!own_name).then_some(end)
    }

    /// The next noun of the list; one that is qualified already, or that a new "các" opens, is another body.
    fn next_noun(&self, end: usize) -> Option<usize> {
        let next = self.next_item(end).or_else(|| (self.passage.is_sign(end, '-')).then_some(end + 1))?;
        let verb_follows = self.cue_of(next, VERBS).is_some_and(|(_, verb)| Some(verb) > self.noun(next));
        if verb_follows { None } else { self.noun(next) }
    }

    /// The word after everything that qualifies a collective: "có liên quan", "trực thuộc Sở", "được phân công …".
    fn qualified(&self, end: usize) -> usize {
        let mut end = end;
        for _ in 0..MOST_QUALIFIERS {
            let Some(next) = self.qualifier(end) else { break };
            end = next;
        }
        self.task_clause(end)
    }

    fn qualifier(&self, at: usize) -> Option<usize> {
        let owner = self.cue(at, Cue::Of).and_then(|after| self.owner(after));
        // "tỉnh" qualifies, but not where it begins the name of a body ("Tỉnh ủy").
        let body = self.mark(at, |mark| matches!(mark, Mark::Body(_))).map_or(0, |(_, end)| end);
        let listed = self.cue(at, Cue::Qualifier).filter(|&end| end >= body).map(|end| self.place_after(end));
        owner.max(listed)
    }

    /// Whose they are: "(trực thuộc) Ủy ban nhân dân tỉnh", "(của) các sở, ban, ngành".
    fn owner(&self, at: usize) -> Option<usize> {
        let body = self.mark(at, |mark| matches!(mark, Mark::Body(_))).map(|(_, end)| self.place_after(end));
        body.or_else(|| self.nouns(self.openers(at)).map(|(_, end)| end))
    }

    /// "được phân công chủ trì thực hiện nhiệm vụ theo Kế hoạch này (có trách nhiệm …)": up to the duty it leads to.
    fn task_clause(&self, at: usize) -> usize {
        if self.cue(at, Cue::Qualified).is_none() {
            return at;
        }
        (at..self.passage.words().len().min(at + LONGEST_NAME))
            .take_while(|&word| !self.passage.ends_sentence(word))
            .find(|&word| self.cue(word, Cue::Duty).is_some())
            .unwrap_or(at)
    }

    fn group(&self, at: usize, end: usize, id: Option<String>) -> Named {
        Named { words: at..end, name: self.spelled_out(at..end), id, group: true }
    }

    /// The printed words with listed bodies and abbreviations spelled out; "Các" in lower case, "các các" once.
    fn spelled_out(&self, words: Range<usize>) -> String {
        let start = match self.openers(words.start) {
            after if after > words.start + 1 && self.cue(words.start + 1, Cue::Opener) == Some(after) => {
                words.start + 1
            }
            _ => words.start,
        };
        let mut name = self.written(start..words.end);
        if let Some(first) = name.chars().next().filter(|_| self.cue(start, Cue::Opener).is_some()) {
            name.replace_range(..first.len_utf8(), &first.to_lowercase().to_string());
        }
        name
    }

    fn written(&self, words: Range<usize>) -> String {
        let (mut name, mut at) = (String::new(), words.start);
        while at < words.end {
            let (text, next) = self.written_word(at, words.end);
            let glued = at > words.start
                && self.passage.words()[at - 1].range.end == self.passage.words()[at].range.start;
            if !glued && !name.is_empty() {
                name.push(' ');
            }
            name.push_str(&text);
            at = next;
        }
        name
    }

    fn written_word(&self, at: usize, end: usize) -> (String, usize) {
        let body = self.mark(at, |mark| matches!(mark, Mark::Body(_))).filter(|&(_, after)| after <= end);
        if let Some((Mark::Body(body), after)) = body {
            return (self.knowledge.bodies[body].name.clone(), after);
        }
        let printed = self.passage.printed(at..at + 1);
        let long = self.knowledge.abbreviations.iter().find(|abbreviation| abbreviation.short == printed);
        (long.map_or_else(|| printed.to_owned(), |abbreviation| abbreviation.long.clone()), at + 1)
    }

    /// A name that no list holds, known by its first word and a capital after it: "Phòng Tổ chức - Pháp chế".
    fn unlisted(&self, at: usize, setting: Setting) -> Option<Named> {
        let head = self.cue(at, Cue::UnknownHead)?;
        let words = self.passage.words();
        // "Tổ chức thực hiện", "Ban hành": a verb that begins like a body.
        let verb = self.cue(at, Cue::Action).is_some_and(|action| action > head);
        // "Ban Chỉ đạo chủ trì": the whole name, where a verb follows.
        let in_field = setting == Setting::Field;
        let name_ends = !in_field && self.is_verb(head);
        let whole = head > at + 1 && words.get(at + 1).is_some_and(|word| word.capital) && name_ends;
        if whole && words[at].capital && !verb {
            let name = self.passage.printed(at..head).to_owned();
            return Some(Named { words: at..head, name, id: None, group: false });
        }
        // "Giao phòng Quản lý Công nghiệp": what is given something is a body, in small letters too.
        let given = (1..=3.min(at)).any(|back| {
            self.cue_of(at - back, &[Cue::Assign, Cue::Request]).is_some_and(|(_, end)| end == at)
        });
        // "Ủy ban công tác về …" in a field of its own.
        let first = at == 0 || self.passage.is_sign(at - 1, ':') || self.next_item(at - 1) == Some(at);
        let long_head =
            in_field && first && words.get(head).is_some_and(|word| word.kind == WordKind::Letters);
        if verb || !(given || words.get(at)?.capital) || !(long_head || words.get(head)?.capital) {
            return None;
        }
        let end = match setting {
            Setting::Field => self.until_separator(head),
            Setting::Sentence | Setting::Clause => self.until_verb(head),
        };
        let of_each = if setting == Setting::Field { self.of_each(end) } else { None };
        let words = at..of_each.unwrap_or(end);
        let name = self.passage.printed(words.clone()).to_owned();
        Some(Named { words, name, id: None, group: of_each.is_some() })
    }

    /// "Phòng Hành chính - Tổng hợp các đơn vị sự nghiệp thuộc Sở": one in each of them; the word after those.
    fn of_each(&self, at: usize) -> Option<usize> {
        let nouns = self.cue(at, Cue::Opener)?;
        self.nouns(nouns).map(|(_, end)| self.qualified(end))
    }

    /// Up to the separator that is followed by no further part of the name ("Quản lý thông tin, Báo chí, Xuất bản").
    fn until_separator(&self, head: usize) -> usize {
        let (mut end, words) = (head, self.passage.words().len());
        while end < words && end - head < LONGEST_NAME && (!self.ends_name(end) || self.in_name(end)) {
            if let Some(next) = self.next_item(end) {
                // Behind a label every item is a body: small letters go on with the name before them.
                let goes_on = self.passage.is_sign(end, ',') || self.continues_name(next);
                if self.passage.is_sign(end, ';') || !goes_on || self.body(next, Setting::Sentence).is_some()
                {
                    break;
                }
                end = next;
            }
            end += 1;
        }
        end.min(words)
    }

    /// Does an item of a list begin at `at`: first, behind a sign, a number or "và"?
    pub(super) fn begins_item(&self, at: usize) -> bool {
        let behind = |back: usize| !matches!(self.passage.words()[at - back].kind, WordKind::Letters);
        at == 0 || behind(1) || (1..=2.min(at)).any(|back| self.cue(at - back, Cue::And) == Some(at))
    }

    /// A collective with all its words up to the next separator, in a cell, where no sentence goes on behind it.
    pub(super) fn whole_item(&self, named: Named) -> Named {
        let end = self.until_separator(named.words.end);
        if !named.group || end == named.words.end {
            return named;
        }
        let words = named.words.start..end;
        Named { name: self.spelled_out(words.clone()), words, ..named }
    }

    fn continues_name(&self, at: usize) -> bool {
        self.passage.words().get(at).is_some_and(|word| word.capital)
            && self.body(at, Setting::Sentence).is_none()
    }

    /// Signs and words that are in no name: brackets, a colon, the end of the sentence, a role word, a new "các".
    fn ends_name(&self, at: usize) -> bool {
        let sign = matches!(self.passage.words()[at].kind, WordKind::Sign(':' | '(' | ')' | '"'));
        sign || self.passage.ends_sentence(at) || self.is_verb(at) || self.cue(at, Cue::Opener).is_some()
    }

    /// "về", "các" behind it and the noun behind that: "Ủy ban công tác về các tổ chức …".
    fn in_name(&self, at: usize) -> bool {
        let small = |at: usize| self.cue(at, Cue::InName).is_some() && self.cue_of(at, VERBS).is_none();
        let opens = |at: usize| self.cue(at, Cue::Opener) == Some(at + 1);
        small(at)
            || (at > 0 && small(at - 1) && opens(at))
            || (at > 1 && small(at - 2) && opens(at - 1) && self.noun(at).is_some())
    }

    /// A role word, or in small letters a word for what bodies do ("tổng hợp", but "Phòng Kế hoạch - Tổng hợp").
    pub(super) fn is_verb(&self, at: usize) -> bool {
        let small = self.passage.words().get(at).is_some_and(|word| !word.capital);
        self.cue_of(at, VERBS).is_some() || (small && self.cue(at, Cue::Action).is_some())
    }

    /// Up to a verb or a colon if one follows soon, else over the capitals and the syllable tied to the last.
    fn until_verb(&self, head: usize) -> usize {
        let limit = self.passage.words().len().min(head + LONGEST_NAME);
        let mut stop = head;
        while stop < limit && !self.ends_name(stop) {
            if let Some(next) = self.next_item(stop) {
                if !self.continues_name(next) {
                    break;
                }
                stop = next;
            }
            stop += 1;
        }
        let stop = stop.min(limit);
        if stop < limit && (self.is_verb(stop) || self.passage.is_sign(stop, ':')) {
            return stop;
        }
        self.last_syllable(head..stop)
    }

    /// The word after the last capital and the small syllable tied to it: "Pháp chế", "Công nghiệp", but "Văn phòng
    /// Sở" and "Đắk Lắk", where the capital stands for the whole word.
    fn last_syllable(&self, name: Range<usize>) -> usize {
        let words = self.passage.words();
        let Some(last) = name.clone().rev().find(|&at| words[at].capital) else { return name.start };
        let alone = self.cue(last, Cue::Noun) == Some(last + 1) || (last > 0 && words[last - 1].capital);
        let tied = last + 1 < name.end && words[last + 1].kind == WordKind::Letters && !alone;
        last + 1 + usize::from(tied)
    }
}

/// The cues that say what a body does; none of them stands inside a name.
pub(super) const VERBS: &[Cue] =
    &[Cue::Lead, Cue::LeadImplied, Cue::With, Cue::Coordinate, Cue::Implement, Cue::Duty, Cue::Send];

// Bounds that no real name reaches; they keep the work per word constant on hostile text.

/// The longest name we follow, in words.
const LONGEST_NAME: usize = 24;
/// The longest name of a province, in words and signs.
const LONGEST_PLACE: usize = 8;
/// The longest list of bodies, or of nouns of one collective.
const LONGEST_LIST: usize = 60;
/// How many titles may stand before a body ("Đồng chí Giám đốc").
const MOST_HEADS: usize = 3;
/// How many qualifiers may follow a collective.
const MOST_QUALIFIERS: usize = 6;

/// How many words and signs a text has.
fn words_of(text: &str) -> usize {
    crate::normalize::words(text).len()
}

/// Whose list a heading opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owners {
    pub(super) named: Vec<Named>,
    pub(super) modality: Modality,
}

/// The bodies that a whole passage names and nothing else: "1. Công an tỉnh", "b) Giao Sở Nội vụ:", "Đề nghị Tòa án
/// nhân dân tỉnh thực hiện các nhiệm vụ sau:", "Bộ Chỉ huy Quân sự tỉnh chỉ đạo Bộ đội Biên phòng".
pub(super) fn owners(passage: &Passage, knowledge: &Knowledge) -> Option<Owners> {
    let reader = Reader { passage, knowledge };
    let opener = reader.cue_of(0, &[Cue::Assign, Cue::Request, Cue::AsFor, Cue::ResponsibilityOf]);
    let (asked, start) = opener.map_or((None, 0), |(cue, end)| (Some(cue), end));
    let found = reader.bodies(start, Setting::Field)?;
    let rest = reader.announced(reader.directed(reader.bracket(found.end)));
    let modality = if asked == Some(Cue::Request) { Modality::Request } else { Modality::Assign };
    (rest == passage.words().len()).then_some(Owners { named: found.named, modality })
}

impl Reader<'_> {
    /// The word after a bracket that opens at `at` ("Văn phòng (Trung tâm Phục vụ hành chính công)").
    pub(super) fn bracket(&self, at: usize) -> usize {
        let limit = self.passage.words().len().min(at + LONGEST_NAME);
        let close = (at..limit).find(|&word| self.passage.is_sign(word, ')'));
        close.filter(|_| self.passage.is_sign(at, '(')).map_or(at, |close| close + 1)
    }

    /// The word after "chỉ đạo" and those who are directed ("lực lượng Bộ đội Biên phòng"), where they stand at `at` and
    /// no word says what they are to do.
    fn directed(&self, at: usize) -> usize {
        let Some(after) = self.cue(at, Cue::Directs) else { return at };
        let words = self.passage.words();
        let limit = words.len().min(after + LONGEST_NAME);
        let ends = |word: &usize| {
            self.is_verb(*word) || matches!(words[*word].kind, WordKind::Sign(':' | '.' | ';'))
        };
        (after..limit).find(ends).unwrap_or(limit)
    }

    /// The word after words that only announce a list ("có trách nhiệm thực hiện các nhiệm vụ sau:").
    fn announced(&self, at: usize) -> usize {
        let mut end = at;
        while end < self.passage.words().len() {
            let sign = [':', '.', ';', ','].iter().any(|&sign| self.passage.is_sign(end, sign));
            match self.cue(end, Cue::Announces) {
                Some(after) => end = after,
                None if sign => end += 1,
                None => break,
            }
        }
        end
    }
}
