//! Whatever is done to a plan's bytes, reading it neither panics nor hangs, loses no text and keeps every span valid.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::time::{Duration, Instant};

use common::Random;
use doichieu::extract::extract;
use doichieu::knowledge::Knowledge;
use doichieu::model::{Code, Document, Plan, Span};
use doichieu::parse::parse;
use unicode_normalization::UnicodeNormalization;

/// No input of this size may take longer; a plan takes a hundredth of it.
const PATIENCE: Duration = Duration::from_secs(5);

fn plans() -> Vec<Vec<u8>> {
    let mut folders = vec![common::root().join("tests/fixtures")];
    folders.extend(common::shared("plans"));
    let files =
        folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
    let mut paths: Vec<_> =
        files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn mutate(plans: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = plans[random.below(plans.len())].clone();
    match random.below(8) {
        0 => flip(&mut bytes, random),
        1 => bytes.truncate(random.below(bytes.len())),
        2 => {
            let start = random.below(bytes.len());
            bytes.drain(..start);
        }
        3 => splice(&mut bytes, &plans[random.below(plans.len())], random),
        4 => bytes = text(&bytes).nfd().collect::<String>().into_bytes(),
        5 => bytes = text(&bytes).replace('\n', "\r\n").into_bytes(),
        6 => bytes = text(&bytes).replace('\n', " ").into_bytes(),
        _ => scramble(&mut bytes, random),
    }
    bytes
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn flip(bytes: &mut [u8], random: &mut Random) {
    for _ in 0..1 + random.below(20) {
        let at = random.below(bytes.len());
        bytes[at] ^= 1 << random.below(8);
    }
}

fn splice(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let (from, at) = (random.below(other.len()), random.below(bytes.len()));
    let piece = other[from..(from + random.below(4_000)).min(other.len())].to_vec();
    bytes.splice(at..at, piece);
}

/// Signs and marks that mean something to a reader, strewn in at random.
fn scramble(bytes: &mut Vec<u8>, random: &mut Random) {
    const SALT: [&str; 16] = [
        "\u{301}",
        "\u{200B}",
        "\u{AD}",
        "\u{FEFF}",
        "(",
        ")",
        "[bookmark: x]",
        "**",
        "\n- ",
        "\nII. ",
        "\n1.1. ",
        "; ",
        "các ",
        "Giao ",
        "\u{323}\u{302}",
        "\0",
    ];
    let mut text = text(bytes);
    for _ in 0..1 + random.below(30) {
        let mut at = random.below(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.insert_str(at, SALT[random.below(SALT.len())]);
    }
    *bytes = text.into_bytes();
}

#[test]
fn five_thousand_mutated_plans_are_read_whole() {
    read_mutated(0..5_000);
}

#[test]
#[ignore = "heavy: minutes of mutated plans, run by scripts/test"]
fn heavy_thirty_thousand_more_mutated_plans_are_read_whole() {
    read_mutated(5_000..35_000);
}

/// Reads one mutated plan for each seed, on all processors.
fn read_mutated(seeds: std::ops::Range<u64>) {
    let knowledge = Knowledge::embedded().unwrap();
    let plans = plans();
    assert!(!plans.is_empty(), "no plan to mutate: tests/fixtures holds none");
    let workers = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (knowledge, plans, seeds) = (&knowledge, &plans, seeds.clone());
            scope.spawn(move || {
                for seed in seeds.filter(|seed| seed % workers == worker) {
                    let bytes = mutate(plans, &mut Random(seed));
                    check(&bytes, knowledge, seed);
                }
            });
        }
    });
}

/// What the rules look for, to be repeated without end.
const PIECES: [&str; 25] = [
    "Giao các sở, ban, ngành của các sở, ban, ngành thuộc ",
    "Giám đốc Thủ trưởng đồng chí ",
    "phối hợp với Công an tỉnh Sơn La, ",
    "căn cứ Kế hoạch, ",
    "trước ngày 1/1/2026 (",
    "Luật Bảo vệ ",
    "Quyết định số 1/QĐ-UBND ngày 1/1/2026 ",
    "(sau đây gọi tắt là ",
    "- + a) 1. II. ",
    "- ",
    "-",
    "1.1.1.1. ",
    "Điều 1. Khoản 2. Điểm a) ",
    "Trên cơ sở đề xuất của Sở Y tế, Sở Nội vụ, ",
    "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ, ",
    "Ủy ban công tác về các tổ chức ",
    "Người đứng đầu cơ quan của ",
    "Cơ quan chủ trì: Sở Y tế; Thời gian: Quý II; ",
    "PHỤ LỤC\tKẾ HOẠCH\t",
    "Nơi nhận: Như trên; Lưu: VT. TM. ỦY BAN NHÂN DÂN ",
    "**[bookmark: _GoBack]*",
    "năm 2026 và các năm tiếp theo, hằng năm trước ngày ",
    "Phòng Tổ chức - Hành chính - Quản trị - ",
    "Sở: Nội vụ, Tài chính, Tư pháp và ",
    "do Sở Xây dựng chủ trì và Sở Y tế phối hợp thực hiện; ",
];

/// A hundred texts without end must each cost time in proportion to their length.
#[test]
fn an_endless_text_is_read_in_time() {
    let knowledge = Knowledge::embedded().unwrap();
    for piece in PIECES {
        let numbered = |at: usize| format!("{} {piece}\n", ["I.", "1.", "a)", "-", "+"][at % 5]);
        check(piece.repeat(20_000).as_bytes(), &knowledge, 0);
        check(format!("{piece}\n").repeat(5_000).as_bytes(), &knowledge, 0);
        check((0..5_000).map(numbered).collect::<String>().as_bytes(), &knowledge, 0);
        check(format!("1. {}\n- x\n", piece.repeat(50)).repeat(200).as_bytes(), &knowledge, 0);
    }
}

fn check(bytes: &[u8], knowledge: &Knowledge, seed: u64) {
    // A refusal is an answer too.
    let Ok(document) = extract("plan.txt", bytes) else { return };
    let begun = Instant::now();
    let plan = parse(&document, knowledge);
    assert!(begun.elapsed() < PATIENCE, "seed {seed}: {} bytes took {:?}", bytes.len(), begun.elapsed());
    assert_spans(&document, &plan, seed);
    assert_whole(&document, &plan, seed);
}

/// Every span lies in the text, on character boundaries; every path is that of a provision or of a part.
fn assert_spans(document: &Document, plan: &Plan, seed: u64) {
    let valid = |span: Span| document.text.get(span.start..span.end).is_some();
    for assignment in &plan.assignments {
        assert!(
            valid(assignment.quote) && !assignment.quote.is_empty(),
            "seed {seed}: quote of {assignment:?}"
        );
        assert!(assignment.role_quote.is_none_or(valid), "seed {seed}: role quote of {assignment:?}");
        assert!(assignment.scope.iter().copied().all(valid), "seed {seed}: scope of {assignment:?}");
        assert!(
            assignment.deadline.as_ref().is_none_or(|d| valid(d.span)),
            "seed {seed}: deadline of {assignment:?}"
        );
        assert!(!assignment.agency.trim().is_empty(), "seed {seed}: a body without a name");
    }
    let places: std::collections::BTreeSet<&str> =
        plan.outline.provisions.iter().map(|p| p.path.as_str()).collect();
    assert_eq!(places.len(), plan.outline.provisions.len(), "seed {seed}: a path comes twice");
    for citation in &plan.citations {
        let part = plan.parts.iter().any(|part| part.path == citation.path);
        assert!(
            valid(citation.span) && (part || places.contains(citation.path.as_str())),
            "seed {seed}: {citation:?}"
        );
    }
    assert!(plan.definitions.iter().all(|definition| valid(definition.span)), "seed {seed}: definitions");
}

/// Every character that is not white space lies in exactly one part, provision or piece of residue.
fn assert_whole(document: &Document, plan: &Plan, seed: u64) {
    let residue = plan.diagnostics.iter().filter(|d| d.code == Code::Residue).filter_map(|d| d.span);
    let parts = plan.parts.iter().flat_map(|part| part.spans.iter().copied());
    let provisions = plan.outline.provisions.iter().flat_map(|provision| provision.spans.iter().copied());
    let mut spans: Vec<Span> = residue.chain(parts).chain(provisions).collect();
    spans.sort();
    let mut at = 0;
    for span in spans {
        assert!(
            span.start >= at,
            "seed {seed}: {:?} is claimed twice",
            &document.text[span.start..at.min(span.end)]
        );
        let skipped = &document.text[at..span.start];
        assert!(skipped.trim().is_empty(), "seed {seed}: lost {skipped:?}");
        at = span.end;
    }
    assert!(document.text[at..].trim().is_empty(), "seed {seed}: lost {:?}", &document.text[at..]);
}
