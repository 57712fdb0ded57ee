//! The pages on which documents are read and held beside each other, from outside: the real binary, hostile text too.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;
mod served;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use served::{Served, encoded, links, unescaped};

const HEAD: &str =
    "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\n\nSố: 12/KH-UBND\nSơn La, ngày 02 tháng 3 năm 2027\n\nKẾ HOẠCH\n";
/// How its name in the store begins.
const ID: &str = "son-la/2027/12-kh-ubnd";

/// A plan that carries out the sample programme, with text that would run if anything of it were not escaped.
fn hostile() -> String {
    format!(
        "{HEAD}Thực hiện <script>alert(1)</script> Chương trình\n\n\
         Thực hiện Quyết định số 9001/QĐ-VBM ngày 12 tháng 01 năm 2026 và Luật số 29/2018/QH14, Ủy ban nhân dân tỉnh ban hành Kế hoạch:\n\n\
         I. NHIỆM VỤ \"><img src=x onerror=alert(3)>\n\
         1. Tập huấn </textarea><script>alert(4)</script> trí tuệ nhân tạo\n\
         Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính tập huấn <img src=x onerror=alert(2)> trước ngày 30/6/2027.\n\
         2. Báo cáo\n\
         Giao Sở Nội vụ báo cáo trước ngày 15/12 hằng năm.\n"
    )
}

fn corpus(name: &str) -> String {
    std::fs::read_to_string(common::root().join("corpus/plans").join(name)).unwrap()
}

fn service() -> Served {
    let hostile = hostile();
    let names = ["trung-uong-mau.txt", "phu-tho-mau.txt", "tuyen-quang-mau.txt", "hai-phong-mau.txt"];
    let texts: Vec<(&str, String)> = names.iter().map(|name| (*name, corpus(name))).collect();
    let mut files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    files.push(("a.txt", &hostile));
    Served::new(&files)
}

/// The text of a page between tags.
fn words(html: &str) -> String {
    let mut inside = false;
    let kept = html.chars().filter(|&letter| {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                return false;
            }
            _ => {}
        }
        !inside
    });
    unescaped(&kept.collect::<String>())
}

#[test]
fn the_reader_shows_what_was_read_and_where() {
    let service = service();
    let id = service.id(ID);
    let page = service.page(&format!("/van-ban?id={id}"));
    assert!(page.contains("<dt>Số, ký hiệu</dt><dd>12/KH-UBND"), "{page}");
    assert!(page.contains("<dt>Ngày ban hành</dt><dd>02/03/2027"), "{page}");
    assert!(page.contains("máy đọc ở phần đầu văn bản</a>"), "a value leads to where it was read: {page}");
    assert!(page.contains("đã được thay thế bằng") && page.contains("29/2018/QH14"), "{page}");
    assert!(
        page.contains("class=\"ka\" title=\"Sở Nội vụ: chủ trì (ghi rõ); Sở Tài chính: phối hợp (ghi rõ)\">"),
        "{page}"
    );
    assert!(page.contains("class=\"ka kd\"") && page.contains("thời hạn “trước ngày 30/6/2027”"), "{page}");
    assert!(
        page.contains("<li>Sở Nội vụ: chủ trì (ghi rõ); thời hạn “trước ngày 30/6/2027”"),
        "in words too: {page}"
    );
    assert!(page.contains("<script src=\"/assets/reader.js\" type=\"module\">"));
    let up = page.split("Triển khai hoặc căn cứ vào</h2>").nth(1).unwrap().split("</ul>").next().unwrap();
    assert!(up.contains("9001/QĐ-VBM</a>"), "the central plan is held and led to: {up}");
    let center = links(up).into_iter().find(|link| link.starts_with("/van-ban")).unwrap();
    let center = service.page(&center);
    let down = center.split("Được triển khai hoặc làm căn cứ bởi</h2>").nth(1).unwrap();
    assert!(down.split("</ul>").next().unwrap().contains("Sơn La · 12/KH-UBND"), "{down:.800}");
    let english = service.page(&format!("/van-ban?id={id}&lang=en"));
    assert!(
        english.contains("machine-read at the head") && english.contains("Sở Nội vụ: lead (stated)"),
        "{english}"
    );
}

/// The original text is there letter by letter, however many things its stretches are.
#[test]
fn nothing_of_the_text_is_lost_between_the_marks() {
    let service = service();
    let id = service.id(ID);
    for link in [format!("/van-ban?id={id}"), format!("/van-ban?id={id}&q=tap+huan&hl=0-60&path=I.1")] {
        let page = service.page(&link);
        let shown: String = words(&page).chars().filter(|letter| !letter.is_whitespace()).collect();
        for line in hostile().lines() {
            let line: String = line.chars().filter(|letter| !letter.is_whitespace()).collect();
            assert!(shown.contains(&line), "{line} of {link}");
        }
    }
}

#[test]
fn an_answer_opens_the_words_that_prove_it() {
    let service = service();
    let answer = service.page("/tra-loi?q=tinh+nao+giao+tap+huan+cho+so+noi+vu+tinh+son+la");
    let link = answer.split('"').find(|part| part.contains(ID) && part.contains("hl=")).unwrap();
    let link = unescaped(link);
    let (address, fragment) = link.split_once('#').unwrap();
    assert_eq!(fragment, "bang-chung");
    let page = service.page(&unescaped(address));
    let (_, outlined) = page.split_once("id=\"bang-chung\"").unwrap();
    let range = unescaped(address).split("hl=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let (start, end) = range.split_once('-').unwrap();
    let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
    let text = hostile();
    let quote: String = text.chars().skip(start).take(end - start).collect();
    assert!(unescaped(&answer).contains(&quote), "{quote}");
    let first: String = quote.split(['<', ' ']).next().unwrap().to_owned();
    assert!(words(&format!("<x {outlined}")).starts_with(&first), "{outlined:.200}");
    assert!(page.contains("Trích dẫn để dán vào Word"), "{page}");
    let cited = page.split("<textarea").nth(1).unwrap().split('>').nth(1).unwrap();
    let cited = unescaped(cited.split("</textarea").next().unwrap());
    assert!(
        cited.starts_with(&format!("“{}”", quote.split_whitespace().collect::<Vec<_>>().join(" "))),
        "{cited}"
    );
    assert!(
        cited.contains("Kế hoạch số 12/KH-UBND ngày 02/03/2027 của Ủy ban nhân dân tỉnh Sơn La"),
        "{cited}"
    );
}

/// What names no place in the text marks nothing and breaks nothing.
#[test]
fn evidence_that_is_not_there_harms_nothing() {
    let service = service();
    let id = service.id(ID);
    for range in ["9-3", "999999-1000000", "5", "-", "a-b", "0-18446744073709551615", "%3Cscript%3E", "3-3"] {
        let page = service.page(&format!("/van-ban?id={id}&path=I.1&hl={range}"));
        assert!(!page.contains("id=\"bang-chung\""), "{range}");
    }
    assert!(service.page(&format!("/van-ban?id={id}&path=X.9")).contains("Số: 12/KH-UBND"));
    assert_eq!(service.get("/van-ban?id=khong-co").status, 404);
}

#[test]
fn one_steps_through_the_hits_of_a_query() {
    let service = service();
    let id = service.id(ID);
    let page = service.page(&format!("/tra-cuu?q={}", encoded("Sở Nội vụ tinh:\"Sơn La\"")));
    let link =
        links(&page).into_iter().find(|link| link.starts_with("/van-ban") && link.contains("path=")).unwrap();
    assert!(link.contains("&q="), "{link}");
    let page = service.page(&format!("/van-ban?id={id}&q={}", encoded("Sở Nội vụ")));
    assert!(page.contains("2 mục khớp trong văn bản này"), "{page}");
    let next = page.split("<nav class=\"steps\"").nth(1).unwrap().split("</nav>").next().unwrap();
    assert!(!next.contains("rel=\"prev\""), "{next}");
    let first = service.page(&links(next)[0]);
    assert!(first.contains("1/2 mục khớp") && first.contains("rel=\"next\""), "{first}");
    assert!(first.contains("class=\"ka kq\"") || first.contains("kq\""), "its words are marked: {first}");
    let none = service.page(&format!("/van-ban?id={id}&q=xyzzy"));
    assert!(none.contains("Văn bản này không có mục nào khớp"), "{none}");
}

/// A day that is left blank stays blank.
#[test]
fn no_day_is_made_up() {
    let blank = HEAD.replace("12/KH-UBND", "/KH-UBND").replace("ngày 02 tháng 3", "ngày     tháng 4");
    let text = format!("{blank}Đào tạo\n\nI. NHIỆM VỤ\n1. Tập huấn\nGiao Sở Nội vụ tập huấn.\n");
    let service = Served::new(&[("b.txt", &text)]);
    let plans = service.page("/ke-hoach");
    let link = links(&plans).into_iter().find(|link| link.starts_with("/van-ban")).unwrap();
    let page = service.page(&format!("{link}&path=I.1"));
    assert!(
        page.contains("chưa ghi số (…/KH-UBND)") && page.contains("tháng 4/2027 (không ghi ngày)"),
        "{page}"
    );
    assert!(!page.contains("01/04/2027") && !page.contains("30/04/2027"), "{page}");
}

/// A thousand provisions are shown in parts, each at its own address, and none of them slowly.
#[test]
fn long_documents_come_in_parts() {
    let mut text = format!("{HEAD}Đào tạo\n\n");
    for chapter in 1..=100 {
        text += &format!("Điều {chapter}. Nhiệm vụ thứ {chapter}\n");
        for item in 1..=9 {
            text += &format!("{item}. Giao Sở Nội vụ làm việc {chapter}-{item} trước ngày 30/6/2027.\n");
        }
    }
    let service = Served::new(&[("dai.txt", &text)]);
    let id = service.id(ID);
    let address = format!("/van-ban?id={id}");
    let begun = Instant::now();
    let first = service.page(&address);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(first.matches("class=\"unit").count(), 200);
    assert!(first.contains("Phần 6") && !first.contains("Phần 7"));
    assert!(first.matches("<li class=\"d").count() <= 251);
    let json = service.page(&format!("/api/v1/provisions?plan={id}"));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let paths: Vec<&str> =
        json["rows"].as_array().unwrap().iter().map(|row| row["path"].as_str().unwrap()).collect();
    assert!(paths.len() >= 1_000, "{}", paths.len());
    let mut seen = 0;
    for part in 0..6 {
        seen += service.page(&format!("{address}&part={part}")).matches("class=\"unit").count();
    }
    assert!(seen > paths.len(), "every provision and part once: {seen} of {}", paths.len());
    let last = service.page(&format!("{address}&path={}", encoded(paths[990])));
    assert!(
        last.contains(&format!("id=\"{}\"", paths[990]))
            && last.contains(&format!(" wanted\" id=\"{}\"", paths[990])),
        "{}",
        paths[990]
    );
    assert!(last.contains("aria-current=\"true\""), "the outline says where one is");
    assert!(service.page(&format!("{address}&part=99999")).contains("Phần 6</strong>"));
    assert_eq!(service.get(&format!("{address}&part=x")).status, 400);
}

/// A Word file whose tasks are ten rows of five cells.
#[test]
fn rows_of_a_table_are_a_table() {
    let service = Served::sample(&common::root().join("corpus/plans/mau-00003.docx"));
    let id = service.id("");
    let page = service.page(&format!("/van-ban?id={id}"));
    assert!(page.contains("<table class=\"rows\">"), "{page}");
    assert_eq!(page.matches("<tr class=\"unit").count(), 10, "{page}");
    assert!(page.contains("<tr class=\"unit\" id=\"II#2\""), "{page}");
    let row = page.split("id=\"II#2\"").nth(1).unwrap().split("</tr>").next().unwrap();
    assert_eq!(row.matches("<td class=\"words\">").count(), 5, "{row}");
    assert!(row.contains("Khảo sát, nâng cấp hạ tầng máy chủ dùng chung của địa phương</td>"), "{row}");
}

#[test]
fn one_task_stands_side_by_side_with_the_words_that_differ() {
    let service = service();
    let page = service.page("/canh-nhau?programme=9001-qd-vbm&item=2");
    assert!(page.contains("<ins>") && page.contains("<del>"), "{page}");
    assert!(page.contains("value=\"center\" selected"), "against the central text: {page}");
    assert!(page.contains("Chưa chọn kế hoạch nào"), "{page}");
    let ids: Vec<&str> =
        page.split("name=\"plan\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(ids.len() >= 3, "{ids:?}");
    let chosen = format!(
        "/canh-nhau?programme=9001-qd-vbm&item=2&plan={}&plan={}&against={}",
        encoded(ids[0]),
        encoded(ids[1]),
        encoded(ids[0])
    );
    let page = service.page(&chosen);
    assert_eq!(page.matches("<article>").count(), 2, "{page}");
    let boxes = page.split("name=\"plan\" value=\"").skip(1);
    assert_eq!(boxes.filter(|rest| rest.split('>').next().unwrap().ends_with(" checked")).count(), 2);
    let asked = chosen.split_once('?').unwrap().1;
    let json = service.page(&format!("/api/v1/side-by-side?{asked}"));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len(), 2);
    assert_eq!(json["against"]["plan"]["id"], ids[0]);
    let kept: String = json["rows"][0]["pieces"]
        .as_array()
        .unwrap()
        .iter()
        .map(|piece| piece["text"].as_str().unwrap())
        .collect();
    assert_eq!(json["against"]["text"], kept, "a plan does not differ from itself");
    assert!(service.page(&format!("/api/v1/side-by-side.csv?{asked}")).contains("Chữ chỉ có ở đây"));
    assert!(service.get(&format!("/api/v1/side-by-side.xlsx?{asked}")).head.contains("spreadsheetml"));
    for wrong in ["programme=x", "item=x", "plan=x", "against=x"] {
        let address = format!("/canh-nhau?{wrong}&programme=9001-qd-vbm");
        assert_eq!(service.get(&address).status, 404, "{wrong}");
    }
}

#[test]
fn two_plans_are_compared_as_a_whole() {
    let service = service();
    let form = service.page("/so-sanh");
    let ids: Vec<&str> =
        form.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(ids.len() == 5, "{ids:?}");
    let page = service.page(&format!("/so-sanh?a={}&b={}", ids[0], ids[1]));
    assert!(page.contains("<ins>") && page.contains("<del>"), "{page:.2000}");
    let same = service.page(&format!("/so-sanh?a={}&b={}", ids[0], ids[0]));
    assert!(same.contains("giống nhau từng chữ"), "{same:.2000}");
    assert_eq!(service.get("/so-sanh?a=x&b=y").status, 404);
}

/// The drawings say the same numbers as the tables and the files.
#[test]
fn charts_have_their_numbers() {
    let service = service();
    let page = service.page("/bieu-do?programme=9001-qd-vbm");
    assert_eq!(page.matches("<svg class=\"chart\" role=\"img\" aria-label=\"").count(), 3, "{page}");
    let json = service.page("/api/v1/charts?programme=9001-qd-vbm");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["taken"]["by_center"], true);
    for row in json["coverage"].as_array().unwrap().iter().filter(|row| row["of"] != 0) {
        let note = format!(">{}/{}</text>", row["present"], row["of"]);
        assert!(page.contains(&note), "{note}");
    }
    let days = json["deadlines"].as_array().unwrap();
    let of_plans = days.iter().filter(|day| !day["province"].is_null()).count();
    let dots: usize = page.matches("<circle class=\"dot\"").count();
    assert!(dots > 0 && dots <= of_plans, "{dots} dots for {of_plans} days");
    assert_eq!(page.matches("<line class=\"center\"").count(), days.len() - of_plans);
    assert!(
        service
            .page("/api/v1/charts.csv?programme=9001-qd-vbm&part=deadlines")
            .contains("Chậm hơn trung ương")
    );
    assert!(service.get("/api/v1/charts.xlsx?programme=9001-qd-vbm").head.contains("spreadsheetml"));
    let empty = service.page("/bieu-do?programme=452-qd-ttg");
    assert!(!empty.contains("<svg") && empty.contains("hãy nạp văn bản"), "{empty}");
}

#[test]
fn the_guide_leads_through_what_is_held() {
    let service = service();
    let page = service.page("/bat-dau");
    assert_eq!(page.matches("<li><h2>").count(), 5, "{page}");
    let asked = links(&page).into_iter().find(|link| link.starts_with("/tra-loi?")).unwrap();
    assert!(service.page(&asked).contains("<blockquote>"), "its question finds something: {asked}");
    assert!(page.contains("#bang-chung"), "{page}");
    let english = service.page("/bat-dau?lang=en");
    assert!(english.contains("Five steps") && english.matches("<li><h2>").count() == 5, "{english}");
    let empty = Served::new(&[]);
    let page = empty.page("/bat-dau");
    assert!(page.contains("Trong kho chưa có văn bản nào") && page.contains("/nap-van-ban"), "{page}");
    assert!(empty.page("/").contains("/bat-dau"));
    for address in ["/canh-nhau", "/bieu-do", "/so-sanh"] {
        empty.page(address);
    }
}

/// Pages that these tests are about.
fn pages(service: &Served) -> Vec<String> {
    let id = service.id(ID);
    let reader = format!("/van-ban?id={id}");
    vec![
        reader.clone(),
        format!("{reader}&path=I.1&hl=300-340&q=%3Cscript%3Ealert(9)%3C/script%3E+tap+huan"),
        format!("{reader}&lang=en"),
        format!("/tuong-tu?plan={id}&path=I.1"),
        "/canh-nhau?programme=9001-qd-vbm&item=2".to_owned(),
        format!("/canh-nhau?programme=9001-qd-vbm&plan={id}&lang=en"),
        format!("/so-sanh?a={id}&b={id}"),
        "/bieu-do?programme=9001-qd-vbm".to_owned(),
        "/bat-dau".to_owned(),
        "/doi-chieu?programme=9001-qd-vbm".to_owned(),
        "/thieu-sot?programme=9001-qd-vbm".to_owned(),
    ]
}

#[test]
fn hostile_text_runs_nothing_and_no_style_stands_in_a_page() {
    let service = service();
    for address in pages(&service) {
        let answer = service.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        let page = &answer.body;
        assert!(answer.head.contains("content-security-policy: default-src 'none'"), "{address}");
        assert!(!page.contains("<script>") && !page.contains("<img"), "{address}: {page}");
        assert!(!page.contains("style=\"") && !page.contains("onerror=\""), "{address}");
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "an id stands twice in {address}: {ids:?}");
    }
}

/// `/nap-van-ban` is not of these pages, and answers where loading is built in.
#[test]
fn every_link_leads_somewhere() {
    let service = service();
    let mut open: BTreeSet<String> = BTreeSet::new();
    for address in pages(&service) {
        open.extend(links(&service.page(&address)));
    }
    open.retain(|address| !address.starts_with("/nap-van-ban"));
    assert!(open.len() > 60, "{}", open.len());
    let broken: Vec<String> = open.into_iter().filter(|address| service.get(address).status != 200).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
