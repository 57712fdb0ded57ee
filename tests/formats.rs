//! Files as offices send them: scans, pictures, papers that must not be read, and what is told where a program is missing.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;
mod printed;

use std::ffi::OsStr;
use std::path::Path;

use doichieu::export::plan_json;
use doichieu::extract::{Extractor, RefusalCode, Tools, extract};
use doichieu::knowledge::Knowledge;
use doichieu::model::{Code, Document, Plan};
use doichieu::normalize::composed;
use doichieu::parse::parse;
use printed::{Style, f1, packed, pdf, scan, word};

fn isolated(tools: Tools) -> Extractor {
    Extractor::isolated(Path::new(env!("CARGO_BIN_EXE_doichieu")), tools)
}

fn none() -> Tools {
    Tools::in_folders(OsStr::new(""))
}

/// Paths with their first words, and assignments with their deadlines, one line each; in lower case and without the
/// signs that recognition often loses.
fn facts(document: &Document, plan: &Plan) -> [Vec<String>; 2] {
    let reading = serde_json::to_value(plan_json(document, plan)).unwrap();
    let list = |key: &str| reading[key].as_array().unwrap().iter();
    let outline = list("outline").map(|row| format!("{}", row["path"]));
    let assignments = list("assignments").map(|row| {
        let [task, body, role] = ["task", "agency", "role"].map(|key| &row[key]);
        let [kind, start, due] = ["kind", "start", "due"].map(|key| &row["deadline"][key]);
        format!("{task} {body} {role} {kind} {start} {due}")
    });
    [outline.collect(), assignments.collect()]
}

const PLAN: &str = "ỦY BAN NHÂN DÂN TỈNH SƠN LA
Số: 118/KH-UBND
Sơn La, ngày 12 tháng 3 năm 2026
KẾ HOẠCH
Triển khai thi hành Luật Bảo vệ bí mật nhà nước trên địa bàn tỉnh
I. MỤC ĐÍCH, YÊU CẦU
1. Bảo đảm việc triển khai thi hành Luật kịp thời, thống nhất, hiệu quả trên địa bàn tỉnh.
2. Xác định rõ trách nhiệm của các cơ quan, đơn vị trong việc tổ chức thực hiện.
II. NHIỆM VỤ
1. Tổ chức hội nghị quán triệt Luật
a) Sở Nội vụ chủ trì, phối hợp với Công an tỉnh tổ chức hội nghị trước ngày 30/6/2026.
b) Sở Tài chính bố trí kinh phí theo quy định của pháp luật về ngân sách nhà nước.
2. Rà soát văn bản
- Sở Tư pháp chủ trì rà soát các văn bản quy phạm pháp luật trong quý III/2026.
III. TỔ CHỨC THỰC HIỆN
1. Giao Công an tỉnh theo dõi, đôn đốc việc thực hiện Kế hoạch này.
";

/// A scan laid down aslant is read as the text it was printed from; what rests on words that were hard to read says so.
#[test]
fn a_scan_is_read_and_told() {
    if !common::all([common::tool("soffice"), common::tool("pdftoppm"), common::tool("tesseract")]) {
        return;
    }
    let knowledge = Knowledge::embedded().unwrap();
    let scanned = scan(&pdf(&[("a".to_owned(), word(PLAN, Style::Office))]).remove(0), 0.012);
    let refusal = isolated(none()).extract("a.pdf", &scanned).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::NeedsTool);
    assert!(refusal.message_vi.contains("tesseract-ocr tesseract-ocr-vie"), "{}", refusal.message_vi);
    let document = isolated(Tools::on_path()).extract("a.pdf", &scanned).unwrap();
    let told = document.diagnostics.iter().find(|told| told.code == Code::OcrUncertain).unwrap();
    assert!(told.message.starts_with("Đọc từ bản quét (1 trang), độ tin cậy trung bình"), "{}", told.message);
    let plan = parse(&document, &knowledge);
    let text = extract("a.txt", composed(PLAN).as_bytes()).unwrap();
    let (expected, found) = (facts(&text, &parse(&text, &knowledge)), facts(&document, &plan));
    let [outline, assignments] = [0, 1].map(|at| f1(&expected[at], &found[at]));
    println!("outline {outline:.3}, assignments {assignments:.3}\n{}", document.text);
    assert!(outline >= 0.9 && assignments >= 0.85, "{expected:#?}\n{found:#?}");
    // Were recognition less sure of a quoted word, its assignment would say so, and no other.
    let quote = plan.assignments[0].quote;
    let doubtful = vec![doichieu::model::Doubtful { span: quote, confidence: 41 }];
    let doubted = parse(&Document { doubtful, ..document.clone() }, &knowledge);
    let reading = serde_json::to_value(plan_json(&document, &doubted)).unwrap();
    let rows = reading["assignments"].as_array().unwrap();
    assert_eq!(rows[0]["scan_note"], "đọc từ bản quét, độ tin cậy 41 %");
    let others = doubted.assignments.iter().filter(|given| !given.quote.overlaps(quote));
    assert!(others.into_iter().all(|given| doubted.confidence(given).is_none()));
}

/// A photograph of a page goes the way of scans: laid down aslant, it is read all the same.
#[test]
fn a_picture_laid_down_aslant_is_read() {
    if !common::all([common::tool("soffice"), common::tool("pdftoppm"), common::tool("tesseract")]) {
        return;
    }
    let knowledge = Knowledge::embedded().unwrap();
    let text = extract("a.txt", composed(PLAN).as_bytes()).unwrap();
    let expected = facts(&text, &parse(&text, &knowledge));
    let scanned = scan(&pdf(&[("a".to_owned(), word(PLAN, Style::Office))]).remove(0), -0.02);
    for kind in ["png", "jpg"] {
        let picture = printed::picture(&scanned, kind);
        let document = isolated(Tools::on_path()).extract("a", &picture).unwrap();
        assert_eq!(document.format, doichieu::model::Format::Image);
        let found = facts(&document, &parse(&document, &knowledge));
        let [outline, assignments] = [0, 1].map(|at| f1(&expected[at], &found[at]));
        assert!(outline >= 0.9 && assignments >= 0.85, "{kind}: {expected:#?}\n{found:#?}");
    }
}

/// Without any program beside, each file that needs one names it, and the packages that bring it.
#[test]
fn what_is_missing_is_named() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0";
    let files: [(&[u8], &str); 4] = [
        (br"{\rtf1 a}", "libreoffice-writer"),
        (png, "tesseract-ocr tesseract-ocr-vie"),
        (b"\xFF\xD8\xFF\xE0", "tesseract-ocr tesseract-ocr-vie"),
        (b"II*\0", "tesseract-ocr tesseract-ocr-vie"),
    ];
    for (bytes, package) in files {
        let refusal = isolated(none()).extract("a", bytes).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::NeedsTool);
        assert!(refusal.message_vi.contains(package) && refusal.message_en.contains(package), "{refusal}");
    }
    let Some(folder) = common::shared("documents") else { return };
    for name in ["qn-qd-47-qua-tet.pdf", "lc-qd-1050-kiemtra-vlncn.pdf"] {
        let refusal = isolated(none()).extract(name, &std::fs::read(folder.join(name)).unwrap()).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::NeedsTool, "{name}");
        assert!(refusal.message_vi.contains("tesseract-ocr-vie"), "{name}");
    }
    let luat = std::fs::read(folder.join("ld-ttr-snv-kh-kiemtra-cchc.pdf")).unwrap();
    assert!(isolated(none()).extract("a.pdf", &luat).is_ok());
}

/// A secrecy mark that stands only in the head of every page of a Word file.
#[test]
fn a_secrecy_mark_in_the_page_header_is_one() {
    let knowledge = Knowledge::embedded().unwrap();
    let marked = |mark: &str| {
        let document = extract("a.docx", &printed::word_with_header(PLAN, mark)).unwrap();
        parse(&document, &knowledge).diagnostics.iter().any(|told| told.code == Code::SecrecyMark)
    };
    assert!(marked("TỐI MẬT") && marked("MẬT"));
    assert!(!marked("Kế hoạch 118/KH-UBND") && !marked("Bảo vệ bí mật nhà nước"));
}

/// One file of each kind, and what its row has to say where no optional program is there: status, and package.
fn one_of_each() -> Vec<(&'static str, Vec<u8>, &'static str, &'static str)> {
    let mimetype = "application/vnd.oasis.opendocument.text";
    let paragraphs = PLAN.replace('\n', "</text:p><text:p>");
    let content = format!(
        "<office:document-content><office:body><office:text><text:p>{paragraphs}</text:p></office:text></office:body></office:document-content>"
    );
    let odt = packed(&[("mimetype", mimetype.as_bytes()), ("content.xml", content.as_bytes())]);
    let page = format!("<html><body><p>{}</body></html>", PLAN.replace('\n', "<p>"));
    let mail = "From: a@b.vn\r\nTo: c@d.vn\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; \
        name=c.rtf\r\nContent-Disposition: attachment\r\n\r\n{\\rtf1 c}\r\n--b--\r\n"
        .into();
    let scans = "tesseract-ocr tesseract-ocr-vie";
    let mut all = vec![
        ("a.txt", PLAN.as_bytes().to_vec(), "read", ""),
        ("a.docx", word(&PLAN.replace("118", "119"), Style::Office), "read", ""),
        ("a.html", page.replace("118", "120").into_bytes(), "read", ""),
        ("a.odt", odt, "read", ""),
        ("a.rtf", br"{\rtf1 a}".to_vec(), "refused", "libreoffice-writer-nogui"),
        ("scan.pdf", printed::pictures(&[(1_654, 2_339, vec![255; 1_654 * 2_339])]), "refused", scans),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "refused", scans),
        ("a.jpg", b"\xFF\xD8\xFF\xE0".to_vec(), "refused", scans),
        ("a.tif", b"II*\0".to_vec(), "refused", scans),
        ("a.eml", mail, "archive", ""),
        ("a.zip", packed(&[("b.rtf", br"{\rtf1 b}")]), "archive", ""),
    ];
    if let Some(folder) = common::shared("documents") {
        let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
        all.push(("a.doc", read("ld-kh-ma-tuy-2026-t2.doc"), "degraded", "libreoffice-writer-nogui"));
        all.push(("a.pdf", read("ld-ttr-snv-kh-kiemtra-cchc.pdf"), "read", ""));
    }
    all
}

/// With nothing on the PATH, the program reads what it can, and says of each other file which package is missing.
#[test]
fn without_optional_programs_each_file_names_its_package() {
    let work = tempfile::tempdir().unwrap();
    let papers = work.path().join("in");
    std::fs::create_dir(&papers).unwrap();
    let files = one_of_each();
    files.iter().for_each(|(name, bytes, ..)| std::fs::write(papers.join(name), bytes).unwrap());
    let run = |arguments: &[&std::ffi::OsStr]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_doichieu"));
        command.current_dir(work.path()).env_clear().env("PATH", "").args(arguments);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, report) = run(&["index".as_ref(), "--json".as_ref(), papers.as_ref()]);
    assert_eq!(code, Some(0), "{report}");
    let rows: Vec<serde_json::Value> = report.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    let row = |name: &str| rows.iter().find(|row| row["file"].as_str().unwrap().ends_with(name)).unwrap();
    for (name, _, status, package) in &files {
        let row = row(&format!("in/{name}"));
        assert_eq!(row["status"], *status, "{row}");
        let said = |key: &str| row[key].as_str().unwrap_or_default().contains(package);
        assert!(said("reason_vi") && said("reason_en"), "{row}");
        assert_eq!(row["code"] == "needs_tool", *status == "refused", "{row}");
    }
    assert_eq!(row("b.rtf")["code"], "needs_tool", "a file in an archive says so too");
    let (code, answer) = run(&["ask".as_ref(), "Sơn La giao ai rà soát văn bản?".as_ref()]);
    assert!(code == Some(0) && answer.contains("Sở Tư pháp"), "{answer}");
    let (_, doctor) = run(&["doctor".as_ref()]);
    for package in ["libreoffice-writer-nogui", "tesseract-ocr tesseract-ocr-vie", "poppler-utils"] {
        assert!(doctor.contains(package), "{doctor}");
    }
}

/// A draft and what was signed are one paper: an answer counts it once, and says what it left out.
#[test]
fn copies_of_a_paper_count_once_in_an_answer() {
    let work = tempfile::tempdir().unwrap();
    let draft = PLAN.replace("Số: 118/KH-UBND", "Số:      /KH-UBND");
    std::fs::create_dir(work.path().join("in")).unwrap();
    std::fs::write(work.path().join("in/a.txt"), PLAN).unwrap();
    std::fs::write(work.path().join("in/b.docx"), word(&draft, Style::Office)).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_doichieu"));
        let output = command.current_dir(work.path()).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["index", "in"]);
    let answer = run(&["ask", "Sơn La giao ai rà soát văn bản?"]);
    let rows = answer.lines().filter(|line| line.contains("· II.2/-1 ·")).count();
    assert_eq!(rows, 1, "{answer}");
    assert!(answer.contains("a.txt") && answer.contains("1 bản sao gần trùng"), "{answer}");
}
