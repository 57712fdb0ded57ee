use std::io::{self, BufWriter, Write};

use super::library::{self, Loaded};
use super::{Common, Outcome};
use crate::ask::{self, Answer, AskError, Gap, Grammar, Parts, Prepared, Row};
use crate::export::{Language, deadline_kind, page_note, role, role_basis, scan_note, shown_path};
use crate::ingest::Library;

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu ask \"Tỉnh nào giao biện pháp trí tuệ nhân tạo cho Sở KH&CN?\"
  doichieu ask \"tinh nao giao tri tue nhan tao cho so khcn\"
  doichieu ask \"Hạn rà soát văn bản quy phạm pháp luật của Hưng Yên là ngày nào?\" --json

Mã thoát: 0 có kết quả, 1 không có, 2 lỗi.")]
pub(super) struct Arguments {
    /// Câu hỏi, bằng tiếng Việt (có dấu hoặc không dấu) hoặc tiếng Anh
    #[arg(required = true, value_name = "QUESTION")]
    question: Vec<String>,
    /// Một đối tượng JSON, cho máy đọc
    #[arg(long)]
    json: bool,
}

/// Answers a question and prints the proof of every row.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (knowledge, language) = (common.knowledge()?, common.language());
    let library = library::open(common, &knowledge)?;
    let (question, grammar) = (arguments.question.join(" "), Grammar::new(&knowledge));
    let told = |error: AskError| anyhow::anyhow!(language.pick(error.message_vi(), error.to_string()));
    let seeks = ask::understand(&question, &knowledge, &grammar).map_err(told)?.seeks_topics();
    let loaded = Loaded::all(&library, &knowledge)?;
    let plans = loaded.held(&knowledge);
    let prepared = if seeks { Prepared::new(&plans, &knowledge, &grammar) } else { Prepared::default() };
    let answer = ask::ask(&question, &plans, &prepared, &knowledge, &grammar, language).map_err(told)?;
    let mut out = BufWriter::new(io::stdout().lock());
    if arguments.json {
        serde_json::to_writer(&mut out, &answer)?;
        writeln!(out)?;
    } else {
        notes(&mut out, &library, language)?;
        show(&mut out, &answer, language)?;
    }
    out.flush()?;
    Ok(if answer.answer.is_found() { Outcome::Found } else { Outcome::Nothing })
}

/// What is to be known of the plans beforehand: samples, copies left out.
fn notes(out: &mut impl Write, library: &Library, language: Language) -> io::Result<()> {
    if library.store.plans().any(|plan| plan.sample) {
        writeln!(out, "{}", language.pick(library::SAMPLE.0, library::SAMPLE.1))?;
    }
    match library.store.plans().filter(|plan| !plan.is_current()).count() {
        0 => Ok(()),
        copies => writeln!(out, "{}", copies_note(copies, language)),
    }
}

fn copies_note(copies: usize, language: Language) -> String {
    language.pick(
        format!("Không tính {copies} bản sao gần trùng của văn bản đã có (lệnh index liệt kê)."),
        format!("Left out: {copies} near copies of papers that are held (index lists them)."),
    )
}

fn show(out: &mut impl Write, answer: &Answer, language: Language) -> io::Result<()> {
    for (name, words) in ask::told(answer, language) {
        writeln!(out, "{name}: {words}")?;
    }
    writeln!(out, "{}: {}", language.pick("Phạm vi", "Scope"), answer.scope.text)?;
    if answer.answer.is_found() || answer.answer.none.is_some() {
        return parts(out, answer, language);
    }
    let nothing = match answer.outcome {
        ask::Outcome::OutOfScope => language.pick(
            "Chương trình chỉ tra cứu và đối chiếu kế hoạch; không viết, dịch hay tư vấn.",
            "The program searches and compares plans; it does not write, translate or advise.",
        ),
        ask::Outcome::NotUnderstood => language.pick(
            "Chưa hiểu câu hỏi: hãy nêu nội dung, cơ quan, tỉnh, thời hạn hoặc văn bản cần hỏi.",
            "The question was not understood: name a topic, a body, a province, a date or an instrument.",
        ),
        _ => language.pick("Không tìm thấy gì.", "Nothing was found."),
    };
    writeln!(out, "\n{nothing}")
}

fn parts(out: &mut impl Write, answer: &Answer, language: Language) -> io::Result<()> {
    let parts = &answer.answer;
    let name = |part| ask::part_name(part, answer.is_of_body()).shown(language);
    if let Some(count) = parts.count {
        writeln!(out, "\n{}: {count}", language.pick("Số lượng", "Count"))?;
    }
    rows(out, name("named"), parts.named.as_deref(), language)?;
    rows(out, name("group"), parts.group.as_deref(), language)?;
    rows(out, name("rows"), parts.rows.as_deref(), language)?;
    for reading in parts.readings.iter().flatten() {
        rows(out, &reading.text, Some(&reading.rows), language)?;
    }
    states(out, name("states"), parts, language)?;
    gaps(out, name("none"), parts.none.as_deref(), language)?;
    gaps(out, name("unknown"), parts.unknown.as_deref(), language)?;
    let names = parts.without_plan();
    if !names.is_empty() {
        writeln!(out, "\n{} ({}): {}", name("no_plan"), names.len(), names.join(", "))?;
    }
    Ok(())
}

fn rows(out: &mut impl Write, title: &str, rows: Option<&[Row]>, language: Language) -> io::Result<()> {
    let Some(rows) = rows.filter(|rows| !rows.is_empty()) else { return Ok(()) };
    writeln!(out, "\n{title} ({})", rows.len())?;
    rows.iter().try_for_each(|found| row(out, found, language))
}

fn row(out: &mut impl Write, found: &Row, language: Language) -> io::Result<()> {
    match found {
        Row::Assignment(found) => assignment(out, found, language),
        Row::Citation(found) => {
            let relation = crate::export::relation(found.relation).shown(language);
            let held = match found.held {
                true => language.pick("có trong kho", "held"),
                false => language.pick("không có trong kho", "not held"),
            };
            head(out, &found.source, &shown_path(found.path, language), None)?;
            writeln!(out, "    {relation}; {held}\n    “{}”", found.quote)?;
            found.validity(language).map_or(Ok(()), |told| writeln!(out, "    {told}"))
        }
        Row::Passage(found) => {
            head(out, &found.source, &shown_path(found.path, language), None)?;
            writeln!(out, "    “{}”", found.quote)
        }
    }
}

fn head(out: &mut impl Write, source: &ask::Source, path: &str, page: Option<String>) -> io::Result<()> {
    let province = source.province.unwrap_or("—");
    let page = page.map_or_else(String::new, |page| format!(", {page}"));
    writeln!(out, "  {province} · {path} · {}{page}", source.file)
}

fn assignment(out: &mut impl Write, found: &ask::AssignmentRow, language: Language) -> io::Result<()> {
    head(
        out,
        &found.source,
        &shown_path(found.path, language),
        found.page.map(|page| page_note(page, language)),
    )?;
    let (role, basis) = (role(found.role).shown(language), role_basis(found.role_basis).shown(language));
    write!(out, "    {} — {role} ({basis})", found.agency)?;
    if let Some(date) = &found.deadline {
        write!(out, "; {} ({})", date.raw, deadline_kind(date.kind).shown(language))?;
    }
    writeln!(out, "\n    “{}”", found.quote)?;
    if let Some(sure) = found.scan_confidence {
        writeln!(out, "    {}", scan_note(sure, language))?;
    }
    if let Some(via) = &found.via {
        writeln!(out, "    {via}")?;
    }
    for from in &found.scope_from {
        let title = language.pick("nội dung từ", "topic from");
        writeln!(out, "    {title} {}: “{}”", from.path, from.quote)?;
    }
    Ok(())
}

fn states(out: &mut impl Write, title: &str, parts: &Parts, language: Language) -> io::Result<()> {
    if parts.states.as_ref().is_none_or(Vec::is_empty) {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for state in parts.states_shown() {
        let word = ask::state_name(state.state).shown(language);
        let province = state.province.unwrap_or("—");
        let (file, path) = (state.file.unwrap_or(""), state.path.unwrap_or(""));
        writeln!(out, "  {province}: {word} ({}) {file} {path}", state.reason)?;
    }
    Ok(())
}

fn gaps(out: &mut impl Write, title: &str, gaps: Option<&[Gap]>, language: Language) -> io::Result<()> {
    let Some(gaps) = gaps.filter(|gaps| !gaps.is_empty()) else { return Ok(()) };
    writeln!(out, "\n{title} ({})", gaps.len())?;
    for gap in gaps {
        let (province, file) = (gap.province.unwrap_or("—"), gap.file.unwrap_or(""));
        writeln!(out, "  {province} · {file}: {}", gap.reason)?;
        for near in &gap.near {
            let word = language.pick("gần nhất", "near");
            writeln!(out, "    {word} {}: “{}” ({})", near.path, near.quote, near.reason)?;
        }
    }
    Ok(())
}
