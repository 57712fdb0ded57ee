use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{has_samples, made, reader_link, switch, tiles, title};
use crate::compare::{Column, Matrix, Standing};
use crate::export::{self, Language};
use crate::knowledge;
use crate::model::Level;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::state::Kept;
use crate::serve::{ApiError, Service};
use crate::store::{FileEntry, FileOutcome};

/// Plans of a province that its row names; of more it says how many.
const NAMED: usize = 3;
/// Files in a short list.
const FILES: usize = 6;

#[derive(Template)]
#[template(path = "home.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: &'static str,
    switch: String,
    sample: bool,
    q: &'static str,
    /// Is nothing held at all?
    empty: bool,
    scopes: Vec<Scope>,
    /// What the board is about, where it is one programme.
    programme: Option<Programme>,
    count: usize,
    all: usize,
    rows: Vec<Province>,
    newest: Vec<Newest>,
    remarks: usize,
    with_remarks: usize,
    in_part: usize,
    unread: usize,
    refused: Vec<Refused>,
}

/// All papers or those of one programme, with how many provinces answer.
struct Scope {
    title: String,
    link: String,
    count: String,
    chosen: bool,
}

struct Programme {
    title: String,
    matrix: String,
    gaps: String,
}

struct Province {
    code: String,
    province: String,
    /// Where its tile stands and how it looks: classes of the style sheet.
    tile: String,
    /// What the tile says beside its look: how many papers are held, or why none counts.
    state: String,
    link: String,
    plans: Vec<Link>,
    /// How many papers are held, where they are too many to name, and where they are listed.
    rest: Option<(String, String)>,
    /// Items that its plan has, of those that bind it.
    coverage: String,
}

struct Link {
    title: String,
    link: String,
    /// What else than the province issued it.
    level: Option<&'static str>,
}

struct Newest {
    title: String,
    link: String,
    place: String,
    day: String,
}

struct Refused {
    file: String,
    why: String,
}

/// Every province and whether it answers, with all papers or within one programme (`programme=ID`); those without a
/// plan stay visible. Beside it what came last and what a person has to look at.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    made(service, params, written).await
}

fn written(service: &Service, params: &Params) -> Result<Page, ApiError> {
    let (language, m) = (params.language(), Messages::of(params.language()));
    let asked = params.get("programme");
    let chosen = asked.map(|id| service.programme(Some(id), language)).transpose()?;
    let matrix = chosen.map(|checklist| service.matrix(checklist));
    let rows = match matrix {
        Some(matrix) => within(service, matrix, m, language),
        None => of_all(service, m, language),
    };
    let entries = || service.plans().iter().map(|kept| &kept.entry);
    let refused: Vec<Refused> =
        service.files().iter().filter_map(|file| refused(file, m, language)).collect();
    Ok(Page {
        m,
        heading: m.home,
        switch: switch("/", &[("programme", asked.unwrap_or_default())], m),
        sample: has_samples(service),
        q: "",
        empty: service.plans().is_empty(),
        scopes: scopes(service, asked, m),
        programme: matrix.map(|matrix| programme(matrix, m)),
        count: rows.iter().filter(|row| row.tile.ends_with(HELD)).count(),
        all: rows.len(),
        rows,
        newest: newest(service, m),
        remarks: entries().map(|entry| entry.diagnostics as usize).sum(),
        with_remarks: entries().filter(|entry| entry.diagnostics > 0).count(),
        in_part: entries().filter(|entry| entry.degraded.is_some()).count(),
        unread: refused.len(),
        refused: refused.into_iter().take(FILES).collect(),
    })
}

fn programme(matrix: &Matrix, m: &Messages) -> Programme {
    let query = format!("programme={}&lang={}", encoded(&matrix.checklist), m.code);
    Programme {
        title: matrix.title.clone(),
        matrix: format!("/doi-chieu?{query}"),
        gaps: format!("/thieu-sot?{query}"),
    }
}

fn scopes(service: &Service, chosen: Option<&str>, m: &Messages) -> Vec<Scope> {
    let provinces = &service.knowledge.provinces;
    let answers = provinces.iter().filter(|province| own(service, province).any(is_provincial)).count();
    let all = Scope {
        title: m.all_papers.to_owned(),
        link: format!("/?lang={}", m.code),
        count: format!("{answers}/{}", provinces.len()),
        chosen: chosen.is_none(),
    };
    let one = |checklist: &knowledge::Checklist| {
        let (answered, members) = service.answered(checklist);
        let programme = checklist.programme.as_ref();
        Scope {
            title: programme.map_or_else(String::new, |programme| programme.instrument.clone()),
            link: format!("/?programme={}&lang={}", encoded(&checklist.id), m.code),
            count: format!("{answered}/{members}"),
            chosen: chosen == Some(checklist.id.as_str()),
        }
    };
    let known = service.knowledge.checklists.iter().filter(|known| known.programme.is_some());
    [all].into_iter().chain(known.map(one)).collect()
}

fn own<'a>(
    service: &'a Service,
    province: &'a knowledge::Province,
) -> impl Iterator<Item = &'a Kept> + use<'a> {
    service.plans().iter().filter(|kept| kept.entry.province.as_deref() == Some(province.code.as_str()))
}

fn is_provincial(kept: &Kept) -> bool {
    kept.entry.level == Level::Province
}

/// The class of a tile whose province answers.
const HELD: &str = "held";

fn of_all(service: &Service, m: &'static Messages, language: Language) -> Vec<Province> {
    let mut held: BTreeMap<&str, Vec<&Kept>> = BTreeMap::new();
    for kept in service.plans() {
        held.entry(kept.entry.province.as_deref().unwrap_or_default()).or_default().push(kept);
    }
    let row = |province: &knowledge::Province| {
        let own = held.get(province.code.as_str()).map(Vec::as_slice).unwrap_or_default();
        let provincial = own.iter().filter(|kept| is_provincial(kept)).count();
        let (look, state) = match provincial {
            0 if own.is_empty() => ("none", m.no_plan_yet.to_owned()),
            0 => ("lower", m.only_lower.to_owned()),
            count => (HELD, format!("{count} {}", m.plans_held)),
        };
        let list = format!("/ke-hoach?tinh={}&lang={}", province.code, m.code);
        let many = own.len() > NAMED;
        let rest = format!("{} {} ({provincial} {})", own.len(), m.papers, m.of_province);
        Province {
            tile: format!("{} {look}", tiles::place(&province.code)),
            plans: own.iter().filter(|_| !many).map(|kept| link(kept, m, language)).collect(),
            rest: many.then(|| (rest, list.clone())),
            ..province_row(province, state, list)
        }
    };
    service.knowledge.provinces.iter().map(row).collect()
}

fn link(kept: &Kept, m: &Messages, language: Language) -> Link {
    let level = kept.entry.level;
    Link {
        title: title(&kept.entry),
        link: reader_link(&kept.entry.id, "", m),
        level: (level != Level::Province).then(|| export::level(level).shown(language)),
    }
}

fn province_row(province: &knowledge::Province, state: String, link: String) -> Province {
    Province {
        code: province.code.clone(),
        province: province.name.clone(),
        tile: String::new(),
        state,
        link,
        plans: Vec::new(),
        rest: None,
        coverage: String::new(),
    }
}

/// The members of a programme, each with the plan that answers for it.
fn within(service: &Service, matrix: &Matrix, m: &'static Messages, language: Language) -> Vec<Province> {
    let is_member = |column: &&Column| !matches!(column.standing, Standing::Lower | Standing::Held);
    let row = |column: &Column| {
        let named = |known: &&knowledge::Province| Some(&known.name) == column.province.as_ref();
        let province = service.knowledge.provinces.iter().find(named)?;
        let list = format!("/ke-hoach?tinh={}&lang={}", province.code, m.code);
        let answers = column.standing == Standing::Answers;
        let (look, state) = match column.standing {
            Standing::Answers => (HELD, m.has_plan),
            Standing::OnlyLower => ("lower", m.only_lower),
            Standing::OtherProgramme => ("other", m.other_programme),
            Standing::Lower | Standing::Held | Standing::Nothing => ("none", m.no_plan_yet),
        };
        let plan = column.plan.as_ref().filter(|_| answers);
        let link = plan.map_or(list, |plan| reader_link(&plan.id, "", m));
        let kept = plan.and_then(|plan| service.plan(&plan.id, language).ok());
        Some(Province {
            tile: format!("{} {look}", tiles::place(&province.code)),
            plans: kept.into_iter().map(|kept| self::link(kept, m, language)).collect(),
            coverage: if answers { format!("{}/{}", column.present, column.of) } else { String::new() },
            ..province_row(province, state.to_owned(), link)
        })
    };
    matrix.columns.iter().filter(is_member).filter_map(row).collect()
}

/// The files that changed last.
fn newest(service: &Service, m: &Messages) -> Vec<Newest> {
    let mut files: Vec<&FileEntry> = service.files().iter().filter(|file| file.plan().is_some()).collect();
    files.sort_by_key(|file| (std::cmp::Reverse(file.stamp.modified), &file.path));
    let shown = files.into_iter().take(FILES).filter_map(|file| {
        let entry = file.plan()?;
        Some(Newest {
            title: title(entry),
            link: reader_link(&entry.id, "", m),
            place: service.province(entry).map_or_else(|| "—".to_owned(), |known| known.name.clone()),
            day: day(file.stamp.modified),
        })
    });
    shown.collect()
}

/// Why nothing was read of a file.
fn refused(file: &FileEntry, m: &Messages, language: Language) -> Option<Refused> {
    let why = match &file.outcome {
        FileOutcome::Plan(_) | FileOutcome::Duplicate(_) | FileOutcome::Archive(_) => return None,
        FileOutcome::Refused { vi, en, .. } => language.pick(vi, en).clone(),
        FileOutcome::Failed(_) => m.unreadable.to_owned(),
    };
    Some(Refused { file: file.path.clone(), why })
}

/// Viet Nam is seven hours ahead of the clock that files are stamped by, all year.
const OFFSET: u64 = 7 * 3600;

/// The day of a stamp in nanoseconds, dd/mm/yyyy (Howard Hinnant's civil-days formula).
fn day(nanos: u64) -> String {
    let days = (nanos / 1_000_000_000 + OFFSET) / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    format!("{day:02}/{month:02}/{year}")
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_of_stamps() {
        for (seconds, shown) in [
            (0, "01/01/1970"),
            (951_782_400, "29/02/2000"),
            (1_798_718_400, "31/12/2026"),
            // Midnight in Viet Nam comes at 17:00 of the clock.
            (1_798_736_399, "31/12/2026"),
            (1_798_736_400, "01/01/2027"),
        ] {
            assert_eq!(day(seconds * 1_000_000_000), shown);
        }
    }
}
