//! Decides what becomes of the words that are no name and no phrase: a topic, what narrows one, or nothing that was
//! understood.

use super::{Left, Reader, key};
use crate::ask::cites::{ORDERS, RULES};
use crate::ask::request::Topic;
use crate::knowledge::{Ask, Kind};

impl Reader<'_> {
    /// Words that are no phrase make a topic where no concept does; else they are named as not understood.
    pub(super) fn words_to_topics(&mut self) {
        if [Ask::Cites, Ask::Rests, Ask::Superseded, Ask::Chain, Ask::Replaces]
            .iter()
            .any(|ask| self.has(*ask))
            || self.cites_not
        {
            self.drop_kinds();
        }
        self.topics_left_out();
        let mut words = std::mem::take(&mut self.words);
        // "mục kinh phí riêng", "thiếu phần kinh phí" ask for a section; "phần mềm" does not.
        if self.has(Ask::Section) || self.has(Ask::Missing) {
            let sections = std::mem::take(&mut self.section_words);
            let mut at = 0;
            words.retain(|_| {
                at += 1;
                !sections.contains(&(at - 1))
            });
        }
        self.drop_paper(&mut words);
        let names_enough = !self.request.topics.is_empty() || !self.request.instruments.is_empty();
        // A word alone among others is more often a turn of speech than a topic.
        let decided = names_enough || self.decides();
        let mixed = words.iter().any(|word| !word.foreign);
        let is_firm = |word: &Left| {
            // "Cloud storage": beside a word that plans may have it narrows that.
            let alone = || words.iter().filter(|other| other.run == word.run).all(|other| other.foreign);
            if word.foreign && alone() {
                return word.of;
            }
            let run = words.iter().filter(|other| other.run == word.run);
            word.of || run.map(|word| word.text.split_whitespace().count()).sum::<usize>() > 1
        };
        let is_kept = |word: &Left| is_firm(word) || !(decided || (word.foreign && mixed));
        let firm: Vec<bool> = words.iter().map(is_kept).collect();
        let (mut kept, mut unclear) = (Vec::new(), Vec::new());
        for (word, firm) in words.into_iter().zip(firm) {
            if firm { kept.push(word.text) } else { unclear.push(word.text) }
        }
        self.leave_level_to_body(&mut kept);
        self.request.not_understood.extend(unclear);
        match self.has(Ask::OutOfScope) {
            true => self.request.narrowing = kept,
            false => self.request.take_words(kept, self.knowledge),
        }
    }

    /// "Trong quyết định của Cần Thơ": the kind of the paper alone is no topic where its issuer is named.
    fn drop_paper(&self, words: &mut Vec<Left>) {
        let all: Vec<String> = words.iter().map(|word| key(&word.text)).collect();
        let joined = all.join(" ");
        let is_kind =
            joined == "du thao" || self.knowledge.kinds.iter().any(|kind| key(&kind.name) == joined);
        if is_kind && (!self.request.provinces.is_empty() || !self.request.issuers.is_empty()) {
            words.clear();
        }
    }

    /// Is something asked for beside the words, so that they need not be the topic?
    fn decides(&self) -> bool {
        let asks = [
            Ask::Undated,
            Ask::Fixed,
            Ask::Weekly,
            Ask::Monthly,
            Ask::Quarterly,
            Ask::HalfYearly,
            Ask::Yearly,
            Ask::Request,
            Ask::Party,
            Ask::Unions,
            Ask::Cites,
            Ask::Rests,
            Ask::Implements,
            Ask::Superseded,
            Ask::Chain,
            Ask::NoPlan,
            Ask::IssueDate,
            Ask::Signatory,
        ];
        self.has_body() || !self.request.due.is_open() || asks.iter().any(|ask| self.has(*ask))
    }

    /// "Điểm hướng dẫn tại cấp xã" given to the committees of the communes: whose work it is says where it is done, and
    /// its rows need not.
    fn leave_level_to_body(&self, words: &mut Vec<String>) {
        let Some(rest) = words.len().checked_sub(LEVEL_WORDS).filter(|rest| *rest >= LEVEL_WORDS) else {
            return;
        };
        let level = key(&words[rest..].join(" "));
        let says = |id: &String| {
            let body = self.knowledge.body(id).map(|body| (&body.level, &body.name));
            let named = body.or_else(|| self.knowledge.group(id).map(|group| (&group.level, &group.name)));
            named.is_some_and(|(of, name)| of == "commune" && key(name).ends_with(&format!(" {level}")))
        };
        if !self.request.bodies.is_empty() && self.request.bodies.iter().all(says) {
            words.truncate(rest);
        }
    }

    /// "Công điện số 12/CĐ-TTg": the kind before a number is no topic.
    pub(super) fn drop_kind(&mut self) {
        self.words.truncate(self.words.len() - self.kind_words());
    }

    /// "Viện dẫn luật, nghị định đã hết hiệu lực": kinds of papers are no topic of a question about papers. Where no paper is
    /// named, they are what is asked for ("những chỉ thị nào").
    fn drop_kinds(&mut self) {
        let mut kinds = Vec::new();
        for word in std::mem::take(&mut self.words) {
            self.words.push(word);
            kinds.extend(self.kind(&self.kind_typed()).map(|kind| kind.name.clone()));
            self.drop_kind();
        }
        let asks = self.has(Ask::Cites) || self.has(Ask::Rests) || self.cites_not;
        let named = !self.request.instruments.is_empty() || self.has(Ask::Superseded);
        let is_asked = |kind: &String| RULES.iter().chain(&ORDERS).any(|known| known == kind);
        if asks && !named && !self.has(Ask::Replaces) {
            let said = self.kind_said.map(str::to_owned).filter(|_| kinds.is_empty());
            self.request.instruments.extend(kinds.into_iter().filter(is_asked).chain(said));
        }
    }

    /// The kind of papers of this name, marks or not, English also in the plural.
    pub(super) fn kind(&self, name: &str) -> Option<&Kind> {
        let typed = key(name);
        let one = typed.strip_suffix('s').unwrap_or(&typed);
        let is_named = |kind: &&Kind| {
            key(&kind.name) == typed || [typed.as_str(), one].contains(&key(&kind.english).as_str())
        };
        self.knowledge.kinds.iter().find(is_named)
    }

    /// "Ngoài việc soạn quy chế": where no known topic is left out, the words make one; else they were not understood.
    fn topics_left_out(&mut self) {
        let words = std::mem::take(&mut self.left_out);
        let count = words.iter().map(|words| words.split_whitespace().count()).sum::<usize>();
        match self.request.except_topics.is_empty() && count > 1 {
            true => self.request.except_topics.push(Topic::of(&words.join(" "), self.knowledge)),
            false => self.request.not_understood.extend(words),
        }
    }

    /// How many of the last words are the kind of a paper.
    pub(super) fn kind_words(&self) -> usize {
        let mut lengths = (1..=self.words.len().min(LONGEST_KIND)).rev();
        lengths.find(|&length| self.kind(&self.last_words(length)).is_some()).unwrap_or(0)
    }

    /// The kind of a paper that the last words are, as typed; empty where they are none.
    pub(super) fn kind_typed(&self) -> String {
        self.last_words(self.kind_words())
    }

    fn last_words(&self, count: usize) -> String {
        let words = &self.words[self.words.len() - count..];
        words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// How many words name a level ("cấp xã").
const LEVEL_WORDS: usize = 2;

/// The longest name of a kind of paper, in words.
const LONGEST_KIND: usize = 4;
