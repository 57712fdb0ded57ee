//! Turns a matrix and its gaps into a report that Word opens: a table, findings with citations, an annex of quotes.

use super::gaps::Gap;
use super::matrix::{Matrix, Standing, State};
use super::{tables, words};
use crate::export::Language;

const STYLE: &str = "body{font-family:'Times New Roman',serif;font-size:13pt}table{border-collapse:collapse;width:100%}\
                     td,th{border:1px solid #000;padding:3pt;vertical-align:top;text-align:left}";

/// The report as a page of HTML, which Word, LibreOffice and browsers open; the same input gives the same bytes. Every
/// finding leads to its quote in the annex by its number in square brackets. `corpus` is the fingerprint of the plans.
pub fn report(matrix: &Matrix, gaps: &[Gap], corpus: &str, language: Language) -> String {
    let mut page = Page { out: String::new(), language, quotes: Vec::new() };
    let title = format!("{}: {}", language.pick("Báo cáo đối chiếu", "Comparison report"), matrix.title);
    let code = language.pick("vi", "en");
    page.out += &format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\"><title>{0}</title><style>{STYLE}</style></head>\n\
         <body><h1>{0}</h1>\n",
        escaped(&title)
    );
    page.scope(matrix, corpus);
    page.summary(matrix);
    page.findings(gaps);
    page.others(matrix);
    page.annex();
    page.out += "</body></html>\n";
    page.out
}

struct Page {
    out: String,
    language: Language,
    /// Where each stands, and its words.
    quotes: Vec<(String, String)>,
}

impl Page {
    fn heading(&mut self, vi: &str, en: &str) {
        self.out += &format!("<h2>{}</h2>\n", self.language.pick(vi, en));
    }

    fn paragraph(&mut self, text: &str) {
        self.out += &format!("<p>{}</p>\n", escaped(text));
    }

    fn row(&mut self, kind: &str, cells: &[String]) {
        let cells: String = cells.iter().map(|cell| format!("<{kind}>{}</{kind}>", escaped(cell))).collect();
        self.out += &format!("<tr>{cells}</tr>\n");
    }

    /// What was compared with what.
    fn scope(&mut self, matrix: &Matrix, corpus: &str) {
        let (answered, expected) = (matrix.answered, matrix.expected);
        let (id, version, source) = (&matrix.checklist, &matrix.version, &matrix.source);
        self.paragraph(&self.language.pick(
            format!("Danh mục {id}, phiên bản {version}; nguồn: {source}. {answered}/{expected} đơn vị có kế hoạch trong kho dữ liệu."),
            format!("Checklist {id}, version {version}; source: {source}. {answered} of {expected} members have a plan that is held."),
        ));
        if matrix.provisional {
            self.paragraph(self.language.pick(
                "Danh mục tạm: không nội dung nào bị coi là thiếu.",
                "A provisional checklist: nothing is said to be missing.",
            ));
        }
        self.paragraph(&self.language.pick(
            format!("Kết quả do máy đọc, cần người soát lại. Dấu vân tay kho văn bản: {corpus}."),
            format!("Read by machine, to be looked through. Fingerprint of the plans: {corpus}."),
        ));
    }

    /// Items: how many have each, who leads it most often, how many do not have it.
    fn summary(&mut self, matrix: &Matrix) {
        self.heading("1. Tổng hợp", "1. Summary");
        self.out += "<table>\n";
        let heads = [
            ("Mã", "Item"),
            ("Nội dung", "Title"),
            ("Có", "Present"),
            ("Có ở mục khác", "Elsewhere"),
            ("Phải có", "Asked for"),
            ("Chủ trì phổ biến", "Common lead"),
            ("Điểm khác số đông", "Stand out"),
        ];
        self.row("th", &heads.map(|(vi, en)| self.language.pick(vi, en).to_owned()));
        for item in &matrix.items {
            let lead = item.common_lead.as_ref().map(|(lead, count)| format!("{lead} ({count})"));
            self.row(
                "td",
                &[
                    item.id.clone(),
                    item.title.clone(),
                    item.present.to_string(),
                    item.elsewhere.to_string(),
                    item.of.to_string(),
                    lead.unwrap_or_default(),
                    item.disagreement.to_string(),
                ],
            );
        }
        self.out += "</table>\n";
    }

    fn findings(&mut self, gaps: &[Gap]) {
        self.heading("2. Phát hiện", "2. Findings");
        let mut kind = None;
        for gap in gaps {
            if kind != Some(gap.kind) {
                self.out +=
                    &format!("<h3>{}</h3>\n", escaped(words::gap_kind(gap.kind).shown(self.language)));
                kind = Some(gap.kind);
            }
            let cited = self.cited(gap);
            let sentence = escaped(&gap.sentence(self.language));
            self.out += &format!("<p>{sentence}{cited}</p>\n");
        }
        if gaps.is_empty() {
            self.paragraph(self.language.pick("Không có phát hiện nào.", "There are no findings."));
        }
    }

    /// The mark of a finding's quote, which goes to the annex.
    fn cited(&mut self, gap: &Gap) -> String {
        let (Some(quote), Some(path)) = (&gap.quote, &gap.path) else { return String::new() };
        let file = gap.plan.as_ref().map_or("", |plan| plan.file.as_str());
        self.quotes.push((format!("{file}, {path}"), quote.clone()));
        let number = self.quotes.len();
        format!(" <a href=\"#q{number}\">[{number}]</a>")
    }

    /// Tasks that no item asks for, by plan.
    fn others(&mut self, matrix: &Matrix) {
        self.heading("3. Nhiệm vụ ngoài danh mục", "3. Tasks that no item asks for");
        let answers =
            |standing: Standing| matches!(standing, Standing::Answers | Standing::Lower | Standing::Held);
        for (at, column) in matrix.columns.iter().enumerate().filter(|(_, column)| answers(column.standing)) {
            let present = matrix.cells.iter().filter(|row| row[at].state == State::Present).count();
            let (title, of, extra) = (tables::title(column), column.of, column.extra.len());
            self.paragraph(&self.language.pick(
                format!("{title}: {present}/{of} nội dung của danh mục; {extra} nhiệm vụ ngoài danh mục."),
                format!("{title}: {present} of {of} items; {extra} tasks that no item asks for."),
            ));
        }
    }

    fn annex(&mut self) {
        self.heading("Phụ lục: Trích dẫn", "Annex: quotes");
        for (at, (place, quote)) in std::mem::take(&mut self.quotes).iter().enumerate() {
            let number = at + 1;
            let (place, quote) = (escaped(place), escaped(quote));
            self.out += &format!("<p><a id=\"q{number}\"></a>[{number}] {place}: “{quote}”</p>\n");
        }
    }
}

/// Text as it may stand in HTML; control characters, which no reader shows, become spaces.
fn escaped(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
