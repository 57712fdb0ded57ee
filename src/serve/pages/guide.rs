//! Turns what is held into five steps that show the program in five minutes: every example is taken from the plans.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{evidence_link, has_samples, made, switch};
use crate::ask::part_name;
use crate::compare::{Matrix, State as Standing};
use crate::export::Language;
use crate::knowledge::ItemKind;
use crate::model::Level;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::{ApiError, Service};

/// So many items are tried until a question finds something.
const TRIED: usize = 6;

#[derive(Template)]
#[template(path = "guide.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: &'static str,
    switch: String,
    sample: bool,
    q: &'static str,
    intro: &'static str,
    go: &'static str,
    see: &'static str,
    steps: Vec<Step>,
    own: (&'static str, &'static str),
    meanings: (&'static str, Vec<(&'static str, &'static str)>),
    keys: (&'static str, Vec<(&'static str, &'static str)>),
}

/// One thing to do and what one should see.
struct Step {
    title: String,
    links: Vec<(String, String)>,
    see: String,
}

/// What the steps are about, found in the plans held.
#[derive(Debug, Clone)]
pub(in crate::serve) struct Example {
    /// A question that has rows.
    question: String,
    /// Its first row: plan, path, quote.
    evidence: Option<(String, String, String)>,
    /// Of what is seen.
    programme: String,
    instrument: String,
    /// Id and title.
    item: Option<(String, String)>,
}

/// Five steps over what is held.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    made(service, params, |service, params| Ok(written(service, params.language()))).await
}

fn written(service: &Service, language: Language) -> Page {
    let m = Messages::of(language);
    let example = service.example(language, || example(service, language).ok().flatten());
    let pick = |vi, en| language.pick(vi, en);
    Page {
        m,
        heading: m.guide,
        switch: switch("/bat-dau", &[], m),
        sample: has_samples(service),
        q: "",
        intro: if service.plans().is_empty() {
            pick(
                "Trong kho chưa có văn bản nào, nên chưa có gì để xem thử. Hãy nạp một thư mục văn bản trước, rồi mở lại trang này.",
                "No document is held, so there is nothing to try yet. Load a folder of documents first, then come back.",
            )
        } else {
            pick(
                "Năm bước, mỗi bước chừng một phút. Mọi ví dụ dưới đây lấy từ chính các văn bản đang có trong kho.",
                "Five steps, about a minute each. Every example below is taken from the documents that are held.",
            )
        },
        go: pick("Làm thử", "Try it"),
        see: pick("Bạn sẽ thấy", "What you should see"),
        steps: steps(service, example.as_ref(), m, language),
        own: (
            pick("Đến lượt văn bản của bạn", "Now your own documents"),
            pick(
                "Nạp tệp Word, PDF, văn bản thường hoặc cả tệp ZIP; mỗi tệp một dòng cho biết đã đọc được hay vì sao không. Không có gì rời khỏi máy này.",
                "Load Word, PDF, text or a whole ZIP; each file gets a line that says whether it was read, or why not. Nothing leaves this computer.",
            ),
        ),
        meanings: (
            pick("Chữ trên màn hình nghĩa là gì", "What the words on screen mean"),
            meanings(language),
        ),
        keys: (pick("Phím tắt", "Keys"), keys(language)),
    }
}

/// A question that the plans of a programme answer: an item that most have, and who leads it.
fn example(service: &Service, language: Language) -> Result<Option<Example>, ApiError> {
    let checklist = service.programme(None, language)?;
    let matrix = service.matrix(checklist);
    let is_task = |at: &usize| checklist.items.get(*at).is_some_and(|item| item.kind == ItemKind::Task);
    let mut items: Vec<usize> = (0..matrix.items.len()).filter(is_task).collect();
    items.sort_by_key(|&at| std::cmp::Reverse(matrix.items[at].present));
    let seen = items.first().filter(|&&at| matrix.items[at].present > 0);
    let mut found = Example {
        question: String::new(),
        evidence: None,
        programme: matrix.checklist.clone(),
        instrument: matrix.instrument.clone().unwrap_or_else(|| matrix.title.clone()),
        item: seen.map(|&at| (matrix.items[at].id.clone(), matrix.items[at].title.clone())),
    };
    let of_items = items.iter().take(TRIED).flat_map(|&at| questions(matrix, at, language));
    for question in of_items.chain(plain(service, language)) {
        let Ok(answer) = service.answer(&question, language) else { continue };
        let parts = &answer.answer;
        let mut rows = [&parts.named, &parts.rows, &parts.group].into_iter().flatten().flatten();
        if let Some(row) = rows.next() {
            let (source, path, quote) = row.evidence();
            found.evidence = Some((source.plan.to_owned(), path.to_owned(), quote.to_owned()));
            found.question = question;
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Who was given the item, asked of every province.
fn questions(matrix: &Matrix, at: usize, language: Language) -> Vec<String> {
    let item = &matrix.items[at];
    let present = matrix.cells[at].iter().filter(|cell| cell.state == Standing::Present);
    let leads = present.flat_map(|cell| &cell.leads).filter(|lead| !lead.group && lead.id.is_some());
    let lead = leads.map(|lead| lead.name.clone()).next();
    let mut letters = item.title.chars();
    let title: String =
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect());
    let question = |lead: String| {
        language.pick(
            format!("Tỉnh nào giao {title} cho {lead}?"),
            format!("Which provinces assigned {title} to {lead}?"),
        )
    };
    lead.into_iter().map(question).collect()
}

/// What the body does that is named most in the first plan that names one.
fn plain(service: &Service, language: Language) -> Option<String> {
    let given = service.plans().iter().flat_map(|kept| &kept.stored.plan.assignments);
    let name =
        given.filter(|given| !given.group && given.body_id.is_some()).map(|given| &given.agency).next()?;
    Some(language.pick(format!("{name} làm gì?"), format!("What does {name} do?")))
}

fn steps(
    service: &Service,
    example: Option<&Example>,
    m: &'static Messages,
    language: Language,
) -> Vec<Step> {
    if service.plans().is_empty() {
        return Vec::new();
    }
    let mut steps = vec![board(service, m, language)];
    let Some(example) = example else { return steps };
    let (lang, programme) = (m.code, encoded(&example.programme));
    steps.push(Step {
        title: language.pick("Đặt một câu hỏi", "Ask a question").to_owned(),
        links: vec![(example.question.clone(), format!("/tra-loi?q={}&lang={lang}", encoded(&example.question)))],
        see: language
            .pick(
                "Trên cùng là cách máy hiểu câu hỏi, từng phần một; bấm × để bỏ một phần. Dưới đó mỗi nơi một dòng, chia theo nhóm, dòng nào cũng có nguyên văn câu chứng minh.",
                "On top how the question was understood, part by part; × leaves one out. Below a row for each place, in groups, each with the sentence that proves it.",
            )
            .to_owned(),
    });
    if let Some((plan, path, quote)) = &example.evidence {
        steps.push(Step {
            title: language.pick("Mở câu chứng minh", "Open the evidence").to_owned(),
            links: vec![(quote.clone(), evidence_link(service, plan, path, quote, m))],
            see: language
                .pick(
                    "Văn bản mở đúng chỗ, câu được trích có nền và viền; bên cạnh là mục lục. “Trích dẫn” chép cả câu lẫn số, ngày, cơ quan ban hành để dán vào Word.",
                    "The document opens at the place, the words quoted are outlined; beside them the outline. “Cite” copies the words with number, date and issuer for Word.",
                )
                .to_owned(),
        });
    }
    steps.push(compared(example, &programme, m, language));
    steps.push(gaps(&programme, m, language));
    steps
}

fn board(service: &Service, m: &'static Messages, language: Language) -> Step {
    let provinces = &service.knowledge.provinces;
    let own = |code: &str| {
        let mut plans = service.plans().iter().map(|kept| &kept.entry);
        plans.any(|entry| entry.level == Level::Province && entry.province.as_deref() == Some(code))
    };
    let held = provinces.iter().filter(|province| own(&province.code)).count();
    let all = provinces.len();
    Step {
        title: language.pick("Xem trong kho có gì", "See what is held").to_owned(),
        links: vec![(m.home.to_owned(), format!("/?lang={}", m.code))],
        see: language.pick(
            format!("“{held}/{all} {}”, và một ô cho mỗi tỉnh, thành phố; nơi chưa có kế hoạch vẫn hiện, vì chỗ trống cũng là một phát hiện.", m.held),
            format!("“{held}/{all} {}”, and a tile for each province; those without a plan stay visible, since that is a finding too.", m.held),
        ),
    }
}

fn compared(example: &Example, programme: &str, m: &'static Messages, language: Language) -> Step {
    let lang = m.code;
    let mut links = vec![(
        format!("{} {}", m.compare, example.instrument),
        format!("/doi-chieu?programme={programme}&lang={lang}"),
    )];
    links.extend(example.item.as_ref().map(|(id, title)| {
        let link = format!("/canh-nhau?programme={programme}&item={}&lang={lang}", encoded(id));
        (format!("{}: {title}", m.beside), link)
    }));
    links.push((m.charts.to_owned(), format!("/bieu-do?programme={programme}&lang={lang}")));
    Step {
        title: language.pick("Đặt các tỉnh cạnh nhau", "Hold the provinces against each other").to_owned(),
        links,
        see: language
            .pick(
                "Bảng nội dung × kế hoạch: ai chủ trì, hạn nào, ô nào khác số đông. Ở trang “Cạnh nhau”, chữ gạch chân và gạch ngang cho thấy lời văn khác nhau ở đâu.",
                "Items by plans: who leads, by when, which cells stand out. Side by side, words underlined and struck out show where the wording differs.",
            )
            .to_owned(),
    }
}

fn gaps(programme: &str, m: &'static Messages, language: Language) -> Step {
    let lang = m.code;
    Step {
        title: language.pick("Tìm chỗ thiếu và mang về Excel", "Find the gaps and take them to Excel").to_owned(),
        links: vec![
            (m.gaps.to_owned(), format!("/thieu-sot?programme={programme}&lang={lang}")),
            ("XLSX".to_owned(), format!("/api/v1/gaps.xlsx?programme={programme}&lang={lang}")),
        ],
        see: language
            .pick(
                "Mỗi chỗ thiếu hoặc chậm là một câu viết sẵn cho báo cáo, kèm bằng chứng. Trang nào có bảng cũng có XLSX, CSV, JSON ngay dưới tiêu đề.",
                "Each gap is a sentence ready for the report, with its evidence. Every page with a table has XLSX, CSV and JSON right below its title.",
            )
            .to_owned(),
    }
}

fn meanings(language: Language) -> Vec<(&'static str, &'static str)> {
    let pick = |vi, en| language.pick(vi, en);
    let part = |code| part_name(code, true).shown(language);
    vec![
        (
            pick("Máy đọc", "Machine-read"),
            pick(
                "Chương trình tự rút ra từ văn bản; chưa ai xác nhận. Hãy xem câu trích dẫn trước khi dùng.",
                "Taken out of the text by the program; nobody confirmed it. Look at the quote before you use it.",
            ),
        ),
        (
            part("named"),
            pick("Kế hoạch nêu đúng tên cơ quan được hỏi.", "The plan names the very body asked about."),
        ),
        (
            part("group"),
            pick(
                "Cơ quan nằm trong một nhóm được giao, như “các sở, ban, ngành”.",
                "The body belongs to a collective that was given the task (“các sở, ban, ngành”).",
            ),
        ),
        (
            part("none"),
            pick(
                "Có kế hoạch, đã đọc hết, không thấy giao việc ấy cho cơ quan ấy.",
                "A plan is held and was read whole; it does not give that task to that body.",
            ),
        ),
        (
            part("no_plan"),
            pick(
                "Trong kho không có kế hoạch của tỉnh; điều đó không có nghĩa là tỉnh chưa ban hành.",
                "No plan of the province is held; that does not mean that none was issued.",
            ),
        ),
        (
            part("unknown"),
            pick(
                "Có văn bản nhưng không đọc được, hoặc chỉ có văn bản cấp dưới: không kết luận.",
                "There is a document that could not be read, or only one of a lower level: nothing is concluded.",
            ),
        ),
        (
            pick("Thiếu / Chưa thấy", "Absent / Not seen"),
            pick(
                "“Thiếu” chỉ dùng khi danh mục lấy từ văn bản trung ương. Với danh mục tạm, suy từ các kế hoạch, chỉ nói “chưa thấy”: không quy lỗi cho ai.",
                "“Absent” is said only against a checklist of the center. Against a provisional one, inferred from plans, it is only “not seen”: nobody is accused.",
            ),
        ),
    ]
}

fn keys(language: Language) -> Vec<(&'static str, &'static str)> {
    let pick = |vi, en| language.pick(vi, en);
    vec![
        ("/", pick("đến ô hỏi, ở trang nào cũng vậy", "to the box, on every page")),
        (
            "n · p",
            pick(
                "khi đọc văn bản từ kết quả tìm: mục khớp sau, trước",
                "in a document opened from a search: next, previous match",
            ),
        ),
        ("Tab · Enter", pick("đi qua các liên kết, mở liên kết", "from link to link, open it")),
    ]
}
