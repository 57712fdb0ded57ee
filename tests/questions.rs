//! Questions with known answers: the card's question in three spellings, and the gold questions over the real plans.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeSet;
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
        ("unseen-6.jsonl", 0.90),
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
fn what_a_person_rejects_is_answered_no_more_and_comes_back_with_it() {
    let mut held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    let question = "Tỉnh nào giao trợ lý ảo cho Văn phòng UBND tỉnh?";
    let rows = |held: &Held| serde_json::to_value(held.ask(question).answer.named).unwrap();
    let before = rows(&held);
    let file = "ha-tinh-mau.txt";
    let of_file = |row: &&serde_json::Value| row["file"] == file;
    let task = before.as_array().unwrap().iter().find(of_file).unwrap()["task"].clone();
    let plan = |held: &mut Held| held.plans.iter().position(|(name, ..)| name == file).unwrap();
    let at = plan(&mut held);
    let read = held.plans[at].2.assignments.clone();
    let plan = &mut held.plans[at].2;
    let is_rejected = |given: &Assignment, plan: &Plan| {
        given.task.is_some_and(|id| plan.outline.get(id).path == task.as_str().unwrap())
    };
    let (rejected, left) = read.iter().cloned().partition(|given| is_rejected(given, plan));
    (plan.assignments, plan.rejected) = (left, rejected);
    let reviewed = |held: &Held| {
        let changed: Vec<HeldPlan> = held.plans().into_iter().filter(|plan| plan.file == file).collect();
        held.prepared.reviewed(&changed)
    };
    held.prepared = reviewed(&held);
    let after = rows(&held);
    assert!(!after.as_array().unwrap().iter().any(|row| of_file(&row)), "{after:#}");
    // A service that starts now reads the plan without them, and finds them when the word is taken back.
    held.prepared = Prepared::new(&held.plans(), &held.knowledge, &held.grammar);
    assert_eq!(after, rows(&held));
    (held.plans[at].2.assignments, held.plans[at].2.rejected) = (read, Vec::new());
    held.prepared = reviewed(&held);
    assert_eq!(before, rows(&held));
}

/// Words that narrow a topic are not left out where it is common to give just that, if to someone else.
#[test]
fn what_is_given_to_someone_else_is_not_answered_with_the_rest_of_the_topic() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.contains("/mau-"));
    let answer = held.ask("Tỉnh nào giao trợ lý ảo cho nông dân cho Sở Khoa học và Công nghệ?");
    assert!(answer.not_understood.is_empty(), "{:?}", answer.not_understood);
    assert_eq!(answer.answer.named.unwrap_or_default(), []);
    let near: Vec<_> = answer.answer.none.into_iter().flatten().flat_map(|gap| gap.near).collect();
    assert!(near.iter().any(|near| near.reason.contains("cơ quan khác")), "{near:?}");
    // Words that hardly any plan says of the topic are named as left out.
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    for (words, left) in [("dạy bơi", ["dạy", "bơi"]), ("cho người dân", ["người", "dân"])] {
        let answer = held.ask(&format!("Tỉnh nào giao trợ lý ảo {words} cho Sở Nông nghiệp và Môi trường?"));
        assert_eq!(answer.not_understood, left);
        assert_eq!(provinces(answer.answer.named.as_deref()), ["Đồng Tháp"]);
    }
}

#[test]
fn topics_are_left_out() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    let tasks = |question: &str| -> BTreeSet<String> {
        let rows = held.ask(question).answer.rows.unwrap_or_default();
        let task = |row: &Row| match row {
            Row::Assignment(row) => Some(row.task.to_owned()),
            _ => None,
        };
        rows.iter().filter_map(task).collect()
    };
    let all = tasks("Công an tỉnh chủ trì nội dung gì ở Hà Tĩnh?");
    let rules = tasks("Công an tỉnh chủ trì quy chế nào ở Hà Tĩnh?");
    assert!(!rules.is_empty() && rules.len() < all.len(), "{rules:?} of {all:?}");
    for question in [
        "Trừ việc ban hành quy chế, Công an tỉnh chủ trì nội dung gì ở Hà Tĩnh?",
        "Ngoài quy chế, Công an tỉnh còn chủ trì nội dung gì ở Hà Tĩnh?",
    ] {
        assert_eq!(tasks(question), &all - &rules, "{question}");
    }
}

/// Instruments left out, and two conditions on the citations of one plan.
#[test]
fn citations_meet_every_condition() {
    let held = Held::read(Path::new("corpus/plans"), |path| path.ends_with("-mau.txt"));
    let cited = |question: &str| -> BTreeSet<(String, String)> {
        let rows = held.ask(question).answer.rows.unwrap_or_default();
        let cited = rows.iter().filter_map(|row| match row {
            Row::Citation(row) => Some((row.source.file.to_owned(), row.number?.to_owned())),
            _ => None,
        });
        cited.collect()
    };
    let all = cited("Kế hoạch của Thái Nguyên viện dẫn những văn bản nào?");
    let left = cited("Kế hoạch của Thái Nguyên viện dẫn những văn bản nào ngoài Quyết định 9001/QĐ-VBM?");
    assert!(
        left.len() + 1 == all.len() && left.iter().all(|(_, number)| number != "9001/QĐ-VBM"),
        "{left:?}"
    );
    let files =
        |question: &str| -> BTreeSet<String> { cited(question).into_iter().map(|(file, _)| file).collect() };
    let [some, few] = ["8001/QĐ-VBM", "9077/QĐ-UBND"].map(|number| format!("Quyết định {number}"));
    let citing = |number: &str| files(&format!("Kế hoạch nào viện dẫn {number}?"));
    assert!(
        !citing(&few).is_empty() && citing(&few).is_subset(&citing(&some)) && citing(&few) != citing(&some)
    );
    assert_eq!(
        files(&format!("Kế hoạch nào viện dẫn {some} mà không viện dẫn {few}?")),
        &citing(&some) - &citing(&few)
    );
    assert_eq!(files(&format!("Kế hoạch nào viện dẫn cả {some} và {few}?")), citing(&few));
    // Of tasks too: those whose plan cites the one are told apart from those that do not have the task.
    let given = |more: &str| {
        let answer =
            held.ask(&format!("Kế hoạch nào giao trợ lý ảo cho Sở Khoa học và Công nghệ{more}?")).answer;
        let named: BTreeSet<String> =
            answer.named.iter().flatten().map(|row| row.evidence().0.file.to_owned()).collect();
        let half = answer.none.iter().flatten().filter(|gap| gap.reason.contains("một trong hai"));
        (named, half.filter_map(|gap| gap.file).map(str::to_owned).collect::<BTreeSet<_>>())
    };
    let (all, _) = given("");
    let (left, half) = given(&format!(" mà không viện dẫn {some}"));
    assert!(!half.is_empty() && half.is_subset(&citing(&some)), "{half:?}");
    assert_eq!((&left | &half, left.is_disjoint(&citing(&some))), (all, true));
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
