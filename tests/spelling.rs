//! Sixty pairs of spellings: either side finds the same plans.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod indexed;

use std::fs;

use indexed::Indexed;
use unicode_normalization::UnicodeNormalization;

/// Plans that print each thing in one of its spellings.
const PLANS: [(&str, &str); 4] = [
    (
        "moi.txt",
        "Căn cứ Quyết định số 452/QĐ-TTg ngày 17/3/2026 của Thủ tướng Chính phủ và Luật số 117/2025/QH15;\n\n\
         I. NHIỆM VỤ\n1. Giao Sở Khoa học và Công nghệ chủ trì tập huấn bảo vệ bí mật nhà nước, hòa giải ở cơ sở.\n\
         2. Ủy ban nhân dân các xã rà soát, lập danh mục; thủy lợi, hóa chất, khoẻ mạnh, tuỳ theo điều kiện.\n\
         3. Hội đồng nhân dân giám sát; đại biểu Quốc hội tham gia; quý III/2026 báo cáo kết quả.\n",
    ),
    (
        "cu.txt",
        "Thực hiện Quyết định 452 / QÐ-TTg và Luật 117/2025/QH15\n\n\
         I. NHIỆM VỤ\n1. Giao Sở KH&CN chủ trì tập huấn bảo vệ BMNN, hoà giải ở cơ sở.\n\
         2. Uỷ ban nhân dân các xã rà soát, lập danh mục; thuỷ lợi, hoá chất, khỏe mạnh, tùy theo điều kiện.\n\
         3. HĐND giám sát; ĐBQH tham gia; quý III/2026 báo cáo kết quả.\n",
    ),
    (
        "tat.txt",
        "Thực hiện Quyết định số 452/QĐ-TTg\n\nI. NHIỆM VỤ\n1. Sở KHCN phối hợp tập huấn BMNN.\n\
         2. UBND các xã rà soát danh mục.\n",
    ),
    ("khac.txt", "I. NHIỆM VỤ\n1. Sở Y tế khám bệnh cho người dân.\n2. Trồng cây xanh quanh trường học.\n"),
];

/// What stands over the first three.
const HEAD: &str = "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\n\nSố: 1/KH-UBND\nSơn La, ngày 02 tháng 4 năm 2026\n\nKẾ HOẠCH\nTriển khai\n\n";

/// Two spellings that mean the same, and the files that hold it.
const PAIRS: [(&str, &str); 46] = [
    ("KH & CN", "KH&CN"),
    ("Sở KH &CN", "Sở KH&CN"),
    ("\"Sở KH & CN\"", "\"Sở Khoa học và Công nghệ\""),
    ("kh & cn", "Khoa học và Công nghệ"),
    ("hòa giải", "hoà giải"),
    ("ủy ban nhân dân", "uỷ ban nhân dân"),
    ("thủy lợi", "thuỷ lợi"),
    ("hóa chất", "hoá chất"),
    ("khoẻ mạnh", "khỏe mạnh"),
    ("tuỳ theo", "tùy theo"),
    ("HÒA GIẢI", "hoà giải"),
    ("BMNN", "bí mật nhà nước"),
    ("bmnn", "Bí mật Nhà nước"),
    ("bảo vệ BMNN", "bảo vệ bí mật nhà nước"),
    ("KH&CN", "Khoa học và Công nghệ"),
    ("KHCN", "Khoa học và Công nghệ"),
    ("KH-CN", "Khoa học và Công nghệ"),
    ("kh&cn", "KHCN"),
    ("khcn", "KH-CN"),
    ("Sở KH&CN", "Sở Khoa học và Công nghệ"),
    ("Sở KHCN", "sở kh&cn"),
    ("Sở KH-CN", "sở khoa học và công nghệ"),
    ("\"Sở KH&CN\"", "\"Sở Khoa học và Công nghệ\""),
    ("so khcn", "so khoa hoc va cong nghe"),
    ("so khcn", "Sở KH&CN"),
    ("UBND", "Ủy ban nhân dân"),
    ("ubnd", "uỷ ban nhân dân"),
    ("ubnd", "uy ban nhan dan"),
    ("UBND các xã", "Ủy ban nhân dân các xã"),
    ("HĐND", "Hội đồng nhân dân"),
    ("HĐND giám sát", "hội đồng nhân dân giám sát"),
    ("ĐBQH", "đại biểu Quốc hội"),
    ("ĐBQH", "dai bieu quoc hoi"),
    ("452/QĐ-TTg", "452 / QĐ-TTg"),
    ("452/QĐ-TTg", "452/QÐ-TTg"),
    ("452/QĐ-TTg", "452/qd-ttg"),
    ("452 /QĐ-TTg", "452/ QÐ-TTg"),
    ("so:452/QĐ-TTg", "so:452/qd-ttg"),
    ("so:452/QĐ-TTg", "số:452/QÐ-TTg"),
    ("so:452", "so:452/QĐ-TTg"),
    ("so:117/2025/QH15", "so:117/2025/qh15"),
    ("hoa giai", "hòa giải"),
    ("bi mat nha nuoc", "bí mật nhà nước"),
    ("quý III/2026", "qúy III/2026"),
    ("“bí mật nhà nước”", "\"bí mật nhà nước\""),
    ("rà\u{a0}soát danh\u{200b} mục", "rà soát danh mục"),
];

/// Each of these is searched as composed and as decomposed text.
const DECOMPOSED: [&str; 18] = [
    "hòa giải",
    "hoà giải",
    "ủy ban nhân dân",
    "Uỷ ban nhân dân các xã",
    "thủy lợi",
    "bí mật nhà nước",
    "Sở Khoa học và Công nghệ",
    "\"Sở Khoa học và Công nghệ\"",
    "452/QĐ-TTg",
    "so:452/QĐ-TTg",
    "Hội đồng nhân dân",
    "đại biểu Quốc hội",
    "tuỳ theo điều kiện",
    "khỏe mạnh",
    "hóa chất",
    "rà soát danh mục",
    "quý III/2026",
    "\"tập huấn bảo vệ\"~2",
];

#[test]
fn sixty_pairs_find_the_same_plans() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in PLANS {
        let head = if name == "khac.txt" {
            "BỘ Y TẾ\n\nSố: 2/KH-BYT\nHà Nội, ngày 02 tháng 4 năm 2026\n\nKẾ HOẠCH\nKhám bệnh\n\n"
        } else {
            HEAD
        };
        fs::write(folder.path().join(name), format!("{head}{text}")).unwrap();
    }
    let indexed = Indexed::of(folder.path());
    let mut pairs: Vec<(String, String)> =
        PAIRS.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    pairs.extend(DECOMPOSED.iter().map(|text| ((*text).to_owned(), text.nfd().collect())));
    assert_eq!(pairs.len(), 64);
    for (one, other) in pairs {
        let (a, b) = (indexed.found(&one), indexed.found(&other));
        let (files, others) = (indexed.files(&a), indexed.files(&b));
        assert!(!files.is_empty() && files.len() < PLANS.len(), "{one}: {files:?}");
        assert_eq!(files, others, "“{one}” and “{other}” do not find the same");
        assert_eq!((a.total, a.relaxed), (b.total, b.relaxed), "“{one}” and “{other}”");
    }
}
