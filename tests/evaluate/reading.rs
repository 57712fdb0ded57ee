//! Turns what was read and what is true into figures: header, citations, outline, assignments, deadlines.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fold;
use super::gold::{Paths, Score, Share, is_optional, items, list, right, starts_agree};

/// The three strictnesses: body; task and body; task, body and role.
pub(crate) const STRICTNESS: [&str; 3] = ["body", "task + body", "task + body + role"];

/// All figures of one document, or of all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    pub(crate) header: Share,
    pub(crate) citations: Score,
    pub(crate) relations: Score,
    pub(crate) outline: Score,
    pub(crate) assignments: [Score; 3],
    pub(crate) deadlines: Share,
    pub(crate) dated: Share,
    pub(crate) evidence: Share,
    pub(crate) group: Share,
    /// Every miss and every invention.
    pub(crate) notes: Vec<String>,
}

impl Figures {
    pub(crate) fn add(&mut self, other: &Figures) {
        self.header.add(other.header);
        self.citations.add(other.citations);
        self.relations.add(other.relations);
        self.outline.add(other.outline);
        (0..3).for_each(|at| self.assignments[at].add(other.assignments[at]));
        self.deadlines.add(other.deadlines);
        self.dated.add(other.dated);
        self.evidence.add(other.evidence);
        self.group.add(other.group);
    }
}

/// Scores one document.
pub(crate) fn score(gold: &Value, found: &Value) -> Figures {
    let paths = Paths::of(gold);
    let mut figures = Figures::default();
    header(gold, found, &mut figures);
    figures.citations = citations(gold, found, &paths, false, &mut figures.notes);
    figures.relations = citations(gold, found, &paths, true, &mut Vec::new());
    outline(gold, found, &paths, &mut figures);
    assignments(gold, found, &paths, &mut figures);
    figures
}

const FIELDS: [&str; 11] = [
    "kind",
    "level",
    "issuing_body",
    "province",
    "number",
    "symbol",
    "date",
    "subject",
    "signatory.name",
    "signatory.position",
    "recipients",
];

fn field<'v>(header: &'v Value, name: &str) -> &'v Value {
    name.split('.').fold(header, |value, key| &value[key])
}

fn header(gold: &Value, found: &Value, figures: &mut Figures) {
    let (wanted, got) = (&gold["header"], &found["header"]);
    for name in FIELDS {
        let is_right = if name == "recipients" {
            recipients_agree(&wanted[name], &got[name])
        } else {
            let also = list(&wanted["accept"][name]);
            let value = header_value(name, field(got, name));
            std::iter::once(field(wanted, name)).chain(also).any(|good| header_value(name, good) == value)
        };
        figures.header.count(is_right);
        if !is_right {
            figures.notes.push(format!(
                "header {name}: gold {}, got {}",
                field(wanted, name),
                field(got, name)
            ));
        }
    }
}

fn header_value(name: &str, value: &Value) -> String {
    match (name, value) {
        ("date", Value::Object(_)) => format!("{} {}", value["from"], value["to"]),
        ("number" | "symbol", _) => fold::number(&text(value)).trim_start_matches('/').to_owned(),
        _ => fold::free(&text(value)),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map(str::to_owned).unwrap_or_default()
}

fn recipients_agree(gold: &Value, found: &Value) -> bool {
    let names = |value: &Value| -> BTreeSet<String> {
        let line = |line: &&Value| {
            let line = text(line);
            let open = line.find('(').map_or(line.as_str(), |at| &line[..at]);
            let close = line.rfind(')').map_or("", |at| &line[at + 1..]);
            let line = format!("{open} {close}");
            (!fold::low(&line).starts_with("lưu")).then(|| fold::free(&line)).filter(|name| !name.is_empty())
        };
        list(value).iter().filter_map(line).collect()
    };
    let (gold, found) = (names(gold), names(found));
    let right = gold.intersection(&found).count();
    Score { right, extra: found.len() - right, missed: gold.len() - right }.f1() >= 0.8
}

fn same_citation(gold: &Value, found: &Value) -> bool {
    let numbers: Vec<String> = right(gold, "number")
        .into_iter()
        .map(|value| fold::number(&text(value)))
        .filter(|n| !n.is_empty())
        .collect();
    let number = fold::number(&text(&found["number"]));
    if !number.is_empty() && !numbers.is_empty() {
        return numbers.contains(&number);
    }
    let raw = fold::citation(&text(&found["raw"]));
    !raw.is_empty()
        && right(gold, "raw").into_iter().any(|good| {
            let good = fold::citation(&text(good));
            let long = good.chars().count().min(raw.chars().count()) >= 10;
            let holds = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with(' '));
            good == raw || (numbers.is_empty() && long && (holds(&good, &raw) || holds(&raw, &good)))
        })
}

fn citations(gold: &Value, found: &Value, paths: &Paths, relation: bool, notes: &mut Vec<String>) -> Score {
    let inside = |row: &&Value| paths.covers(&paths.own(&row["path"]));
    let wanted: Vec<&Value> = items(gold, "citations").into_iter().filter(inside).collect();
    let got: Vec<&Value> = items(found, "citations").into_iter().filter(inside).collect();
    let fits = |g: &Value, p: &Value| {
        let related = || list(&g["relation"]).iter().any(|good| list(&p["relation"]).contains(good));
        same_citation(g, p) && (!relation || related())
    };
    let edges: Vec<Vec<usize>> =
        wanted.iter().map(|g| (0..got.len()).filter(|&at| fits(g, got[at])).collect()).collect();
    let mut taken: Vec<Option<usize>> = vec![None; got.len()];
    let required = (0..wanted.len()).filter(|&at| !is_optional(wanted[at]));
    let matched: BTreeSet<usize> =
        required.clone().filter(|&at| augment(at, &edges, &mut taken, &mut BTreeSet::new())).collect();
    for at in (0..wanted.len()).filter(|&at| is_optional(wanted[at])) {
        augment(at, &edges, &mut taken, &mut BTreeSet::new());
    }
    let show = |row: &Value| format!("{} @{}", text(&row["raw"]), text(&row["path"]));
    let missed: Vec<usize> = required.filter(|at| !matched.contains(at)).collect();
    notes.extend(missed.iter().map(|&at| format!("citation missed: {}", show(wanted[at]))));
    let extra: Vec<usize> = (0..got.len()).filter(|&at| taken[at].is_none()).collect();
    notes.extend(extra.iter().map(|&at| format!("citation invented: {}", show(got[at]))));
    Score { right: matched.len(), extra: extra.len(), missed: missed.len() }
}

/// One step of a largest matching between gold rows and found rows.
fn augment(
    row: usize,
    edges: &[Vec<usize>],
    taken: &mut Vec<Option<usize>>,
    seen: &mut BTreeSet<usize>,
) -> bool {
    for &found in &edges[row] {
        if seen.insert(found) && taken[found].is_none_or(|other| augment(other, edges, taken, seen)) {
            taken[found] = Some(row);
            return true;
        }
    }
    false
}

fn outline(gold: &Value, found: &Value, paths: &Paths, figures: &mut Figures) {
    let inside = |row: &&Value| paths.covers(&paths.own(&row["path"]));
    let wanted: Vec<&Value> = items(gold, "outline").into_iter().filter(inside).collect();
    let mut by_path: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in wanted.iter().enumerate() {
        for path in right(row, "path") {
            by_path.entry(paths.own(path)).or_default().push(at);
        }
    }
    let (mut hit, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for row in items(found, "outline").into_iter().filter(inside) {
        let path = paths.own(&row["path"]);
        if !seen.insert((path.clone(), row["num"].to_string(), row["start"].to_string())) {
            continue;
        }
        let there = by_path.get(&path).cloned().unwrap_or_default();
        let agreeing: Vec<usize> =
            there.iter().copied().filter(|&at| starts_agree(wanted[at], row)).collect();
        if agreeing.is_empty() && !there.iter().any(|&at| is_optional(wanted[at])) {
            figures.outline.extra += 1;
            figures.notes.push(format!("provision invented: {path} {}", text(&row["start"])));
        }
        hit.extend(agreeing);
    }
    for (at, row) in wanted.iter().enumerate().filter(|(_, row)| !is_optional(row)) {
        if hit.contains(&at) {
            figures.outline.right += 1;
        } else {
            figures.outline.missed += 1;
            figures.notes.push(format!("provision missed: {} {}", text(&row["path"]), text(&row["start"])));
        }
    }
}

/// An assignment as far as it is compared; the gold's may have several right values.
struct Row<'v> {
    row: &'v Value,
    tasks: BTreeSet<String>,
    names: BTreeSet<String>,
    roles: BTreeSet<String>,
}

impl<'v> Row<'v> {
    fn of(row: &'v Value, paths: &Paths, province: Option<&str>) -> Row<'v> {
        Row {
            row,
            tasks: right(row, "task").into_iter().map(|path| paths.own(path)).collect(),
            names: right(row, "agency").into_iter().map(|name| fold::agency(&text(name), province)).collect(),
            roles: list(&row["role"]).into_iter().map(text).collect(),
        }
    }

    fn task(&self, paths: &Paths) -> String {
        paths.own(&self.row["task"])
    }

    fn agrees(&self, found: &Row, strictness: usize) -> bool {
        !self.names.is_disjoint(&found.names)
            && (strictness < 1 || !self.tasks.is_disjoint(&found.tasks))
            && (strictness < 2 || !self.roles.is_disjoint(&found.roles))
    }

    /// What makes two rows one unit under a strictness.
    fn unit(&self, strictness: usize, paths: &Paths, province: Option<&str>) -> String {
        let name = fold::agency(&text(&self.row["agency"]), province);
        let task = if strictness > 0 { self.task(paths) } else { String::new() };
        let roles = if strictness > 1 { format!("{:?}", self.roles) } else { String::new() };
        format!("{name}\t{task}\t{roles}")
    }
}

fn assignments(gold: &Value, found: &Value, paths: &Paths, figures: &mut Figures) {
    let province = gold["header"]["province"].as_str();
    let rows = |of: &'_ Value| -> Vec<Value> { items(of, "assignments").into_iter().cloned().collect() };
    let (gold_rows, found_rows) = (rows(gold), rows(found));
    let inside = |row: &&Value| paths.covers(&paths.own(&row["task"]));
    let wanted: Vec<Row> = gold_rows.iter().filter(inside).map(|row| Row::of(row, paths, province)).collect();
    let got: Vec<Row> = found_rows.iter().filter(inside).map(|row| Row::of(row, paths, province)).collect();
    for strictness in 0..3 {
        let score = units(&wanted, &got, strictness, paths, province, &mut figures.notes);
        figures.assignments[strictness] = score;
    }
    for row in wanted.iter().filter(|row| !is_optional(row.row)) {
        details(row, &got, paths, figures);
    }
}

fn units(
    wanted: &[Row],
    got: &[Row],
    strictness: usize,
    paths: &Paths,
    province: Option<&str>,
    notes: &mut Vec<String>,
) -> Score {
    let mut required: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in wanted.iter().filter(|row| !is_optional(row.row)) {
        required.entry(row.unit(strictness, paths, province)).or_default().push(row);
    }
    let mut found: BTreeMap<String, &Row> = BTreeMap::new();
    for row in got {
        found.entry(row.unit(strictness, paths, province)).or_insert(row);
    }
    let label = STRICTNESS[strictness];
    let show =
        |row: &Row| format!("{} {} {}", text(&row.row["task"]), text(&row.row["agency"]), row.row["role"]);
    let mut score = Score::default();
    for rows in required.values() {
        if rows.iter().any(|row| found.values().any(|other| row.agrees(other, strictness))) {
            score.right += 1;
        } else {
            score.missed += 1;
            notes.push(format!("assignment missed ({label}): {}", show(rows[0])));
        }
    }
    for row in found.values().filter(|other| !wanted.iter().any(|row| row.agrees(other, strictness))) {
        score.extra += 1;
        notes.push(format!("assignment invented ({label}): {}", show(row)));
    }
    score
}

/// Deadline, evidence and collective of a gold row, over the rows found for it.
fn details(row: &Row, got: &[Row], paths: &Paths, figures: &mut Figures) {
    let with = |strictness| got.iter().filter(|found| row.agrees(found, strictness)).collect::<Vec<_>>();
    let matches = if with(2).is_empty() { with(1) } else { with(2) };
    let Some(first) = matches.first() else { return };
    let place = format!("{} {}", text(&row.row["task"]), text(&row.row["agency"]));
    let dated = !row.row["deadline"].is_null();
    let on_time = matches.iter().any(|found| same_deadline(row.row, &found.row["deadline"]));
    figures.deadlines.count(on_time);
    if dated {
        figures.dated.count(on_time);
    }
    if !on_time {
        let (gold, found) = (&row.row["deadline"], &first.row["deadline"]);
        figures.notes.push(format!("deadline: {place} gold {gold}, got {found}"));
    }
    let grouped = |found: &&&Row| right(row.row, "group").contains(&&found.row["group"]);
    let group = matches.iter().any(|found| grouped(&found));
    figures.group.count(group);
    if !group {
        figures.notes.push(format!("group: {place} gold {}", row.row["group"]));
    }
    if !row.row["quote_partial"].as_bool().unwrap_or(false) {
        let proven = matches.iter().any(|found| proves(row.row, found.row, paths));
        figures.evidence.count(proven);
        if !proven {
            let quotes = (text(&row.row["quote"]), text(&first.row["quote"]));
            figures.notes.push(format!("evidence: {place} gold “{}”, got “{}”", quotes.0, quotes.1));
        }
    }
}

fn same_deadline(gold: &Value, found: &Value) -> bool {
    right(gold, "deadline").into_iter().any(|good| match good {
        Value::Null => found["kind"].is_null(),
        good => ["kind", "start", "due"].iter().all(|key| text(&good[*key]) == text(&found[*key])),
    })
}

/// The found row points at a right place, and one quote holds the other.
fn proves(gold: &Value, found: &Value, paths: &Paths) -> bool {
    let places = right(gold, "path").into_iter().chain([&gold["task"]]);
    let quote = fold::free(&text(&found["quote"]));
    let meets = |good: &Value| {
        let good = fold::free(&text(good));
        good.contains(&quote) || (!good.is_empty() && quote.contains(&good))
    };
    !quote.is_empty()
        && places.into_iter().any(|place| paths.own(place) == paths.own(&found["path"]))
        && (meets(&gold["quote"]) || meets(&gold["role_quote"]))
}
