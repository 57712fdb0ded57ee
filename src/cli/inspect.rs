use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Common, Outcome};
use crate::export::{Language, plan_json, printed_path, provision_start, role, scan_note};
use crate::extract::Extractor;
use crate::knowledge::Knowledge;
use crate::model::{BlockKind, Document, Plan};
use crate::parse::parse;
use crate::tokenizer::Analyzer;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Các tệp cần xem
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Chỉ một bước đọc: text (chữ), blocks (khối), outline (dàn mục), assignments (nhiệm vụ), tokens (từ dùng để tìm kiếm)
    #[arg(long, value_enum)]
    stage: Option<Stage>,
    /// Mỗi tệp một dòng JSON, cho máy đọc
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    Text,
    Blocks,
    Outline,
    Assignments,
    Tokens,
}

/// Reads each file and prints what was read; a file that cannot be read costs one line on standard error.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let knowledge = common.knowledge()?;
    let extractor = Common::extractor()?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut outcome = Outcome::Found;
    for file in &arguments.files {
        match read(file, &extractor, common.language()) {
            Ok(document) => print(&mut out, &document, arguments, &knowledge, common.language())?,
            Err(reason) => {
                outcome = Outcome::Failures;
                writeln!(io::stderr(), "{}: {reason}", file.display())?;
            }
        }
    }
    out.flush()?;
    Ok(outcome)
}

fn read(file: &Path, extractor: &Extractor, language: Language) -> Result<Document, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    extractor.extract(&name, &bytes).map_err(|refusal| language.pick(refusal.message_vi, refusal.message_en))
}

fn print(
    out: &mut impl Write,
    document: &Document,
    arguments: &Arguments,
    knowledge: &Knowledge,
    language: Language,
) -> anyhow::Result<()> {
    let stage = arguments.stage;
    if stage == Some(Stage::Text) {
        return Ok(writeln!(out, "{}", document.text)?);
    }
    if stage == Some(Stage::Blocks) {
        return blocks(out, document);
    }
    if stage == Some(Stage::Tokens) {
        return tokens(out, document, knowledge);
    }
    let plan = parse(document, knowledge);
    if arguments.json {
        serde_json::to_writer(&mut *out, &plan_json(document, &plan))?;
        return Ok(writeln!(out)?);
    }
    if stage != Some(Stage::Assignments) {
        outline(out, &document.text, &plan)?;
    }
    if stage != Some(Stage::Outline) {
        assignments(out, document, &plan, language)?;
    }
    Ok(())
}

fn blocks(out: &mut impl Write, document: &Document) -> anyhow::Result<()> {
    for block in &document.blocks {
        let kind = match &block.kind {
            BlockKind::Paragraph => "¶".to_owned(),
            BlockKind::Row { table, .. } => format!("bảng {}", table + 1),
        };
        let text = block.span.of(&document.text);
        writeln!(out, "{}..{}\t{kind}\t{text}", block.span.start, block.span.end)?;
    }
    Ok(())
}

/// One line per block: the terms that search compares, codes in brackets.
fn tokens(out: &mut impl Write, document: &Document, knowledge: &Knowledge) -> anyhow::Result<()> {
    let analyzer = Analyzer::new(knowledge);
    for block in &document.blocks {
        let terms = analyzer.terms_of(block.span.of(&document.text));
        let words: Vec<&str> = terms.syllables.iter().map(|token| token.folded.as_str()).collect();
        let codes: Vec<String> = terms.codes.iter().map(|code| format!("[{}]", code.folded)).collect();
        writeln!(out, "{}\t{}", words.join(" "), codes.join(" "))?;
    }
    Ok(())
}

fn outline(out: &mut impl Write, text: &str, plan: &Plan) -> anyhow::Result<()> {
    for provision in &plan.outline.provisions {
        let indent = "  ".repeat(provision.path.matches(['.', '/']).count());
        writeln!(out, "{indent}{}\t{}", provision.path, provision_start(provision, text))?;
    }
    Ok(())
}

fn assignments(
    out: &mut impl Write,
    document: &Document,
    plan: &Plan,
    language: Language,
) -> anyhow::Result<()> {
    for given in &plan.assignments {
        let deadline = given.deadline.as_ref().map_or("", |deadline| deadline.span.of(&document.text));
        let (task, role) = (printed_path(plan, given.task), role(given.role).shown(language));
        write!(out, "{task}\t{}\t{role}\t{deadline}\t{}", given.agency, given.quote.of(&document.text))?;
        match plan.confidence(given) {
            Some(sure) => writeln!(out, "\t{}", scan_note(sure, language))?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}
