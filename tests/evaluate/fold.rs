//! Turns names, numbers and quotes into what two honest readers would write alike.

use std::sync::LazyLock;

use doichieu::normalize::{lower_key, normalize, words};
use regex::Regex;

/// Abbreviations in word keys and their long forms; longer ones first.
static ABBREVIATIONS: LazyLock<Vec<(Regex, String)>> = LazyLock::new(|| {
    let mut rows: Vec<(String, String)> =
        csv::Reader::from_reader(include_str!("abbreviations.csv").as_bytes())
            .deserialize()
            .map(|row| row.unwrap())
            .collect();
    rows.sort_by_key(|(short, _)| std::cmp::Reverse(short.chars().count()));
    let regex = |short: &str| Regex::new(&format!(r"\b{}\b", regex::escape(short))).unwrap();
    rows.iter().map(|(short, long)| (regex(short), long.clone())).collect()
});

/// Lower case, one kind of dash, no emphasis marks, one space.
pub(crate) fn low(text: &str) -> String {
    normalize(&text.replace('*', "")).text.to_lowercase()
}

fn expanded(text: &str) -> String {
    ABBREVIATIONS
        .iter()
        .fold(text.to_owned(), |text, (short, long)| short.replace_all(&text, long).into_owned())
}

/// Words alone, tone last.
fn keys(text: &str) -> String {
    let found = words(text);
    let word = |word: &doichieu::normalize::Word| word.of(text).chars().any(char::is_alphanumeric);
    found.iter().filter(|w| word(w)).map(|w| lower_key(w.of(text))).collect::<Vec<_>>().join(" ")
}

/// Free text: case, tone placement, abbreviations, punctuation and space folded.
pub(crate) fn free(text: &str) -> String {
    keys(&expanded(&low(text)))
}

/// A document number or symbol.
pub(crate) fn number(text: &str) -> String {
    normalize(text).text.replace(' ', "").to_uppercase()
}

static RAW_PLACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^((điểm|khoản|điều|mục) \S+,? *)+").unwrap());
static RAW_DATE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bngày\b.*$").unwrap());

/// The words of a citation without the place inside it, "số" and what follows "ngày".
pub(crate) fn citation(text: &str) -> String {
    let text = expanded(&low(text));
    let text = RAW_PLACE.replace(&text, "");
    let text = RAW_DATE.replace(&text, "");
    let number = lower_key("số");
    keys_with_slash(&text).split(' ').filter(|word| *word != number).collect::<Vec<_>>().join(" ")
}

fn keys_with_slash(text: &str) -> String {
    text.split(' ')
        .map(|part| part.split('/').map(keys).collect::<Vec<_>>().join("/"))
        .collect::<Vec<_>>()
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The first words of a provision, its number left out.
pub(crate) fn start(text: &str, num: Option<&str>) -> String {
    let text = low(text);
    let num = num.map(low).unwrap_or_default();
    keys(text.strip_prefix(num.as_str()).unwrap_or(&text))
}

struct Names {
    brackets: Regex,
    heads: Regex,
    chairman: Regex,
    inner_head: Regex,
    related: Regex,
    area: Regex,
    departments: Regex,
    commune: Regex,
    commune_police: Regex,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    brackets: Regex::new(r"\([^)]*\)").unwrap(),
    heads: Regex::new(
        r"^(mỗi|những|từng|toàn thể|đề nghị|giao|giám đốc|thủ trưởng|chỉ huy trưởng|lãnh đạo) ",
    )
    .unwrap(),
    chairman: Regex::new(r"^(chủ tịch|người đứng đầu) (\S+ ban nhân dân (?:cấp )?(?:xã|phường))").unwrap(),
    inner_head: Regex::new(r" (thủ trưởng|giám đốc) ").unwrap(),
    related: Regex::new(r" (có )?liên quan$").unwrap(),
    area: Regex::new(r" (đóng )?trên địa bàn( tỉnh)?$").unwrap(),
    departments: Regex::new(r"^((?:sở|ban)(?: ban)? ngành(?: đoàn thể)?)(?: (?:của|cấp|thuộc))? tỉnh$")
        .unwrap(),
    commune: Regex::new(r"^(ủy|uỷ) ban nhân dân( cấp)?( xã)?( phường)?( thị trấn)?( đặc khu)?$").unwrap(),
    commune_police: Regex::new(r"^(lực lượng )?công an( cấp)? xã( phường)?( đặc khu)?$").unwrap(),
});

/// The name of a body: heads of bodies stand for them, the province's own name and "liên quan" do not count.
pub(crate) fn agency(text: &str, province: Option<&str>) -> String {
    let rules = &*NAMES;
    let text = expanded(&rules.brackets.replace_all(&low(text), " "));
    let mut name =
        plain(&text).split(' ').filter(|word| !["và", "các"].contains(word)).collect::<Vec<_>>().join(" ");
    loop {
        let next = rules.heads.replace(&name, "");
        let next = rules.chairman.replace(&next, "$2");
        let next = rules.inner_head.replace_all(&next, " ").into_owned();
        if next == name {
            break;
        }
        name = next;
    }
    name = rules.related.replace(&name, "").into_owned();
    if let Some(province) = province.map(|province| plain(&low(province))) {
        let own = format!(" {province}");
        name = name.strip_suffix(&own).unwrap_or(&name).to_owned();
    }
    name = rules.area.replace(&name, "").into_owned();
    name = rules.related.replace(&name, "").into_owned();
    name = rules.departments.replace(&name, "$1").into_owned();
    collective(rules, &name)
}

fn collective(rules: &Names, name: &str) -> String {
    if rules.commune.is_match(name)
        && (name.contains("xã") || name.contains("phường") || name.contains("đặc khu"))
    {
        return "ủy ban nhân dân cấp xã".to_owned();
    }
    if rules.commune_police.is_match(name) {
        return "công an cấp xã".to_owned();
    }
    let key = keys(name);
    let broadcaster = keys("báo phát thanh truyền hình tỉnh");
    let variants = [
        "báo đài phát thanh truyền hình",
        "báo phát thanh truyền hình",
        "báo đài phát thanh truyền hình tỉnh",
    ];
    if variants.iter().any(|variant| keys(variant) == key) { broadcaster } else { key }
}

/// Words as they are spelled, joined by one space.
fn plain(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
