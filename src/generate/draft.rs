//! Turns choices into one plan, line by line, and notes what is true of it while it is written.

use fastrand::Rng;

use super::noise::Noise;
use super::truth::{Assignment, Citation, Date, Deadline, Header, Provision, Shift, Signatory, Truth};
use super::wordings::{Book, Item, pick};
use crate::export::DocxItem;
use crate::knowledge::{Knowledge, Province};

/// A line: its number with its level, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Text { number: Option<(String, u8)>, words: String },
    Table(Vec<Vec<String>>),
}

/// How a plan is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Fields,
    Sentences,
    Agencies,
    Table,
    Decision,
    Department,
}

impl Layout {
    pub(super) fn name(self) -> &'static str {
        match self {
            Layout::Fields => "fields",
            Layout::Sentences => "sentences",
            Layout::Agencies => "agencies",
            Layout::Table => "table",
            Layout::Decision => "decision",
            Layout::Department => "department",
        }
    }
}

/// A plan with the truth about it.
pub(super) struct Draft {
    pub(super) lines: Vec<Line>,
    pub(super) noise: Noise,
    pub(super) truth: Truth,
}

/// One item as this plan gives it.
struct Given {
    item: Item,
    lead: String,
    partners: Vec<String>,
    due: Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    year: i64,
    month: i64,
    day: i64,
}

struct Writer<'a> {
    rng: Rng,
    book: &'a Book,
    knowledge: &'a Knowledge,
    province: &'a Province,
    layout: Layout,
    noise: Noise,
    draft: Draft,
}

/// Writes the plan of this number. The same book, number and seed give the same plan.
pub(super) fn draft(
    book: &Book,
    knowledge: &Knowledge,
    province: &Province,
    layout: Layout,
    seed: u64,
) -> Draft {
    let noise = Noise::of(seed);
    let draft = Draft { lines: Vec::new(), noise: noise.clone(), truth: Truth::default() };
    let mut writer = Writer { rng: Rng::with_seed(seed), book, knowledge, province, layout, noise, draft };
    writer.draft.truth.layout = layout.name();
    writer.head();
    writer.aims();
    let given = writer.given();
    match layout {
        Layout::Agencies => writer.by_agency(&given),
        Layout::Table => writer.by_table(&given),
        Layout::Sentences => writer.by_task(&given, false),
        _ => writer.by_task(&given, true),
    }
    writer.foot();
    let mut draft = writer.draft;
    draft.lines = draft.noise.spell(draft.lines);
    draft
}

/// Whom a sentence names where the item has no partner.
const RELATED: &str = "các cơ quan liên quan";
const RELATED_ID: &str = "cac-co-quan-co-lien-quan";

const SAMPLE: &str = "(VĂN BẢN MẪU – số liệu giả định, không phải văn bản của cơ quan nào)";

impl Writer<'_> {
    fn text(&mut self, words: impl Into<String>) {
        self.draft.lines.push(Line::Text { number: None, words: words.into() });
    }

    fn gap(&mut self) {
        self.text("");
    }

    /// A numbered unit.
    fn unit(&mut self, path: &str, number: &str, level: u8, words: &str) {
        self.draft
            .lines
            .push(Line::Text { number: Some((number.to_owned(), level)), words: words.to_owned() });
        self.draft.truth.outline.push(Provision {
            path: path.to_owned(),
            num: number.to_owned(),
            heading: None,
            start: words.chars().take(60).collect(),
        });
    }

    fn is_department(&self) -> bool {
        self.layout == Layout::Department
    }

    fn place(&self) -> String {
        format!("{} {}", self.province.kind, self.province.name)
    }

    /// Issuer and motto.
    fn letterhead(&mut self) {
        self.text(SAMPLE);
        if self.noise.draft {
            self.text("DỰ THẢO");
        }
        self.gap();
        if self.is_department() {
            self.text(format!("UBND {}", self.place().to_uppercase()));
            self.text("SỞ KHOA HỌC VÀ CÔNG NGHỆ");
        } else {
            self.text("ỦY BAN NHÂN DÂN");
            self.text(self.place().to_uppercase());
        }
        self.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
        self.text("Độc lập - Tự do - Hạnh phúc");
    }

    fn head(&mut self) {
        let number = (!self.rng.bool() || self.rng.bool()).then(|| self.rng.u32(20..400).to_string());
        let number = number.filter(|_| !self.noise.draft);
        let day = Day { year: 2026, month: self.rng.i64(2..6), day: self.rng.i64(1..28) };
        let dated = self.rng.u8(..4) > 0;
        let date = self.printed_date(day, dated);
        let (issuer, symbol) = if self.is_department() {
            (format!("Sở Khoa học và Công nghệ {}", self.place()), "KH-SKHCN")
        } else if self.layout == Layout::Decision {
            (format!("Chủ tịch Ủy ban nhân dân {}", self.place()), "QĐ-UBND")
        } else {
            (format!("Ủy ban nhân dân {}", self.place()), "KH-UBND")
        };
        let raw = date.raw.clone();
        self.letterhead();
        self.text(format!("Số: {}/{symbol}", number.clone().unwrap_or_else(|| "     ".to_owned())));
        self.text(format!("{}, {raw}", self.province.name));
        self.gap();
        let subject = format!("Triển khai {} trên địa bàn {}", self.book.programme.title, self.place());
        if self.layout == Layout::Decision {
            self.decision(&subject);
        }
        self.text("KẾ HOẠCH");
        self.text(&subject);
        if self.layout == Layout::Decision {
            let sign = format!("{}/{symbol}", number.as_deref().unwrap_or("     "));
            self.text(format!(
                "(Kèm theo Quyết định số {sign} {raw} của Chủ tịch Ủy ban nhân dân {})",
                self.place()
            ));
        }
        self.gap();
        self.draft.truth.header = Header {
            kind: "Kế hoạch",
            level: if self.is_department() { "department" } else { "province" },
            issuing_body: issuer,
            province: self.province.name.clone(),
            number,
            symbol: symbol.to_owned(),
            date: Date { raw: raw.split_whitespace().collect::<Vec<_>>().join(" "), ..date },
            subject,
            signatory: Signatory { name: self.signatory(), position: self.position() },
            recipients: self.recipients(),
        };
        self.grounds();
    }

    /// The date over the paper: whole, without its day, or, in a draft, of the year alone.
    fn printed_date(&self, Day { year, month, day }: Day, dated: bool) -> Date {
        let (raw, from, to) = if self.noise.draft {
            (format!("ngày     tháng     năm {year}"), (1, 1), (12, 31))
        } else if dated {
            (format!("ngày {day:02} tháng {month} năm {year}"), (month, day), (month, day))
        } else {
            (format!("ngày     tháng {month} năm {year}"), (month, 1), (month, last_day(year, month)))
        };
        let iso = |(month, day): (i64, i64)| format!("{year}-{month:02}-{day:02}");
        Date { raw, from: iso(from), to: iso(to) }
    }

    /// The name under the paper; a draft has none yet.
    fn signatory(&self) -> Option<String> {
        (!self.noise.draft).then(|| "Nguyễn Văn Mẫu".to_owned())
    }

    fn sign(&mut self) {
        if let Some(name) = self.signatory() {
            self.text(name);
        }
    }

    /// The decision that the plan is attached to.
    fn decision(&mut self, subject: &str) {
        self.text("QUYẾT ĐỊNH");
        self.text(format!("Ban hành Kế hoạch {}", lower_case(subject)));
        self.gap();
        self.text(format!("CHỦ TỊCH ỦY BAN NHÂN DÂN {}", self.place().to_uppercase()));
        self.gap();
        self.text("Theo đề nghị của Giám đốc Sở Khoa học và Công nghệ.");
        self.gap();
        self.text("QUYẾT ĐỊNH:");
        self.gap();
        self.unit(
            "Điều 1",
            "Điều 1.",
            9,
            &format!("Ban hành kèm theo Quyết định này Kế hoạch {}.", lower_case(subject)),
        );
        self.unit("Điều 2", "Điều 2.", 9, "Quyết định này có hiệu lực kể từ ngày ký.");
        self.gap();
        self.text("Nơi nhận:");
        self.text("- Như Điều 1;");
        self.text("- Lưu: VT.");
        self.gap();
        self.text("CHỦ TỊCH");
        self.gap();
        self.sign();
        self.gap();
    }

    /// A decision sends itself; the plan attached to it names no recipients.
    fn recipients(&self) -> Vec<String> {
        let listed: &[&str] = match self.layout {
            Layout::Decision => &["Như Điều 1"],
            _ => &["Ban Điều phối Chương trình", "Các cơ quan liên quan"],
        };
        listed.iter().map(|name| (*name).to_owned()).collect()
    }

    fn position(&self) -> &'static str {
        if self.is_department() { "Giám đốc" } else { "Chủ tịch" }
    }

    fn grounds(&mut self) {
        let programme = &self.book.programme;
        let [year, month, day] = parts(&programme.date);
        let raw = format!("Quyết định số {} ngày {day:02}/{month:02}/{year}", programme.number);
        let words =
            format!("Thực hiện {raw} về {}, {} ban hành Kế hoạch như sau:", programme.title, self.place());
        self.draft.truth.citations.push(Citation {
            raw,
            number: programme.number.clone(),
            date: programme.date.clone(),
            relation: "implements",
            path: if self.layout == Layout::Decision { "preamble~2" } else { "preamble" }.to_owned(),
        });
        self.text(words);
        self.gap();
    }

    fn aims(&mut self) {
        let (aim, need) = (
            pick(&mut self.rng, &self.book.phrases.aims).to_owned(),
            pick(&mut self.rng, &self.book.phrases.requirements).to_owned(),
        );
        self.unit("I", "I.", 0, "MỤC ĐÍCH, YÊU CẦU");
        self.unit("I.1", "1.", 1, "Mục đích");
        self.text(aim);
        self.unit("I.2", "2.", 1, "Yêu cầu");
        self.text(need);
    }

    /// Which items the plan takes up, in which order, led by whom, by when.
    fn given(&mut self) -> Vec<Given> {
        let book = self.book;
        let mut given = Vec::new();
        for item in &book.items {
            if self.rng.u8(..10) == 0 {
                self.draft.truth.omitted.push(item.id.clone());
                continue;
            }
            let mut lead = item.lead.clone();
            if self.rng.u8(..8) == 0 && !item.partners.is_empty() {
                lead.clone_from(&item.partners[0]);
                self.draft.truth.changed_lead.push(item.id.clone());
            }
            let partners = item.partners.iter().filter(|id| **id != lead).cloned().collect();
            let due = self.due(item);
            given.push(Given { item: self.typed(item), lead, partners, due });
        }
        self.rng.shuffle(&mut given);
        given
    }

    /// The item as this office typed it.
    fn typed(&mut self, item: &Item) -> Item {
        let mut slip = |words: &String| self.noise.slip(&mut self.rng, words);
        let action = slip(&item.action);
        let headings = item.headings.iter().map(slip).collect();
        Item { action, headings, ..item.clone() }
    }

    /// The center's date, in every fifth plan some months later.
    fn due(&mut self, item: &Item) -> Day {
        let [year, month, _] = parts(&item.due);
        let later = if self.rng.u8(..5) == 0 { self.rng.i64(1..5) } else { 0 };
        let months = year * 12 + month - 1 + later;
        let (due_year, due_month) = (months / 12, months % 12 + 1);
        let due = Day { year: due_year, month: due_month, day: last_day(due_year, due_month) };
        if later > 0 {
            let days = day_number(due) - day_number(day_of(&item.due));
            self.draft.truth.shifted.push(Shift { item: item.id.clone(), days });
        }
        due
    }

    /// The name of a body as this plan prints it, and as it is called.
    fn body(&mut self, id: &str) -> (String, String, bool) {
        if let Some(group) = self.knowledge.group(id) {
            return (group.name.clone(), group.name.clone(), true);
        }
        let Some(body) = self.knowledge.body(id) else { return (id.to_owned(), id.to_owned(), false) };
        let short: Vec<&String> = body.variants.iter().filter(|name| name.contains('&')).collect();
        let printed = match short.first() {
            Some(short) if self.rng.u8(..3) == 0 => (*short).clone(),
            _ => body.name.clone(),
        };
        (printed, body.name.clone(), false)
    }

    /// The due date in words, and the truth about it.
    fn date(&mut self, due: Day) -> (String, Deadline) {
        let (year, month, last) = (due.year, due.month, last_day(due.year, due.month));
        let next = Day { year: year + month / 12, month: month % 12 + 1, day: 1 };
        let due_text = format!("{year}-{month:02}-{last:02}");
        let (raw, kind, start) = match self.rng.u8(..4) {
            0 => (format!("trước ngày {:02}/{}/{}", next.day, next.month, next.year), "by", None),
            1 => (format!("chậm nhất ngày {last}/{month}/{year}"), "by", None),
            2 if month % 3 == 0 => {
                let quarter = ["I", "II", "III", "IV"][usize::try_from(month / 3 - 1).unwrap_or(0)];
                (format!("trong quý {quarter}/{year}"), "period", Some(format!("{year}-{:02}-01", month - 2)))
            }
            _ => (format!("trong tháng {month}/{year}"), "period", Some(format!("{year}-{month:02}-01"))),
        };
        let deadline = Deadline {
            raw: raw.clone(),
            kind,
            start,
            due: Some(due_text),
            recurrence: None,
            tentative: false,
        };
        (raw, deadline)
    }

    fn assign(&mut self, row: Row<'_>) {
        self.draft.truth.assignments.push(Assignment {
            task: row.task.to_owned(),
            agency: row.agency.to_owned(),
            group: row.group,
            role: row.role,
            role_basis: "stated",
            modality: "assign",
            deadline: Some(row.deadline.clone()),
            path: row.path.to_owned(),
            quote: row.quote.to_owned(),
            role_quote: row.role_quote.map(str::to_owned),
            item: row.given.item.id.clone(),
            topic: row.given.item.topic.clone(),
            body_id: row.body_id.to_owned(),
        });
    }

    /// Printed names of the partners, joined, and who they are.
    fn partners(&mut self, given: &Given) -> (String, Vec<(String, String, bool)>) {
        let mut names = Vec::new();
        let mut known = Vec::new();
        for id in &given.partners {
            let (printed, name, group) = self.body(id);
            names.push(printed);
            known.push((id.clone(), name, group));
        }
        // A sentence that has a place for partners names somebody there.
        if names.is_empty() && !matches!(self.layout, Layout::Table | Layout::Fields | Layout::Department) {
            names.push(RELATED.to_owned());
            known.push((RELATED_ID.to_owned(), RELATED.to_owned(), true));
        }
        let joined = match names.len() {
            2 if self.rng.bool() => names.join(" và "),
            _ => names.join(", "),
        };
        (joined, known)
    }

    fn by_task(&mut self, all: &[Given], fields: bool) {
        let section = pick(&mut self.rng, &self.book.phrases.sections).to_owned();
        self.unit("II", "II.", 0, &section);
        for (nth, given) in all.iter().enumerate() {
            let heading = pick(&mut self.rng, &given.item.headings).to_owned();
            let path = format!("II.{}", nth + 1);
            self.unit(&path, &format!("{}.", nth + 1), 1, &heading);
            if fields { self.fields(&path, given) } else { self.sentence(&path, given) }
        }
    }

    /// a) Nội dung, b) chủ trì, c) phối hợp, d) thời gian.
    fn fields(&mut self, task: &str, given: &Given) {
        let phrases = &self.book.phrases;
        let labels =
            [&phrases.content_labels, &phrases.lead_labels, &phrases.partner_labels, &phrases.time_labels]
                .map(|list| pick(&mut self.rng, list).to_owned());
        let (lead, lead_name, group) = self.body(&given.lead);
        let (partners, known) = self.partners(given);
        let (date, deadline) = self.date(given.due);
        let [content, leads, coordinates, times] = labels;
        self.unit(
            &format!("{task}.a"),
            "a)",
            2,
            &format!("{content}: {}.", sentence_case(&given.item.action)),
        );
        let lead_line = format!("{leads}: {lead}.");
        let path = format!("{task}.b");
        self.unit(&path, "b)", 2, &lead_line);
        self.assign(Row {
            task,
            path: &path,
            agency: &lead_name,
            body_id: &given.lead,
            group,
            role: "lead",
            quote: &lead_line,
            role_quote: None,
            deadline: &deadline,
            given,
        });
        let mut letter = "c";
        if !known.is_empty() {
            let line = format!("{coordinates}: {partners}.");
            let path = format!("{task}.c");
            self.unit(&path, "c)", 2, &line);
            for (id, name, group) in &known {
                self.assign(Row {
                    task,
                    path: &path,
                    agency: name,
                    body_id: id,
                    group: *group,
                    role: "coordinate",
                    quote: &line,
                    role_quote: None,
                    deadline: &deadline,
                    given,
                });
            }
            letter = "d";
        }
        self.unit(
            &format!("{task}.{letter}"),
            &format!("{letter})"),
            2,
            &format!("{times}: {}.", sentence_case(&date)),
        );
    }

    /// One sentence says it all.
    fn sentence(&mut self, task: &str, given: &Given) {
        let form = pick(&mut self.rng, &self.book.phrases.sentences).to_owned();
        let (lead, lead_name, group) = self.body(&given.lead);
        let (partners, known) = self.partners(given);
        let (date, deadline) = self.date(given.due);
        let line = filled(&form, &lead, &partners, &given.item.action, &date);
        let line = sentence_case(&line);
        self.text(&line);
        self.assign(Row {
            task,
            path: task,
            agency: &lead_name,
            body_id: &given.lead,
            group,
            role: "lead",
            quote: &line,
            role_quote: None,
            deadline: &deadline,
            given,
        });
        for (id, name, group) in &known {
            self.assign(Row {
                task,
                path: task,
                agency: name,
                body_id: id,
                group: *group,
                role: "coordinate",
                quote: &line,
                role_quote: None,
                deadline: &deadline,
                given,
            });
        }
    }

    /// Bodies first, their tasks as dashes.
    fn by_agency(&mut self, all: &[Given]) {
        let section = pick(&mut self.rng, &self.book.phrases.agency_sections).to_owned();
        self.unit("II", "II.", 0, &section);
        let mut leads: Vec<&str> = all.iter().map(|given| given.lead.as_str()).collect();
        let mut seen = std::collections::BTreeSet::new();
        leads.retain(|lead| seen.insert(*lead));
        for (nth, lead) in leads.into_iter().enumerate() {
            let (printed, name, group) = self.body(lead);
            let heading = format!("II.{}", nth + 1);
            let printed = sentence_case(&printed);
            self.unit(&heading, &format!("{}.", nth + 1), 1, &printed);
            for (at, given) in all.iter().filter(|given| given.lead == lead).enumerate() {
                let form = pick(&mut self.rng, &self.book.phrases.agency_sentences).to_owned();
                let (partners, known) = self.partners(given);
                let (date, deadline) = self.date(given.due);
                let line = filled(&form, "", &partners, &given.item.action, &date);
                let task = format!("{heading}/-{}", at + 1);
                self.unit(&task, "-", 3, &line);
                self.assign(Row {
                    task: &task,
                    path: &heading,
                    agency: &name,
                    body_id: lead,
                    group,
                    role: "lead",
                    quote: &printed,
                    role_quote: Some(&line),
                    deadline: &deadline,
                    given,
                });
                for (id, name, group) in &known {
                    self.assign(Row {
                        task: &task,
                        path: &task,
                        agency: name,
                        body_id: id,
                        group: *group,
                        role: "coordinate",
                        quote: &line,
                        role_quote: None,
                        deadline: &deadline,
                        given,
                    });
                }
            }
        }
    }

    /// A task table, its columns in any order behind the number.
    fn by_table(&mut self, all: &[Given]) {
        let section = pick(&mut self.rng, &self.book.phrases.sections).to_owned();
        self.unit("II", "II.", 0, &section);
        let phrases = &self.book.phrases;
        let heads = [&phrases.table_task, &phrases.table_lead, &phrases.table_partner, &phrases.table_time]
            .map(|list| pick(&mut self.rng, list).to_owned());
        let mut order = [1usize, 2, 3];
        self.rng.shuffle(&mut order);
        let arranged = |number: String, cells: [String; 4]| {
            let [task, rest @ ..] = cells;
            let mut row = vec![number, task];
            row.extend(order.iter().map(|&at| rest[at - 1].clone()));
            row
        };
        let mut rows = vec![arranged("STT".to_owned(), heads.clone())];
        for (nth, given) in all.iter().enumerate() {
            let (lead, lead_name, group) = self.body(&given.lead);
            let (partners, known) = self.partners(given);
            let (date, deadline) = self.date(given.due);
            let work = sentence_case(&given.item.action);
            let (number, task) = ((nth + 1).to_string(), format!("II#{}", nth + 1));
            let lead_cell = sentence_case(&lead);
            self.draft.truth.outline.push(Provision {
                path: task.clone(),
                num: number.clone(),
                heading: None,
                start: work.chars().take(60).collect(),
            });
            self.assign(Row {
                task: &task,
                path: &task,
                agency: &lead_name,
                body_id: &given.lead,
                group,
                role: "lead",
                quote: &lead_cell,
                role_quote: Some(&heads[1]),
                deadline: &deadline,
                given,
            });
            for (id, name, group) in &known {
                self.assign(Row {
                    task: &task,
                    path: &task,
                    agency: name,
                    body_id: id,
                    group: *group,
                    role: "coordinate",
                    quote: &partners,
                    role_quote: Some(&heads[2]),
                    deadline: &deadline,
                    given,
                });
            }
            rows.push(arranged(number, [work, lead_cell, partners, sentence_case(&date)]));
        }
        self.draft.lines.push(Line::Table(rows));
    }

    fn foot(&mut self) {
        let (funding, closing) = (
            pick(&mut self.rng, &self.book.phrases.funding).to_owned(),
            pick(&mut self.rng, &self.book.phrases.closings).to_owned(),
        );
        self.unit("III", "III.", 0, "KINH PHÍ");
        self.text(funding);
        self.gap();
        self.text(closing);
        self.gap();
        if self.layout == Layout::Decision {
            return self.text(SAMPLE);
        }
        self.text("Nơi nhận:");
        for recipient in self.draft.truth.header.recipients.clone() {
            self.text(format!("- {recipient};"));
        }
        self.text("- Lưu: VT.");
        self.gap();
        self.text(self.position().to_uppercase());
        self.gap();
        self.sign();
        self.text(SAMPLE);
    }
}

/// An assignment as it is written.
struct Row<'r> {
    task: &'r str,
    path: &'r str,
    agency: &'r str,
    body_id: &'r str,
    group: bool,
    role: &'static str,
    quote: &'r str,
    role_quote: Option<&'r str>,
    deadline: &'r Deadline,
    given: &'r Given,
}

fn filled(form: &str, lead: &str, partners: &str, action: &str, date: &str) -> String {
    form.replace("{lead}", lead)
        .replace("{partners}", partners)
        .replace("{action}", action)
        .replace("{date}", &format!(" {date}"))
}

fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn lower_case(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn day_of(date: &str) -> Day {
    let [year, month, day] = parts(date);
    Day { year, month, day }
}

/// Days since the year 0 of the Gregorian calendar (Howard Hinnant's civil-days formula).
fn day_number(day: Day) -> i64 {
    let (year, month) =
        if day.month <= 2 { (day.year - 1, day.month + 9) } else { (day.year, day.month - 3) };
    365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day.day - 1
}

/// The plan as text.
pub(super) fn text(lines: &[Line], noise: &Noise) -> String {
    let mut text = String::new();
    for line in lines {
        match line {
            Line::Text { number: Some((number, _)), words } => {
                text += &format!("{}\n", noise.wrap(&format!("{number} {words}")));
            }
            Line::Text { number: None, words } => text += &format!("{}\n", noise.wrap(words)),
            Line::Table(rows) => rows.iter().for_each(|row| text += &format!("{}\n", row.join("\t"))),
        }
    }
    text
}

/// The plan as the items of a Word file, its numbers printed or automatic.
pub(super) fn items(lines: &[Line], automatic: bool) -> Vec<DocxItem> {
    let item = |line: &Line| match line {
        // Điều is typed by hand even where other numbers are automatic.
        Line::Text { number: Some((_, level)), words } if automatic && *level <= 3 => {
            DocxItem::Paragraph { text: words.clone(), level: Some(*level) }
        }
        Line::Text { number: Some((number, _)), words } => {
            DocxItem::Paragraph { text: format!("{number} {words}"), level: None }
        }
        Line::Text { number: None, words } => DocxItem::Paragraph { text: words.clone(), level: None },
        Line::Table(rows) => DocxItem::Table(rows.clone()),
    };
    lines.iter().map(item).collect()
}

fn parts(date: &str) -> [i64; 3] {
    let mut numbers = date.split('-').map(|part| part.parse().unwrap_or(1));
    [numbers.next().unwrap_or(2026), numbers.next().unwrap_or(1), numbers.next().unwrap_or(1)]
}

fn last_day(year: i64, month: i64) -> i64 {
    match month {
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
