//! Turns the list of routes of the API into its description for programs (OpenAPI 3.1), at `/api/openapi.json`.

use axum::Json;
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

/// A route: its path below `/api/v1`, the forms it answers in, what it gives, the names of its parameters. A name that
/// begins with `!` is one that the route cannot do without.
type Route = (&'static str, &'static [Form], &'static str, &'static [&'static str]);

/// End of the path, type of what is sent.
type Form = (&'static str, &'static str);

const JSON: Form = ("", "application/json");
const CSV: Form = (".csv", "text/csv");
const XLSX: Form = (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
const HTML: Form = ("", "text/html");
const ALL: &[Form] = &[JSON, CSV, XLSX];

const ROUTES: &[Route] = &[
    ("/plans", ALL, "The plans held.", &["province", "offset", "limit"]),
    ("/plans/{id}", &[JSON], "One plan with all that was read of it, in the JSON of `inspect`.", &["!id"]),
    ("/provisions", &[JSON, CSV], "Provisions of one plan.", &["!plan", "path", "offset", "limit"]),
    ("/assignments", ALL, "Assignments: body, role, task, deadline, each with its quote.", ASSIGNMENTS),
    ("/search", ALL, "Provisions that match a query, with facets.", HITS),
    ("/suggest", &[JSON], "What the words typed so far may become.", &["!q", "limit"]),
    ("/ask", ALL, "The answer to a question, or to a request in the keys of `understood`.", QUESTION),
    ("/matrices", ALL, "Items by plans of a programme.", &["programme", "sort", "form", "pivot"]),
    ("/gaps", ALL, "What is missing or late in a programme, with evidence.", &["programme"]),
    ("/reports", &[HTML], "The report on a programme, which Word opens.", &["programme"]),
    ("/programmes", ALL, "The programmes known, each with its checklist.", &[]),
    ("/checklists", ALL, "The checklists known.", &["checklist"]),
    ("/chain", ALL, "What each plan carries out and rests on.", &[]),
    ("/diffs", ALL, "What changed from one plan to another.", &["!before", "!after"]),
    ("/reuse", ALL, "What plans took over from older ones.", &["from", "plan"]),
    (
        "/side-by-side",
        ALL,
        "One task of a programme in several plans.",
        &["programme", "item", "plan", "against"],
    ),
    ("/charts", ALL, "Coverage, last days and what was taken over, in numbers.", &["programme", "part"]),
    ("/reviews", ALL, "What a person should look at, and what people said.", REVIEWS),
    ("/files", ALL, "Every file looked at and what became of it.", &["status"]),
    ("/uploads", &[JSON], "Files to be kept and read: `multipart/form-data`, any number of `file`.", &[]),
    ("/jobs/{id}", &[JSON], "How far the reading of files sent is, and what became of them.", &["!id"]),
    ("/similar", ALL, "Provisions of other plans that say the same.", &["!plan", "!path", "limit"]),
];

/// Routes that something is sent to.
const POSTED: &[&str] = &["/uploads"];

const REVIEWS: &[&str] = &["kind", "province", "plan", "offset", "limit"];
const ASSIGNMENTS: &[&str] = &[
    "topic",
    "body",
    "role",
    "modality",
    "province",
    "level",
    "plan",
    "basis",
    "due_from",
    "due_to",
    "due_before",
    "offset",
    "limit",
];
const HITS: &[&str] = &["!q", "tinh", "sort", "group", "explain", "offset", "limit"];
const QUESTION: &[&str] =
    &["q", "topic", "body", "role", "province", "level", "programme", "basis", "due_from", "due_to"];

/// A parameter: its name, what it means, the words it may be; any text where there are none.
type Parameter = (&'static str, &'static str, &'static [&'static str]);

const PARAMETERS: &[Parameter] = &[
    ("against", "What the others are held against: `center`, `none`, or the id of a plan.", &[]),
    ("after", "Id of the younger plan.", &[]),
    ("basis", "Named in its own right, or through a collective too.", &["named", "group", "any"]),
    ("before", "Id of the older plan.", &[]),
    ("body", "A body, in any spelling that questions know.", &[]),
    ("checklist", "Id of a checklist.", &[]),
    ("dialect", "Of CSV: commas and stable column names; left out: what Excel opens.", &["rfc"]),
    ("due_before", "Due before this day, YYYY-MM-DD.", &[]),
    ("due_from", "Due on this day or later, YYYY-MM-DD.", &[]),
    ("due_to", "Due on this day or earlier, YYYY-MM-DD.", &[]),
    ("explain", "Says why each hit matches.", &["1"]),
    ("form", "Of CSV: one row for each cell.", &["long"]),
    ("from", "Id of the plan that was taken from.", &[]),
    ("group", "Hits by plan.", &["plan"]),
    ("id", "Id of a plan, such as `son-la/2026/12-kh-ubnd`, or of a job.", &[]),
    ("item", "Id of an item of the checklist; left out: the first.", &[]),
    ("kind", "Which of them: `open`, a doubt, `accepted`, `corrected`, `rejected`, `unmatched`, `all`.", &[]),
    ("lang", "Language of messages and headings; left out: Vietnamese.", &["vi", "en"]),
    ("level", "Whose paper it is.", &["central", "province", "department", "commune", "party", "other"]),
    ("limit", "How many rows at most.", &[]),
    ("modality", "Ordered or asked.", &["assign", "request"]),
    ("offset", "How many rows are left out.", &[]),
    ("part", "Of CSV: which chart.", &[]),
    ("path", "Printed path of a provision, such as `II.4.b/-1`.", &[]),
    ("pivot", "The matrix turned.", &["item-province", "body-province", "province-deadline"]),
    ("plan", "Id of a plan.", &[]),
    (
        "programme",
        "Id of a programme, or the number of its instrument where one asks; left out: the first that a plan held belongs to.",
        &[],
    ),
    ("province", "Code or name of a province.", &[]),
    ("q", "What one typed: a question or a query.", &[]),
    ("role", "What the body does.", &["lead", "implement", "advise", "coordinate"]),
    ("sort", "The order: of hits `relevance`, `province`, `date`, `deadline`; of items `khac-biet`.", &[]),
    (
        "status",
        "What became of the file.",
        &["read", "degraded", "duplicate", "refused", "failed", "archive"],
    ),
    ("tinh", "A facet, here the province; the other facets go by their names in the same way.", &[]),
    ("topic", "A topic.", &[]),
];

/// The description of every route under `/api/v1`.
pub(super) async fn description() -> impl IntoResponse {
    Json(document())
}

fn document() -> Value {
    let mut paths = Map::new();
    for &(path, forms, gives, parameters) in ROUTES {
        let verb = if POSTED.contains(&path) { "post" } else { "get" };
        for &(end, kind) in forms {
            paths.insert(
                format!("/api/v1{path}{end}"),
                json!({ verb: operation(path, end, kind, gives, parameters) }),
            );
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Đối Chiếu",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Search and comparison over plans. Without accounts, on loopback. Every fact cites its plan, \
                            path and quote, and says whether a person confirmed it.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": { "parameters": parameters(), "responses": responses(), "schemas": schemas() },
    })
}

fn operation(path: &str, end: &str, kind: &str, gives: &str, parameters: &[&str]) -> Value {
    let of_form: &[&str] = if end == ".csv" { &["lang", "dialect"] } else { &["lang"] };
    let named = parameters.iter().chain(of_form).map(|name| match name.strip_prefix('!') {
        Some(name) => json!({ "$ref": format!("#/components/parameters/{name}_needed") }),
        None => json!({ "$ref": format!("#/components/parameters/{name}") }),
    });
    let id: String =
        format!("{path}{end}").chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let mut answers = Map::new();
    answers.insert("200".to_owned(), json!({ "description": gives, "content": { kind: {} } }));
    for (status, name) in [("400", "bad_request"), ("404", "not_found"), ("421", "other_host")] {
        answers.insert(status.to_owned(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    json!({
        "operationId": id.trim_matches('_'),
        "summary": gives,
        "parameters": named.collect::<Vec<_>>(),
        "responses": answers,
    })
}

/// Every parameter, and again as one that is needed.
fn parameters() -> Value {
    let mut all = Map::new();
    for &(name, means, words) in PARAMETERS {
        let is_number = ["limit", "offset"].contains(&name);
        let mut schema = json!({ "type": if is_number { "integer" } else { "string" } });
        if is_number {
            schema["minimum"] = json!(0);
        }
        if !words.is_empty() {
            schema["enum"] = json!(words);
        }
        let place = if name == "id" { "path" } else { "query" };
        for (key, required) in [(name.to_owned(), false), (format!("{name}_needed"), true)] {
            let one = json!({
                "name": name, "in": place, "description": means, "required": required || name == "id",
                "schema": schema,
            });
            all.insert(key, one);
        }
    }
    Value::Object(all)
}

fn responses() -> Value {
    let error = |means: &str| {
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } });
        json!({ "description": means, "content": content })
    };
    json!({
        "bad_request": error("The request asks for something that nobody can answer."),
        "not_found": error("No such plan, provision or programme."),
        "other_host": error("The request names another host."),
    })
}

fn schemas() -> Value {
    let text = json!({ "type": "string" });
    let error = json!({ "type": "object", "required": ["code", "message"], "properties": { "code": text, "message": text } });
    json!({ "Error": { "type": "object", "required": ["error"], "properties": { "error": error } } })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The paths of the router, by its text: axum does not tell them.
    fn routed() -> BTreeSet<String> {
        let text = include_str!("router.rs");
        let api = text.split("let api = Router::new()").nth(1).unwrap();
        let api = api.split("let assets").next().unwrap();
        let quoted = |line: &str| line.split('"').nth(1).unwrap().to_owned();
        let mut found = BTreeSet::new();
        for line in api.lines().filter(|line| line.contains('"')) {
            let ends = if line.contains("api::noun(") { vec!["", ".csv", ".xlsx"] } else { vec![""] };
            found.extend(ends.iter().map(|end| format!("/api/v1{}{end}", quoted(line).replace("{*", "{"))));
        }
        found
    }

    #[test]
    fn every_route_is_described_and_no_other() {
        let document = document();
        let described: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
        assert!(described.len() > 30);
        assert_eq!(described, routed());
    }

    #[test]
    fn every_parameter_named_is_described_and_no_other() {
        let known: BTreeSet<&str> = PARAMETERS.iter().map(|(name, _, _)| *name).collect();
        let named = ROUTES.iter().flat_map(|(_, _, _, names)| names.iter());
        let mut named: BTreeSet<&str> = named.map(|name| name.trim_start_matches('!')).collect();
        named.extend(["lang", "dialect"]);
        assert_eq!(named, known);
    }
}
