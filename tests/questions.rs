//! Questions with known answers: the card's question in three spellings, and the gold questions over the real plans.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use doichieu::ask::{Answer, Grammar, Outcome, Prepared, Row, ask, request_of, typed};
use doichieu::export::Language;
use doichieu::extract::extract;
use doichieu::knowledge::Knowledge;
use doichieu::model::{Assignment, HeldPlan, Plan};
use doichieu::parse::parse;

/// Plans read from a folder, as they are asked.
struct Held {
    knowledge: Knowledge,
    grammar: Grammar,
    plans: Vec<(String, String, Plan)>,
    prepared: Prepared,
}

impl Held {
    fn read(folder: &Path, wanted: impl Fn(&str) -> bool) -> Held {
        let knowledge = Knowledge::embedded().unwrap();
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
        files.sort();
        let read = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let document = extract(&name, &fs::read(path).unwrap()).ok()?;
            let plan = parse(&document, &knowledge);
            Some((name, document.text, plan))
        };
        let plans = files.iter().filter(|path| wanted(&path.to_string_lossy())).filter_map(read).collect();
        let grammar = Grammar::new(&knowledge);
        let mut held = Held { grammar, knowledge, plans, prepared: Prepared::default() };
        held.prepared = Prepared::new(&held.plans(), &held.knowledge, &held.grammar);
        held
    }

    fn ask(&self, question: &str) -> Answer<'_> {
        let (plans, language) = (self.plans(), Language::Vietnamese);
        ask(question, &plans, &self.prepared, &self.knowledge, &self.grammar, language).unwrap()
    }

    /// The same question as the structured request that was understood.
    fn ask_again(&self, answer: &Answer<'_>) -> Answer<'_> {
        let pairs: Vec<(String, String)> =
            answer.understood.iter().map(|(key, value)| (key.clone(), typed(value))).collect();
        let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let request = request_of(pairs, &self.knowledge, &self.grammar).unwrap();
        let (question, plans) = (&answer.question, self.plans());
        doichieu::ask::answer(question, request, &plans, &self.prepared, &self.knowledge, &self.grammar)
    }

    fn plans(&self) -> Vec<HeldPlan<'_>> {
        let province = |plan: &Plan| {
            let name = plan.header.province.as_deref()?;
            self.knowledge.province_named(name).map(|province| province.name.as_str())
        };
        let mut held = Vec::new();
        for (file, text, plan) in &self.plans {
            held.push(HeldPlan { id: file, file, province: province(plan), text, plan });
        }
        held
    }
}

fn provinces(rows: Option<&[Row]>) -> Vec<String> {
    let mut found: Vec<String> = rows
        .unwrap_or_default()
        .iter()
        .filter_map(|row| match row {
            Row::Assignment(row) => row.source.province.map(str::to_owned),
            _ => None,
        })
        .collect();
    found.dedup();
    found
}

#[test]
fn the_cards_question_in_three_spellings() {
    let Some(folder) = common::shared("plans") else { return };
    let held = Held::read(&folder, |path| path.ends_with(".txt"));
    for question in [
        "tỉnh nào giao biện pháp trí tuệ nhân tạo cho Sở KH&CN",
        "tinh nao giao tri tue nhan tao cho so KHCN",
        "which provinces assigned AI measures to the Department of Science and Technology",
    ] {
        let answer = held.ask(question).answer;
        assert_eq!(provinces(answer.named.as_deref()), ["Sơn La"], "{question}");
        let Some(Row::Assignment(row)) = answer.named.as_ref().and_then(|rows| rows.first()) else {
            panic!("no row")
        };
        assert_eq!((row.path, row.role.name()), ("II.4.b/-1", "lead"));
        let from: Vec<&str> = row.scope_from.iter().map(|from| from.path).collect();
        assert_eq!(from, ["II.4", "II.4.a/-4"]);
        let mut group = provinces(answer.group.as_deref());
        group.sort();
        assert_eq!(group, ["Hưng Yên", "Lâm Đồng"], "{question}");
        let names = |gaps: &Option<Vec<doichieu::ask::Gap>>| -> Vec<String> {
            gaps.iter().flatten().filter_map(|gap| gap.province).map(str::to_owned).collect()
        };
        assert_eq!(names(&answer.none), ["Lào Cai"], "{question}");
        assert_eq!(names(&answer.unknown), ["Đắk Lắk"], "{question}");
        assert_eq!(names(&answer.no_plan).len(), 29, "{question}");
    }
}

/// Asks every question of a file and scores the answers with the judge of the gold.
fn share(held: &Held, questions: &Path, judge: &Path) -> f64 {
    let out = tempfile::NamedTempFile::new().unwrap();
    let mut lines = String::new();
    for line in fs::read_to_string(questions).unwrap().lines() {
        let question: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut answer = serde_json::to_value(held.ask(question["question"].as_str().unwrap())).unwrap();
        answer["id"] = question["id"].clone();
        lines += &format!("{answer}\n");
    }
    fs::write(out.path(), lines).unwrap();
    let output = Command::new("python3").arg(judge).arg(questions).arg(out.path()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    println!("{text}");
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    last["share"].as_f64().unwrap()
}

#[test]
fn the_gold_questions_are_answered() {
    let Some(plans) = common::shared("plans") else { return };
    let Some(gold) = common::shared("gold") else { return };
    if common::tool("python3").is_none() {
        return;
    }
    let held = Held::read(&plans, |path| path.ends_with(".txt"));
    let share = share(&held, &gold.join("questions.jsonl"), &gold.join("score_answers.py"));
    assert!(share >= 0.97, "{share} of the gold questions are right, the floor is 0.97");
}

/// The share of the questions of a file over the handwritten samples that are answered right.
fn share_over_samples(file: &str) -> Option<f64> {
    let gold = common::shared("gold")?;
    common::tool("python3")?;
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    Some(share(&held, &Path::new("tests/questions").join(file), &gold.join("score_answers.py")))
}

/// Questions over the handwritten samples, written by one who had not seen the grammar. The floor only rises.
#[test]
fn questions_over_the_sample_plans_are_answered() {
    let Some(share) = share_over_samples("sample.jsonl") else { return };
    assert!(share >= 0.97, "{share} of the sample questions are right, the floor is 0.97");
}

/// Every intent at least twelve times, wordings of analysts, slips of the keyboard. The floor only rises.
#[test]
fn questions_of_every_intent_are_answered() {
    let Some(share) = share_over_samples("suite.jsonl") else { return };
    assert!(share >= 0.99, "{share} of the questions of the suite are right, the floor is 0.99");
}

/// Paraphrases written while the grammar was not looked at; first measured before it was changed for them. The floor
/// only rises.
#[test]
fn paraphrases_are_answered() {
    let Some(share) = share_over_samples("paraphrases.jsonl") else { return };
    assert!(share >= PARAPHRASES, "{share} of the paraphrases are right, the floor is {PARAPHRASES}");
}

/// The floor of the paraphrases: what was measured.
const PARAPHRASES: f64 = 0.98;

/// Questions by people who had seen neither the grammar nor other questions; `tests/questions/README.md` says how many were
/// right when they were first asked. The floors, which only rise, hold what was made better for their kind.
#[test]
fn questions_that_were_unseen_are_answered() {
    for (file, floor) in [
        ("fresh.jsonl", 0.98),
        ("unseen-1.jsonl", 0.98),
        ("unseen-2.jsonl", 0.98),
        ("unseen-3.jsonl", 0.91),
        ("unseen-4.jsonl", 0.95),
        ("unseen-5.jsonl", 0.92),
        ("unseen-6.jsonl", 0.87),
    ] {
        let Some(share) = share_over_samples(file) else { return };
        assert!(share >= floor, "{share} of {file} are right, the floor is {floor}");
    }
}

/// `scripts/evaluate questions FILE`: any file of questions, over the plans beside the gold or over the samples.
#[test]
fn measure_questions() {
    let Some(file) = std::env::var_os("DOICHIEU_QUESTIONS") else { return };
    let gold = common::shared("gold").expect("the judge lies beside the gold");
    let file = PathBuf::from(file);
    let over_samples = fs::read_to_string(&file).unwrap().contains("-mau\"");
    let held = match over_samples {
        true => Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt")),
        false => Held::read(&common::shared("plans").unwrap(), |path| path.ends_with(".txt")),
    };
    let share = share(&held, &file, &gold.join("score_answers.py"));
    assert!(share >= 0.97, "{share} of the questions are right, the floor is 0.97");
}

/// Where the center sets no day, or no plan of the center is held, nothing is later than it.
#[test]
fn nothing_is_later_than_a_center_that_sets_no_day() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    for question in [
        "Tỉnh nào nuôi tôm nước lợ muộn hơn trung ương?",
        "Tỉnh nào đặt hạn muộn hơn trung ương?",
        "Which provinces are later than the centre on drones?",
    ] {
        let named = held.ask(question).answer.named.unwrap_or_default();
        assert!(named.is_empty(), "{question}");
    }
}

/// A number without symbol that several instruments have gives one reading for each; with its kind it is one of them.
#[test]
fn a_number_of_several_instruments_gives_readings() {
    let folder = tempfile::tempdir().unwrap();
    let plan = "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\n\nSố: 7/KH-UBND\nSơn La, ngày 02 tháng 3 năm 2027\n\nKẾ HOẠCH\nThực hiện phần việc\n\n\
                Thực hiện Kế hoạch số 136/KH-UBND ngày 01/02/2027 (sau đây gọi là Kế hoạch 136) và Quyết định số 136/QĐ-TTg ngày \
                05/01/2027, Ủy ban nhân dân tỉnh ban hành Kế hoạch.\n\n1. Giao Sở Nội vụ chủ trì thực hiện Kế hoạch 136.\n";
    fs::write(folder.path().join("son-la.txt"), plan).unwrap();
    let held = Held::read(folder.path(), |_| true);
    let answer = held.ask("Văn bản số 136 được kế hoạch nào nhắc đến?");
    assert_eq!(answer.outcome, Outcome::Ambiguous);
    let readings: Vec<&String> =
        answer.answer.readings.iter().flatten().map(|reading| &reading.text).collect();
    assert_eq!(readings, ["136/KH-UBND", "136/QĐ-TTg"]);
    let answer = held.ask("Kế hoạch nào nhắc đến Quyết định 136?");
    let number = |row: &Row| match row {
        Row::Citation(row) => row.number.map(str::to_owned),
        _ => None,
    };
    let numbers: Vec<String> = answer.answer.rows.iter().flatten().filter_map(number).collect();
    assert_eq!(numbers, ["136/QĐ-TTg"]);
}

/// `ask-json.md`, rules 1 and 7: a plan of another programme does not answer, and only what a firm checklist expects of
/// provinces is left out.
#[test]
fn a_programme_decides_who_answers_and_what_is_left_out() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    let state = |question: &str, file: &str| {
        let answer = held.ask(question);
        let states = answer.answer.states.unwrap_or_default();
        let found = states.iter().find(|state| state.file == Some(file)).map(|state| state.state);
        found.unwrap_or("left out").to_owned()
    };
    let inventory =
        "So với Quyết định 9001/QĐ-VBM, tỉnh nào bỏ sót việc lập danh mục hệ thống trí tuệ nhân tạo?";
    assert_eq!(state(inventory, "thai-nguyen-mau.txt"), "absent");
    // Of the programme before.
    assert_eq!(state(inventory, "khanh-hoa-mau.txt"), "no_plan");
    let framework =
        "So với Quyết định 9001/QĐ-VBM, Cao Bằng và Huế có thiếu khung kỹ thuật dùng chung không?";
    assert_eq!(state(framework, "hue-mau.txt"), "not_applicable");
    let unlisted = "So với Quyết định 9001/QĐ-VBM, Cao Bằng và Huế có thiếu việc tặng thưởng không?";
    assert_eq!(state(unlisted, "hue-mau.txt"), "unknown");
    let answer =
        held.ask("Trong các tỉnh triển khai Quyết định 9001/QĐ-VBM, tỉnh nào giao Công an tỉnh chủ trì?");
    assert_eq!(answer.scope.kind, "programme");
    assert!(answer.answer.no_plan.unwrap_or_default().iter().any(|gap| gap.province == Some("Khánh Hòa")));
}

#[test]
fn what_no_plan_holds_is_said_to_be_held_by_none() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    let answer = held.ask("Tỉnh nào giao Sở KH&CN việc phòng, chống ma túy?");
    assert_eq!(answer.outcome, Outcome::Answered);
    assert_eq!(
        answer.answer.named.unwrap_or_default().len() + answer.answer.group.unwrap_or_default().len(),
        0
    );
    let none = answer.answer.none.unwrap_or_default();
    assert_eq!(none.len(), 13, "every province whose plan was read");
    assert!(none.iter().any(|gap| !gap.near.is_empty()), "what is near is shown under it");
}

#[test]
fn what_a_person_rejects_is_answered_no_more() {
    let mut held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    let question = "Tỉnh nào giao trợ lý ảo cho Sở Khoa học và Công nghệ?";
    let rows = |held: &Held| serde_json::to_value(held.ask(question).answer.named).unwrap();
    let before = rows(&held);
    let file = before[0]["file"].as_str().unwrap().to_owned();
    let (_, text, plan) = held.plans.iter_mut().find(|(name, ..)| *name == file).unwrap();
    let rejected = |given: &Assignment| {
        given.quote.of(text) == before[0]["quote"] && given.agency == before[0]["agency"]
    };
    plan.assignments.retain(|given| !rejected(given));
    let changed: Vec<HeldPlan> = held.plans().into_iter().filter(|plan| plan.file == file).collect();
    held.prepared = held.prepared.reviewed(&changed);
    let after = rows(&held);
    assert!(!after.as_array().unwrap().contains(&before[0]), "{after:#}");
    held.prepared = Prepared::new(&held.plans(), &held.knowledge, &held.grammar);
    assert_eq!(after, rows(&held));
}

/// Words that narrow a topic are not left out because the body asked for is given something else of it.
#[test]
fn what_is_given_to_someone_else_is_not_answered_with_the_rest_of_the_topic() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    let answer = held.ask("Tỉnh nào giao trợ lý ảo tư vấn lịch thời vụ cho Sở Tài chính?");
    assert_eq!(answer.not_understood, [String::new(); 0]);
    assert_eq!(answer.answer.named.unwrap_or_default(), []);
    let near: Vec<_> = answer.answer.none.into_iter().flatten().flat_map(|gap| gap.near).collect();
    let told: Vec<_> = near.iter().filter(|near| near.quote.contains("lịch thời vụ")).collect();
    assert_eq!(told.len(), 1, "the sentence that names another body, once: {told:?}");
    // Words that no plan says of the topic are named as left out.
    let answer = held.ask("Tỉnh nào giao trợ lý ảo dạy bơi cho Sở Tài chính?");
    assert_eq!(answer.not_understood, ["dạy", "bơi"]);
}

/// What was understood, sent as a structured request, is the same question: chips can be edited.
#[test]
fn what_was_understood_can_be_asked_again() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    let files = ["suite", "fresh", "unseen-1", "unseen-2", "unseen-3", "unseen-4", "unseen-5", "unseen-6"];
    let read = |file: &&str| fs::read_to_string(format!("tests/questions/{file}.jsonl")).unwrap();
    let questions: String = files.iter().map(read).collect();
    let mut asked = 0;
    for line in questions.lines() {
        let question: serde_json::Value = serde_json::from_str(line).unwrap();
        let answer = held.ask(question["question"].as_str().unwrap());
        if answer.outcome != Outcome::Answered {
            continue;
        }
        let again = held.ask_again(&answer);
        assert_eq!(again.understood, answer.understood, "{}", answer.question);
        let parts = |answer: &Answer| serde_json::to_value((&answer.scope, &answer.answer)).unwrap();
        assert_eq!(parts(&again), parts(&answer), "{}", answer.question);
        asked += 1;
    }
    assert!(asked > 100, "{asked} questions were asked again");
}

#[test]
fn values_that_mean_nothing_are_refused_with_their_key() {
    let knowledge = Knowledge::embedded().unwrap();
    let grammar = Grammar::new(&knowledge);
    let of = |key: &str, value: &str| request_of([(key, value)].into_iter(), &knowledge, &grammar);
    for (key, value) in [
        ("body", "Sở Vũ trụ"),
        ("province", "Atlantis"),
        ("role", "vua"),
        ("due_before", "2026-02-30"),
        ("due_to", "hôm qua"),
        ("intent", "drop table"),
        ("level", "thiên hà"),
        ("plan_year", "MMXXVI"),
    ] {
        let error = of(key, value).unwrap_err();
        assert!(error.to_string().contains(value) && error.message_vi().contains(value), "{error}");
    }
    assert!(of("topic", &"dài ".repeat(2000)).is_err());
    assert_eq!(of("body", "so khcn").unwrap().bodies, ["so-khoa-hoc-va-cong-nghe"]);
    assert_eq!(of("due_before", "2026-03-01").unwrap().due.to.as_deref(), Some("2026-02-28"));
}

/// "Sở Văn hóa" is the beginning of two names: both readings are shown. "Sở Khoa học" is that of one.
#[test]
fn a_name_cut_short_has_as_many_readings_as_bodies_are_called_so() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    for question in ["Sở Văn hóa phải làm gì?", "so van hoa phai lam gi?"] {
        let answer = held.ask(question);
        assert_eq!(answer.outcome, Outcome::Ambiguous, "{question}");
        let readings: Vec<String> =
            answer.answer.readings.unwrap().into_iter().map(|reading| reading.text).collect();
        assert_eq!(readings, ["Sở Văn hóa, Thể thao và Du lịch", "Sở Văn hóa và Thể thao"], "{question}");
    }
    for (short, long) in [
        ("Sở Khoa học", "Sở Khoa học và Công nghệ"),
        ("sở Nông nghiệp", "Sở Nông nghiệp và Môi trường"),
        ("Sở Giáo dục", "Sở Giáo dục và Đào tạo"),
    ] {
        let answer = |body: &str| held.ask(&format!("{body} phải làm gì?")).answer;
        assert_eq!(serde_json::to_value(answer(short)).unwrap(), serde_json::to_value(answer(long)).unwrap());
    }
}

/// Work of the communes "tại cấp xã": whose it is says so already, where the row does not. Of others the words are asked.
#[test]
fn a_level_that_the_body_is_of_need_not_be_printed() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("mau-00002.txt"));
    for (question, found) in [
        ("kế hoạch nào giao điểm hướng dẫn tại cấp xã cho UBND cấp xã?", 1),
        ("ke hoach nao giao diem huong dan tai cap xa cho UBND cap xa", 1),
        ("kế hoạch nào giao điểm hướng dẫn tại cấp xã cho Tỉnh đoàn?", 0),
        ("kế hoạch nào giao điểm hướng dẫn cho Tỉnh đoàn?", 1),
    ] {
        let answer = held.ask(question);
        let parts = serde_json::to_value(&answer.answer).unwrap();
        assert_eq!(
            parts["named"].as_array().map_or(0, Vec::len),
            found,
            "{question}: {:?}",
            answer.understood
        );
    }
}

/// Laws that another has replaced, and whether they were in force when the plan was issued.
#[test]
fn plans_that_cite_a_superseded_instrument_are_found() {
    let Some(folder) = common::shared("plans") else { return };
    let held = Held::read(&folder, |path| path.ends_with(".txt"));
    for question in [
        "kế hoạch nào viện dẫn luật đã hết hiệu lực?",
        "van ban nao can cu luat het hieu luc",
        "which plans cite a law that has been replaced?",
        "Kế hoạch nào còn dẫn văn bản đã bị thay thế?",
    ] {
        let answer = held.ask(question);
        let rows = answer.answer.rows.unwrap_or_default();
        let mut found: Vec<(String, String)> = rows
            .iter()
            .filter_map(|row| match row {
                Row::Citation(row) => Some((row.source.file.to_owned(), row.number?.to_owned())),
                _ => None,
            })
            .collect();
        found.sort();
        assert!(
            found.contains(&("lao-cai.txt".to_owned(), "29/2018/QH14".to_owned())),
            "{question} {found:?}"
        );
        let dead = |number: &String| held.knowledge.superseded(number).is_some();
        assert!(found.iter().all(|(_, number)| dead(number)), "{question} {found:?}");
        let replaced = |row: &Row| match row {
            Row::Citation(row) => row.validity(Language::Vietnamese).is_some(),
            _ => false,
        };
        assert!(rows.iter().all(replaced), "{question}");
    }
}

#[test]
fn hostile_questions_are_refused() {
    let knowledge = Knowledge::embedded().unwrap();
    let grammar = Grammar::new(&knowledge);
    for question in
        ["", "   ", "?!", &"tỉnh nào ".repeat(2000), "a\0b", "<script>alert(1)</script>", "\u{1b}[31m đỏ"]
    {
        assert!(
            ask(question, &[], &Prepared::default(), &knowledge, &grammar, Language::Vietnamese).is_err(),
            "{question:.40}"
        );
    }
    for question in ["%%%% 🤖🤖 ???1", "tỉnh", "nào nào nào", "' OR 1=1 --", "ai"] {
        assert!(
            ask(question, &[], &Prepared::default(), &knowledge, &grammar, Language::Vietnamese).is_ok(),
            "{question}"
        );
    }
}
