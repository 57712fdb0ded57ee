//! Turns days, `YYYY-MM-DD`, into numbers that can be subtracted and into what Vietnamese readers write.

/// Days between two dates; `None` where one is no date.
pub(super) fn between(from: &str, to: &str) -> Option<i64> {
    Some(number(to)? - number(from)?)
}

/// A day, `YYYY-MM-DD`, as Vietnamese readers write it: `30/06/2026`. What is no day stays as it is.
pub fn shown(day: &str) -> String {
    match parts(day) {
        Some([year, month, day]) => format!("{day:02}/{month:02}/{year}"),
        None => day.to_owned(),
    }
}

/// Days since the year 0 of the Gregorian calendar (Howard Hinnant's civil-days formula); `None` of what is no date.
pub fn number(day: &str) -> Option<i64> {
    let [year, month, day] = parts(day)?;
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    Some(365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day - 1)
}

fn parts(day: &str) -> Option<[i64; 3]> {
    let mut numbers = day.splitn(3, '-').map(|part| part.parse().ok());
    let found = [numbers.next()??, numbers.next()??, numbers.next()??];
    ((0..=9999).contains(&found[0]) && (1..=12).contains(&found[1]) && (1..=31).contains(&found[2]))
        .then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(between("2026-06-30", "2026-09-30"), Some(92));
        assert_eq!(between("2028-02-28", "2028-03-01"), Some(2));
        assert_eq!(between("2026-06-30", "2026-06-01"), Some(-29));
        assert_eq!(between("", "2026-06-01"), None);
        assert_eq!(shown("2026-06-01"), "01/06/2026");
    }
}
