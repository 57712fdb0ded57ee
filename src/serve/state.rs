//! Turns the library into what handlers ask: plans by id, answers, hits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::ApiError;
use super::params::Params;
use crate::ask::{self, Answer, AskError, Grammar};
use crate::compare::{self, Matrix, Prepared};
use crate::export::Language;
use crate::ingest::{Library, held};
use crate::knowledge::{Checklist, Knowledge, Province};
use crate::model::{HeldPlan, ProvisionId};
use crate::search::{self, Facet, Found, Request, ShownHit};
use crate::store::{FileEntry, PlanEntry, StoreError, StoredPlan};
use crate::tokenizer::Analyzer;

/// Everything a request is answered from. Plans are read from disk once, when the service starts: `ask` looks at all
/// of them for every question.
#[derive(Debug)]
pub struct Service {
    pub(super) knowledge: Knowledge,
    library: Library,
    grammar: Grammar,
    analyzer: Analyzer,
    plans: Vec<Kept>,
    /// Places in `plans`.
    ids: HashMap<String, usize>,
    /// What comparisons read of the plans, made by the first of them.
    prepared: OnceLock<Prepared>,
    /// The matrices of the checklists known, in their order, each made by the first who looks at it.
    matrices: Vec<OnceLock<Matrix>>,
    /// What questions look for topics in, made when the service starts or by the first question.
    words: OnceLock<ask::Prepared>,
}

/// A plan with what the list says of it.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) entry: PlanEntry,
    pub(super) stored: StoredPlan,
}

/// Hits and how many there are.
pub(super) struct Hits {
    pub(super) found: Found,
    pub(super) shown: Vec<ShownHit>,
}

impl Service {
    /// Reads all plans of the library.
    ///
    /// # Errors
    /// A record is damaged; the index has to be built again.
    pub fn new(library: Library, knowledge: Knowledge) -> Result<Arc<Service>, StoreError> {
        let mut plans = Vec::new();
        for entry in library.store.plans() {
            plans.push(Kept { stored: library.store.load(entry)?, entry: entry.clone() });
        }
        let ids = plans.iter().enumerate().map(|(at, kept)| (kept.entry.id.clone(), at)).collect();
        let (grammar, analyzer) = (Grammar::new(&knowledge), Analyzer::new(&knowledge));
        let (prepared, words) = (OnceLock::new(), OnceLock::new());
        let matrices = knowledge.checklists.iter().map(|_| OnceLock::new()).collect();
        Ok(Arc::new(Service { knowledge, library, grammar, analyzer, plans, ids, prepared, matrices, words }))
    }

    /// Reads the words of the plans beside the service's start and holds them against the programmes, so that the first
    /// question does not wait for it.
    pub fn read_ahead(service: &Arc<Service>) {
        let service = Arc::clone(service);
        std::thread::spawn(move || {
            service.words();
            for checklist in service.knowledge.checklists.iter().filter(|known| known.programme.is_some()) {
                service.matrix(checklist);
            }
        });
    }

    /// Runs work that takes time away from the threads that talk to clients.
    pub(super) async fn run<T: Send + 'static>(
        self: Arc<Self>,
        language: Language,
        work: impl FnOnce(&Service) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let done = tokio::task::spawn_blocking(move || work(&self)).await;
        done.unwrap_or_else(|cause| Err(ApiError::internal(cause, language)))
    }

    /// All plans, sorted by id.
    pub(super) fn plans(&self) -> &[Kept] {
        &self.plans
    }

    /// Every file that was looked at, sorted by path.
    pub(super) fn files(&self) -> &[FileEntry] {
        self.library.store.files()
    }

    /// The plan with this id.
    pub(super) fn plan(&self, id: &str, language: Language) -> Result<&Kept, ApiError> {
        self.ids.get(id).map(|&at| &self.plans[at]).ok_or_else(|| {
            let message = language.pick(
                "Không có kế hoạch nào mang mã này; có thể chỉ mục đã được lập lại.",
                "No plan has this id; the index may have been built again.",
            );
            ApiError::not_found("plan_not_found", message)
        })
    }

    /// SHA-256 of the plan's file.
    pub(super) fn hash(&self, kept: &Kept) -> &str {
        let files = self.library.store.files().iter();
        let mut own = files.filter(|file| file.plan().is_some_and(|entry| entry.id == kept.entry.id));
        own.next().map_or("", |file| &file.stamp.sha256)
    }

    /// The plan as rows and answers need it.
    pub(super) fn held<'a>(&'a self, kept: &'a Kept) -> HeldPlan<'a> {
        held(&kept.entry, &kept.stored, &self.knowledge)
    }

    /// Today's province of a plan.
    pub(super) fn province(&self, entry: &PlanEntry) -> Option<&Province> {
        entry.province.as_deref().and_then(|code| self.knowledge.province(code))
    }

    /// The province that a code or a name means.
    pub(super) fn province_meant(&self, typed: &str, language: Language) -> Result<&Province, ApiError> {
        let found = self.knowledge.province(typed).or_else(|| self.knowledge.province_named(typed));
        found.ok_or_else(|| {
            let message = language.pick("Không có tỉnh, thành phố này.", "There is no such province.");
            ApiError::bad_request("province_unknown", message)
        })
    }

    /// The bodies that a name means, in any spelling that questions know: ids of the knowledge files.
    pub(super) fn bodies_meant(&self, typed: &str) -> Vec<String> {
        let request = ask::understand(typed, &self.knowledge, &self.grammar);
        request.map(|request| [request.bodies, request.ambiguous].concat()).unwrap_or_default()
    }

    /// Every paper once, by its current copy, as what looks at all of them needs it.
    pub(super) fn all_held(&self) -> Vec<HeldPlan<'_>> {
        self.plans.iter().filter(|kept| kept.entry.is_current()).map(|kept| self.held(kept)).collect()
    }

    /// SHA-256 over the plans held, hexadecimal.
    pub(super) fn fingerprint(&self) -> String {
        self.library.store.fingerprint()
    }

    /// The checklist of a programme; with no id, of the first that a plan held belongs to, else of the first.
    pub(super) fn programme(&self, id: Option<&str>, language: Language) -> Result<&Checklist, ApiError> {
        if let Some(id) = id {
            return self.knowledge.programme(id).ok_or_else(|| unknown_programme(language));
        }
        let known = || self.knowledge.checklists.iter().filter(|known| known.programme.is_some());
        let answered = known().find(|known| self.answered(known).0 > 0);
        answered.or_else(|| known().next()).ok_or_else(|| unknown_programme(language))
    }

    /// The matrix of a programme known over the plans held; made once.
    pub(super) fn matrix(&self, checklist: &Checklist) -> &Matrix {
        let at = self.knowledge.checklists.iter().position(|known| known.id == checklist.id).unwrap_or(0);
        self.matrices[at].get_or_init(|| {
            let plans = self.all_held();
            compare::of_programme(checklist, &plans, self.prepared(&plans), &self.knowledge)
        })
    }

    /// How many members of a programme known are answered for, and how many there are.
    pub(super) fn answered(&self, checklist: &Checklist) -> (usize, usize) {
        let at = self.knowledge.checklists.iter().position(|known| known.id == checklist.id).unwrap_or(0);
        match self.matrices[at].get() {
            Some(matrix) => (matrix.answered, matrix.expected),
            None => compare::answered(checklist, &self.all_held(), &self.knowledge),
        }
    }

    /// The matrix of a programme; with `sort=khac-biet`, the items first that are disagreed on most.
    pub(super) fn sorted_matrix(&self, checklist: &Checklist, params: &Params) -> Cow<'_, Matrix> {
        let matrix = self.matrix(checklist);
        if params.get("sort") != Some("khac-biet") {
            return Cow::Borrowed(matrix);
        }
        let mut sorted = matrix.clone();
        sorted.sort_by_disagreement();
        Cow::Owned(sorted)
    }

    /// What comparisons read of the plans; `plans` are all that are held.
    pub(super) fn prepared(&self, plans: &[HeldPlan<'_>]) -> &Prepared {
        self.prepared.get_or_init(|| Prepared::new(plans, &self.knowledge))
    }

    /// Answers a structured request where one is sent, else the question `q`.
    pub(super) fn ask(&self, params: &Params) -> Result<Answer, ApiError> {
        let (question, language, plans) = (params.text("q"), params.language(), self.all_held());
        let answer = match ask::is_structured(params.pairs().map(|(key, _)| key)) {
            true => self.request(params).map(|request| {
                ask::answer(question, request, &plans, self.words(), &self.knowledge, &self.grammar)
            }),
            false => ask::ask(question, &plans, self.words(), &self.knowledge, &self.grammar, language),
        };
        answer.map_err(|error| ApiError::of_ask(&error, language))
    }

    /// The structured request that the parameters make.
    fn request(&self, params: &Params) -> Result<ask::Request, AskError> {
        let request = ask::request_of(params.pairs(), &self.knowledge, &self.grammar)?;
        Ok(ask::Request { language: params.language(), ..request })
    }

    /// The topics that the parameter `topic` names.
    pub(super) fn topics(&self, params: &Params) -> Result<Vec<ask::Topic>, ApiError> {
        let named = params.pairs().filter(|(key, _)| *key == "topic");
        let request = ask::request_of(named, &self.knowledge, &self.grammar);
        request.map(|request| request.topics).map_err(|error| ApiError::of_ask(&error, params.language()))
    }

    /// What tells the tasks about these topics from others.
    pub(super) fn subject(&self, topics: &[ask::Topic]) -> ask::Subject<'_> {
        ask::Subject::new(topics, self.words(), &self.grammar)
    }

    /// The words of the plans and of their copies, read by the first who needs them.
    pub(super) fn words(&self) -> &ask::Prepared {
        self.words.get_or_init(|| {
            let plans: Vec<HeldPlan> = self.plans.iter().map(|kept| self.held(kept)).collect();
            ask::Prepared::new(&plans, &self.knowledge, &self.grammar)
        })
    }

    /// What to show of a hit.
    pub(super) fn shown_hit(&self, found: &Found, hit: &search::Hit) -> Option<ShownHit> {
        let id = &self.library.store.by_key(&hit.key)?.id;
        let kept = &self.plans[*self.ids.get(id)?];
        search::shown_hit(found, hit, &self.held(kept), &self.analyzer)
    }

    /// The values that one typed for a facet means; a request that means none is told so.
    pub(super) fn chosen(
        &self,
        facet: Facet,
        typed: &str,
        language: Language,
    ) -> Result<Vec<String>, ApiError> {
        let values = search::chosen(&self.library.index, &self.knowledge, facet, typed);
        let values = values.map_err(|error| ApiError::of_search(&error, language))?;
        if !values.is_empty() {
            return Ok(values);
        }
        let (vi, en) = facet.titles();
        let message = language.pick(
            format!("{vi}: không có giá trị “{typed}”."),
            format!("{en}: there is no value “{typed}”."),
        );
        Err(ApiError::bad_request("value_unknown", message))
    }

    /// Completions of what is typed, and the query with its slips mended.
    pub(super) fn suggestions(
        &self,
        typed: &str,
        limit: usize,
        language: Language,
    ) -> Result<(Vec<search::Completion>, Option<String>), ApiError> {
        let (index, failed) = (&self.library.index, |error| ApiError::of_search(&error, language));
        let completions = search::complete(index, &self.knowledge, typed, limit).map_err(failed)?;
        let meant = search::meant(index, &self.analyzer, typed).map_err(failed)?;
        Ok((completions, meant))
    }

    /// Searches provisions, without what is shown of them.
    pub(super) fn found(&self, request: &Request<'_>, language: Language) -> Result<Found, ApiError> {
        let found = search::search(&self.library.index, &self.analyzer, &self.knowledge, request);
        found.map_err(|error| ApiError::of_search(&error, language))
    }

    /// The provisions of other plans that say what this one says.
    pub(super) fn similar(
        &self,
        plan: &str,
        path: &str,
        limit: usize,
        language: Language,
    ) -> Result<Hits, ApiError> {
        let kept = self.plan(plan, language)?;
        let ProvisionId(ordinal) = kept.stored.plan.outline.find(path).ok_or_else(|| {
            let message = language.pick(
                "Kế hoạch này không có mục ấy; vị trí viết như II.4.b/-1.",
                "The plan has no such provision; a path looks like II.4.b/-1.",
            );
            ApiError::not_found("provision_not_found", message)
        })?;
        let source = (self.hash(kept), &kept.stored.plan, kept.stored.text.as_str());
        let found = search::similar(&self.library.index, &self.analyzer, source, ordinal, limit);
        let found = found.map_err(|error| ApiError::of_search(&error, language))?;
        let shown = found.hits.iter().filter_map(|hit| self.shown_hit(&found, hit)).collect();
        Ok(Hits { found, shown })
    }

    /// Searches provisions.
    pub(super) fn search(&self, request: &Request<'_>, language: Language) -> Result<Hits, ApiError> {
        let found = self.found(request, language)?;
        let shown = found.hits.iter().filter_map(|hit| self.shown_hit(&found, hit)).collect();
        Ok(Hits { found, shown })
    }
}

fn unknown_programme(language: Language) -> ApiError {
    let message = language.pick("Không có đợt triển khai này.", "There is no such programme.");
    ApiError::not_found("programme_unknown", message)
}
