//! Turns `corpus/knowledge/terms.csv` into lindera's dictionary while the program is built; nothing is downloaded.
//!
//! A term costs the same whatever its length, and what is no term costs more: the fewest and longest terms win. There
//! is one context, so nothing else weighs.
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

#[path = "../normalize/tone.rs"]
#[allow(dead_code, unreachable_pub, reason = "a build script takes its own part")]
mod tone;

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use lindera_dictionary::builder::DictionaryBuilder;
use lindera_dictionary::dictionary::metadata::Metadata;

const TERMS: &str = "corpus/knowledge/terms.csv";

/// Letters with their private tone marks and digits make words; all else that is no space is a word by itself.
const CHARACTERS: &str = "DEFAULT 0 1 0\nSPACE 0 1 0\nALPHA 1 1 0\n0x0020 SPACE\n0x0030..0x0039 ALPHA\n\
    0x0041..0x005A ALPHA\n0x0061..0x007A ALPHA\n0x00C0..0x024F ALPHA\n0x0300..0x036F ALPHA\n0x1EA0..0x1EFF ALPHA\n\
    0xE000..0xE004 ALPHA\n";
const UNKNOWN: &str = "DEFAULT,0,0,8000,UNK\nSPACE,0,0,0,UNK\nALPHA,0,0,8000,UNK\n";
const METADATA: &str = r#"{"name":"terms","encoding":"UTF-8","default_word_cost":1000,"default_left_context_id":0,
    "default_right_context_id":0,"default_field_value":"*","flexible_csv":false,"skip_invalid_cost_or_id":false,
    "normalize_details":false,
    "dictionary_schema":{"fields":["surface","left_context_id","right_context_id","cost","term"]},
    "user_dictionary_schema":{"fields":["surface","term"]}}"#;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={TERMS}");
    println!("cargo:rerun-if-changed=src/tokenizer/compile.rs");
    println!("cargo:rerun-if-changed=src/normalize/tone.rs");
    let out = env::var("OUT_DIR")?;
    let source = Path::new(&out).join("source");
    fs::create_dir_all(&source)?;
    let mut rows = String::new();
    let mut reader = csv::Reader::from_path(TERMS)?;
    for record in reader.records() {
        let term = record?.get(0).unwrap_or_default().to_owned();
        writeln!(rows, "{},0,0,1000,\"{term}\"", surface(&term))?;
    }
    fs::write(source.join("lex.csv"), rows)?;
    fs::write(source.join("matrix.def"), "1 1\n0 0 0\n")?;
    fs::write(source.join("char.def"), CHARACTERS)?;
    fs::write(source.join("unk.def"), UNKNOWN)?;
    fs::write(source.join("metadata.json"), METADATA)?;
    let builder = DictionaryBuilder::new(Metadata::load(METADATA.as_bytes())?);
    builder.build_dictionary(&source, &Path::new(&out).join("terms"))?;
    println!("cargo:rustc-env=LINDERA_WORKDIR={out}");
    Ok(())
}

/// The syllables of a term as search compares them, one space between.
fn surface(term: &str) -> String {
    let words = term.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| tone::tone_key(&word.to_lowercase())).collect::<Vec<_>>().join(" ")
}
