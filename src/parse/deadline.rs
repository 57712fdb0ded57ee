//! Turns words that bind a task in time into a deadline (`plan-json.md`, deadline).
//!
//! A field for the time ("Thời gian thực hiện: …") is read freely: its earliest date binds. A sentence is read with
//! care: only a bound ("trước ngày …", "trong quý …") or a bracket ("(định kỳ hằng năm)") says when.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::date::{Day, month_bounds, quarter_bounds, year_bounds};
use super::enumerator::roman_value;
use super::passage::Passage;
use crate::model::{Deadline, DeadlineKind, Header, Recurrence};

static OF_SUBJECT: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)năm (?P<year>\d{4})(?P<range>\s*[-–,]|\s*đến)?"));

/// The year that dates without one mean: the one that the subject names ("… năm 2026", which may be issued the year
/// before), else that of the paper's date.
pub(super) fn year_of_paper(header: &Header) -> Option<u16> {
    let subject = header.subject.as_deref().unwrap_or_default();
    let named = OF_SUBJECT.as_ref().and_then(|year| {
        let mut found = year.captures_iter(subject);
        let only = found.next().filter(|_| found.next().is_none())?;
        year_of(&only, "year").filter(|_| only.name("range").is_none())
    });
    let dated = || header.date.as_ref().and_then(|date| date.from.get(..4)?.parse().ok());
    let near = |year: &u16| dated().is_none_or(|dated: u16| year.abs_diff(dated) <= 1);
    named.filter(near).or_else(dated)
}

/// The deadline in the content of a field; `year` is that of the paper, for dates printed without one.
pub(super) fn of_field(passage: &Passage, words: Range<usize>, year: Option<u16>) -> Option<Deadline> {
    let bytes = passage.bytes(words.clone());
    let content = passage.as_str()[bytes.clone()].trim_end_matches(['.', ';', ',', ' ']);
    let whole = bytes.start..bytes.start + content.len();
    if refers(content) {
        return Some(plain(DeadlineKind::Event, content.len()).deadline(passage, whole, content));
    }
    let found = bare(content).or_else(|| earliest(content, year, |_, _| true))?;
    Some(found.deadline(passage, whole, content))
}

static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"^(?:(?P<month>\d{1,2})\s*/\s*(?P<in>20\d\d)|(?P<year>20\d\d)(?:\s*[-–]\s*(?P<last>20\d\d))?)$")
});

/// "2026", "2026 - 2030", "6/2026": a field that holds nothing else needs no word before its year.
fn bare(content: &str) -> Option<Found> {
    let found = BARE.as_ref()?.captures(content)?;
    let (start, end) = match number(&found, "month").filter(|month| (1..=12).contains(month)) {
        Some(month) => month_bounds(year_of(&found, "in")?, month),
        None => {
            let first = year_of(&found, "year")?;
            let last = year_of(&found, "last").unwrap_or(first);
            (year_bounds(first).0, year_bounds(last.max(first)).1)
        }
    };
    let period = plain(DeadlineKind::Period, content.len());
    Some(Found { start: Some(start), due: Some(end), ..period })
}

/// "Theo Kế hoạch của …", "Theo hướng dẫn của Bộ Nội vụ": another paper holds the date; what days it prints are not
/// those of the task. "Theo quý" is no paper.
fn refers(content: &str) -> bool {
    let rest = content.strip_prefix("Theo ").or_else(|| content.strip_prefix("theo "));
    rest.is_some() && recurring(content).is_none()
}

/// The deadline that a clause sets for itself.
pub(super) fn of_clause(passage: &Passage, words: Range<usize>, year: Option<u16>) -> Option<Deadline> {
    let bytes = passage.bytes(words);
    let clause = &passage.as_str()[bytes.clone()];
    let reports = || REPORTS.as_ref().is_some_and(|reports| reports.is_match(clause));
    let found = earliest(clause, year, |found, at| {
        found.binds
            || opens_bracket(clause, at)
            || (found.is_periodic(clause) && reports())
            || is_all(clause, found)
    })?;
    let range = bytes.start + found.range.start..bytes.start + found.range.end;
    Some(found.deadline(passage, range, &clause[..found.range.start]))
}

static DOING: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)^(?:(?:tổ chức |triển khai )?thực hiện|triển khai|hoàn thành|xong)?$"));

/// "…; thực hiện thường xuyên": a clause that says nothing but when.
fn is_all(clause: &str, found: &Found) -> bool {
    let before = clause[..found.range.start].trim();
    let after = clause[found.range.end..].trim_matches(['.', ';', ',', '/', ' ']);
    after.is_empty() && DOING.as_ref().is_some_and(|doing| doing.is_match(before))
}

/// How far ahead the end of a sentence is looked for, in words; it keeps the work per clause constant.
const LONGEST_SENTENCE: usize = 1_000;

/// The date in the bracket that ends the sentence around word `at`: it binds all clauses of the sentence.
pub(super) fn at_sentence_end(passage: &Passage, at: usize, year: Option<u16>) -> Option<Deadline> {
    let words = passage.words();
    let end = (at..words.len().min(at + LONGEST_SENTENCE))
        .find(|&word| passage.ends_sentence(word) && !passage.is_sign(word, ';'))
        .unwrap_or(words.len());
    let close = end.checked_sub(1).filter(|&last| passage.is_sign(last, ')'))?;
    let open = (at..close).rev().take(REACH).find(|&word| passage.is_sign(word, '('))?;
    of_clause(passage, open..end, year)
}

/// Does a bracket open right before this place, a verb of doing aside ("(thực hiện thường xuyên)")?
fn opens_bracket(clause: &str, at: usize) -> bool {
    let before = clause[..at].rfind('(').map(|open| &clause[open + 1..at]);
    before.is_some_and(|words| !words.contains(')') && words.split_whitespace().count() <= 2)
}

/// A date expression found in a text.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    /// Bytes of the text.
    range: Range<usize>,
    kind: DeadlineKind,
    start: Option<Day>,
    due: Option<Day>,
    recurrence: Option<Recurrence>,
    offset_days: Option<u32>,
    /// Does it bind inside a sentence?
    binds: bool,
}

/// What is done at regular times: a period in such a sentence is its deadline (`plan-json.md`, deadline).
static REPORTS: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)báo cáo|ban hành|công bố|sơ kết|tổng kết"));

impl Found {
    /// "định kỳ hằng quý": the words themselves say that it comes round.
    fn is_periodic(&self, clause: &str) -> bool {
        let words = clause[self.range.clone()].to_lowercase();
        self.kind == DeadlineKind::Recurring && words.starts_with("định kỳ")
    }

    /// `before` is the text in which "dự kiến" would stand.
    fn deadline(&self, passage: &Passage, words: Range<usize>, before: &str) -> Deadline {
        let tentative = TENTATIVE.as_ref().is_some_and(|tentative| tentative.is_match(before));
        Deadline {
            span: passage.text.original(words),
            kind: self.kind,
            start: self.start.map(|day| day.to_string()),
            due: self.due.map(|day| day.to_string()),
            recurrence: self.recurrence,
            tentative,
            offset_days: self.offset_days,
        }
    }
}

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

static TENTATIVE: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"(?i)dự kiến"));

/// What every expression begins with: one look over the text passes over most of its words.
static OPENERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?i)\d|đã|sau|trong|chậm|muộn|không|ngay|khi|trước|đến|hết|xong|năm|bắt|từ|hoàn|thực|vào|mùng|tháng|qu[ýíy]|thứ|chủ|định|hằng|hàng|mỗi|theo|sáu|một|thường|liên|giai|ngày",
    )
});

/// How every expression begins: most openers are words of other sense ("thực hiện", "theo quy định").
static BEGINS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let unit = r"(?:tuần|tháng|quý|năm)";
    let point = r"(?:\d|ngày|mùng|tháng|qu[ýíy]|thứ|chủ nhật|năm|giai đoạn|sáu tháng)";
    let within = r"(?:(?:hoàn thành |xong |thực hiện )?(?:trong|vào) )";
    let bound = r"trước|đến|hết|xong trước|(?:chậm|muộn) nhất|không (?:quá|muộn)";
    let event = r"sau (?:khi|\d)|trong (?:thời|vòng)|ngay (?:sau )?khi|khi có";
    let often = format!(r"định kỳ|(?:hằng|hàng|mỗi|theo|từng|một) {unit}|thường xuyên|liên tục");
    let done = "đã (?:hoàn|ban|thực|xong)";
    regex(&format!(r"(?i)^(?:{within}?{point}|{bound}|{event}|{often}|bắt đầu|từ (?:ngày )?{point}|{done})"))
});

/// The first date expression that `wanted` accepts.
fn earliest(text: &str, year: Option<u16>, wanted: impl Fn(&Found, usize) -> bool) -> Option<Found> {
    openers(text).find_map(|at| read(text, at, year).filter(|found| wanted(found, at)))
}

/// The places where a date expression may begin.
fn openers(text: &str) -> impl Iterator<Item = usize> {
    let found = OPENERS.as_ref().map(|openers| openers.find_iter(text)).into_iter().flatten();
    found.map(|opener| opener.start()).filter(|&at| !text[..at].ends_with(char::is_alphanumeric))
}

/// How far a date expression may reach, in bytes; no real one is longer.
const REACH: usize = 200;

fn read(text: &str, at: usize, year: Option<u16>) -> Option<Found> {
    let rest = reach(text, at);
    BEGINS.as_ref()?.is_match(rest).then_some(())?;
    let found = done(rest)
        .or_else(|| event(rest))
        .or_else(|| bound(rest, year))
        .or_else(|| years_on(rest))
        .or_else(|| from(rest, year))
        .or_else(|| yearly_point(rest))
        .or_else(|| recurring(rest))
        .or_else(|| steadily(rest))
        .or_else(|| period(rest, year))?;
    Some(Found { range: at + found.range.start..at + found.range.end, ..found })
}

/// The text from `at` as far as a date may reach.
fn reach(text: &str, at: usize) -> &str {
    let mut end = text.len().min(at + REACH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[at..end]
}

fn plain(kind: DeadlineKind, length: usize) -> Found {
    Found {
        range: 0..length,
        kind,
        start: None,
        due: None,
        recurrence: None,
        offset_days: None,
        binds: false,
    }
}

static DONE: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)^đã (?:hoàn thành|ban hành|thực hiện|xong)"));

fn done(rest: &str) -> Option<Found> {
    Some(plain(DeadlineKind::Done, DONE.as_ref()?.find(rest)?.end()))
}

static EVENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let days = r"(?:sau|trong(?: thời hạn| thời gian| vòng)?|chậm nhất(?: là)?(?: sau)?|không quá) (?P<days>\d{1,3})(?:\s*\([^)]{1,30}\))? ngày(?: làm việc)?,? (?:kể )?(?:từ|sau)(?: ngày| khi)?";
    regex(&format!(r"(?i)^(?:{days}|(?:ngay )?sau khi|ngay khi|khi có)[^.;)]*"))
});

fn event(rest: &str) -> Option<Found> {
    let found = EVENT.as_ref()?.captures(rest)?;
    let offset_days = found.name("days").and_then(|days| days.as_str().parse().ok());
    Some(Found {
        offset_days,
        binds: offset_days.is_some(),
        ..plain(DeadlineKind::Event, found.get(0)?.end())
    })
}

static BOUND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let hour = r"(?P<hour>\d{1,2}\s*(?:giờ|h)\s*(?:\d{1,2}\s*(?:phút)?)?,?\s*)?";
    let word = r"(?P<word>trước|(?:chậm|muộn) nhất(?: là)?(?: trước| đến| vào| trong)?|đến hết|đến|hết|không (?:quá|muộn hơn)|xong trước)";
    regex(&format!(r"(?i)^{word}\s+{hour}"))
});

/// "trước ngày 01/3/2027" excludes the day; with an hour before it, and after "chậm nhất" or "đến", it includes it.
fn bound(rest: &str, year: Option<u16>) -> Option<Found> {
    let word = BOUND.as_ref()?.captures(rest)?;
    let head = word.get(0)?.end();
    let printed = word.name("word")?.as_str().to_lowercase();
    let excludes = printed.ends_with("trước") && word.name("hour").is_none();
    let weekly = word.name("hour").and_then(|_| bare_unit(&rest[head..]));
    if let Some((length, recurrence)) = yearless(&rest[head..]).or(weekly) {
        let recurring = plain(DeadlineKind::Recurring, head + length);
        return Some(Found { recurrence: Some(recurrence), binds: true, ..recurring });
    }
    let point = point(&rest[head..], year)?;
    // "đến năm 2030" names a goal; only a day, a month or a quarter is a bound there.
    let strict = !matches!(printed.as_str(), "đến" | "hết") || point.unit != Unit::Year;
    let due = if excludes { point.start.before() } else { point.end };
    Some(Found { due: Some(due), binds: strict, ..plain(DeadlineKind::By, head + point.length) })
}

static YEARLESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let weekday = r"(?:ngày\s+)?(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)";
    let date = r"(?:ngày\s+)?(?:mùng\s+)?\d{1,2}(?:\s*(?:/|-|\s+tháng\s+)\s*\d{1,2})?|tháng\s+\d{1,2}|qu[ýí]\s+[IV]{1,3}";
    let day = format!(r"(?:{weekday}|{date})");
    let days = format!(r"{day}(?:\s*(?:,|và|;)\s*(?:trước\s+)?{day})*");
    let each = r"(?:của\s+)?(?:tháng\s+(?:cuối|đầu)\s+(?:của\s+)?)?(?:hằng|hàng|mỗi|từng)\s+|của\s+tháng\s+(?:cuối|đầu)\s+";
    let next = r"(?:của\s+)?(?P<next>tuần|tháng|quý|năm)\s+(?:liền kề|kế tiếp|tiếp theo|sau)";
    regex(&format!(r"(?i)^(?:{days})\s*(?:(?:{each})(?P<unit>tuần|tháng|quý|năm)|{next})"))
});

/// "ngày 30/10 hằng năm", "ngày 05 của tháng liền kề": how long it is, and how often it comes.
fn yearless(rest: &str) -> Option<(usize, Recurrence)> {
    let found = YEARLESS.as_ref()?.captures(rest)?;
    let unit = found.name("unit").or(found.name("next"))?;
    Some((found.get(0)?.end(), every(unit.as_str())?))
}

/// "hằng tuần" right after an hour.
fn bare_unit(rest: &str) -> Option<(usize, Recurrence)> {
    let found = recurring(rest)?;
    found.recurrence.map(|recurrence| (found.range.end, recurrence))
}

/// "trong tháng 6 hằng năm", "ngày 15 hằng tháng".
fn yearly_point(rest: &str) -> Option<Found> {
    let head = WITHIN.as_ref()?.find(rest)?.end();
    let (length, recurrence) = yearless(&rest[head..])?;
    let recurring = plain(DeadlineKind::Recurring, head + length);
    Some(Found { recurrence: Some(recurrence), binds: head > 0, ..recurring })
}

fn every(unit: &str) -> Option<Recurrence> {
    match unit.to_lowercase().as_str() {
        "tuần" => Some(Recurrence::Weekly),
        "tháng" => Some(Recurrence::Monthly),
        "quý" => Some(Recurrence::Quarterly),
        "năm" => Some(Recurrence::Yearly),
        _ => None,
    }
}

static YEARS_ON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:trong )?năm (?P<year>\d{4})(?:,? và|,|;| đến)? ?(?:các|những|hằng|hàng|mọi)? ?năm (?:tiếp theo|sau|kế tiếp|tới)(?: đó| nữa)?",
    )
});

/// "năm 2026 và các năm tiếp theo".
fn years_on(rest: &str) -> Option<Found> {
    let found = YEARS_ON.as_ref()?.captures(rest)?;
    let (start, _) = year_bounds(year_of(&found, "year")?);
    Some(Found { start: Some(start), ..plain(DeadlineKind::Ongoing, found.get(0)?.end()) })
}

static FROM: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)^(?:bắt đầu (?:thực hiện |triển khai |áp dụng )?)?từ (?:ngày )?"));
static UNTIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)^\s*(?:đến|tới|-)(?: hết)?\s*(?:ngày )?"));

/// "từ quý I/2027" has no end; "từ ngày … đến ngày …" has one.
fn from(rest: &str, year: Option<u16>) -> Option<Found> {
    let head = FROM.as_ref()?.find(rest)?.end();
    let first = point(&rest[head..], year)?;
    let middle = head + first.length;
    let until = UNTIL.as_ref()?.find(&rest[middle..]).map(|until| middle + until.end());
    let last = until.and_then(|at| point(&rest[at..], year).map(|point| (at + point.length, point)));
    Some(match last {
        Some((length, last)) => Found {
            start: Some(first.start),
            due: Some(last.end),
            binds: true,
            ..plain(DeadlineKind::Period, length)
        },
        // "bắt đầu từ tháng 01/2026"; a mere "từ năm 2020" tells of the past as often.
        None => Found {
            start: Some(first.start),
            binds: rest.to_lowercase().starts_with("bắt đầu"),
            ..plain(DeadlineKind::Ongoing, middle)
        },
    })
}

static RECURRING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let often = r"(?:(?:hằng|hàng|mỗi|theo|từng) (?P<unit>tuần|tháng|quý|năm))";
    let half = r"(?P<half>(?:06|6|sáu) tháng(?:,? 0?1 năm|/lần| một lần| 1 lần|,? (?:hằng )?năm)?(?: đầu năm,? năm)?)";
    let once = r"(?:0?1|một) (?P<per>tuần|tháng|quý|năm) (?:0?\d|một|hai) lần";
    regex(&format!(r"(?i)^(?P<term>định kỳ )?(?:{often}|{half}|{once})?"))
});

/// "định kỳ hằng năm", "6 tháng", "hằng quý".
fn recurring(rest: &str) -> Option<Found> {
    let found = RECURRING.as_ref()?.captures(rest)?;
    let half = found.name("half").is_some_and(|half| {
        found.name("term").is_some() || half.as_str().ends_with("lần") || half.as_str().contains(',')
    });
    let unit = found.name("unit").or(found.name("per"));
    let recurrence =
        if half { Some(Recurrence::HalfYearly) } else { unit.and_then(|unit| every(unit.as_str())) };
    let bare_term = found.name("term").is_some() && recurrence.is_none();
    let whole = found.get(0)?.end();
    (recurrence.is_some() || bare_term)
        .then(|| Found { recurrence, ..plain(DeadlineKind::Recurring, rest[..whole].trim_end().len()) })
        .filter(|found| !(bare_term && found.range.end < rest.trim_end_matches(['.', ';', ')']).len()))
}

static STEADILY: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)^(?:thường xuyên|liên tục)(?:,? (?:thường xuyên|liên tục))?"));

fn steadily(rest: &str) -> Option<Found> {
    Some(plain(DeadlineKind::Ongoing, STEADILY.as_ref()?.find(rest)?.end()))
}

static WITHIN: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)^(?P<within>(?:hoàn thành |xong |thực hiện )?(?:trong|vào) )?"));

/// "quý III/2026", "tháng 6 năm 2026", "năm 2026"; in a sentence only after "trong" and never a mere year.
fn period(rest: &str, year: Option<u16>) -> Option<Found> {
    let within = WITHIN.as_ref()?.captures(rest)?;
    let head = within.get(0)?.end();
    let point = point(&rest[head..], year)?;
    let binds = within.name("within").is_some() && point.unit != Unit::Year;
    let period = plain(DeadlineKind::Period, head + point.length);
    Some(Found { start: Some(point.start), due: Some(point.end), binds, ..period })
}

/// The dates of a passage that bind something and that no calendar has ("trước ngày 31/6/2026"), in bytes of its text.
pub(super) fn impossible(text: &str) -> Vec<Range<usize>> {
    openers(text).filter_map(|at| impossible_at(text, at)).collect()
}

fn impossible_at(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = reach(text, at);
    let head = BOUND.as_ref()?.find(rest)?.end();
    let day = DAY.as_ref()?.captures(&rest[head..])?;
    day.name("year")?;
    let length = day.get(0)?.end();
    self::day(&rest[head..], None).is_none().then_some(at..at + head + length)
}

/// A day, month, quarter, half-year or year as printed.
struct Point {
    start: Day,
    end: Day,
    unit: Unit,
    /// Bytes.
    length: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Month,
    Quarter,
    Half,
    Year,
}

static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:ngày\s+)?(?P<day>\d{1,2})\s*(?:/|\.|-|\s+tháng\s+|tháng\s+)\s*(?P<month>\d{1,2})(?:\s*(?:/|\.|-|\s+năm\s+|năm\s+)\s*(?P<year>\d{4}))?\b",
    )
});
static MONTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(?i)^tháng\s+(?P<month>\d{1,2})(?:\s*(?:/|\.|-|,?\s+năm\s+)\s*(?P<year>\d{4}))?\b")
});
static QUARTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"(?:IV|I{1,3}|[1-4])";
    regex(&format!(
        r"(?i)^qu[ýíy]\s+(?P<first>{number})(?:\s*(?:,|và|-|đến|[,-]\s*quý|(?:và|đến)\s+quý)\s*(?P<last>{number}))?(?:\s*(?:/|-|,?\s*năm\s+)\s*(?P<year>\d{{4}}))?\b"
    ))
});
static HALF: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)^(?:06|6|sáu) tháng (?P<half>đầu|cuối) năm(?: (?P<year>\d{4}))?\b"));
static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)^(?:năm|giai đoạn)\s+(?P<year>\d{4})(?:\s*[-–]\s*(?P<last>\d{4}))?\b"));

/// The date printed at the start of `rest`; `year` stands in where a day, month or quarter is printed without one.
fn point(rest: &str, year: Option<u16>) -> Option<Point> {
    day(rest, year)
        .or_else(|| month(rest, year))
        .or_else(|| quarter(rest, year))
        .or_else(|| half(rest, year))
        .or_else(|| years(rest))
}

fn day(rest: &str, year: Option<u16>) -> Option<Point> {
    let found = DAY.as_ref()?.captures(rest)?;
    let day = Day::new(year_of(&found, "year").or(year)?, number(&found, "month")?, number(&found, "day")?)?;
    Some(Point { start: day, end: day, unit: Unit::Day, length: found.get(0)?.end() })
}

fn month(rest: &str, year: Option<u16>) -> Option<Point> {
    let found = MONTH.as_ref()?.captures(rest)?;
    let month = number(&found, "month").filter(|month| (1..=12).contains(month))?;
    let (start, end) = month_bounds(year_of(&found, "year").or(year)?, month);
    Some(Point { start, end, unit: Unit::Month, length: found.get(0)?.end() })
}

fn quarter(rest: &str, year: Option<u16>) -> Option<Point> {
    let found = QUARTER.as_ref()?.captures(rest)?;
    let year = year_of(&found, "year").or(year)?;
    let first = quarter_number(found.name("first")?.as_str())?;
    let last = found.name("last").and_then(|last| quarter_number(last.as_str())).unwrap_or(first);
    let (start, end) = (quarter_bounds(year, first).0, quarter_bounds(year, last.max(first)).1);
    Some(Point { start, end, unit: Unit::Quarter, length: found.get(0)?.end() })
}

fn quarter_number(printed: &str) -> Option<u8> {
    let value = roman_value(&printed.to_uppercase()).or_else(|| printed.parse().ok())?;
    u8::try_from(value).ok().filter(|quarter| (1..=4).contains(quarter))
}

fn half(rest: &str, year: Option<u16>) -> Option<Point> {
    let found = HALF.as_ref()?.captures(rest)?;
    let year = year_of(&found, "year").or(year)?;
    let first = found.name("half")?.as_str().to_lowercase() == "đầu";
    let (from, to) = if first { (1, 2) } else { (3, 4) };
    let (start, end) = (quarter_bounds(year, from).0, quarter_bounds(year, to).1);
    Some(Point { start, end, unit: Unit::Half, length: found.get(0)?.end() })
}

fn years(rest: &str) -> Option<Point> {
    let found = YEAR.as_ref()?.captures(rest)?;
    let first = year_of(&found, "year")?;
    let last = year_of(&found, "last").unwrap_or(first);
    let (start, end) = (year_bounds(first).0, year_bounds(last.max(first)).1);
    Some(Point { start, end, unit: Unit::Year, length: found.get(0)?.end() })
}

fn number(found: &Captures<'_>, name: &str) -> Option<u8> {
    found.name(name)?.as_str().parse().ok()
}

/// A year from 1900 to 2199; others are no years of plans.
fn year_of(found: &Captures<'_>, name: &str) -> Option<u16> {
    found.name(name)?.as_str().parse().ok().filter(|year| (1900..2200).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kind, start, due, recurrence of the earliest expression.
    fn shown(text: &str) -> String {
        let day = |day: Option<Day>| day.map_or("-".to_owned(), |day| day.to_string());
        match earliest(text, Some(2026), |_, _| true) {
            None => "none".to_owned(),
            Some(found) => {
                let recurrence = found.recurrence.map_or("-", Recurrence::name);
                format!("{} {} {} {recurrence}", found.kind.name(), day(found.start), day(found.due))
            }
        }
    }

    #[test]
    fn reads_every_kind_of_date() {
        for (text, wanted) in [
            ("trước ngày 01/3/2027", "by - 2027-02-28 -"),
            ("trước ngày 01 tháng 3 năm 2027", "by - 2027-02-28 -"),
            ("Trước 10 giờ ngày 15/6/2026", "by - 2026-06-15 -"),
            ("chậm nhất ngày 30/5/2026", "by - 2026-05-30 -"),
            ("trước ngày 30/5", "by - 2026-05-29 -"),
            ("Xong trước tháng 6/2026", "by - 2026-05-31 -"),
            ("đến hết quý II/2026", "by - 2026-06-30 -"),
            ("Quý III/2026", "period 2026-07-01 2026-09-30 -"),
            ("Trong quý III năm 2026 và tổ chức thực hiện thường xuyên", "period 2026-07-01 2026-09-30 -"),
            ("Quý III, IV năm 2026", "period 2026-07-01 2026-12-31 -"),
            ("Tháng 6 năm 2026", "period 2026-06-01 2026-06-30 -"),
            ("ngày 10/6/2026", "period 2026-06-10 2026-06-10 -"),
            ("6 tháng đầu năm 2026", "period 2026-01-01 2026-06-30 -"),
            ("6 tháng cuối năm", "period 2026-07-01 2026-12-31 -"),
            ("Quý II", "period 2026-04-01 2026-06-30 -"),
            ("trước ngày 1-3-2027", "by - 2027-02-28 -"),
            ("Trong tháng 6 hằng năm", "recurring - - yearly"),
            ("trước 16 giờ ngày thứ Sáu hằng tuần", "recurring - - weekly"),
            ("trước ngày 20 của tháng cuối quý", "recurring - - quarterly"),
            ("trước ngày 15/6 và 15/12 hằng năm", "recurring - - yearly"),
            ("bắt đầu thực hiện từ tháng 01/2026", "ongoing 2026-01-01 - -"),
            ("từ ngày 01/6/2026 đến ngày 15/6/2026", "period 2026-06-01 2026-06-15 -"),
            ("Năm 2026", "period 2026-01-01 2026-12-31 -"),
            ("Năm 2026 và các năm tiếp theo", "ongoing 2026-01-01 - -"),
            ("năm 2026 và những năm tiếp theo", "ongoing 2026-01-01 - -"),
            ("Trong năm 2026 và các năm tiếp theo", "ongoing 2026-01-01 - -"),
            ("từ quý I/2027", "ongoing 2027-01-01 - -"),
            ("Thường xuyên", "ongoing - - -"),
            ("trước ngày 30/10 hàng năm và báo cáo đột xuất", "recurring - - yearly"),
            ("định kỳ hằng quý", "recurring - - quarterly"),
            ("Hằng năm", "recurring - - yearly"),
            ("6 tháng/lần", "recurring - - half_yearly"),
            ("ngay sau khi Bộ Công an ban hành văn bản", "event - - -"),
            ("sau 15 ngày kể từ ngày ban hành", "event - - -"),
            ("Đã hoàn thành", "done - - -"),
            ("theo quy định", "none"),
            ("ngày 32/13/2026", "none"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }
}
