//! Turns one task over several plans into a page on which they stand side by side, with the words that differ.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Choice, evidence_link, has_samples, made, programmes, reader_link, switch};
use crate::compare::{Beside, BesideRow, PieceKind, Place, tables, words};
use crate::export::Language;
use crate::serve::api::beside::{Asked, CENTER, NOTHING, asked};
use crate::serve::api::charts::is_of_programme;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::{ApiError, Service};

#[derive(Template)]
#[template(path = "beside.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    w: &'static Words,
    heading: String,
    switch: String,
    sample: bool,
    q: &'static str,
    programmes: Vec<Choice>,
    programme: String,
    files: String,
    provisional: bool,
    source: String,
    is_chosen: bool,
    items: Vec<Picked>,
    plans: Vec<Picked>,
    others: Vec<Picked>,
    /// What is held against, and where it is read.
    against: Option<(String, String)>,
    cards: Vec<Card>,
}

/// A value of the form.
struct Picked {
    id: String,
    label: String,
    is_picked: bool,
    /// "có", "chưa thấy": how its plan stands to the item.
    note: &'static str,
}

struct Card {
    title: String,
    plan: String,
    plan_link: String,
    state: &'static str,
    facts: Vec<(&'static str, String)>,
    path: String,
    link: String,
    words: Vec<Word>,
    /// How many words differ, in words.
    difference: String,
    looked: usize,
    near: Vec<Near>,
}

/// A run of words: kept, only there, only here.
pub(super) struct Word {
    pub(super) kind: PieceKind,
    pub(super) text: String,
}

struct Near {
    path: String,
    link: String,
    quote: String,
}

/// What only this page says.
struct Words {
    title: &'static str,
    item: &'static str,
    plans: &'static str,
    against: &'static str,
    center: &'static str,
    nothing: &'static str,
    show: &'static str,
    first: &'static str,
    only_here: &'static str,
    only_there: &'static str,
    held_against: &'static str,
    matrix: &'static str,
    machine: &'static str,
    none: &'static str,
}

const VIETNAMESE: Words = Words {
    title: "Cạnh nhau",
    item: "Nội dung",
    plans: "Kế hoạch đặt cạnh nhau",
    against: "So chữ với",
    center: "văn bản trung ương",
    nothing: "không so",
    show: "Xem",
    first: "Chưa chọn kế hoạch nào: dưới đây là những nơi đầu tiên có nội dung này.",
    only_here: "chữ gạch chân: chỉ có ở kế hoạch này",
    only_there: "chữ gạch ngang: chỉ có ở bản được so",
    held_against: "Đang so với",
    matrix: "Bảng đối chiếu",
    machine: "Máy đọc và so, chưa được người xác nhận.",
    none: "Chưa có kế hoạch nào của đợt này trong kho; hãy nạp văn bản rồi mở lại trang.",
};

const ENGLISH: Words = Words {
    title: "Side by side",
    item: "Item",
    plans: "Plans to show",
    against: "Hold words against",
    center: "the central text",
    nothing: "nothing",
    show: "Show",
    first: "No plan was chosen: these are the first that have the item.",
    only_here: "underlined: only in this plan",
    only_there: "struck out: only in the other",
    held_against: "Held against",
    matrix: "Matrix",
    machine: "Read and compared by machine, not confirmed by a person.",
    none: "No plan of this programme is held; load files and come back.",
};

/// One task (`programme=ID`, `item=T1`) of the plans chosen (`plan=ID`, any number), and how their words differ from
/// the center's or another plan's (`against=center|none|ID`).
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    made(service, params, written).await
}

fn written(service: &Service, params: &Params) -> Result<Page, ApiError> {
    let language = params.language();
    let (m, w) = (Messages::of(language), language.pick(&VIETNAMESE, &ENGLISH));
    let asked = asked(service, params)?;
    let found = asked.beside(service);
    let matrix = asked.matrix;
    let sent: Vec<(&str, &str)> = params.pairs().filter(|(name, _)| *name != "lang").collect();
    let query: String = sent.iter().map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
    let picked =
        |id: &str, label: String, is_picked| Picked { id: id.to_owned(), label, is_picked, note: "" };
    let items = matrix.items.iter().enumerate().map(|(at, item)| {
        picked(
            &item.id,
            format!("{} {} ({}/{})", item.id, item.title, item.present, item.of),
            at == asked.item,
        )
    });
    let against = found.against.as_ref().map(|other| {
        let who = other.province.as_deref().unwrap_or(w.center);
        let title =
            format!("{who} · {} · {}", other.plan.number.as_deref().unwrap_or(&other.plan.file), other.path);
        (title, reader_link(&other.plan.id, &other.path, m))
    });
    Ok(Page {
        m,
        w,
        heading: format!("{}: {}", w.title, found.title),
        switch: switch("/canh-nhau", &sent, m),
        sample: has_samples(service),
        q: "",
        programmes: programmes(service, "/canh-nhau", &matrix.checklist, m),
        programme: matrix.checklist.clone(),
        files: format!("lang={}{query}", m.code),
        provisional: matrix.provisional,
        source: asked.checklist.source.clone(),
        is_chosen: asked.is_chosen,
        items: items.collect(),
        plans: plans(&asked, language),
        others: others(&asked, w),
        against,
        cards: found.rows.iter().map(|row| card(service, &found, row, m, language)).collect(),
    })
}

/// Every plan of the programme, with how it stands to the item.
fn plans(asked: &Asked<'_>, language: Language) -> Vec<Picked> {
    let columns = asked.matrix.columns.iter().enumerate();
    let of_programme = columns.filter(|(_, column)| is_of_programme(column.standing));
    let own = of_programme.filter_map(|(at, column)| Some((at, column, column.plan.as_ref()?)));
    own.map(|(at, column, plan)| Picked {
        id: plan.id.clone(),
        label: tables::title(column),
        is_picked: asked.columns.contains(&at),
        note: words::state(asked.matrix.cells[asked.item][at].state).shown(language),
    })
    .collect()
}

/// What words can be held against: the center, the plans shown, nothing.
fn others(asked: &Asked<'_>, w: &Words) -> Vec<Picked> {
    let picked = |id: &str, label: String| Picked {
        id: id.to_owned(),
        label,
        is_picked: asked.against == id,
        note: "",
    };
    let center = asked.center.iter().map(|_| picked(CENTER, w.center.to_owned()));
    let columns = asked.columns.iter().map(|&at| &asked.matrix.columns[at]);
    let plans = columns.filter_map(|column| Some(picked(&column.plan.as_ref()?.id, tables::title(column))));
    center.chain(plans).chain([picked(NOTHING, w.nothing.to_owned())]).collect()
}

fn card(
    service: &Service,
    found: &Beside,
    row: &BesideRow,
    m: &'static Messages,
    language: Language,
) -> Card {
    let (cell, plan) = (&row.cell, row.plan.id.as_str());
    let place = cell.places.first();
    let near = |place: &Place| Near {
        path: place.path.clone(),
        link: evidence_link(service, plan, &place.path, &place.quote, m),
        quote: place.quote.clone(),
    };
    let is_other = found.against.as_ref().is_some_and(|other| other.plan.id == plan);
    let difference = match (&found.against, row.words_added, row.words_dropped) {
        (None, ..) => String::new(),
        _ if is_other => language.pick("bản dùng để so", "the one held against").to_owned(),
        _ if row.pieces.is_empty() => String::new(),
        (_, 0, 0) => language.pick("giống từng chữ", "the same words").to_owned(),
        (_, added, dropped) => language.pick(
            format!("thêm {added} chữ, bớt {dropped} chữ"),
            format!("{added} words more, {dropped} words less"),
        ),
    };
    Card {
        title: row.province.clone().unwrap_or_else(|| "—".to_owned()),
        plan: row.plan.number.clone().unwrap_or_else(|| row.plan.file.clone()),
        plan_link: reader_link(plan, "", m),
        state: words::state(cell.state).shown(language),
        facts: facts(row, language),
        path: place.map_or_else(String::new, |place| place.path.clone()),
        link: place
            .map_or_else(String::new, |place| evidence_link(service, plan, &place.path, &place.quote, m)),
        words: row.pieces.iter().map(|piece| Word { kind: piece.kind, text: piece.text.clone() }).collect(),
        difference,
        looked: cell.looked,
        near: cell.near.iter().map(near).collect(),
    }
}

/// Who leads, who coordinates, by when; what is not said of an item that is there says so.
fn facts(row: &BesideRow, language: Language) -> Vec<(&'static str, String)> {
    let cell = &row.cell;
    if cell.places.is_empty() {
        return Vec::new();
    }
    let named = |bodies: &[crate::compare::Body], none: bool| match tables::names(bodies) {
        names if names.is_empty() && none => language.pick("không ghi", "not given").to_owned(),
        names => names,
    };
    let date = cell.due.as_ref().map(|due| match tables::date_text(cell, language) {
        Some(day) if day != due.raw => format!("{day} (“{}”)", due.raw),
        _ => due.raw.clone(),
    });
    let facts = [
        (language.pick("Chủ trì", "Lead"), named(&cell.leads, true)),
        (language.pick("Phối hợp", "Coordinate"), named(&cell.coordinates, true)),
        (language.pick("Thực hiện", "Carry out"), named(&cell.implements, false)),
        (
            language.pick("Thời hạn", "Deadline"),
            date.unwrap_or_else(|| language.pick("không ghi", "not given").to_owned()),
        ),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
