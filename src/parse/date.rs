//! Turns printed dates into days, `YYYY-MM-DD`.

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl Day {
    /// The day, if there is such a one in the years 1900 to 2199.
    pub(super) fn new(year: u16, month: u8, day: u8) -> Option<Day> {
        let real = (1900..2200).contains(&year) && (1..=12).contains(&month);
        (real && (1..=days_in(year, month)).contains(&day)).then_some(Day { year, month, day })
    }

    /// The day before.
    pub(super) fn before(self) -> Day {
        match (self.month, self.day) {
            (1, 1) => Day { year: self.year - 1, month: 12, day: 31 },
            (month, 1) => last_of_month(self.year, month - 1),
            (month, day) => Day { year: self.year, month, day: day - 1 },
        }
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// First and last day of a year.
pub(super) fn year_bounds(year: u16) -> (Day, Day) {
    (Day { year, month: 1, day: 1 }, Day { year, month: 12, day: 31 })
}

/// First and last day of a month (1 to 12).
pub(super) fn month_bounds(year: u16, month: u8) -> (Day, Day) {
    (Day { year, month, day: 1 }, last_of_month(year, month))
}

/// First and last day of a quarter (1 to 4).
pub(super) fn quarter_bounds(year: u16, quarter: u8) -> (Day, Day) {
    let last = quarter * 3;
    (Day { year, month: last - 2, day: 1 }, last_of_month(year, last))
}

fn last_of_month(year: u16, month: u8) -> Day {
    Day { year, month, day: days_in(year, month) }
}

fn days_in(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_and_the_day_before() {
        assert_eq!(Day::new(2027, 3, 1).map(|d| d.before().to_string()), Some("2027-02-28".to_owned()));
        assert_eq!(Day::new(2028, 3, 1).map(|d| d.before().to_string()), Some("2028-02-29".to_owned()));
        assert_eq!(Day::new(2027, 1, 1).map(|d| d.before().to_string()), Some("2026-12-31".to_owned()));
        assert_eq!(quarter_bounds(2026, 3).1.to_string(), "2026-09-30");
        assert_eq!(Day::new(2026, 2, 30), None);
        assert_eq!(Day::new(0, 1, 1), None);
    }
}
