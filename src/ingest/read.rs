//! Turns one file into a plan, or into the reason why not.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::near::sketch;
use crate::extract::{Extractor, MAX_BYTES, Refusal, RefusalCode, sha256};
use crate::knowledge::Knowledge;
use crate::model::{Code, Diagnostic, Document, Plan};
use crate::parse::{parse, plan_id};
use crate::store::{FileOutcome, FileStamp, Names, Place, PlanEntry, StoredPlan};

/// The bytes of a file, or what the system said instead.
pub(super) struct Bytes {
    pub(super) stamp: FileStamp,
    pub(super) bytes: Result<Vec<u8>, FileOutcome>,
}

/// Size and time of a file; the hash stays empty. Nothing at all where the system does not tell.
pub(super) fn stamp(path: &Path) -> FileStamp {
    let Ok(meta) = std::fs::metadata(path) else { return FileStamp::default() };
    let modified = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified = modified.and_then(|time| u64::try_from(time.as_nanos()).ok()).unwrap_or(0);
    FileStamp { size: meta.len(), modified, sha256: String::new() }
}

pub(super) fn bytes(path: &Path) -> Bytes {
    let mut stamp = stamp(path);
    if stamp.size > MAX_BYTES as u64 {
        let size = usize::try_from(stamp.size).unwrap_or(usize::MAX);
        return Bytes { stamp, bytes: Err(refused(Refusal::too_large(size, MAX_BYTES))) };
    }
    match whole(path) {
        Ok(bytes) if bytes.len() > MAX_BYTES => {
            Bytes { stamp, bytes: Err(refused(Refusal::too_large(bytes.len(), MAX_BYTES))) }
        }
        Ok(bytes) => {
            stamp.sha256 = sha256(&bytes);
            Bytes { stamp, bytes: Ok(bytes) }
        }
        Err(error) => {
            Bytes { stamp, bytes: Err(FileOutcome::Failed(format!("Không mở được tệp: {error}."))) }
        }
    }
}

/// All bytes of a file, or one more than are read. A pipe or a device, which would never end, is none.
fn whole(path: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "không phải tệp thường"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file that was read.
pub(super) enum Reading {
    /// A plan: its entry still without place and facts, and what is stored of it.
    Plan(Box<PlanEntry>, Box<StoredPlan>),
    /// No plan.
    No(FileOutcome),
}

pub(super) fn read(path: &Path, bytes: &[u8], knowledge: &Knowledge, extractor: &Extractor) -> Reading {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let document = match extractor.extract(&file, bytes) {
        Ok(document) => document,
        Err(refusal) => return Reading::No(refused(refusal)),
    };
    let plan = parse(&document, knowledge);
    let told = |code| plan.diagnostics.iter().any(|diagnostic| diagnostic.code == code);
    if told(Code::SecrecyMark) {
        return Reading::No(secret());
    }
    if told(Code::NotAPlan) {
        return Reading::No(not_a_plan());
    }
    let entry = entry(&document, &plan, knowledge);
    let stored = StoredPlan { format: document.format, plan, text: document.text };
    Reading::Plan(Box::new(entry), Box::new(stored))
}

pub(super) fn refused(refusal: Refusal) -> FileOutcome {
    // Another try may go better: the machine was busy, or short of memory.
    if matches!(refusal.code, RefusalCode::Crashed | RefusalCode::TimedOut) {
        return FileOutcome::Failed(refusal.message_vi);
    }
    FileOutcome::Refused {
        code: refusal.code.name().to_owned(),
        vi: refusal.message_vi,
        en: refusal.message_en,
    }
}

/// Nothing is kept of a paper with a secrecy mark but its name and hash (Law 117/2025/QH15, Điều 5).
fn secret() -> FileOutcome {
    FileOutcome::Refused {
        code: Code::SecrecyMark.name().to_owned(),
        vi: "Văn bản mang dấu độ mật: không được xử lý ở đây, không lưu nội dung. Đưa tệp ra khỏi thư mục này."
            .to_owned(),
        en: "the paper bears a secrecy mark: it may not be processed here and nothing of it is kept; take the file out of this folder".to_owned(),
    }
}

fn not_a_plan() -> FileOutcome {
    FileOutcome::Refused {
        code: Code::NotAPlan.name().to_owned(),
        vi: "Không thấy tên loại, số ký hiệu hay cơ quan ban hành: không phải văn bản hành chính, nên không đưa vào chỉ mục."
            .to_owned(),
        en: "no kind, number or issuing body is printed: this is no administrative paper, and it is not indexed".to_owned(),
    }
}

fn entry(document: &Document, plan: &Plan, knowledge: &Knowledge) -> PlanEntry {
    let header = &plan.header;
    let id = plan_id(header, &document.file, knowledge);
    let province = header.province.as_deref().and_then(|name| knowledge.province_named(name));
    let symbol = header.symbol.as_ref();
    let damaged = |told: &&Diagnostic| {
        matches!(told.code, Code::EncodingDamaged | Code::ReadInPart | Code::OcrUncertain)
    };
    let damaged = plan.diagnostics.iter().find(damaged);
    PlanEntry {
        base_id: id.clone(),
        id,
        file: document.file.clone(),
        province: province.map(|province| province.code.clone()),
        level: header.level,
        year: header.date.as_ref().and_then(|date| date.from.get(..4)?.parse().ok()),
        kind: header.kind.clone(),
        number: symbol.map(|symbol| format!("{}/{symbol}", header.number.as_deref().unwrap_or("…"))),
        subject: header.subject.clone(),
        provisions: count(plan.outline.provisions.len()),
        characters: count(document.text.chars().filter(|c| !c.is_whitespace()).count()),
        diagnostics: count(plan.diagnostics.len()),
        facts: Vec::new(),
        degraded: damaged.map(|diagnostic| diagnostic.message.clone()),
        sample: header.sample,
        sketch: sketch(&document.text),
        copies: Vec::new(),
        place: Place::default(),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Fills in what only the writer of the store knows.
pub(super) fn placed(mut entry: PlanEntry, plan: &Plan, place: Place, names: &mut Names) -> FileOutcome {
    entry.facts = names.facts(plan);
    entry.place = place;
    FileOutcome::Plan(Box::new(entry))
}
