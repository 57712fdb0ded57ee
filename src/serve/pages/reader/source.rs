//! Turns what a paper says about itself into the words by which it is named and cited; a day that it does not say is
//! never made up.

use crate::compare::shown_day;
use crate::export::{Language, page_note, shown_path};
use crate::model::{DateBounds, Header, HeldPlan};

/// "12/KH-UBND"; of a paper whose number is blank, that it is.
pub(in crate::serve) fn number(header: &Header, language: Language) -> String {
    match (&header.number, &header.symbol) {
        (Some(number), Some(symbol)) => format!("{number}/{symbol}"),
        (Some(number), None) => number.clone(),
        (None, Some(symbol)) => {
            language.pick(format!("chưa ghi số (…/{symbol})"), format!("number left blank (…/{symbol})"))
        }
        (None, None) => language.pick("máy không đọc được số, ký hiệu", "no number was read").to_owned(),
    }
}

/// "02/03/2027", "tháng 4/2026 (không ghi ngày)".
pub(in crate::serve) fn date(date: Option<&DateBounds>, language: Language) -> String {
    let Some(date) = date else {
        return language.pick("máy không đọc được ngày ban hành", "no date was read").to_owned();
    };
    let parts = |day: &str| Some((day.get(..4)?.to_owned(), day.get(5..7)?.to_owned()));
    match (parts(&date.from), parts(&date.to)) {
        _ if date.from == date.to => shown_day(&date.from),
        (Some(from), Some(to)) if from == to => {
            let month = from.1.trim_start_matches('0').to_owned();
            let year = from.0;
            language.pick(
                format!("tháng {month}/{year} (không ghi ngày)"),
                format!("month {month}/{year} (no day given)"),
            )
        }
        (Some((year, _)), Some((last, _))) if year == last => language.pick(
            format!("năm {year} (không ghi ngày, tháng)"),
            format!("year {year} (no day or month given)"),
        ),
        _ => date.raw.clone(),
    }
}

/// "Kế hoạch số 12/KH-UBND ngày 02/03/2027 của Ủy ban nhân dân tỉnh Sơn La", in the language of the paper.
pub(in crate::serve) fn named(held: &HeldPlan<'_>) -> String {
    let (header, vi) = (&held.plan.header, Language::Vietnamese);
    let kind = header.kind.as_deref().unwrap_or("Văn bản");
    let number = match (&header.number, &header.symbol) {
        (None, None) => String::new(),
        (None, Some(_)) => format!(" {}", number(header, vi)),
        (Some(_), _) => format!(" số {}", number(header, vi)),
    };
    let day = match &header.date {
        None => String::new(),
        Some(days) if days.from == days.to => format!(" ngày {}", date(Some(days), vi)),
        days => format!(", {},", date(days.as_ref(), vi)),
    };
    let issuer = header.issuing_body.as_deref().map_or_else(String::new, |body| format!(" của {body}"));
    let file = if number.is_empty() { format!(" (tệp {})", held.file) } else { String::new() };
    let sample = if header.sample { " (văn bản mẫu)" } else { "" };
    format!("{kind}{number}{day}{issuer}{file}{sample}")
}

/// Where in the paper something stands: "mục II.4.b/-1, trang 3".
pub(in crate::serve) fn place(path: &str, page: Option<usize>, language: Language) -> String {
    let shown = shown_path(path, language);
    let of_outline = shown == path;
    let path = if of_outline { language.pick(format!("mục {path}"), path.to_owned()) } else { shown };
    match page {
        Some(page) => format!("{path}, {}", page_note(page, language)),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(from: &str, to: &str) -> String {
        let bounds = DateBounds { raw: "ngày … năm 2026".into(), from: from.into(), to: to.into() };
        date(Some(&bounds), Language::Vietnamese)
    }

    #[test]
    fn no_day_is_made_up() {
        assert_eq!(dated("2026-04-15", "2026-04-15"), "15/04/2026");
        assert_eq!(dated("2026-04-01", "2026-04-30"), "tháng 4/2026 (không ghi ngày)");
        assert_eq!(dated("2026-01-01", "2026-12-31"), "năm 2026 (không ghi ngày, tháng)");
        assert_eq!(date(None, Language::Vietnamese), "máy không đọc được ngày ban hành");
        let blank = Header { symbol: Some("KH-UBND".into()), ..Header::default() };
        assert_eq!(number(&blank, Language::Vietnamese), "chưa ghi số (…/KH-UBND)");
    }
}
