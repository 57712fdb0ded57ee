//! Turns the days, months and quarters of a question into spans of days.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// A stretch of time found in a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// Bytes of the normalized question.
    pub(super) range: Range<usize>,
    /// First day.
    pub(super) from: Day,
    /// Last day.
    pub(super) to: Day,
    /// Is it a year alone, which may also name a law?
    pub(super) year_only: bool,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn last_of(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Day {
    fn new(year: u16, month: u8, day: u8) -> Option<Day> {
        let fits = (1900..2200).contains(&year) && (1..=12).contains(&month) && day >= 1;
        (fits && day <= last_of(year, month)).then_some(Day { year, month, day })
    }

    /// The day written `YYYY-MM-DD`.
    pub(super) fn of(text: &str) -> Option<Day> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The day before.
    pub(super) fn before(self) -> Day {
        match (self.month, self.day) {
            (1, 1) => Day { year: self.year - 1, month: 12, day: 31 },
            (month, 1) => Day { month: month - 1, day: last_of(self.year, month - 1), ..self },
            (_, day) => Day { day: day - 1, ..self },
        }
    }

    /// The day after.
    pub(super) fn after(self) -> Day {
        match (self.month, self.day == last_of(self.year, self.month)) {
            (12, true) => Day { year: self.year + 1, month: 1, day: 1 },
            (month, true) => Day { month: month + 1, day: 1, ..self },
            (_, false) => Day { day: self.day + 1, ..self },
        }
    }
}

/// Days, quarters, months, years, in Vietnamese and English.
static DATES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let numeric = r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})";
    let words = r"ng(?:à|a)y\s+(?P<d2>\d{1,2})\s+th(?:á|a)ng\s+(?P<m2>\d{1,2})\s+n(?:ă|a)m\s+(?P<y2>\d{4})";
    let iso = r"(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})";
    let english = r"(?:(?P<d4>\d{1,2})\s+)?(?P<m4>january|february|march|april|may|june|july|august|september|october|november|december)(?:\s+(?P<d5>\d{1,2}),?)?\s+(?P<y4>\d{4})";
    let quarter = r"(?:qu(?:ý|y)|quarter|q)\s*(?P<q>[1-4]|iv|i{1,3})(?:\s*[/,-]\s*|\s+(?:n(?:ă|a)m\s+|of\s+)?)(?P<yq>\d{4})";
    let ordinal = r"(?P<qo>first|second|third|fourth)\s+quarter\s+(?:of\s+)?(?P<yo>\d{4})";
    let month = r"th(?:á|a)ng\s+(?P<mm>\d{1,2})(?:\s*/\s*|\s+n(?:ă|a)m\s+)(?P<ym>\d{4})";
    let year = r"(?:n(?:ă|a)m\s+|in\s+|the\s+)?(?P<yy>20\d{2}|19\d{2})";
    Regex::new(&format!(r"(?i)\b(?:{iso}|{numeric}|{words}|{english}|{quarter}|{ordinal}|{month}|{year})\b"))
        .ok()
});

/// All stretches of time in a normalized question.
pub(super) fn dates(text: &str) -> Vec<Dated> {
    DATES.iter().flat_map(|dates| dates.captures_iter(text)).filter_map(|found| dated(&found)).collect()
}

fn dated(found: &regex::Captures<'_>) -> Option<Dated> {
    let range = found.get(0)?.range();
    let number = |name: &str| found.name(name).and_then(|part| part.as_str().parse::<u16>().ok());
    let small = |name: &str| number(name).and_then(|number| u8::try_from(number).ok());
    let span = |from: Day, to: Day| Some(Dated { range: range.clone(), from, to, year_only: false });
    for (d, m, y) in [("d", "m", "y"), ("d2", "m2", "y2"), ("d3", "m3", "y3")] {
        if let (Some(day), Some(month), Some(year)) = (small(d), small(m), number(y)) {
            let day = Day::new(year, month, day)?;
            return span(day, day);
        }
    }
    if let (Some(name), Some(year)) = (found.name("m4"), number("y4")) {
        let month = month_number(name.as_str())?;
        return match small("d4").or(small("d5")) {
            Some(day) => Day::new(year, month, day).and_then(|day| span(day, day)),
            None => span(Day::new(year, month, 1)?, Day::new(year, month, last_of(year, month))?),
        };
    }
    let quarter = found.name("q").or(found.name("qo"));
    if let (Some(quarter), Some(year)) = (quarter, number("yq").or(number("yo"))) {
        let quarter = match quarter.as_str().to_lowercase().as_str() {
            "1" | "i" | "first" => 1,
            "2" | "ii" | "second" => 2,
            "3" | "iii" | "third" => 3,
            _ => 4,
        };
        let last = quarter * 3;
        return span(Day::new(year, last - 2, 1)?, Day::new(year, last, last_of(year, last))?);
    }
    if let (Some(month), Some(year)) = (small("mm"), number("ym")) {
        return span(Day::new(year, month, 1)?, Day::new(year, month, last_of(year, month))?);
    }
    let year = number("yy")?;
    Some(Dated {
        range: range.clone(),
        from: Day::new(year, 1, 1)?,
        to: Day::new(year, 12, 31)?,
        year_only: true,
    })
}

fn month_number(name: &str) -> Option<u8> {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let head = name.to_lowercase();
    names.iter().position(|known| head.starts_with(known)).and_then(|at| u8::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_days() {
        let span = |text: &str| {
            let found = dates(text);
            format!("{}..{}", found[0].from, found[0].to)
        };
        assert_eq!(span("trước ngày 01/6/2026"), "2026-06-01..2026-06-01");
        assert_eq!(span("trong quý III/2026"), "2026-07-01..2026-09-30");
        assert_eq!(span("quy 3 nam 2026"), "2026-07-01..2026-09-30");
        assert_eq!(span("in the second quarter of 2027"), "2027-04-01..2027-06-30");
        assert_eq!(span("by 30 June 2026"), "2026-06-30..2026-06-30");
        assert_eq!(span("in February 2028"), "2028-02-01..2028-02-29");
        assert_eq!(span("tháng 6/2026"), "2026-06-01..2026-06-30");
        assert_eq!(span("Luật năm 2018"), "2018-01-01..2018-12-31");
        assert!(dates("31/02/2026").iter().all(|found| found.year_only));
    }
}
