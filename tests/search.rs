//! The sample plans searched: grammar, counts, groups, order and reasons; and queries that try to break it.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;
mod indexed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use doichieu::export::Language;
use doichieu::model::Span;
use doichieu::normalize::{Emphasis, lower_key, normalize_spans};
use doichieu::search::{Facet, Request, SearchError, Sort};
use doichieu::{ask, ingest};
use indexed::Indexed;

static SAMPLE: LazyLock<Indexed> = LazyLock::new(|| Indexed::of(&common::root().join("corpus/plans")));

fn filters(chosen: &[(Facet, &str)]) -> BTreeMap<Facet, Vec<String>> {
    let mut filters: BTreeMap<Facet, Vec<String>> = BTreeMap::new();
    for (facet, value) in chosen {
        filters.entry(*facet).or_default().push((*value).to_owned());
    }
    filters
}

fn counted<'a>(query: &'a str, chosen: &[(Facet, &str)]) -> Request<'a> {
    Request { query, filters: filters(chosen), facets: Facet::all().collect(), ..Request::default() }
}

/// The hits as pairs of plan and place.
fn places(query: &str) -> BTreeSet<(String, usize)> {
    SAMPLE.found(query).hits.into_iter().map(|hit| (hit.key, hit.ordinal)).collect()
}

#[test]
fn fields_find_what_the_records_say() {
    let mut expected = BTreeSet::new();
    for file in SAMPLE.library.store.files() {
        let Some(entry) = file.plan() else { continue };
        let stored = SAMPLE.library.store.load(entry).unwrap();
        for given in &stored.plan.assignments {
            let is_it =
                given.body_id.as_deref() == Some("so-khoa-hoc-va-cong-nghe") && given.role.name() == "lead";
            let due = given.deadline.as_ref().and_then(|deadline| deadline.due.as_deref());
            if is_it && due.is_some_and(|due| due <= "2026-12-31") {
                let places = [given.place, given.task].into_iter().flatten();
                expected.extend(places.map(|id| (file.stamp.sha256.clone(), id.0)));
            }
        }
    }
    assert!(expected.len() > 3, "the sample gives the department something: {expected:?}");
    let vietnamese = places("coquan:\"Sở KH&CN\" vaitro:chủtrì han:<=2026-12-31");
    assert!(expected.is_subset(&vietnamese), "{:?}", expected.difference(&vietnamese));
    assert_eq!(vietnamese, places("body:sokhcn role:lead deadline:<=31/12/2026"));
    let wider = places("coquan:sokhcn");
    assert!(wider.len() > vietnamese.len() && vietnamese.is_subset(&wider));
}

/// Plans that define short forms, and one that uses them undefined.
const OWN_SHORT_FORMS: [(&str, &str); 4] = [
    ("mot", "xây dựng trung tâm đào tạo (TTĐT) cấp tỉnh.\n2. TTĐT mở lớp trước ngày 30/6/2026."),
    ("hai", "bảo vệ rừng ngập mặn (RNM).\n2. RNM ven biển được khoanh nuôi."),
    ("ba", "phát triển TTĐT của ngành.\n2. Khảo sát RNM."),
    ("bon", "phổ cập chữ ký số (CKS).\n2. Sở Nội vụ chủ trì cấp CKS cho cấp xã."),
];

#[test]
fn short_forms_mean_what_their_plan_says() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in OWN_SHORT_FORMS {
        let head =
            "VĂN BẢN MẪU\nỦY BAN NHÂN DÂN TỈNH CAO BẰNG\nKẾ HOẠCH\nVề việc mẫu\nI. NHIỆM VỤ\n1. Tập trung";
        std::fs::write(folder.path().join(format!("{name}.txt")), format!("{head} {text}\n")).unwrap();
    }
    let indexed = Indexed::of(folder.path());
    let files = |query: &str| indexed.files(&indexed.found(query));
    let marked = |query: &str| -> BTreeSet<String> {
        let found = indexed.found(query);
        let of = |hit: &doichieu::search::Hit| {
            let entry = indexed.library.store.by_key(&hit.key).unwrap();
            let stored = indexed.library.store.load(entry).unwrap();
            let analyzer = indexed.analyzer.of_plan(&stored.plan);
            let spans = &stored.plan.outline.provisions[hit.ordinal].spans;
            let marks = found.marker.marks(&analyzer, &stored.text, spans);
            marks.into_iter().map(|mark| mark.of(&stored.text).to_owned()).collect::<Vec<_>>()
        };
        found.hits.iter().flat_map(of).collect()
    };
    // What it stands for finds the short form, in the plan that says so and there only.
    assert_eq!(files("\"rừng ngập mặn ven biển\""), ["hai.txt"]);
    assert_eq!(files("\"trung tam dao tao mo lop\""), ["mot.txt"]);
    assert!(marked("rừng ngập mặn ven biển").contains("RNM"));
    // The short form itself is found wherever it stands.
    assert_eq!(files("RNM"), ["ba.txt", "hai.txt"]);
    assert!(marked("RNM").contains("RNM"));
    // A topic is named by its short form, too.
    assert_eq!(indexed.found("chude:\"chữ ký số\" cấp xã").total, 1);
    let stored: Vec<_> = indexed
        .library
        .store
        .plans()
        .map(|entry| (entry, indexed.library.store.load(entry).unwrap()))
        .collect();
    let plans: Vec<_> =
        stored.iter().map(|(entry, plan)| ingest::held(entry, plan, &indexed.knowledge)).collect();
    let grammar = ask::Grammar::new(&indexed.knowledge);
    let prepared = ask::Prepared::new(&plans, &indexed.knowledge, &grammar);
    for question in [
        "Kế hoạch nào giao chữ ký số cho Sở Nội vụ?",
        "Kế hoạch nào giao cấp chữ ký số cho cấp xã cho Sở Nội vụ?",
    ] {
        let answer =
            ask::ask(question, &plans, &prepared, &indexed.knowledge, &grammar, Language::Vietnamese);
        assert_eq!(answer.unwrap().answer.named.unwrap().len(), 1, "{question}");
    }
    // Its own meaning comes before the one of the knowledge files.
    assert_eq!(files("thông tin điện tử"), ["ba.txt"]);
    assert_eq!(files("TTĐT"), ["ba.txt"]);
}

#[test]
fn values_are_known_in_many_spellings() {
    for (one, other) in [
        ("tinh:\"Phú Thọ\"", "province:phutho"),
        ("tinh:\"Quảng Nam\"", "tinh:\"Đà Nẵng\""),
        ("chude:ai", "concept:\"trí tuệ nhân tạo\""),
        ("cap:xã", "level:commune"),
        ("loai:\"kế hoạch\"", "kind:KH"),
        ("nam:2026", "year:2026"),
        ("ngay:2026", "date:2026-01-01..2026-12-31"),
        ("phan:\"tổ chức thực hiện\"", "section:organization"),
        ("han:\"thường xuyên\"", "due:ongoing"),
        ("vaitro:\"phối hợp\"", "role:coordinate"),
    ] {
        let found = SAMPLE.found(one);
        assert!(found.total > 0, "{one} finds nothing: {:?}", found.not_understood);
        assert_eq!(places(one), places(other), "{one} and {other}");
    }
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
    let told = |query: &str| -> Vec<(usize, String)> {
        SAMPLE.found(query).not_understood.into_iter().map(|told| (told.at, told.text)).collect()
    };
    assert_eq!(told("tập huấn vaitro:vua"), [("tập huấn ".len(), "vua".to_owned())]);
    assert_eq!(
        told("han:sớm tinh:\"Nơi Nào\""),
        [(0, "sớm".to_owned()), ("han:sớm ".len(), "Nơi Nào".to_owned())]
    );
    assert_eq!(told("màu:đỏ"), [(0, "màu:".to_owned())]);
    assert!(told("tập huấn tinh:sonla").is_empty() || !SAMPLE.found("tinh:sonla").not_understood.is_empty());
}

#[test]
fn near_prefix_and_exact_marks() {
    let (phrase, near, both) =
        (places("\"trí nhân tạo\""), places("\"trí nhân tạo\"~1"), places("\"trí tuệ nhân tạo\""));
    assert!(phrase.is_empty() && !both.is_empty() && both.is_subset(&near));
    assert!(places("tập huấn").is_subset(&places("hu* tap*")));
    let (folded, exact) = (places("mat"), places("=mật"));
    assert!(exact.len() < folded.len() && exact.is_subset(&folded), "{} {}", exact.len(), folded.len());
    assert_eq!(places("=mật =bí"), places("mật bí"));
    assert!(places("=mat").is_empty() || SAMPLE.found("=mat").relaxed);
}

/// The syllables of every document: its own, and those of its headings.
fn scanned() -> Vec<[Vec<String>; 2]> {
    let mut all = Vec::new();
    for file in SAMPLE.library.store.files() {
        let Some(entry) = file.plan() else { continue };
        let stored = SAMPLE.library.store.load(entry).unwrap();
        let (outline, analyzer) = (&stored.plan.outline, SAMPLE.analyzer.of_plan(&stored.plan));
        let syllables = |spans: &[Span]| -> Vec<String> {
            let text = normalize_spans(&stored.text, spans, Emphasis::Drop).text;
            analyzer.terms(&text).syllables.into_iter().map(|token| token.term).collect()
        };
        for id in outline.ids() {
            let mut trail: Vec<Span> =
                outline.ancestors(id).filter_map(|above| outline.get(above).heading).collect();
            trail.reverse();
            trail.extend(outline.get(id).heading);
            all.push([syllables(&outline.get(id).spans), syllables(&trail)]);
        }
        all.extend(stored.plan.parts.iter().map(|part| [syllables(&part.spans), Vec::new()]));
    }
    all
}

/// What has a word is what has it with a phrase and what has it without; the phrase as a plain scan sees it.
#[test]
fn a_phrase_shuts_out_what_it_finds() {
    const WORDS: [&str; 6] = ["báo", "hệ", "công", "thời", "=Sở", "trợ"];
    const PHRASES: [&str; 12] = [
        "trí tuệ",
        "trí tuệ nhân tạo",
        "hệ thống trí tuệ nhân tạo",
        "công an tỉnh",
        "thời gian hoàn thành",
        "chủ trì phối hợp",
        "báo cáo kết quả",
        "trợ lý ảo",
        "nhân trí",
        "an an",
        "công nghệ công nghệ",
        "không có cụm này",
    ];
    let total = |query: &str| {
        let found = SAMPLE.found(query);
        if found.relaxed || found.unmarked { 0 } else { found.total }
    };
    let documents = scanned();
    for phrase in PHRASES {
        let wanted: Vec<String> = phrase.split(' ').map(lower_key).collect();
        let has = |words: &Vec<String>| words.windows(wanted.len()).any(|window| window == wanted);
        let plain = documents.iter().filter(|places| places.iter().any(has)).count();
        assert_eq!(total(&format!("\"{phrase}\"")), plain, "{phrase} as a scan finds it");
        for word in WORDS {
            let (whole, with, without) = (
                total(word),
                total(&format!("{word} \"{phrase}\"")),
                total(&format!("{word} -\"{phrase}\"")),
            );
            assert_eq!(whole, with + without, "{word} and {phrase}");
        }
    }
}

/// Each facet is counted as if nothing were chosen in it, the others with what is chosen; every count is exact.
#[test]
fn facets_are_exact_and_do_not_collapse() {
    let whole = SAMPLE.search(&counted("tập huấn", &[])).unwrap();
    let level =
        |found: &doichieu::search::Found, value: &str| found.facets[&Facet::Level].get(value).copied();
    let chosen = SAMPLE.search(&counted("tập huấn", &[(Facet::Level, "province")])).unwrap();
    assert_eq!(chosen.facets[&Facet::Level], whole.facets[&Facet::Level], "its own group stays whole");
    assert_eq!(Some(chosen.total), level(&whole, "province"));
    assert!(chosen.total < whole.total);
    for facet in Facet::all() {
        for (value, count) in &whole.facets[&facet] {
            let only = SAMPLE.search(&counted("tập huấn", &[(facet, value)])).unwrap();
            assert_eq!(only.total, *count, "{facet:?} {value}");
        }
    }
    let two = [(Facet::Level, "province"), (Facet::Section, "tasks")];
    let both = SAMPLE.search(&counted("tập huấn", &two)).unwrap();
    assert_eq!(both.facets[&Facet::Section], chosen.facets[&Facet::Section]);
    let rows = doichieu::search::facet_rows(
        Facet::Province,
        &whole.facets[&Facet::Province],
        &SAMPLE.knowledge,
        doichieu::export::Language::Vietnamese,
    );
    assert!(rows.len() == 34 && rows.iter().any(|row| row.count == 0), "every province has a row");
}

#[test]
fn groups_orders_and_pages_lose_nothing() {
    let all = SAMPLE.found("báo cáo");
    let request = Request { query: "báo cáo", per_plan: Some(3), ..Request::default() };
    let grouped = SAMPLE.search(&request).unwrap();
    assert_eq!(grouped.total, all.total);
    assert_eq!(grouped.groups.iter().map(|group| group.total).sum::<usize>(), all.total);
    assert_eq!(grouped.plans, Some(grouped.groups.len()));
    assert!(grouped.groups.iter().all(|group| group.shown == group.total.min(3)));
    let mut provinces: Vec<&str> = grouped.groups.iter().map(|group| group.province.as_str()).collect();
    provinces.dedup();
    assert_eq!(provinces.len(), provinces.iter().collect::<BTreeSet<_>>().len(), "provinces stand together");
    for sort in [Sort::Relevance, Sort::Province, Sort::Date, Sort::Deadline] {
        let whole = SAMPLE.search(&Request { query: "báo cáo", sort, ..Request::default() }).unwrap();
        assert_eq!(whole.total, whole.hits.len());
        let mut pages = Vec::new();
        for offset in (0..whole.total).step_by(7) {
            let page = Request { query: "báo cáo", sort, offset, limit: 7, ..Request::default() };
            pages.extend(SAMPLE.search(&page).unwrap().hits);
        }
        assert_eq!(pages, whole.hits, "{sort:?}");
    }
    let by_province =
        SAMPLE.search(&Request { query: "báo cáo", sort: Sort::Province, ..Request::default() });
    let name = |key: &str| {
        let entry = SAMPLE.library.store.by_key(key).unwrap();
        let province = SAMPLE.knowledge.province(entry.province.as_deref()?)?;
        Some(doichieu::normalize::collation_key(&province.name))
    };
    let names: Vec<_> = by_province.unwrap().hits.iter().map_while(|hit| name(&hit.key)).collect();
    assert!(names.len() > 10 && names.is_sorted());
}

/// The reasons of a hit add up to its score.
#[test]
fn reasons_explain_the_whole_score() {
    for query in [
        "đánh giá tác động trí tuệ nhân tạo",
        "tap huan can bo",
        "Quyết định 452/QĐ-TTg",
        "\"bí mật nhà nước\"",
    ] {
        let found =
            SAMPLE.search(&Request { query, explain: true, limit: 20, ..Request::default() }).unwrap();
        assert!(!found.hits.is_empty(), "{query}");
        for hit in found.hits {
            let sum: f32 = hit.reasons.iter().map(|reason| reason.weight).sum();
            assert!(
                (sum - hit.score).abs() < 0.01 * hit.score,
                "{query}: {sum} of {}: {:?}",
                hit.score,
                hit.reasons
            );
        }
    }
}

/// The longest that any query may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// An answer or a refusal that says why, in bounded time.
fn survives(query: &str) {
    let all = Request {
        query,
        limit: 10,
        facets: Facet::all().collect(),
        per_plan: Some(3),
        explain: true,
        ..Request::default()
    };
    is_answered(&all);
}

fn is_answered(request: &Request<'_>) {
    let (begun, query) = (Instant::now(), request.query);
    let shown: String = query.chars().take(60).collect();
    match SAMPLE.search(request) {
        Ok(found) => assert!(found.groups.len() <= 10),
        Err(SearchError::Empty | SearchError::TooLarge { .. }) => {}
        Err(SearchError::Index(error)) => panic!("{shown}: {error}"),
    }
    assert!(begun.elapsed() < PATIENCE, "{shown} took {:?}", begun.elapsed());
}

/// What breaks parsers, one seed of each kind.
const SEEDS: &[&str] = &[
    "(",
    ")",
    "((((((((a))))))))",
    "-",
    "--",
    "-(",
    "OR",
    "OR OR",
    "a OR",
    "\"",
    "\"\"",
    "\"a\"~",
    "\"a b\"~99999999999",
    "*",
    "**",
    "a*",
    "ab*",
    "*ab",
    ".*",
    "a.*b",
    "[a-z]*",
    "tinh:",
    "tinh::",
    ":",
    "::::",
    "han:..",
    "han:0000..9999",
    "han:<",
    "han:<=",
    "han:>9999-12-31",
    "ngay:1-1-1",
    "nam:0..99999",
    "nam:-1",
    "so:",
    "so:/",
    "so:.*",
    "so:\\",
    "=",
    "==",
    "=a",
    "=*",
    "~",
    "~3",
    "\u{0}",
    "\u{1b}[31m",
    "\u{202e}abc",
    "\u{fffd}",
    "\u{e000}\u{e001}",
    "a\u{300}\u{301}\u{302}",
    "\u{feff}",
    "🙂🙂",
    "𝐚𝐛",
    "ﬁ",
    "İ",
    "ẞ",
    "ç̧̧̧",
    "\n\r\t",
    "a\0b",
    "\\",
    "\\\"",
    "'; DROP TABLE x; --",
    "<script>",
    "%00",
    "../../etc/passwd",
    "tinh:(a",
    "-tinh:a",
    "-\"a",
    "muc:",
    "muc:\"",
    "coquan:*",
    "coquan:.",
    "vaitro:",
    "chude:\u{0}",
    "doc:",
    "1/1/1/1/1",
    "999999/QĐ-TTg",
    "((a) OR (b)) -(c OR (d))",
    "a -a",
    "-a -b -c",
    "-(a OR b)",
    "“”",
    "“a",
    "a”b",
];

#[test]
fn two_hundred_queries_of_death() {
    let shapes: [fn(&str) -> String; 3] = [
        str::to_owned,
        |seed| seed.repeat(1 + 900 / seed.len().max(1)),
        |seed| seed.repeat(1_000_000 / seed.len().max(1)),
    ];
    let queries: BTreeSet<String> =
        SEEDS.iter().flat_map(|seed| shapes.iter().map(|shape| shape(seed))).collect();
    assert!(queries.len() >= 200, "{}", queries.len());
    queries.iter().for_each(|query| survives(query));
}

/// Pieces of the grammar, and noise.
const PIECES: [&str; 40] = [
    "(",
    ")",
    "\"",
    "-",
    "OR",
    "*",
    ":",
    "~3",
    "=",
    " ",
    " ",
    " ",
    " ",
    "tinh:",
    "han:<=",
    "coquan:",
    "vaitro:",
    "so:",
    "muc:",
    "nam:",
    "..",
    "2026-12-31",
    "452/QĐ-TTg",
    "báo",
    "cáo",
    "trí tuệ",
    "KH&CN",
    "hoà",
    "đ",
    "\u{301}",
    "\u{0}",
    "𝐚",
    "/",
    "&",
    ".",
    "quý III/2026",
    "sonla",
    "lead",
    "ừ",
    "a",
];

/// So many queries put together from the pieces, by a seed.
fn generated(queries: u64, seed: u64) {
    let mut state = seed;
    let mut next = move |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound as u64).unwrap()
    };
    for nth in 0..queries {
        let length = 1 + next(24);
        let query: String = (0..length).map(|_| PIECES[next(PIECES.len())]).collect();
        // Of many, every hundredth with facets, groups and reasons.
        match queries > 500 && nth % 100 > 0 {
            true => is_answered(&Request { query: &query, limit: 10, ..Request::default() }),
            false => survives(&query),
        }
    }
}

/// Queries put together from pieces of the grammar and from noise, by a fixed seed.
#[test]
fn generated_queries_are_answered_or_refused() {
    let queries: u64 = std::env::var("DOICHIEU_QUERIES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000);
    let begun = Instant::now();
    std::thread::scope(|threads| {
        threads.spawn(|| generated(queries / 2, 0x9e37_79b9_7f4a_7c15));
        threads.spawn(|| generated(queries / 2, 0x2545_f491_4f6c_dd1d));
    });
    println!("{queries} generated queries in {:?}", begun.elapsed());
}
