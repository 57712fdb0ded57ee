//! Turns a document and its plan into the JSON of `inspect`. Fields stand in the order of the contract;
//! fields beyond it come last in their object. Spans count Unicode characters of the original text.

use serde::Serialize;

use super::Characters;
use super::words::{Language, scan_note};
use crate::model::{
    Assignment, Citation, DateBounds, Deadline, DeadlineKind, Diagnostic, Document, Header, Level, Modality,
    Part, PartKind, Plan, Provision, ProvisionId, Recurrence, Relation, ReviewState, Role, RoleBasis,
    Signatory, Span, UnitKind,
};

/// How many characters a provision's `start` has at most.
const START_CHARACTERS: usize = 60;

/// One document as `inspect --json` prints it.
#[derive(Debug, Serialize)]
pub struct PlanJson<'a> {
    /// Which file.
    pub document: DocumentJson<'a>,
    /// What the paper says about itself.
    pub header: HeaderJson<'a>,
    /// References to other instruments.
    pub citations: Vec<CitationJson<'a>>,
    /// The provisions, and nothing but provisions.
    pub outline: Vec<ProvisionJson<'a>>,
    /// Who is to do what.
    pub assignments: Vec<AssignmentJson<'a>>,
    /// Short forms that the text defines.
    pub definitions: Vec<DefinitionJson<'a>>,
    /// What was doubtful, about the file first.
    pub diagnostics: Vec<DiagnosticJson<'a>>,
    /// Beyond the contract: the text that is no provision.
    pub parts: Vec<PartJson<'a>>,
}

/// Which file.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct DocumentJson<'a> {
    pub file: &'a str,
    pub format: &'static str,
    pub sha256: &'a str,
}

/// The header of `plan-json.md`.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct HeaderJson<'a> {
    pub kind: Option<&'a str>,
    pub level: Level,
    pub issuing_body: Option<&'a str>,
    pub province: Option<&'a str>,
    pub number: Option<&'a str>,
    pub symbol: Option<&'a str>,
    pub date: Option<&'a DateBounds>,
    pub subject: Option<&'a str>,
    pub signatory: Option<&'a Signatory>,
    pub recipients: &'a [String],
    /// Beyond the contract: does the paper say that it is a sample?
    pub sample: bool,
}

/// A citation of `plan-json.md`.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct CitationJson<'a> {
    pub raw: &'a str,
    pub number: Option<&'a str>,
    pub date: Option<&'a str>,
    pub relation: Relation,
    pub path: &'a str,
    /// Where `raw` stands, in characters.
    pub span: [usize; 2],
}

/// A provision of `plan-json.md`.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct ProvisionJson<'a> {
    pub path: &'a str,
    pub num: &'a str,
    pub heading: Option<&'a str>,
    /// Its own text, number included; stretches with other provisions between them are joined by a newline.
    pub text: String,
    pub start: String,
    /// Its own text as far as its first child.
    pub span: [usize; 2],
    /// All stretches of its own text.
    pub spans: Vec<[usize; 2]>,
    /// The page it begins on, from 1; only where the format has pages of its own (PDF, pictures).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
}

/// An assignment of `plan-json.md`.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct AssignmentJson<'a> {
    pub task: &'a str,
    pub agency: &'a str,
    pub group: bool,
    /// The collective's id in the knowledge files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<&'a str>,
    pub role: Role,
    pub role_basis: RoleBasis,
    pub modality: Modality,
    pub deadline: Option<DeadlineJson<'a>>,
    pub path: &'a str,
    pub quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_quote: Option<&'a str>,
    /// The body's id in the knowledge files.
    pub body_id: Option<&'a str>,
    /// The words that give the task its topic.
    pub scope: Vec<&'a str>,
    /// The rule that read it.
    pub rule: &'a str,
    /// The page of the quote, from 1; only where the format has pages of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// How sure character recognition was of the words it rests on, in percent; only where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan_confidence: Option<u8>,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan_note: Option<String>,
    /// Whose word it is; only where a person said something of it, all others are machine-read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<&'static str>,
}

/// A deadline of `plan-json.md`.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct DeadlineJson<'a> {
    pub raw: &'a str,
    pub kind: DeadlineKind,
    pub start: Option<&'a str>,
    pub due: Option<&'a str>,
    pub recurrence: Option<Recurrence>,
    pub tentative: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset_days: Option<u32>,
}

/// A definition of `plan-json.md`.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct DefinitionJson<'a> {
    pub short: &'a str,
    pub long: &'a str,
    pub path: &'a str,
    /// The words that define it.
    pub quote: &'a str,
}

/// A diagnostic of `plan-json.md`.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct DiagnosticJson<'a> {
    pub code: &'static str,
    pub message: &'a str,
    pub path: Option<&'a str>,
    pub span: Option<[usize; 2]>,
}

/// A stretch of the paper that is no provision.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct PartJson<'a> {
    pub kind: PartKind,
    pub path: &'a str,
    pub spans: Vec<[usize; 2]>,
}

/// A document and what was read out of it, in the contract of `inspect`.
pub fn plan_json<'a>(document: &'a Document, plan: &'a Plan) -> PlanJson<'a> {
    let text = document.text.as_str();
    let characters = Characters::of(text);
    PlanJson {
        document: DocumentJson {
            file: &document.file,
            format: document.format.name(),
            sha256: &document.sha256,
        },
        header: header_json(&plan.header),
        citations: plan.citations.iter().map(|citation| citation_json(citation, text, &characters)).collect(),
        outline: plan
            .outline
            .ids()
            .map(|id| provision_json(plan.outline.get(id), plan, text, &characters))
            .collect(),
        assignments: plan.assignments.iter().map(|given| assignment_json(given, plan, text)).collect(),
        definitions: definitions_json(plan, text),
        diagnostics: diagnostics_json(document, plan, &characters),
        parts: plan.parts.iter().map(|part| part_json(part, &characters)).collect(),
    }
}

/// The printed path of a place in the outline; the closing words, which have no place there, are `closing`.
pub fn printed_path(plan: &Plan, place: Option<ProvisionId>) -> &str {
    place.map_or("closing", |id| plan.outline.get(id).path.as_str())
}

/// A provision's own text, its number included, in reading order.
pub fn provision_text(provision: &Provision, text: &str) -> String {
    provision.spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join("\n")
}

/// The first 60 characters after the number, white space folded; of a table row, those of its task cell.
pub fn provision_start(provision: &Provision, text: &str) -> String {
    let task_cell = provision.heading.filter(|_| provision.kind == UnitKind::Row);
    let spans = task_cell.as_ref().map_or(provision.spans.as_slice(), std::slice::from_ref);
    let from = if task_cell.is_some() { 0 } else { provision.num_span.end };
    let pieces = spans.iter().filter(|span| span.end > from);
    let words = pieces.flat_map(|span| Span::new(span.start.max(from), span.end).of(text).split_whitespace());
    let mut start = String::with_capacity(5 * START_CHARACTERS);
    for word in words {
        // Signs of emphasis before the first word are none of it.
        let word = if start.is_empty() { word.trim_start_matches('*') } else { word };
        if start.len() >= 4 * START_CHARACTERS {
            break;
        }
        if !start.is_empty() {
            start.push(' ');
        }
        start.push_str(word);
    }
    if let Some((end, _)) = start.char_indices().nth(START_CHARACTERS) {
        start.truncate(end);
    }
    start
}

fn header_json(header: &Header) -> HeaderJson<'_> {
    HeaderJson {
        kind: header.kind.as_deref(),
        level: header.level,
        issuing_body: header.issuing_body.as_deref(),
        province: header.province.as_deref(),
        number: header.number.as_deref(),
        symbol: header.symbol.as_deref(),
        date: header.date.as_ref(),
        subject: header.subject.as_deref(),
        signatory: header.signatory.as_ref(),
        recipients: &header.recipients,
        sample: header.sample,
    }
}

fn citation_json<'a>(citation: &'a Citation, text: &'a str, characters: &Characters) -> CitationJson<'a> {
    CitationJson {
        raw: citation.span.of(text),
        number: citation.number.as_deref(),
        date: citation.date.as_deref(),
        relation: citation.relation,
        path: &citation.path,
        span: characters.span(citation.span),
    }
}

fn provision_json<'a>(
    provision: &'a Provision,
    plan: &Plan,
    text: &'a str,
    characters: &Characters,
) -> ProvisionJson<'a> {
    ProvisionJson {
        path: &provision.path,
        num: &provision.num,
        heading: provision.heading.map(|span| span.of(text)),
        text: provision_text(provision, text),
        start: provision_start(provision, text),
        span: characters.span(span_before_children(provision, plan)),
        spans: provision.spans.iter().map(|&span| characters.span(span)).collect(),
        page: plan.page(provision.num_span),
    }
}

/// From the first stretch of its own text to the last one that ends before its first child begins: words that come
/// back after the children would otherwise draw all of them in.
fn span_before_children(provision: &Provision, plan: &Plan) -> Span {
    let child = provision.children.iter().filter_map(|&id| plan.outline.get(id).spans.first()).min();
    let limit = child.map_or(usize::MAX, |span| span.start);
    let own = provision.spans.iter().copied();
    own.take_while(|span| span.end <= limit).reduce(Span::join).unwrap_or(provision.num_span)
}

/// One assignment, with its words taken from the text.
pub fn assignment_json<'a>(given: &'a Assignment, plan: &'a Plan, text: &'a str) -> AssignmentJson<'a> {
    AssignmentJson {
        task: printed_path(plan, given.task),
        agency: &given.agency,
        group: given.group,
        group_id: given.body_id.as_deref().filter(|_| given.group),
        role: given.role,
        role_basis: given.role_basis,
        modality: given.modality,
        deadline: given.deadline.as_ref().map(|deadline| deadline_json(deadline, text)),
        path: printed_path(plan, given.place),
        quote: given.quote.of(text),
        role_quote: given.role_quote.map(|span| span.of(text)),
        body_id: given.body_id.as_deref().filter(|_| !given.group),
        scope: given.scope.iter().map(|span| span.of(text)).collect(),
        rule: &given.rule,
        page: plan.page(given.quote),
        scan_confidence: plan.confidence(given),
        scan_note: plan.confidence(given).map(|sure| scan_note(sure, Language::Vietnamese)),
        review: (given.review.state != ReviewState::MachineRead).then(|| given.review.state.name()),
    }
}

fn deadline_json<'a>(deadline: &'a Deadline, text: &'a str) -> DeadlineJson<'a> {
    DeadlineJson {
        raw: deadline.span.of(text),
        kind: deadline.kind,
        start: deadline.start.as_deref(),
        due: deadline.due.as_deref(),
        recurrence: deadline.recurrence,
        tentative: deadline.tentative,
        offset_days: deadline.offset_days,
    }
}

fn definitions_json<'a>(plan: &'a Plan, text: &'a str) -> Vec<DefinitionJson<'a>> {
    let definitions = plan.definitions.iter();
    definitions
        .map(|definition| DefinitionJson {
            short: &definition.short,
            long: &definition.long,
            path: &definition.path,
            quote: definition.span.of(text),
        })
        .collect()
}

/// What extraction doubted, then what parsing doubted; a plan that hands on the former is not printed twice.
fn diagnostics_json<'a>(
    document: &'a Document,
    plan: &'a Plan,
    characters: &Characters,
) -> Vec<DiagnosticJson<'a>> {
    let of_document = document.diagnostics.iter().filter(|told| !plan.diagnostics.contains(told));
    of_document.chain(&plan.diagnostics).map(|told| diagnostic_json(told, characters)).collect()
}

fn diagnostic_json<'a>(told: &'a Diagnostic, characters: &Characters) -> DiagnosticJson<'a> {
    DiagnosticJson {
        code: told.code.name(),
        message: &told.message,
        path: told.path.as_deref(),
        span: told.span.map(|span| characters.span(span)),
    }
}

fn part_json<'a>(part: &'a Part, characters: &Characters) -> PartJson<'a> {
    PartJson {
        kind: part.kind,
        path: &part.path,
        spans: part.spans.iter().map(|&span| characters.span(span)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{TEXT, document, plan, span};
    use super::*;
    use serde_json::{Value, json};

    fn printed() -> Value {
        serde_json::to_value(plan_json(&document(), &plan())).unwrap()
    }

    fn characters(span: &Value) -> String {
        let at = |end: usize| usize::try_from(span[end].as_u64().unwrap()).unwrap();
        TEXT.chars().skip(at(0)).take(at(1) - at(0)).collect()
    }

    #[test]
    fn spans_count_characters_and_leave_children_out() {
        let outline = &printed()["outline"];
        let own: Vec<String> = (0..3).map(|i| characters(&outline[i]["span"])).collect();
        assert_eq!(own, ["II. **Công  nghệ**", "a) Nội dung", "- Khảo sát trí tuệ nhân tạo"]);
        assert_eq!(outline[2]["span"], json!([55, 82]));
        let after = "Cơ quan thực hiện: Sở Nội vụ chủ trì\nThời gian: trước ngày 01/3/2027";
        assert_eq!(characters(&outline[1]["spans"][1]), after);
        assert_eq!(outline[1]["text"], format!("a) Nội dung\n{after}"));
    }

    #[test]
    fn a_start_has_neither_number_nor_marks_before_it() {
        let outline = &printed()["outline"];
        assert_eq!(outline[0]["start"], "Công nghệ**");
        let start = outline[1]["start"].as_str().unwrap();
        assert_eq!(start, "Nội dung Cơ quan thực hiện: Sở Nội vụ chủ trì Thời gian: trư");
        assert_eq!(start.chars().count(), START_CHARACTERS);
    }

    #[test]
    fn a_row_starts_with_its_task_cell() {
        let mut row = plan().outline.provisions.remove(2);
        row.kind = UnitKind::Row;
        row.heading = Some(span("trí tuệ nhân tạo"));
        assert_eq!(provision_start(&row, TEXT), "trí tuệ nhân tạo");
    }

    #[test]
    fn every_path_is_in_the_outline_or_a_part() {
        let printed = printed();
        let paths: Vec<&str> = printed["outline"]
            .as_array()
            .unwrap()
            .iter()
            .map(|unit| unit["path"].as_str().unwrap())
            .collect();
        assert_eq!(paths, ["II", "II.a", "II.a/-1"]);
        let given = &printed["assignments"];
        assert_eq!((&given[0]["task"], &given[0]["path"]), (&json!("II"), &json!("II.a")));
        assert_eq!((&given[1]["task"], &given[1]["path"]), (&json!("closing"), &json!("closing")));
        assert_eq!(printed["parts"][1]["path"], "closing");
        assert_eq!(characters(&printed["parts"][0]["spans"][0]), "mu\u{323}c tiêu 🏛");
    }

    #[test]
    fn words_are_verbatim_and_ids_tell_bodies_from_collectives() {
        let given = &printed()["assignments"];
        assert_eq!(given[0]["quote"], "Sở Nội vụ");
        assert_eq!(given[0]["role_quote"], "chủ trì");
        assert_eq!(given[0]["scope"], json!(["**Công  nghệ**", "Khảo sát trí tuệ nhân tạo"]));
        assert_eq!((&given[0]["body_id"], given[0].get("group_id")), (&json!("id"), None));
        assert_eq!((&given[1]["body_id"], &given[1]["group_id"]), (&Value::Null, &json!("id")));
        assert_eq!(
            given[0]["deadline"],
            json!({ "raw": "trước ngày 01/3/2027", "kind": "by", "start": null, "due": "2027-02-28",
                    "recurrence": null, "tentative": false })
        );
    }

    #[test]
    fn what_was_doubtful_is_told_once() {
        let told = &printed()["diagnostics"];
        assert_eq!(told.as_array().unwrap().len(), 1);
        assert_eq!(told[0]["code"], "number_blank");
        assert_eq!(characters(&told[0]["span"]), "🏛");
    }

    #[test]
    fn keys_stand_in_the_order_of_the_contract() {
        let line = serde_json::to_string(&plan_json(&document(), &plan())).unwrap();
        let keys = [
            "\"document\"",
            "\"header\"",
            "\"citations\"",
            "\"outline\"",
            "\"assignments\"",
            "\"task\"",
            "\"agency\"",
            "\"role\"",
            "\"quote\"",
            "\"definitions\"",
            "\"diagnostics\"",
        ];
        let places: Vec<usize> = keys.iter().map(|key| line.find(key).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
        assert!(!line.contains('\n'));
    }
}
