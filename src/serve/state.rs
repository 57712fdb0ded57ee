//! Turns the library into what handlers ask: plans by id, answers, hits.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Serialize;

use super::ApiError;
use super::api::charts::is_of_programme;
use super::pages::guide::Example;
use super::params::Params;
use super::queue::Queue;
use crate::ask::{self, Answer, AskError, Grammar};
use crate::catalog::{Catalog, Judgment};
use crate::compare::{self, Link, Matrix, Prepared, Reuse};
use crate::export::Language;
use crate::ingest::{FileRow, IngestError, Library, ReviewedPlan, held};
use crate::knowledge::{Checklist, Knowledge, Province, code};
use crate::model::{HeldPlan, Level, ProvisionId, Span};
use crate::search::{self, Facet, Found, Request, ShownHit};
use crate::store::{FileEntry, FileOutcome, PlanEntry, StoreError, StoredPlan};
use crate::tokenizer::Analyzer;

/// Everything a request is answered from. Plans are read from disk once, when the service starts: `ask` looks at all
/// of them for every question.
#[derive(Debug)]
pub struct Service {
    pub(super) knowledge: Arc<Knowledge>,
    library: Library,
    reader: Arc<QuestionReader>,
    plans: Vec<Kept>,
    /// Places in `plans`.
    ids: Arc<HashMap<String, usize>>,
    /// What comparisons read of the plans, made by the first of them.
    prepared: Arc<OnceLock<Prepared>>,
    /// What questions look for topics in, made when the service starts or by the first question.
    words: Arc<OnceLock<ask::Prepared>>,
    made: Made,
}

/// What is made of the plans, each by the first who asks.
#[derive(Debug, Default)]
struct Made {
    /// What plans carry out and rest on.
    chain: OnceLock<Vec<Link>>,
    /// Places in `plans` by number and symbol.
    numbers: OnceLock<HashMap<String, Vec<usize>>>,
    /// What plans of each programme took over, by its id.
    taken: Mutex<BTreeMap<String, Arc<Taken>>>,
    /// What the guided page shows, in either language.
    examples: [OnceLock<Option<Example>>; 2],
    /// The matrices of the checklists known, in their order.
    matrices: Vec<OnceLock<Matrix>>,
    /// What a person should look at.
    queue: OnceLock<Queue>,
}

impl Made {
    fn of(knowledge: &Knowledge) -> Made {
        Made { matrices: knowledge.checklists.iter().map(|_| OnceLock::new()).collect(), ..Made::default() }
    }
}

/// What reads questions; it depends on the knowledge alone.
#[derive(Debug)]
struct QuestionReader {
    grammar: Grammar,
    analyzer: Analyzer,
}

/// A plan as people left it, with what the list says of it; a copy costs nothing.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) entry: Arc<PlanEntry>,
    pub(super) stored: Arc<StoredPlan>,
    /// What was said of words that are not found in it any more.
    pub(super) unmatched: Arc<[Judgment]>,
    /// Did a person put right what was read from its head?
    pub(super) has_own_head: bool,
}

impl From<ReviewedPlan> for Kept {
    fn from(plan: ReviewedPlan) -> Kept {
        let ReviewedPlan { entry, stored, unmatched, has_own_head } = plan;
        Kept { entry: Arc::new(entry), stored: Arc::new(stored), unmatched: unmatched.into(), has_own_head }
    }
}

impl Kept {
    /// The provisions that are somebody's task.
    fn tasks(&self) -> BTreeSet<ProvisionId> {
        self.stored.plan.assignments.iter().filter_map(|given| given.task).collect()
    }
}

/// What the plans of a programme took over.
#[derive(Debug, Serialize)]
pub(super) struct Taken {
    /// From the center? Else from older plans of the programme, since the text of the center is not held.
    pub(super) by_center: bool,
    /// Plans in the order of the columns.
    pub(super) plans: Vec<Reuse>,
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
        let (grammar, analyzer) = (Grammar::new(&knowledge), Analyzer::new(&knowledge));
        let reader = Arc::new(QuestionReader { grammar, analyzer });
        Service::read(library, Arc::new(knowledge), reader).map(Arc::new)
    }

    fn read(
        library: Library,
        knowledge: Arc<Knowledge>,
        reader: Arc<QuestionReader>,
    ) -> Result<Service, StoreError> {
        let mut plans: Vec<Kept> = Vec::new();
        for entry in library.store.plans() {
            plans.push(library.load(entry, &knowledge)?.into());
        }
        let ids = plans.iter().enumerate().map(|(at, kept)| (kept.entry.id.clone(), at)).collect();
        let (prepared, words) = (Arc::default(), Arc::default());
        let made = Made::of(&knowledge);
        Ok(Service { knowledge, library, reader, plans, ids: Arc::new(ids), prepared, words, made })
    }

    /// A service over another commit of the same library, its words read.
    pub(super) fn over(&self, library: Library) -> Result<Service, StoreError> {
        let service = Service::read(library, Arc::clone(&self.knowledge), Arc::clone(&self.reader))?;
        service.words();
        Ok(service)
    }

    /// The same plans with what people said by now; only those are read again of which something else is said.
    pub(super) fn reviewed(&self, catalog: &Catalog) -> Result<Service, IngestError> {
        let library = self.library.reviewed(catalog)?;
        let mut plans = self.plans.clone();
        let (mut has_same_tasks, mut changed_at) = (true, BTreeSet::new());
        for entry in library.store.plans().filter(|entry| !library.agrees_on(&entry.id, &self.library)) {
            let Some(&at) = self.ids.get(&entry.id) else { continue };
            let changed = Kept::from(library.load(entry, &self.knowledge)?);
            has_same_tasks &= changed.tasks() == plans[at].tasks();
            plans[at] = changed;
            changed_at.insert(at);
        }
        let changed: Vec<HeldPlan> = changed_at.iter().map(|&at| self.held(&plans[at])).collect();
        let words = self.words.get().map(|words| Arc::new(words.reviewed(&changed).into()));
        let service = Service {
            knowledge: Arc::clone(&self.knowledge),
            library,
            reader: Arc::clone(&self.reader),
            plans,
            ids: Arc::clone(&self.ids),
            // Comparisons know of assignments only which provisions are tasks.
            prepared: if has_same_tasks { Arc::clone(&self.prepared) } else { Arc::default() },
            words: words.unwrap_or_default(),
            made: Made::of(&self.knowledge),
        };
        if let Some(queue) = self.made.queue.get() {
            let _ = service.made.queue.set(queue.renewed(&service, |at| changed_at.contains(&at)));
        }
        Ok(service)
    }

    /// What a person should look at, the most doubtful first.
    pub(super) fn queue(&self) -> &Queue {
        self.made.queue.get_or_init(|| Queue::of(self))
    }

    /// A plan as the machine read it, with what the list says of it.
    pub(super) fn as_read<'a>(&'a self, kept: &'a Kept) -> Result<(&'a PlanEntry, StoredPlan), StoreError> {
        let entry = self.library.store.plan(&kept.entry.id).unwrap_or(&kept.entry);
        Ok((entry, self.library.as_read(entry)?))
    }

    /// Every file that was looked at, as rows of the report.
    pub(super) fn file_rows(&self) -> impl Iterator<Item = FileRow> {
        self.library.store.files().iter().map(FileRow::of)
    }

    /// Is anything known of the file at this path?
    pub(super) fn knows_file(&self, path: &str) -> bool {
        self.library.store.files().binary_search_by(|file| file.path.as_str().cmp(path)).is_ok()
    }

    /// The file whose bytes are those of the file at this path, where that one holds the plan for both.
    pub(super) fn twins(&self, path: &str) -> Vec<&str> {
        let same = |file: &&FileEntry| matches!(&file.outcome, FileOutcome::Duplicate(of) if of == path);
        self.library.store.files().iter().filter(same).map(|file| file.path.as_str()).collect()
    }

    /// What was said of papers that are not held.
    pub(super) fn homeless(&self) -> &[Judgment] {
        self.library.homeless()
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

    /// The same, for those who do not mind that there is none.
    pub(super) fn by_id(&self, id: &str) -> Option<&Kept> {
        self.ids.get(id).map(|&at| &self.plans[at])
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
        let request = ask::understand(typed, &self.knowledge, &self.reader.grammar);
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
        self.made.matrices[at].get_or_init(|| {
            let plans = self.all_held();
            compare::of_programme(checklist, &plans, self.prepared(&plans), &self.knowledge)
        })
    }

    /// How many members of a programme known are answered for, and how many there are.
    pub(super) fn answered(&self, checklist: &Checklist) -> (usize, usize) {
        let at = self.knowledge.checklists.iter().position(|known| known.id == checklist.id).unwrap_or(0);
        match self.made.matrices[at].get() {
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

    /// What plans carry out and rest on.
    pub(super) fn chain(&self) -> &[Link] {
        self.made.chain.get_or_init(|| compare::chain(&self.all_held(), &self.knowledge))
    }

    /// The plan of this number and symbol. Numbers of committees and departments are their own: the province has to
    /// agree; those of the center are unique.
    pub(super) fn numbered(&self, number: &str, province: Option<&str>) -> Option<&Kept> {
        let places = self.made.numbers.get_or_init(|| self.numbers());
        let mut found = places.get(&code(number)).into_iter().flatten().map(|&at| &self.plans[at]);
        let same = |kept: &&Kept| {
            let of_center = matches!(kept.entry.level, Level::Central | Level::Other);
            of_center || self.held(kept).province == province
        };
        found.find(same)
    }

    fn numbers(&self) -> HashMap<String, Vec<usize>> {
        let mut found: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, kept) in self.plans.iter().enumerate().filter(|(_, kept)| kept.entry.is_current()) {
            let header = &kept.stored.plan.header;
            if let (Some(number), Some(symbol)) = (&header.number, &header.symbol) {
                found.entry(code(&format!("{number}/{symbol}"))).or_default().push(at);
            }
        }
        found
    }

    /// What the plans of a programme took over from the center, or from one another. Only they are looked at: over all
    /// plans held this would take seconds.
    pub(super) fn taken(&self, checklist: &Checklist, matrix: &Matrix) -> Arc<Taken> {
        let known = || self.made.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&checklist.id) {
            return Arc::clone(found);
        }
        let found = Arc::new(self.take(checklist, matrix));
        known().insert(checklist.id.clone(), Arc::clone(&found));
        found
    }

    fn take(&self, checklist: &Checklist, matrix: &Matrix) -> Taken {
        let of_programme = matrix.columns.iter().filter(|column| is_of_programme(column.standing));
        let ids = of_programme.filter_map(|column| column.plan.as_ref());
        let mut plans: Vec<HeldPlan> =
            ids.filter_map(|plan| Some(self.held(self.by_id(&plan.id)?))).collect();
        let center = checklist.programme.as_ref().and_then(|own| self.numbered(&own.instrument, None));
        let source = center.map(|kept| {
            plans.push(self.held(kept));
            plans.len() - 1
        });
        let prepared = Prepared::new(&plans, &self.knowledge);
        Taken { by_center: source.is_some(), plans: compare::reuse(&plans, &prepared, source) }
    }

    /// Where a quote stands in the provision or part of this path: characters of the text. `None` where it does not
    /// stand there as it is.
    pub(super) fn quoted(&self, plan: &str, path: &str, quote: &str) -> Option<[usize; 2]> {
        let quote = quote.trim_end_matches('…').trim();
        let stored = &self.plans[*self.ids.get(plan).filter(|_| !quote.is_empty())?].stored;
        let (text, outline) = (stored.text.as_str(), &stored.plan.outline);
        let part = || stored.plan.parts.iter().find(|part| part.path == path).map(|part| &part.spans);
        let spans = outline.find(path).map(|id| &outline.get(id).spans).or_else(part)?;
        let inside = |span: &Span| Some(span.start + span.of(text).find(quote)?);
        let start = spans.iter().find_map(inside).or_else(|| {
            let whole = Span::new(spans.first()?.start, spans.last()?.end.max(spans.first()?.start));
            inside(&whole)
        })?;
        let before = text[..start].chars().count();
        Some([before, before + quote.chars().count()])
    }

    /// What reads the text of this plan as search does.
    pub(super) fn analyzer(&self, held: &HeldPlan<'_>) -> Analyzer {
        self.reader.analyzer.of_plan(held.plan)
    }

    /// Answers a structured request where one is sent, else the question `q`.
    pub(super) fn ask(&self, params: &Params) -> Result<Answer<'_>, ApiError> {
        let (question, language, plans) = (params.text("q"), params.language(), self.all_held());
        let answer = match ask::is_structured(params.pairs().map(|(key, _)| key)) {
            true => self.request(params).map(|request| {
                ask::answer(question, request, &plans, self.words(), &self.knowledge, &self.reader.grammar)
            }),
            false => {
                ask::ask(question, &plans, self.words(), &self.knowledge, &self.reader.grammar, language)
            }
        };
        answer.map_err(|error| ApiError::of_ask(&error, language))
    }

    /// Answers a question.
    pub(super) fn answer(&self, question: &str, language: Language) -> Result<Answer<'_>, AskError> {
        ask::ask(question, &self.all_held(), self.words(), &self.knowledge, &self.reader.grammar, language)
    }

    /// What the guided page shows in this language.
    pub(super) fn example(
        &self,
        language: Language,
        make: impl FnOnce() -> Option<Example>,
    ) -> Option<Example> {
        self.made.examples[language.pick(0, 1)].get_or_init(make).clone()
    }

    /// The structured request that the parameters make.
    fn request(&self, params: &Params) -> Result<ask::Request, AskError> {
        let request = ask::request_of(params.pairs(), &self.knowledge, &self.reader.grammar)?;
        Ok(ask::Request { language: params.language(), ..request })
    }

    /// The topics that the parameter `topic` names.
    pub(super) fn topics(&self, params: &Params) -> Result<Vec<ask::Topic>, ApiError> {
        let named = params.pairs().filter(|(key, _)| *key == "topic");
        let request = ask::request_of(named, &self.knowledge, &self.reader.grammar);
        request.map(|request| request.topics).map_err(|error| ApiError::of_ask(&error, params.language()))
    }

    /// What tells the tasks about these topics from others.
    pub(super) fn subject(&self, topics: &[ask::Topic]) -> ask::Subject<'_> {
        ask::Subject::new(topics, self.words(), &self.reader.grammar)
    }

    /// The words of the plans and of their copies, read by the first who needs them.
    pub(super) fn words(&self) -> &ask::Prepared {
        self.words.get_or_init(|| {
            let plans: Vec<HeldPlan> = self.plans.iter().map(|kept| self.held(kept)).collect();
            ask::Prepared::new(&plans, &self.knowledge, &self.reader.grammar)
        })
    }

    /// What to show of a hit.
    pub(super) fn shown_hit(&self, found: &Found, hit: &search::Hit) -> Option<ShownHit> {
        let id = &self.library.store.by_key(&hit.key)?.id;
        let kept = &self.plans[*self.ids.get(id)?];
        search::shown_hit(found, hit, &self.held(kept), &self.reader.analyzer)
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
        let meant = search::meant(index, &self.reader.analyzer, typed).map_err(failed)?;
        Ok((completions, meant))
    }

    /// Searches provisions, without what is shown of them.
    pub(super) fn found(&self, request: &Request<'_>, language: Language) -> Result<Found, ApiError> {
        let found = search::search(&self.library.index, &self.reader.analyzer, &self.knowledge, request);
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
        let found = search::similar(&self.library.index, &self.reader.analyzer, source, ordinal, limit);
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
