//! Turns what was understood into short labels for a reader, in either language.

use serde_json::{Map, Value};

use super::answer::Answer;
use crate::export::{self, Language};
use crate::model::{Level, Modality, Recurrence, Relation, Role};

/// Keys of `ask-json.md` with their names in Vietnamese and English, in the order they are shown.
const NAMES: [(&str, &str, &str); 31] = [
    ("topic", "nội dung", "topic"),
    ("except_topic", "trừ nội dung", "except the topic"),
    ("body", "cơ quan", "body"),
    ("body_printed", "tên cũ", "old name"),
    ("body_kind", "khối cơ quan", "kind of bodies"),
    ("also_topic", "đồng thời có nội dung", "and the topic"),
    ("also_body", "đồng thời giao cho", "and the body"),
    ("also_role", "với vai trò", "and in the role"),
    ("not_topic", "không có nội dung", "without the topic"),
    ("not_body", "không giao cho", "not the body"),
    ("not_role", "không với vai trò", "not in the role"),
    ("also_instrument", "đồng thời viện dẫn", "and the instrument"),
    ("not_instrument", "không viện dẫn", "not the instrument"),
    ("except", "trừ", "except"),
    ("role", "vai trò", "role"),
    ("role_basis", "căn cứ vai trò", "role basis"),
    ("modality", "hình thức", "modality"),
    ("province", "tỉnh, thành phố", "province"),
    ("except_province", "trừ tỉnh, thành phố", "except the province"),
    ("province_printed", "tên tỉnh trước sáp nhập", "name before the merger"),
    ("level", "cấp", "level"),
    ("issuing_body", "cơ quan ban hành", "issuing body"),
    ("programme", "chương trình", "programme"),
    ("instrument", "văn bản", "instrument"),
    ("except_instrument", "trừ văn bản", "except the instrument"),
    ("relation", "quan hệ", "relation"),
    ("field", "mục thông tin", "field"),
    ("plan_year", "kế hoạch năm", "plans of"),
    ("due_from", "từ ngày", "from"),
    ("due_to", "đến ngày", "to"),
    ("recurrence", "chu kỳ", "recurrence"),
];

/// Something understood: "nội dung: trí tuệ nhân tạo", "vai trò: chủ trì", "chỉ nơi nêu đích danh".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// Its key in `ask-json.md`.
    pub key: &'static str,
    /// The name of the key; empty where the words say all.
    pub name: &'static str,
    /// Its value in words.
    pub words: String,
}

impl Chip {
    /// Name and words.
    pub fn shown(&self) -> String {
        if self.name.is_empty() { self.words.clone() } else { format!("{}: {}", self.name, self.words) }
    }
}

/// What was understood, in words; what is not narrowed is not named.
pub fn chips(understood: &Map<String, Value>, language: Language) -> Vec<Chip> {
    let mut shown = Vec::new();
    for (key, vi, en) in NAMES {
        let Some(value) = understood.get(key) else { continue };
        let words: Vec<String> = match value {
            Value::Array(list) => list.iter().map(|one| word(key, one, language)).collect(),
            one => vec![word(key, one, language)],
        };
        shown.push(Chip { key, name: language.pick(vi, en), words: words.join(", ") });
    }
    let said = SAID
        .iter()
        .filter(|(key, ..)| understood.get(*key).is_some_and(|value| value.as_str() != Some("any")));
    shown.extend(said.map(|(key, vi, en)| Chip { key, name: "", words: language.pick(*vi, *en).to_owned() }));
    shown
}

/// What was understood of a question and, where there are some, which of its words decided nothing: names and words.
pub fn told(answer: &Answer<'_>, language: Language) -> Vec<(&'static str, String)> {
    let chips: Vec<String> = chips(&answer.understood, language).iter().map(Chip::shown).collect();
    let mut told = vec![(language.pick("Hiểu câu hỏi", "Understood"), chips.join("; "))];
    if !answer.not_understood.is_empty() {
        let name = language.pick("Từ chưa dùng đến", "Words that decided nothing");
        told.push((name, answer.not_understood.join(", ")));
    }
    told
}

/// Keys that are said or not, and `basis`, with what they say.
const SAID: [(&str, &str, &str); 13] = [
    ("basis", "chỉ nơi nêu đích danh", "named only"),
    ("section", "thành mục hoặc nhiệm vụ riêng", "as a section or task of its own"),
    ("superseded", "văn bản đã bị thay thế", "instruments that another has replaced"),
    ("only_role", "chỉ với vai trò này", "in this role only"),
    ("partners", "kèm cơ quan phối hợp", "with those who coordinate"),
    ("due", "không ghi thời hạn", "without a deadline"),
    ("fixed", "có ngày hạn cụ thể", "with a last day"),
    ("counts_no_plan", "nơi chưa có kế hoạch", "without a plan"),
    ("later_than_center", "hạn muộn hơn của trung ương", "due later than the center says"),
    ("any_topic", "một trong các nội dung", "any of the topics"),
    ("loose", "có hầu hết các từ", "with most of the words"),
    ("counts_having", "nơi có ghi", "where it is printed"),
    ("under", "trong chính văn bản này", "in this very paper"),
];

/// The name of a part of an answer for a reader, by its key in `ask-json.md`. Where no body is asked for, nothing is given
/// to it by name.
pub fn part_name(part: &'static str, of_body: bool) -> export::Term {
    let (vi, en) = match part {
        "named" if of_body => ("Giao đích danh", "Named"),
        "named" => ("Có nội dung được hỏi", "Has what is asked"),
        "group" => ("Giao theo nhóm", "Covered by a collective"),
        "none" if of_body => ("Không giao", "Not assigned"),
        "none" => ("Không thấy nội dung được hỏi", "Not found in the plan"),
        "unknown" => ("Không rõ", "Unknown"),
        "no_plan" => ("Chưa có kế hoạch", "No plan held"),
        "states" => ("Tình trạng từng kế hoạch", "State of each plan"),
        "readings" => ("Một cách hiểu", "One reading"),
        _ => ("Kết quả", "Rows"),
    };
    export::Term { code: part, vi, en }
}

/// The word for a state of `ask-json.md`.
pub fn state_name(code: &'static str) -> export::Term {
    let (vi, en) = match code {
        "present" => ("có", "present"),
        "elsewhere" => ("có ở mục khác", "elsewhere"),
        "absent" => ("không thấy", "absent"),
        "not_applicable" => ("không thuộc diện", "not applicable"),
        "no_plan" => ("chưa có kế hoạch", "no plan held"),
        _ => ("không rõ", "unknown"),
    };
    export::Term { code, vi, en }
}

/// The name of a key for a reader; the key itself where it has none.
pub fn key_name(key: &str, language: Language) -> &str {
    NAMES.iter().find(|(known, ..)| *known == key).map_or(key, |(_, vi, en)| language.pick(*vi, *en))
}

fn word(key: &str, value: &Value, language: Language) -> String {
    let code = value.as_str().unwrap_or_default();
    let term = match key {
        "role" | "also_role" | "not_role" => {
            Role::ALL.into_iter().find(|role| role.name() == code).map(export::role)
        }
        "level" => Level::ALL.into_iter().find(|level| level.name() == code).map(export::level),
        "modality" => Modality::ALL.into_iter().find(|one| one.name() == code).map(export::modality),
        "recurrence" => Recurrence::ALL.into_iter().find(|one| one.name() == code).map(export::recurrence),
        "relation" => Relation::ALL.into_iter().find(|one| one.name() == code).map(export::relation),
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
        _ => code,
    }
}
