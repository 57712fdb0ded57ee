//! Turns a header into the readable name of a plan.

use crate::knowledge::Knowledge;
use crate::model::{Header, Level};
use crate::normalize::{fold, normalize};

/// How many words of the subject a name takes.
const SUBJECT_WORDS: usize = 9;

/// The name of a plan, from issuer, year, number, symbol and subject: `son-la/2026/118-kh-ubnd~trien-khai-…`.
///
/// A blank number or day is normal and leaves its part out. Two papers may have one name; who keeps them tells them
/// apart. `file` stands in where the header says nothing at all.
pub fn plan_id(header: &Header, file: &str, knowledge: &Knowledge) -> String {
    let year = header.date.as_ref().and_then(|date| date.from.get(..4)).unwrap_or("khong-ngay");
    let sign = [header.number.as_deref(), header.symbol.as_deref()];
    let sign = slug(&sign.into_iter().flatten().collect::<Vec<_>>().join(" "), usize::MAX);
    let subject = slug(header.subject.as_deref().unwrap_or_default(), SUBJECT_WORDS);
    let tail = match (sign.is_empty(), subject.is_empty()) {
        (false, false) => format!("{sign}~{subject}"),
        (false, true) => sign,
        (true, false) => subject,
        (true, true) => slug(file, usize::MAX),
    };
    format!("{}/{year}/{tail}", issuer(header, knowledge))
}

/// The province alone stands for its committee; others are named beside it.
fn issuer(header: &Header, knowledge: &Knowledge) -> String {
    let today = |name| knowledge.province_named(name).map_or(name, |province| province.name.as_str());
    let province = header.province.as_deref().map(|name| slug(today(name), usize::MAX));
    let body = header.issuing_body.as_deref().unwrap_or_default();
    match (province, header.level) {
        (Some(province), Level::Province) => province,
        (Some(province), _) => {
            let own = slug(body, usize::MAX);
            let own = own.strip_suffix(&province).map_or(own.as_str(), |own| own).trim_end_matches('-');
            let own = own.strip_suffix("-tinh").or(own.strip_suffix("-thanh-pho")).unwrap_or(own);
            if own.is_empty() { province } else { format!("{province}/{own}") }
        }
        (None, Level::Central) if !body.is_empty() => format!("trung-uong/{}", slug(body, usize::MAX)),
        (None, _) if body.is_empty() => "khong-ro".to_owned(),
        (None, _) => slug(body, usize::MAX),
    }
}

/// Lower case without marks, words joined by hyphens, at most `words` of them.
fn slug(text: &str, words: usize) -> String {
    let folded = fold(&normalize(text).text).to_lowercase();
    let parts = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.take(words).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DateBounds;

    fn header(level: Level, body: &str) -> Header {
        Header {
            level,
            issuing_body: Some(body.to_owned()),
            province: Some("Sơn La".to_owned()),
            symbol: Some("KH-UBND".to_owned()),
            date: Some(DateBounds { from: "2026-04-01".to_owned(), ..DateBounds::default() }),
            subject: Some("Triển khai Luật Bảo vệ bí mật nhà nước trên địa bàn tỉnh".to_owned()),
            ..Header::default()
        }
    }

    #[test]
    fn blank_numbers_still_give_a_name() {
        let knowledge = Knowledge::embedded().unwrap();
        let province = header(Level::Province, "Ủy ban nhân dân tỉnh Sơn La");
        let id = plan_id(&province, "a.txt", &knowledge);
        assert_eq!(id, "son-la/2026/kh-ubnd~trien-khai-luat-bao-ve-bi-mat-nha-nuoc");
        let department = header(Level::Department, "Sở Nội vụ tỉnh Sơn La");
        let id = plan_id(&department, "a.txt", &knowledge);
        assert!(id.starts_with("son-la/so-noi-vu/2026/kh-ubnd~"), "{id}");
    }

    #[test]
    fn a_paper_without_a_head_is_named_by_its_file() {
        let knowledge = Knowledge::embedded().unwrap();
        assert_eq!(plan_id(&Header::default(), "Ghi chú.txt", &knowledge), "khong-ro/khong-ngay/ghi-chu-txt");
    }
}
