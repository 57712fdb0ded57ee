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
use printed::{Style, f1, pdf, scan, word};

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
    for tool in [common::tool("soffice"), common::tool("pdftoppm"), common::tool("tesseract")] {
        if tool.is_none() {
            return;
        }
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
