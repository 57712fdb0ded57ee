//! Turns what was understood into short labels for a reader, in either language.

use serde_json::{Map, Value};

use crate::export::{self, Language};
use crate::model::{Level, Modality, Relation, Role};

/// Keys of `ask-json.md` with their names in Vietnamese and English, in the order they are shown.
const NAMES: [(&str, &str, &str); 18] = [
    ("topic", "nội dung", "topic"),
    ("body", "cơ quan", "body"),
    ("body_printed", "tên cũ", "old name"),
    ("body_kind", "khối cơ quan", "kind of bodies"),
    ("except", "trừ", "except"),
    ("role", "vai trò", "role"),
    ("role_basis", "căn cứ vai trò", "role basis"),
    ("modality", "hình thức", "modality"),
    ("province", "tỉnh, thành phố", "province"),
    ("level", "cấp", "level"),
    ("issuing_body", "cơ quan ban hành", "issuing body"),
    ("instrument", "văn bản", "instrument"),
    ("relation", "quan hệ", "relation"),
    ("field", "mục thông tin", "field"),
    ("plan_year", "kế hoạch năm", "plans of"),
    ("due_from", "từ ngày", "from"),
    ("due_to", "đến ngày", "to"),
    ("recurrence", "chu kỳ", "recurrence"),
];

/// "nội dung: trí tuệ nhân tạo", "vai trò: chủ trì"; what is not narrowed is not named.
pub fn chips(understood: &Map<String, Value>, language: Language) -> Vec<String> {
    let mut shown = Vec::new();
    for (key, vi, en) in NAMES {
        let Some(value) = understood.get(key) else { continue };
        let words: Vec<String> = match value {
            Value::Array(list) => list.iter().map(|one| word(key, one, language)).collect(),
            one => vec![word(key, one, language)],
        };
        shown.push(format!("{}: {}", language.pick(vi, en), words.join(", ")));
    }
    if understood.get("basis").and_then(Value::as_str) == Some("named") {
        shown.push(language.pick("chỉ nơi nêu đích danh", "named only").to_owned());
    }
    if understood.contains_key("section") {
        shown.push(
            language.pick("thành mục hoặc nhiệm vụ riêng", "as a section or task of its own").to_owned(),
        );
    }
    shown
}

fn word(key: &str, value: &Value, language: Language) -> String {
    let code = value.as_str().unwrap_or_default();
    let term = match key {
        "role" => [Role::Lead, Role::Coordinate, Role::Implement, Role::Advise]
            .into_iter()
            .find(|role| role.name() == code)
            .map(export::role),
        "level" => [Level::Central, Level::Province, Level::Department, Level::Commune, Level::Party]
            .into_iter()
            .find(|level| level.name() == code)
            .map(export::level),
        "modality" => [Modality::Assign, Modality::Request]
            .into_iter()
            .find(|one| one.name() == code)
            .map(export::modality),
        "relation" => {
            [Relation::Implements, Relation::Basis, Relation::Replaces, Relation::Amends, Relation::Cites]
                .into_iter()
                .find(|one| one.name() == code)
                .map(export::relation)
        }
        _ => None,
    };
    term.map_or_else(|| plain(key, code, language).to_owned(), |term| term.shown(language).to_owned())
}

fn plain<'a>(key: &str, code: &'a str, language: Language) -> &'a str {
    match (key, code) {
        ("field", "number") => language.pick("số văn bản", "number"),
        ("field", "date") => language.pick("ngày ban hành", "date of issue"),
        ("field", "signatory") => language.pick("người ký", "signatory"),
        ("field", "deadline") => language.pick("thời hạn", "deadline"),
        ("role_basis", _) => language.pick("ghi rõ", "stated"),
        ("recurrence", _) => language.pick("hằng năm", "yearly"),
        _ => code,
    }
}
