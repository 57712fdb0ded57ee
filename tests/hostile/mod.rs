//! Turns sound files into broken ones, and makes those that no honest program writes. The same seed, the same bytes.

mod crafted;
mod packed;

use crate::common::Random;
pub(crate) use crafted::crafted;
use packed::parts;
pub(crate) use packed::{Packing, zip};

/// A file: its name, its bytes.
pub(crate) type Named = (String, Vec<u8>);

/// Signs that mean something to one reader or another.
const SALT: [&str; 21] = [
    "\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
    "<w:p>",
    "</w:tbl>",
    "<w:tc><w:tbl><w:tr>",
    "<w:numId w:val=\"-2147483648\"/>",
    "<w:gridSpan w:val=\"99999999\"/>",
    "<w:ilvl w:val=\"255\"/>",
    "<table:table-cell table:number-columns-repeated=\"999999999\"/>",
    "<text:list-item>",
    "<text:s text:c=\"999999999\"/>",
    "<td rowspan=99999999 colspan=99999999>",
    "<ol start=-9999999999><li>",
    "<![CDATA[",
    "&#x110000;&amp",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "endobj\nstream\n",
    "/Length 99999999999 ",
    "/Kids[1 0 R 2 0 R 3 0 R]",
    " 0 0 0 0 0 0 cm q ",
    "\0\0\u{FFFD}",
    "I. Giao Sở Nội vụ ",
];

/// One of the files, broken in one of many ways; its name may end in what it is not.
pub(crate) fn mutated(files: &[Named], seed: u64) -> Named {
    let random = &mut Random(seed);
    let (name, bytes) = &files[random.below(files.len())];
    let mut bytes = bytes.clone();
    for _ in 0..=random.below(2) {
        bytes = match random.below(8) {
            0 => flipped(bytes, random),
            1 => bytes[..random.below(bytes.len())].to_vec(),
            2 => spliced(bytes, &files[random.below(files.len())].1, random),
            3 => filled(bytes, random),
            4 => salted(bytes, random),
            _ => repacked(bytes, random),
        };
    }
    let ends = ["docx", "doc", "odt", "html", "pdf", "zip", "txt", "rtf", "eml"];
    let own = name.rsplit('.').next().unwrap_or("txt");
    let end = if random.below(8) == 0 { ends[random.below(ends.len())] } else { own };
    (format!("{seed:05}.{end}"), bytes)
}

fn flipped(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    for _ in 0..=random.below(40).min(bytes.len()) {
        let at = random.below(bytes.len());
        bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << random.below(8));
    }
    bytes
}

fn spliced(mut bytes: Vec<u8>, other: &[u8], random: &mut Random) -> Vec<u8> {
    let (from, at) = (random.below(other.len()), random.below(bytes.len()));
    let piece = other[from..(from + random.below(20_000)).min(other.len())].to_vec();
    let end = if random.below(2) == 0 { at } else { (at + piece.len()).min(bytes.len()) };
    bytes.splice(at..end, piece);
    bytes
}

/// Lengths and places become the largest or the least.
fn filled(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    let with = [0x00, 0xFF, 0x7F, 0x80, b'9'][random.below(5)];
    let (at, length) = (random.below(bytes.len()), [1, 2, 4, 8, 512][random.below(5)]);
    bytes.iter_mut().skip(at).take(length).for_each(|byte| *byte = with);
    bytes
}

fn salted(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    for _ in 0..=random.below(6) {
        let (at, times) = (random.below(bytes.len()), [1, 1, 1, 300][random.below(4)]);
        let salt = SALT[random.below(SALT.len())].repeat(times);
        bytes.splice(at..at, salt.into_bytes());
    }
    bytes
}

/// What is in a package is broken, and packed soundly again; what is no package gets a piece of itself once more.
fn repacked(bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    let Some(mut parts) = parts(&bytes).filter(|parts| !parts.is_empty()) else {
        let copy = bytes.clone();
        return spliced(bytes, &copy, random);
    };
    // The largest part is the text.
    let largest = (0..parts.len()).max_by_key(|&at| parts[at].1.len()).unwrap_or(0);
    let at = if random.below(3) == 0 { random.below(parts.len()) } else { largest };
    let part = std::mem::take(&mut parts[at].1);
    parts[at].1 = match random.below(4) {
        0 => flipped(part, random),
        1 => part[..random.below(part.len())].to_vec(),
        2 => {
            let copy = part.clone();
            spliced(part, &copy, random)
        }
        _ => salted(part, random),
    };
    zip(&parts, Packing::Packed)
}
