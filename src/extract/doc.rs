//! Turns an old Word file (.doc) into its bare text: for where LibreOffice is not there.
//!
//! What Word keeps of its paragraphs, lists and tables lies elsewhere in the file and is not read: numbers that Word
//! made are missing, and cells stand one below another. Source of the layout: Microsoft, \[MS-DOC\] (File Information
//! Block, Clx, piece table) and \[MS-CFB\], which the library reads.

use std::io::{Cursor, Read};
use std::path::Path;

use cfb::CompoundFile;

use super::legacy::windows_1252;
use super::refusal::Refusal;

/// Where the File Information Block keeps its flags, the length of the main text in characters, and place and length of
/// the piece table in the table stream.
const FLAGS: usize = 0x0A;
const TEXT_LENGTH: usize = 0x4C;
const CLX: usize = 0x01A2;
const CLX_LENGTH: usize = 0x01A6;
/// The first two bytes of the stream, and the flags for a password and for the second table stream.
const MAGIC: u16 = 0xA5EC;
const ENCRYPTED: u16 = 0x0100;
const SECOND_TABLE: u16 = 0x0200;
/// Set in the place of a piece that has one byte a character.
const ONE_BYTE: u32 = 1 << 30;

/// The text of an old Word file, a line for each paragraph and each cell.
///
/// # Errors
/// The file is damaged or protected by a password.
pub(super) fn read(bytes: &[u8]) -> Result<String, Refusal> {
    let mut file =
        CompoundFile::open(Cursor::new(bytes)).map_err(|error| Refusal::damaged(&error.to_string()))?;
    let main = stream(&mut file, Path::new("WordDocument"), bytes.len())?;
    let flags = u16_at(&main, FLAGS).ok_or_else(|| Refusal::damaged("WordDocument"))?;
    if u16_at(&main, 0) != Some(MAGIC) || flags & ENCRYPTED != 0 {
        return Err(Refusal::damaged(if flags & ENCRYPTED != 0 { "password" } else { "WordDocument" }));
    }
    let table = stream(
        &mut file,
        Path::new(if flags & SECOND_TABLE == 0 { "0Table" } else { "1Table" }),
        bytes.len(),
    )?;
    let text = text(&main, &table).ok_or_else(|| Refusal::damaged("piece table"))?;
    Ok(printed(&text))
}

/// The bytes of a stream of a container; it is never longer than the file, which has `most` bytes.
pub(super) fn stream(
    file: &mut CompoundFile<Cursor<&[u8]>>,
    name: &Path,
    most: usize,
) -> Result<Vec<u8>, Refusal> {
    let damaged = |error: std::io::Error| Refusal::damaged(&format!("{}: {error}", name.display()));
    let mut found = Vec::new();
    file.open_stream(name).map_err(damaged)?.take(most as u64).read_to_end(&mut found).map_err(damaged)?;
    Ok(found)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// The pieces of the main text, one after another, without those of headers and notes behind it.
fn text(main: &[u8], table: &[u8]) -> Option<String> {
    let mut left = size_at(main, TEXT_LENGTH)?.min(main.len());
    let pieces = pieces(table.get(size_at(main, CLX)?..)?.get(..size_at(main, CLX_LENGTH)?)?)?;
    // n pieces: n + 1 places in the text, then n descriptions of eight bytes.
    let count = pieces.len().checked_sub(4)? / 12;
    let mut text = String::new();
    for piece in 0..count {
        let (from, to) = (size_at(pieces, piece * 4)?, size_at(pieces, piece * 4 + 4)?);
        let length = to.checked_sub(from)?.min(left);
        let place = u32_at(pieces, (count + 1) * 4 + piece * 8 + 2)?;
        let start = usize::try_from(place & !ONE_BYTE).ok()?;
        if place & ONE_BYTE == 0 {
            let units = main.get(start..)?.get(..length.checked_mul(2)?)?.as_chunks::<2>().0;
            let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
            text.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        } else {
            text.push_str(&windows_1252(main.get(start / 2..)?.get(..length)?));
        }
        left -= length;
    }
    Some(text)
}

/// The piece table behind the property lists of the Clx.
fn pieces(clx: &[u8]) -> Option<&[u8]> {
    let mut rest = clx;
    loop {
        match rest.first()? {
            1 => rest = rest.get(3 + usize::from(u16_at(rest, 1)?)..)?,
            2 => return rest.get(5..)?.get(..size_at(rest, 1)?),
            _ => return None,
        }
    }
}

/// Characters that mean something to Word, as a reader sees them; the codes of fields go, their results stay.
fn printed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // For each open field: is its code still being read?
    let mut fields: Vec<bool> = Vec::new();
    for c in text.chars() {
        match c {
            '\u{13}' => fields.push(true),
            '\u{14}' => fields.last_mut().into_iter().for_each(|code| *code = false),
            '\u{15}' => {
                fields.pop();
            }
            _ if fields.contains(&true) => {}
            '\u{07}' | '\r' | '\u{0B}' | '\u{0C}' | '\u{0E}' => out.push('\n'),
            '\u{1E}' => out.push('\u{2011}'),
            '\u{1F}' => out.push('\u{AD}'),
            '\t' => out.push('\t'),
            '\0'..='\u{1F}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_word_means_by_its_signs() {
        assert_eq!(
            printed("a\u{13}PAGE\u{13}x\u{15}\u{14}1\u{15}\rb\u{7}\u{7}KH\u{1e}UBND\u{8}"),
            "a1\nb\n\nKH\u{2011}UBND"
        );
    }

    #[test]
    fn what_is_damaged_is_refused() {
        assert!(read(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").is_err());
        assert!(text(&[0; 0x200], &[1, 2]).is_none());
        assert!(pieces(&[1, 0, 0, 2, 4, 0, 0, 0, 9, 9, 9, 9]).is_some_and(|found| found == [9; 4]));
    }
}
