//! The rules of the house, as tests whose failure says what the rule is and what to do.
//!
//! They bind `src/` and the documents. What stands under `#[cfg(test)]` and in `tests/` may name anything.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use source::{Source, sources};

/// Which modules a module builds on, from the inside out. What those build on it may name too.
const ARROWS: [(&str, &[&str]); 16] = [
    ("model", &[]),
    ("normalize", &["model"]),
    ("knowledge", &["normalize"]),
    ("parse", &["knowledge"]),
    ("extract", &["normalize"]),
    ("export", &["knowledge"]),
    ("store", &["knowledge"]),
    ("ingest", &["extract", "parse", "store", "index", "catalog"]),
    ("tokenizer", &["knowledge"]),
    ("index", &["tokenizer"]),
    ("search", &["index", "export"]),
    ("compare", &["store", "tokenizer", "export"]),
    ("ask", &["search", "compare", "export"]),
    ("catalog", &["model"]),
    ("generate", &["export"]),
    ("error", EVERYTHING),
];

/// What `error`, `serve` and `cli` may name: all of the above but `error`, which only they and `ingest` return.
const EVERYTHING: &[&str] = &[
    "parse",
    "extract",
    "export",
    "store",
    "ingest",
    "tokenizer",
    "index",
    "search",
    "compare",
    "ask",
    "catalog",
    "generate",
];

/// Modules on top: they may name every module, and `cli` starts `serve`.
const TOP: [(&str, &[&str]); 2] = [("serve", &["error"]), ("cli", &["error", "serve"])];

/// Stages that work on files, index or question return the crate's one error; stages that work on text never fail.
const MAY_FAIL: [&str; 8] = ["store", "ingest", "index", "search", "compare", "ask", "catalog", "generate"];

/// Where a library may be named. `main` and `lib` are the two root files.
const HOMES: [(&str, &[&str]); 34] = [
    ("anyhow", &["cli", "main"]),
    ("askama", &["serve"]),
    ("axum", &["serve"]),
    ("cfb", &["extract"]),
    ("clap", &["cli", "main"]),
    ("crc32fast", &["store"]),
    ("csv", &["knowledge", "ingest", "cli", "export", "tokenizer"]),
    ("fastrand", &["generate"]),
    ("hayro_interpret", &["extract"]),
    ("html5ever", &["extract"]),
    ("http_body_util", &["serve"]),
    ("hyper", &["serve"]),
    ("hyper_util", &["serve"]),
    ("indicatif", &["cli"]),
    ("landlock", &["extract"]),
    ("lindera", &["tokenizer"]),
    ("lindera_dictionary", &["tokenizer"]),
    ("mail_parser", &["extract"]),
    ("postcard", &["store", "extract"]),
    ("quick_xml", &["extract", "export"]),
    ("rayon", &["ingest", "index", "generate", "compare", "ask"]),
    ("rusqlite", &["catalog"]),
    ("rust_xlsxwriter", &["export"]),
    ("rustix", &["extract"]),
    ("similar", &["compare"]),
    ("sha2", &["extract", "knowledge", "ingest", "index", "store"]),
    ("tantivy", &["index", "search"]),
    ("tokio", &["serve", "cli", "ingest"]),
    ("toml", &["knowledge", "ingest", "cli", "generate"]),
    ("tracing_subscriber", &["cli", "main"]),
    ("unicode_normalization", &["normalize"]),
    ("unicode_segmentation", &["tokenizer"]),
    ("utoipa_swagger_ui", &["serve"]),
    ("zip", &["extract", "export"]),
];

/// Libraries that every module may use: they describe data and tell what happens.
const EVERYWHERE: [&str; 6] = ["regex", "rustc_hash", "serde", "serde_json", "thiserror", "tracing"];

/// The generator writes what the parser is measured on: it must not know by which words the parser reads.
const SECRET_FROM_GENERATE: [&str; 4] = ["Cue", "Field", "Mark", "Phrases"];

/// What may lie at the top level.
const TOP_LEVEL: [&str; 19] = [
    ".ci",
    ".clippy.toml",
    ".git",
    ".gitignore",
    ".rustfmt.toml",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "corpus",
    "data",
    "index",
    "scripts",
    "src",
    "target",
    "tests",
];

fn arrows() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let direct: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let mut closed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (module, below) in ARROWS.into_iter().chain(TOP.map(|(top, extra)| (top, extra))) {
        let above_all = TOP.iter().any(|(top, _)| *top == module);
        let mut open: Vec<&str> =
            below.iter().chain(EVERYTHING.iter().filter(|_| above_all)).copied().collect();
        let reached = closed.entry(module).or_default();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(direct.get(next).copied().unwrap_or_default());
            }
        }
        if MAY_FAIL.contains(&module) {
            reached.insert("error");
        }
    }
    closed
}

/// The module that a path of this crate leads into; `crate::Error` and `crate::Result` are re-exports of `error`.
fn target(segments: &[String]) -> Option<&str> {
    let of_crate = matches!(segments.first()?.as_str(), "crate" | "doichieu");
    let module = segments.get(1).filter(|_| of_crate)?.as_str();
    Some(if ["Error", "Result"].contains(&module) { "error" } else { module })
}

/// `file:line: from → to` for each path against the arrows.
fn wrong_edges(source: &Source) -> Vec<String> {
    let arrows = arrows();
    let Some(allowed) = arrows.get(source.top()) else { return Vec::new() };
    let mut found = Vec::new();
    for named in source.paths() {
        let Some(to) = target(&named.segments).filter(|to| *to != source.top()) else { continue };
        if arrows.contains_key(to) && !allowed.contains(to) {
            found.push(format!("{}:{}: {} → {to}", source.path, named.line, source.top()));
        }
    }
    found
}

/// `file:line: library` for each library named outside its homes.
fn strayed_libraries(source: &Source) -> Vec<String> {
    let place = if source.path == "src/main.rs" { "main" } else { source.top() };
    let mut found = Vec::new();
    for named in source.paths() {
        let first = named.segments[0].as_str();
        let home = HOMES.iter().find(|(library, _)| *library == first && named.segments.len() > 1);
        let own_module = source.defines(first);
        if let Some((library, homes)) = home.filter(|(_, homes)| !own_module && !homes.contains(&place)) {
            found.push(format!(
                "{}:{}: {library} is at home in {}",
                source.path,
                named.line,
                homes.join(", ")
            ));
        }
    }
    found
}

fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "\n{}\n\n{rule}\n", found.join("\n"));
}

fn read(text: &str, path: &str) -> Source {
    Source::new(path.to_owned(), text).0
}

#[test]
fn modules_name_only_what_they_build_on() {
    let found: Vec<String> = sources(common::root()).iter().flat_map(wrong_edges).collect();
    assert_none(
        &found,
        "A module names only modules that the table ARROWS in tests/architecture.rs puts below it, so that the\n\
         pipeline can be read, tested and changed from the inside out. Move what is shared down into a module that\n\
         both build on (plain data: model), hand it over as an argument, or change the table and say why in\n\
         ARCHITECTURE.md.",
    );
}

#[test]
fn every_module_has_its_row() {
    let arrows = arrows();
    let tops: BTreeSet<String> =
        sources(common::root()).iter().map(|source| source.top().to_owned()).collect();
    let unknown: Vec<String> =
        tops.into_iter().filter(|top| top != "lib" && !arrows.contains_key(top.as_str())).collect();
    assert_none(
        &unknown,
        "These modules stand in no row of ARROWS in tests/architecture.rs. Give each a row: what does it build on?\n\
         And a line in the map of ARCHITECTURE.md.",
    );
    for (module, below) in &arrows {
        assert!(!below.contains(module), "the table ARROWS runs in a circle through {module}");
    }
}

#[test]
fn libraries_stay_at_home() {
    let found: Vec<String> = sources(common::root()).iter().flat_map(strayed_libraries).collect();
    assert_none(
        &found,
        "One library, one home (HOMES in tests/architecture.rs): elsewhere use the function of the module where the\n\
         library is at home, so that it can be replaced in one place and its types never spread.",
    );
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = std::fs::read_to_string(common::root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let names = manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_"));
    let homeless: Vec<String> = names
        .filter(|name| {
            !EVERYWHERE.contains(&name.as_str()) && HOMES.iter().all(|(library, _)| library != name)
        })
        .collect();
    assert_none(
        &homeless,
        "These dependencies of Cargo.toml have no home. Say in HOMES of tests/architecture.rs which module needs it,\n\
         or do without it.",
    );
}

#[test]
fn the_generator_does_not_know_how_the_parser_reads() {
    let knows = |source: &Source| -> Vec<String> {
        let paths = source.paths();
        let told = paths.iter().filter(|named| {
            named.segments.iter().any(|segment| SECRET_FROM_GENERATE.contains(&segment.as_str()))
        });
        told.map(|named| format!("{}:{}: {}", source.path, named.line, named.segments.join("::"))).collect()
    };
    let sources = sources(common::root());
    let found: Vec<String> =
        sources.iter().filter(|source| source.top() == "generate").flat_map(knows).collect();
    assert_none(
        &found,
        "Sample plans written from the parser's own cue tables would prove nothing about the parser. The generator\n\
         words its plans by itself.",
    );
}

#[test]
fn the_check_sees_what_it_is_to_see() {
    let wrong = |path: &str, text: &str| wrong_edges(&read(text, path));
    assert_eq!(wrong("src/parse/x.rs", "use crate::search::Query;"), ["src/parse/x.rs:1: parse → search"]);
    assert_eq!(
        wrong("src/model/plan.rs", "\nuse crate::{model::Span, parse::{self, a::b}};").len(),
        2,
        "groups are resolved"
    );
    assert_eq!(wrong("src/parse/mod.rs", "fn f() { super::ingest::run() }").len(), 1);
    assert_eq!(wrong("src/parse/x.rs", "use super::super::ask::Answer;").len(), 1);
    assert_eq!(wrong("src/parse/x.rs", "mod y { use super::super::super::ask::A; }").len(), 1);
    assert_eq!(wrong("src/parse/x.rs", "fn f() -> crate::Result<()> { todo }").len(), 1);
    let fine = "use super::ask::A; use crate::knowledge::B; // crate::ask\n/* crate::ask /* */ */ const C: &str = \
                \"crate::ask\"; const D: &str = r#\"\" crate::ask\"#; pub(super) fn f<'a>(c: &'a u8) { '\"'; self.ask }\n\
                #[cfg(test)] mod tests { use crate::ask::A; }";
    assert_eq!(wrong("src/parse/x.rs", fine), [""; 0]);
    let strayed = |path: &str, text: &str| strayed_libraries(&read(text, path)).len();
    assert_eq!(strayed("src/ask/mod.rs", "use tantivy::Index; fn f(x: ::csv::Reader) {}"), 2);
    assert_eq!(strayed("src/search/mod.rs", "use tantivy::Index;"), 0);
    assert_eq!(strayed("src/serve/api.rs", "mod csv; fn f() { csv::write() }"), 0);
    let lengths = read("fn a() -> [u8; 2] {\n{}\n}\ntrait T { fn b(); fn c() { } }", "src/x.rs").functions();
    let lengths: Vec<_> = lengths.iter().map(|function| (function.name.as_str(), function.lines)).collect();
    assert_eq!(lengths, [("a", 3), ("c", 1)]);
}

#[test]
fn every_module_says_what_it_turns_into_what() {
    let silent = |source: &Source| {
        let text = std::fs::read_to_string(common::root().join(&source.path)).unwrap();
        let sentence = if source.top() == "model" { "//! " } else { "//! Turns " };
        (source.module.len() == 1 && source.top() != "error" && !text.starts_with(sentence))
            .then(|| source.path.clone())
    };
    let found: Vec<String> = sources(common::root()).iter().filter_map(silent).collect();
    assert_none(&found, "Each module opens with one sentence: `//! Turns X into Y`. These do not.");
}

/// A run of string literals in Vietnamese, longer than a rule needs.
const WORD_LIST: usize = 12;

#[test]
fn words_are_data() {
    let mut found = Vec::new();
    for source in
        sources(common::root()).iter().filter(|source| !["export", "cli", "serve"].contains(&source.top()))
    {
        let lists = source.lists().into_iter().filter(|(texts, _)| {
            texts.iter().filter(|text| !text.is_ascii() && !text.contains(['\\', '(', '{'])).count()
                >= WORD_LIST
        });
        found.extend(lists.map(|(texts, line)| format!("{}:{line}: {} words", source.path, texts.len())));
    }
    assert_none(
        &found,
        "Names, cue phrases, stop words and labels that decide how a text is read are reviewed data: put these lists\n\
         into corpus/knowledge, where a reader of Vietnamese who knows no Rust can correct them.",
    );
}

/// What no template says: text that is not escaped, and what the policy of the pages forbids.
const NOT_IN_TEMPLATES: [&str; 8] =
    ["|safe", "| safe", "autoescape", "<style", " style=", "<script>", "javascript:", " on"];
/// How markup would be built outside of templates.
const NOT_IN_SERVE: [&str; 7] =
    ["Html(format!", "Html(String", "escape = \"none\"", "MarkupDisplay", "HtmlSafe", "\"<", "</"];

/// `file:line: words` for each way around the templates' escaping.
fn unescaped(path: &str, text: &str) -> Vec<String> {
    let is_template = path.ends_with(".html");
    let banned: &[&str] = if is_template { &NOT_IN_TEMPLATES } else { &NOT_IN_SERVE };
    let of_program = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for (at, line) in of_program.lines().enumerate() {
        let comment = line.trim_start().starts_with("//");
        // ` on` begins a word too: an attribute has its sign of equality.
        let has = |words: &&&str| match **words {
            " on" => line.split(" on").skip(1).any(|rest| {
                rest.find('=')
                    .is_some_and(|end| end > 0 && rest[..end].bytes().all(|b| b.is_ascii_lowercase()))
            }),
            words => line.contains(words),
        };
        let hits = banned.iter().filter(has).filter(|_| !comment);
        found.extend(hits.map(|words| format!("{path}:{}: {words}", at + 1)));
    }
    found
}

#[test]
fn pages_escape_everything() {
    let pages = files().into_iter().filter(|file| {
        file.starts_with("src/serve")
            && ["html", "rs"].iter().any(|end| file.extension().is_some_and(|own| own == *end))
    });
    let mut found = Vec::new();
    for file in pages {
        let text = std::fs::read_to_string(common::root().join(&file)).unwrap();
        found.extend(unescaped(&file.display().to_string(), &text));
    }
    assert_none(
        &found,
        "Pages are written by templates, which escape everything; nothing marks a text as safe, and no markup is put\n\
         together in src/serve. Style and scripts are files: the policy of the pages allows nothing inline.",
    );
    for bad in ["{{ a|safe }}", "<p style=\"x\">", "<a onclick=\"x\">", "<script>x</script>"] {
        assert!(!unescaped("a.html", bad).is_empty(), "{bad}");
    }
    assert!(unescaped("a.html", "<p>only one = 1</p><script src=\"/a.js\"></script>").is_empty());
    assert!(!unescaped("a.rs", "let a = Html(format!(\"{x}\"));").is_empty());
    assert!(!unescaped("a.rs", "let a = \"<b>\".to_owned() + x;").is_empty());
    assert!(unescaped("a.rs", "fn f() -> Vec<String> { a < b }\n#[cfg(test)]\nmod t { \"<b>\" }").is_empty());
}

#[test]
fn what_people_said_is_joined_in_one_place() {
    let home = "src/ingest/library.rs";
    let reads = |source: &Source| {
        let text = std::fs::read_to_string(common::root().join(&source.path)).unwrap();
        (source.path != home && text.contains("store.load(")).then(|| source.path.clone())
    };
    let found: Vec<String> = sources(common::root()).iter().filter_map(reads).collect();
    assert_none(
        &found,
        "These read plans from the store as the machine read them, and pass over what people corrected. Use\n\
         `Library::load` of src/ingest/library.rs, which joins the two.",
    );
}

/// The files of the project: what git tracks or would track; all but build results where git is not to be had.
fn files() -> Vec<PathBuf> {
    let root = common::root();
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output();
    match listed {
        Ok(output) if output.status.success() => {
            let names = String::from_utf8(output.stdout).unwrap();
            let paths = names.split_terminator('\0').map(PathBuf::from);
            paths.filter(|path| root.join(path).exists()).collect()
        }
        _ => walk(root, Path::new("")),
    }
}

fn walk(root: &Path, folder: &Path) -> Vec<PathBuf> {
    let names =
        std::fs::read_dir(root.join(folder)).unwrap().map(|entry| folder.join(entry.unwrap().file_name()));
    let kept = names.filter(|path| ![".git", "target", "data"].iter().any(|built| path == Path::new(built)));
    kept.flat_map(|path| if root.join(&path).is_dir() { walk(root, &path) } else { vec![path] }).collect()
}

#[test]
fn the_top_level_is_in_order() {
    let tops: BTreeSet<String> =
        files().iter().map(|path| path.iter().next().unwrap().to_string_lossy().into_owned()).collect();
    let stray: Vec<String> = tops.into_iter().filter(|top| !TOP_LEVEL.contains(&top.as_str())).collect();
    assert_none(
        &stray,
        "The top level is the table of contents of the project, and these are not in it (TOP_LEVEL in\n\
         tests/architecture.rs). Put them where they belong: src, corpus, tests, scripts; or into .git/info/exclude.",
    );
}

/// The targets of `[text](target)` outside of code, with their lines.
fn links(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        fenced ^= line.trim_start().starts_with("```");
        let prose = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        let targets = prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        found.extend(targets.filter(|_| !fenced).map(|target| (target.to_owned(), at + 1)));
    }
    found
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for file in files().iter().filter(|file| file.extension().is_some_and(|extension| extension == "md")) {
        let path = common::root().join(file);
        for (target, line) in links(&std::fs::read_to_string(&path).unwrap()) {
            let place = target.split('#').next().unwrap();
            let outside = ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
            if !outside && !place.is_empty() && !path.parent().unwrap().join(place).exists() {
                broken.push(format!("{}:{line}: {target}", file.display()));
            }
        }
    }
    assert_none(
        &broken,
        "These links of our documents lead nowhere. Correct them, or write what they promise.",
    );
    assert_eq!(links("[a](b) `[c](d)` [e](f \"g\")\n```\n[h](i)\n```").len(), 2);
}

/// The fewest questions that ARCHITECTURE.md answers.
const QUESTIONS: usize = 20;

/// The rows of the table "Where does a … come from?": question, file, names in it.
fn answers(page: &str) -> Vec<(String, String, Vec<String>)> {
    let section = page.split("\n## ").find(|section| section.starts_with("Where does a")).unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| ") && line.contains("]("));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let file = links(cells[1]).first().map(|(file, _)| file.clone()).unwrap_or_default();
        let names = cells[2].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        (cells[0].to_owned(), file, names)
    })
    .collect()
}

#[test]
fn where_things_come_from_is_true() {
    let page = std::fs::read_to_string(common::root().join("ARCHITECTURE.md")).unwrap();
    let sources = sources(common::root());
    let answers = answers(&page);
    assert!(
        answers.len() >= QUESTIONS,
        "ARCHITECTURE.md answers {} questions, not {QUESTIONS}",
        answers.len()
    );
    let mut wrong = Vec::new();
    for (question, file, names) in &answers {
        let source = sources.iter().find(|source| source.path == *file);
        let defined = |name: &String| {
            source.is_some_and(|s| name.split("::").all(|part| s.defines_or_implements(part)))
        };
        if names.is_empty() || !names.iter().all(defined) {
            wrong.push(format!("{question}: {file} does not define {}", names.join(", ")));
        }
    }
    assert_none(
        &wrong,
        "The table \"Where does a … come from?\" of ARCHITECTURE.md sends a newcomer to these places in vain. Each row\n\
         is: question | [src/file.rs](src/file.rs) | `function` or `Type::method` defined there. Correct the row.",
    );
}

#[test]
fn every_code_is_explained() {
    let page = std::fs::read_to_string(common::root().join("ARCHITECTURE.md")).unwrap();
    let mut silent = Vec::new();
    let homes = ["src/model/diagnostic.rs", "src/extract/refusal.rs"];
    for source in sources(common::root()).iter().filter(|source| homes.contains(&source.path.as_str())) {
        assert!(source.codes().count() > 1, "{}: no codes found", source.path);
        let untold = source.codes().filter(|code| !page.contains(&format!("| `{code}` |")));
        silent.extend(untold.map(str::to_owned));
    }
    assert_none(&silent, "An analyst meets these codes; give each a row in \"Codes\" of ARCHITECTURE.md.");
}

/// A code is reserved as long as no rule of the program tells it, and no longer.
#[test]
fn reserved_codes_are_those_that_nothing_tells() {
    let page = std::fs::read_to_string(common::root().join("ARCHITECTURE.md")).unwrap();
    let sources = sources(common::root());
    let home = sources.iter().find(|source| source.path == "src/model/diagnostic.rs").unwrap();
    let camel = |code: &str| -> String {
        let part = |part: &str| part[..1].to_uppercase() + &part[1..];
        code.split('_').map(part).collect()
    };
    let told = |code: &str| {
        let name = format!("Code::{}", camel(code));
        let files = sources.iter().filter(|source| source.path != home.path);
        files
            .into_iter()
            .any(|source| std::fs::read_to_string(common::root().join(&source.path)).unwrap().contains(&name))
    };
    let reserved = |code: &str| {
        page.lines().any(|line| line.starts_with(&format!("| `{code}` |")) && line.contains("(*reserved*)"))
    };
    let wrong: Vec<String> =
        home.codes().filter(|code| told(code) == reserved(code)).map(str::to_owned).collect();
    assert_none(&wrong, "ARCHITECTURE.md, Codes: *reserved* marks the codes that no rule tells yet.");
}

/// Prints what `scripts/check` shows; that no function is too long is clippy's to say (`too_many_lines`).
#[test]
#[allow(clippy::print_stdout, reason = "the table is for people, and shown with --nocapture")]
fn function_lengths() {
    let sources = sources(common::root());
    let mut all: Vec<(usize, String)> = Vec::new();
    for source in &sources {
        let of = |function: source::Function| {
            (function.lines, format!("{}:{} {}", source.path, function.line, function.name))
        };
        all.extend(source.functions().into_iter().map(of));
    }
    all.sort_by(|a, b| b.cmp(a));
    let at = |percent: usize| all[(all.len() - 1) * (100 - percent) / 100].0;
    let mut table = format!("functions of src/: {}, median {} lines, p90 {}\n", all.len(), at(50), at(90));
    all.iter().take(10).for_each(|(lines, name)| table += &format!("{lines:5}  {name}\n"));
    println!("{table}");
    assert!(all.len() > 100, "the functions of src/ are not seen any more");
}
