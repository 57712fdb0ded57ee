//! Turns the numbers of a programme into three plain charts, drawn here, each with its numbers as a table.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Choice, has_samples, made, programmes, reader_link, switch};
use crate::compare::{day_number, shown_day};
use crate::export::Language;
use crate::serve::api::charts::{Charts, Coverage, Day, charts, rest_word, share};
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::{ApiError, Service};

/// Where bars begin and how long the longest is, in units of the drawings.
const LEFT: usize = 300;
const WIDTH: usize = 420;
/// Height of a row.
const ROW: usize = 28;
/// Characters of a label that fit before the bars.
const LABEL: usize = 42;
/// Days nearer to each other than this are one dot.
const NEAR: usize = 12;
/// Months that a scale may have before half-years are enough.
const MONTHS: i64 = 18;

#[derive(Template)]
#[template(path = "charts.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    w: &'static Words,
    heading: String,
    switch: String,
    sample: bool,
    q: &'static str,
    programmes: Vec<Choice>,
    files: String,
    provisional: bool,
    source: String,
    /// What the third part of a bar means.
    rest: &'static str,
    coverage: Vec<Bar>,
    timeline: Timeline,
    days: Vec<DayRow>,
    taken: Vec<Bar>,
    /// From whom it was taken.
    taken_title: String,
    taken_note: &'static str,
}

/// A bar of up to three parts.
struct Bar {
    label: String,
    whole: String,
    link: String,
    y: usize,
    parts: Vec<Part>,
    counts: [usize; 3],
    note: String,
}

struct Part {
    class: &'static str,
    x: usize,
    width: usize,
}

struct Timeline {
    ticks: Vec<(usize, String)>,
    rows: Vec<Line>,
    height: usize,
}

/// The days of one item.
struct Line {
    label: String,
    whole: String,
    y: usize,
    center: Option<(usize, String)>,
    dots: Vec<Dot>,
}

/// One day, or days too near to each other to be told apart, and who set them.
struct Dot {
    x: usize,
    count: usize,
    title: String,
}

struct DayRow {
    item: String,
    province: String,
    link: String,
    raw: String,
    due: String,
    late: String,
}

/// What only this page says.
struct Words {
    title: &'static str,
    coverage: &'static str,
    coverage_note: &'static str,
    present: &'static str,
    elsewhere: &'static str,
    deadlines: &'static str,
    deadlines_note: &'static str,
    no_deadlines: &'static str,
    center: &'static str,
    center_day: &'static str,
    dot: &'static str,
    taken: &'static str,
    taken_others: &'static str,
    taken_note: &'static str,
    taken_others_note: &'static str,
    no_taken: &'static str,
    kept: &'static str,
    changed: &'static str,
    added: &'static str,
    share: &'static str,
    numbers: &'static str,
    item: &'static str,
    province: &'static str,
    words: &'static str,
    due: &'static str,
    late: &'static str,
    nothing: &'static str,
}

const VIETNAMESE: Words = Words {
    title: "Biểu đồ",
    coverage: "Bao nhiêu kế hoạch có từng nội dung",
    coverage_note: "Mẫu số là các kế hoạch đang có của đợt này mà nội dung ràng buộc; tỉnh chưa có kế hoạch không tính vào.",
    present: "có",
    elsewhere: "có ở mục khác",
    deadlines: "Hạn cuối của từng nội dung",
    deadlines_note: "Mỗi chấm là một ngày, hoặc vài ngày sát nhau; con số trên chấm là số kế hoạch. Việc thường xuyên, định kỳ hoặc không ghi ngày thì không có chấm; từng ngày xem ở bảng số liệu.",
    no_deadlines: "Máy không đọc được hạn cuối nào trong các kế hoạch của đợt này.",
    center: "trung ương",
    center_day: "hạn của trung ương",
    dot: "hạn của kế hoạch",
    taken: "Phần lấy lại từ văn bản trung ương",
    taken_others: "Phần lấy lại từ kế hoạch ban hành trước trong đợt",
    taken_note: "So theo chuỗi năm chữ, từng mục đủ dài để so; “giữ nguyên” là từ 85 % trở lên, “sửa” là từ 40 %. Lấy lại không phải là sai.",
    taken_others_note: "Kho chưa có toàn văn của trung ương, nên so với các kế hoạch ban hành trước trong cùng đợt. So theo chuỗi năm chữ; “giữ nguyên” là từ 85 % trở lên, “sửa” là từ 40 %.",
    no_taken: "Chưa có đủ kế hoạch để so.",
    kept: "giữ nguyên",
    changed: "sửa",
    added: "tự đặt",
    share: "lấy lại",
    numbers: "Số liệu",
    item: "Nội dung",
    province: "Tỉnh, thành phố",
    words: "Nguyên văn",
    due: "Hạn cuối",
    late: "So với trung ương",
    nothing: "Chưa có kế hoạch nào của đợt này trong kho; hãy nạp văn bản rồi mở lại trang.",
};

const ENGLISH: Words = Words {
    title: "Charts",
    coverage: "How many plans have each item",
    coverage_note: "The denominator is the plans of this programme that are held and bound; provinces without a plan do not count.",
    present: "present",
    elsewhere: "elsewhere",
    deadlines: "Last day of each item",
    deadlines_note: "Each dot is a day, or days near to each other; the number above it counts plans. Ongoing or recurring work, and work without a date, has no dot; the table has every day.",
    no_deadlines: "No last day was read in the plans of this programme.",
    center: "the center",
    center_day: "day of the center",
    dot: "day of a plan",
    taken: "Share taken over from the center",
    taken_others: "Share taken over from older plans of the programme",
    taken_note: "Compared by runs of five words, in provisions long enough to tell; kept: 85 % or more, changed: 40 % or more. Taking over is no fault.",
    taken_others_note: "The central text is not held, so plans are held against older ones of the programme. Compared by runs of five words; kept: 85 % or more, changed: 40 % or more.",
    no_taken: "There are not enough plans to compare.",
    kept: "kept",
    changed: "changed",
    added: "their own",
    share: "taken over",
    numbers: "Numbers",
    item: "Item",
    province: "Province",
    words: "Words",
    due: "Due",
    late: "Against the center",
    nothing: "No plan of this programme is held; load files and come back.",
};

/// Coverage, deadlines and what was taken over, of a programme (`programme=ID`).
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    made(service, params, written).await
}

fn written(service: &Service, params: &Params) -> Result<Page, ApiError> {
    let language = params.language();
    let (m, w) = (Messages::of(language), language.pick(&VIETNAMESE, &ENGLISH));
    let found = charts(service, params)?;
    let (matrix, id) = (found.matrix, &found.matrix.checklist);
    let by_center = found.taken.by_center;
    Ok(Page {
        m,
        w,
        heading: format!("{}: {}", w.title, matrix.title),
        switch: switch("/bieu-do", &[("programme", id)], m),
        sample: has_samples(service),
        q: "",
        programmes: programmes(service, "/bieu-do", id, m),
        files: format!("programme={}&lang={}", encoded(id), m.code),
        provisional: matrix.provisional,
        source: matrix.source.clone(),
        rest: rest_word(matrix, language),
        coverage: coverage(&found, m),
        timeline: timeline(&found.deadlines, w),
        days: found.deadlines.iter().map(|day| day_row(day, w, m, language)).collect(),
        taken: taken(&found, w, m),
        taken_title: if by_center { w.taken } else { w.taken_others }.to_owned(),
        taken_note: if by_center { w.taken_note } else { w.taken_others_note },
    })
}

/// A label that fits before the bars.
fn short(label: &str) -> String {
    match label.char_indices().nth(LABEL) {
        Some((at, _)) => format!("{}…", label[..at].trim_end()),
        None => label.to_owned(),
    }
}

fn bar(at: usize, label: String, link: String, counts: [usize; 3], of: usize, note: String) -> Bar {
    const CLASSES: [&str; 3] = ["first", "second", "third"];
    let mut before = 0;
    let mut parts = Vec::new();
    for (class, count) in CLASSES.into_iter().zip(counts) {
        let (start, end) = (WIDTH * before / of.max(1), WIDTH * (before + count) / of.max(1));
        before += count;
        if end > start {
            parts.push(Part { class, x: LEFT + start, width: end - start });
        }
    }
    Bar { label: short(&label), whole: label, link, y: at * ROW, parts, counts, note }
}

fn coverage(found: &Charts<'_>, m: &Messages) -> Vec<Bar> {
    let id = encoded(&found.matrix.checklist);
    let row = |(at, row): (usize, &Coverage)| {
        let link = format!("/canh-nhau?programme={id}&item={}&lang={}", encoded(&row.item), m.code);
        let note = format!("{}/{}", row.present, row.of);
        let label = format!("{} {}", row.item, row.title);
        bar(at, label, link, [row.present, row.elsewhere, row.rest], row.of, note)
    };
    let bound = found.coverage.iter().filter(|row| row.of > 0);
    bound.enumerate().map(row).collect()
}

fn taken(found: &Charts<'_>, w: &Words, m: &Messages) -> Vec<Bar> {
    let row = |(at, one): (usize, &crate::compare::Reuse)| {
        let label = format!("{} · {}", one.province.as_deref().unwrap_or("—"), one.plan.file);
        let (counts, of) = ([one.kept, one.changed, one.added], one.kept + one.changed + one.added);
        bar(at, label, reader_link(&one.plan.id, "", m), counts, of, format!("{} {} %", w.share, share(one)))
    };
    found.taken.plans.iter().enumerate().map(row).collect()
}

fn timeline(days: &[Day], w: &Words) -> Timeline {
    let numbers = || days.iter().filter_map(|day| day_number(&day.due));
    let (first, last) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
    let scale = Scale { first: first - 10, length: (last - first + 20).max(1) };
    let mut items: Vec<(&str, Vec<&Day>)> = Vec::new();
    for day in days {
        match items.last_mut().filter(|(item, _)| *item == day.item) {
            Some((_, own)) => own.push(day),
            None => items.push((&day.item, vec![day])),
        }
    }
    let rows: Vec<Line> = items.iter().enumerate().map(|(at, (_, own))| line(at, own, &scale, w)).collect();
    let height = (rows.len() + 1) * ROW + 8;
    Timeline { ticks: if rows.is_empty() { Vec::new() } else { scale.ticks() }, rows, height }
}

/// Days as places on the axis.
struct Scale {
    first: i64,
    length: i64,
}

impl Scale {
    fn x(&self, day: &str) -> Option<usize> {
        let at = day_number(day)? - self.first;
        Some(LEFT + usize::try_from(at * WIDTH as i64 / self.length).ok()?)
    }

    /// The first days of months; of quarters, half-years or years where there would be too many.
    fn ticks(&self) -> Vec<(usize, String)> {
        let months = self.length / 30;
        let step = match months {
            ..=6 => 1,
            7..=MONTHS => 3,
            19..=48 => 6,
            _ => 12,
        };
        let mut found = Vec::new();
        for year in 1900..2200_i64 {
            for month in (1..=12).filter(|month| (month - 1) % step == 0) {
                let day = format!("{year:04}-{month:02}-01");
                let inside = |at: &i64| (self.first..self.first + self.length).contains(at);
                if day_number(&day).filter(inside).is_some() {
                    found.extend(self.x(&day).map(|x| (x, format!("{month}/{year}"))));
                }
            }
        }
        found
    }
}

fn line(at: usize, own: &[&Day], scale: &Scale, w: &Words) -> Line {
    let mut dots: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let center = own.iter().find(|day| day.province.is_none());
    for day in own.iter().filter(|day| day.province.is_some()) {
        dots.entry(&day.due).or_default().push(day.province.as_deref().unwrap_or_default());
    }
    let mut shown: Vec<Dot> = Vec::new();
    for (due, who) in &dots {
        let Some(x) = scale.x(due) else { continue };
        let title = format!("{}: {}", shown_day(due), who.join(", "));
        match shown.last_mut().filter(|last| x < last.x + NEAR) {
            Some(last) => {
                last.count += who.len();
                last.title += &format!("; {title}");
            }
            None => shown.push(Dot { x, count: who.len(), title }),
        }
    }
    let label = own.first().map_or_else(String::new, |day| format!("{} {}", day.item, day.title));
    Line {
        y: at * ROW,
        center: center
            .and_then(|day| Some((scale.x(&day.due)?, format!("{}: {}", w.center_day, shown_day(&day.due))))),
        dots: shown,
        label: short(&label),
        whole: label,
    }
}

fn day_row(day: &Day, w: &Words, m: &Messages, language: Language) -> DayRow {
    let link = day.plan.as_deref().map(|plan| reader_link(plan, day.path.as_deref().unwrap_or_default(), m));
    let late = match day.days_late {
        None => String::new(),
        Some(0) => language.pick("đúng hạn trung ương", "the same day").to_owned(),
        Some(days) if days > 0 => {
            language.pick(format!("chậm hơn {days} ngày"), format!("{days} days later"))
        }
        Some(days) => language.pick(format!("sớm hơn {} ngày", -days), format!("{} days earlier", -days)),
    };
    DayRow {
        item: format!("{} {}", day.item, day.title),
        province: day.province.clone().unwrap_or_else(|| w.center.to_owned()),
        link: link.unwrap_or_default(),
        raw: day.raw.clone(),
        due: shown_day(&day.due),
        late,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_counts() {
        let bar = bar(0, "T1".into(), String::new(), [1, 0, 3], 4, String::new());
        let widths: Vec<usize> = bar.parts.iter().map(|part| part.width).collect();
        assert_eq!(widths, [WIDTH / 4, WIDTH - WIDTH / 4]);
        assert_eq!(bar.parts[1].x, LEFT + WIDTH / 4);
    }

    #[test]
    fn months_become_quarters_where_there_are_many() {
        let day = |due: &str| day_number(due).unwrap_or_default();
        let year = Scale { first: day("2026-01-15"), length: 365 };
        let shown: Vec<String> = year.ticks().into_iter().map(|(_, label)| label).collect();
        assert_eq!(shown, ["4/2026", "7/2026", "10/2026", "1/2027"]);
        let short = Scale { first: day("2026-05-20"), length: 60 };
        assert_eq!(short.ticks().len(), 2);
        assert_eq!(year.x("2026-01-15"), Some(LEFT));
    }
}
