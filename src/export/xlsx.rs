use std::io;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet, XlsxError,
};

use super::{Cell, Language, Table};

/// A sheet of a workbook.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// At most 31 characters, none of `[]:*?/\`.
    pub name: &'a str,
    /// What stands in it.
    pub table: &'a Table,
    /// How many columns stay in sight when the reader goes to the right.
    pub frozen: u16,
}

/// Most characters of a cell: the limit of Excel.
const MOST: usize = 32_767;
/// Widths of columns, in characters.
const WIDTH: std::ops::RangeInclusive<usize> = 8..=60;
/// How many rows decide how wide a column is.
const MEASURED: usize = 200;

/// Writes sheets as a workbook (.xlsx): frozen headings with filters, days as dates, texts as texts.
///
/// The same sheets give the same bytes: the time of creation is a fixed one. A text is written as a text whatever it
/// begins with, so that no cell is a formula; what is longer than Excel holds is cut and ends in `…`.
///
/// # Errors
/// More rows or columns than a sheet holds, or a name that no sheet may have.
pub fn xlsx(sheets: &[Sheet<'_>], language: Language) -> io::Result<Vec<u8>> {
    written(sheets, language).map_err(io::Error::other)
}

fn written(sheets: &[Sheet<'_>], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let formats = Formats::new();
    for sheet in sheets {
        fill(workbook.add_worksheet(), sheet, language, &formats)?;
    }
    workbook.save_to_buffer()
}

struct Formats {
    heading: Format,
    text: Format,
    date: Format,
    number: Format,
}

impl Formats {
    fn new() -> Formats {
        let top = || Format::new().set_align(FormatAlign::Top);
        Formats {
            heading: top().set_bold().set_text_wrap().set_background_color(0x00E8_ECEE),
            text: top().set_text_wrap(),
            date: top().set_num_format("dd/mm/yyyy"),
            number: top(),
        }
    }
}

fn fill(
    out: &mut Worksheet,
    sheet: &Sheet<'_>,
    language: Language,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let table = sheet.table;
    out.set_name(sheet.name)?;
    for (at, column) in (0u16..).zip(table.columns.iter()) {
        out.write_string_with_format(0, at, column.heading(language), &formats.heading)?;
        out.set_column_width(at, width(table, usize::from(at), language) as f64)?;
    }
    for (row, cells) in (1u32..).zip(&table.rows) {
        for (at, cell) in (0u16..).zip(cells) {
            put(out, (row, at), cell, language, formats)?;
        }
    }
    out.set_freeze_panes(1, sheet.frozen)?;
    let (rows, columns) = (u32::try_from(table.rows.len()), u16::try_from(table.columns.len()));
    if let (Ok(rows), Ok(columns @ 1..)) = (rows, columns) {
        out.autofilter(0, 0, rows, columns - 1)?;
    }
    Ok(())
}

fn put(
    out: &mut Worksheet,
    (row, at): (u32, u16),
    cell: &Cell,
    language: Language,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Date(day) => match ExcelDateTime::parse_from_str(day) {
            Ok(date) => out.write_datetime_with_format(row, at, &date, &formats.date)?,
            Err(_) => out.write_string_with_format(row, at, day, &formats.text)?,
        },
        Cell::Number(number) => out.write_number_with_format(row, at, *number as f64, &formats.number)?,
        Cell::Link { text, sheet, row: target } if !text.is_empty() => {
            let url = Url::new(format!("internal:'{sheet}'!A{}", target + 2)).set_text(bounded(text));
            out.write_url_with_format(row, at, url, &formats.text)?
        }
        _ => out.write_string_with_format(row, at, bounded(&cell.shown(language)), &formats.text)?,
    };
    Ok(())
}

/// As many characters as a cell holds. Excel counts in units of UTF-16.
fn bounded(text: &str) -> String {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units >= MOST
    });
    match end {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn width(table: &Table, at: usize, language: Language) -> usize {
    let cells = table.rows.iter().take(MEASURED).filter_map(|row| row.get(at));
    let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let widest = cells.map(|cell| longest(&cell.shown(language))).max().unwrap_or(0);
    let heading = longest(table.columns[at].heading(language)).min(24);
    (widest.max(heading) + 2).clamp(*WIDTH.start(), *WIDTH.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Column;

    fn table() -> Table {
        let mut table =
            Table::new(vec![Column::new("text", "Chữ", "Text"), Column::new("day", "Ngày", "Day")]);
        let hostile =
            ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1", "a\u{0}b", "\u{1b}[31m", "{=1}", "https://x"];
        table.rows.extend(hostile.map(|text| vec![text.into(), Cell::Date("2026-12-31".to_owned())]));
        table.rows.push(vec![Cell::Text("dài ".repeat(20_000)), Cell::Date(String::new())]);
        table.rows.push(vec![Cell::Number(7), Cell::Date("không rõ".to_owned())]);
        table
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        let table = table();
        let sheet = Sheet { name: "Đối chiếu", table: &table, frozen: 1 };
        let write = || xlsx(&[sheet], Language::Vietnamese).unwrap();
        assert!(write() == write());
        assert!(write().starts_with(b"PK"));
    }

    #[test]
    fn no_cell_is_a_formula() {
        let table = table();
        let bytes = xlsx(&[Sheet { name: "a", table: &table, frozen: 0 }], Language::Vietnamese).unwrap();
        let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let mut sheet = String::new();
        io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet)
            .unwrap();
        assert!(!sheet.contains("<f>"), "{sheet}");
        assert!(sheet.contains("<pane xSplit=\"0\"") || sheet.contains("ySplit=\"1\""), "{sheet}");
        assert!(sheet.contains("<autoFilter ref=\"A1:B13\"/>"), "{sheet}");
        // 31/12/2026 as the number of its day.
        assert!(sheet.contains("<v>46387</v>"), "{sheet}");
    }
}
