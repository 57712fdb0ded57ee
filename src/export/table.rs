use std::borrow::Cow;
use std::io::{self, Write};

use super::{Language, Term, scan_note};

/// A column: a stable id for programs, a heading for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Stable; the heading in [`Dialect::Rfc`].
    pub id: Cow<'static, str>,
    /// Heading in Vietnamese.
    pub vi: Cow<'static, str>,
    /// Heading in English.
    pub en: Cow<'static, str>,
}

impl Column {
    /// A column with its id and its two headings.
    pub const fn new(id: &'static str, vi: &'static str, en: &'static str) -> Column {
        Column { id: Cow::Borrowed(id), vi: Cow::Borrowed(vi), en: Cow::Borrowed(en) }
    }

    /// A column whose heading is known only when it is made, such as an item of a checklist.
    pub fn named(id: String, heading: String) -> Column {
        Column { id: Cow::Owned(id), vi: Cow::Owned(heading.clone()), en: Cow::Owned(heading) }
    }

    /// The heading in this language.
    pub fn heading(&self, language: Language) -> &str {
        language.pick(&self.vi, &self.en)
    }
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words as they are, the same in every language; empty where nothing is known.
    Text(String),
    /// A word of our own, with its code.
    Term(Term),
    /// A day, `YYYY-MM-DD`; empty where there is none. A spreadsheet gets a date.
    Date(String),
    /// A whole number in digits. A spreadsheet gets a number.
    Number(usize),
    /// How sure character recognition was, in percent, where something rests on words it was not sure of.
    Confidence(Option<u8>),
    /// Words that lead to a row of another sheet of the same workbook; elsewhere mere words.
    Link {
        /// The words.
        text: String,
        /// The sheet.
        sheet: &'static str,
        /// Its row, the first below the headings being 0.
        row: usize,
    },
}

impl Cell {
    /// A text, or an empty cell.
    pub fn maybe<T: ToString>(text: Option<T>) -> Cell {
        Cell::Text(text.map_or_else(String::new, |text| text.to_string()))
    }

    /// A day, or an empty cell.
    pub fn date<T: ToString>(day: Option<T>) -> Cell {
        Cell::Date(day.map_or_else(String::new, |day| day.to_string()))
    }

    /// What people read.
    pub fn shown(&self, language: Language) -> Cow<'_, str> {
        match self {
            Cell::Term(term) => Cow::Borrowed(term.shown(language)),
            Cell::Confidence(Some(sure)) => Cow::Owned(scan_note(*sure, language)),
            _ => self.code(),
        }
    }

    /// What programs read.
    pub fn code(&self) -> Cow<'_, str> {
        match self {
            Cell::Text(text) | Cell::Date(text) | Cell::Link { text, .. } => Cow::Borrowed(text),
            Cell::Term(term) => Cow::Borrowed(term.code),
            Cell::Number(number) => Cow::Owned(number.to_string()),
            Cell::Confidence(sure) => Cow::Owned(sure.map_or_else(String::new, |sure| sure.to_string())),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_string())
    }
}

impl From<Term> for Cell {
    fn from(term: Term) -> Cell {
        Cell::Term(term)
    }
}

/// Columns and rows; every row has one cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// In the order they are shown.
    pub columns: Cow<'static, [Column]>,
    /// In the order they are shown.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl Into<Cow<'static, [Column]>>) -> Table {
        Table { columns: columns.into(), rows: Vec::new() }
    }

    /// Writes it as CSV.
    ///
    /// # Errors
    /// What `out` says.
    pub fn csv(&self, out: impl Write, dialect: Dialect, language: Language) -> io::Result<()> {
        let mut csv = CsvWriter::begin(out, dialect, language, &self.columns)?;
        self.rows.iter().try_for_each(|row| csv.row(row))?;
        csv.finish()
    }
}

/// How a table is written as CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// For a double click in a Vietnamese office: UTF-8 with a byte order mark, `;`, CRLF, headings and words in
    /// the reader's language, and no cell that a spreadsheet would run as a formula (see `guarded`).
    #[default]
    Excel,
    /// For programs (RFC 4180): UTF-8 without a mark, `,`, CRLF, column ids for headings, codes, texts verbatim.
    Rfc,
}

/// Writes CSV row by row, so that a hundred thousand plans need no more memory than one.
pub struct CsvWriter<W: Write> {
    out: csv::Writer<W>,
    dialect: Dialect,
    language: Language,
}

impl<W: Write> CsvWriter<W> {
    /// Writes the headings.
    ///
    /// # Errors
    /// What `out` says.
    pub fn begin(
        mut out: W,
        dialect: Dialect,
        language: Language,
        columns: &[Column],
    ) -> io::Result<CsvWriter<W>> {
        if dialect == Dialect::Excel {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let delimiter = if dialect == Dialect::Excel { b';' } else { b',' };
        let mut out =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(out);
        out.write_record(columns.iter().map(|column| match dialect {
            Dialect::Excel => column.heading(language),
            Dialect::Rfc => &column.id,
        }))?;
        Ok(CsvWriter { out, dialect, language })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// What `out` says; a row longer or shorter than the headings is an error too.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for cell in cells {
            match self.dialect {
                Dialect::Excel => self.out.write_field(guarded(&cell.shown(self.language)))?,
                Dialect::Rfc => self.out.write_field(cell.code().as_bytes())?,
            }
        }
        self.out.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Hands on what is still held back.
    ///
    /// # Errors
    /// What `out` says.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The text, with an apostrophe before it where a spreadsheet would take it for a formula.
///
/// Excel and LibreOffice read a cell of a CSV file as a formula when it begins with `=`, `+`, `-` or `@`, quoted or
/// not; a dash item ("- Giao Sở Nội vụ …") then shows as `#NAME?`, and a hostile plan could run something on the
/// analyst's machine. White space before the sign is not relied on to disarm it, and the full-width signs count
/// too, since East Asian settings read them alike. Everything else stays as it is; programs that need every
/// character use [`Dialect::Rfc`].
fn guarded(text: &str) -> String {
    let first = text.trim_start().chars().next();
    let formula = first.is_some_and(|c| "=+-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(c));
    if formula || text.starts_with(['\t', '\r']) { format!("'{text}") } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::role;
    use crate::model::Role;

    const COLUMNS: &[Column] =
        &[Column::new("quote", "Trích dẫn", "Quote"), Column::new("role", "Vai trò", "Role")];

    fn written(dialect: Dialect, language: Language, quotes: &[&str]) -> String {
        let mut bytes = Vec::new();
        let mut csv = CsvWriter::begin(&mut bytes, dialect, language, COLUMNS).unwrap();
        for &quote in quotes {
            csv.row(&[quote.into(), role(Role::Lead).into()]).unwrap();
        }
        csv.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn excel_opens_it_by_double_click() {
        assert_eq!(
            written(Dialect::Excel, Language::Vietnamese, &["Giao Sở Nội vụ", "a; b", "nói \"rõ\""]),
            "\u{feff}Trích dẫn;Vai trò\r\nGiao Sở Nội vụ;chủ trì\r\n\"a; b\";chủ trì\r\n\"nói \"\"rõ\"\"\";chủ trì\r\n"
        );
        assert!(written(Dialect::Excel, Language::English, &[]).starts_with("\u{feff}Quote;Role\r\n"));
    }

    #[test]
    fn programs_get_codes_and_every_character() {
        assert_eq!(
            written(Dialect::Rfc, Language::Vietnamese, &["- Giao, giao", "=1+1"]),
            "quote,role\r\n\"- Giao, giao\",lead\r\n=1+1,lead\r\n"
        );
    }

    #[test]
    fn nothing_is_a_formula_in_excel() {
        for text in
            ["=1+1", "+84 24", "- Giao Sở Nội vụ", "@SUM(A1)", "\tx", "\r=1", " =1", "\u{a0}=1", "＝1"]
        {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["Giao Sở Nội vụ", "II.4.b/-1", "2026-12-31", "", "'x", "(=1)", "– gạch ngang dài"]
        {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn a_short_row_is_an_error() {
        let mut csv = CsvWriter::begin(Vec::new(), Dialect::Rfc, Language::Vietnamese, COLUMNS).unwrap();
        assert!(csv.row(&["một ô".into()]).is_err());
    }
}
