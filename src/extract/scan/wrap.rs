//! Turns a picture into a PDF of one page, so that pictures and scans go one way: drawn, straightened, recognized. The
//! picture itself is not decoded here; PDF knows both ways of packing it (ISO 32000-1, 7.4.4 and 7.4.8).

use std::fmt::Write as _;

/// A picture that does not say how large it is, is taken for a page of this width or height, in points (A4).
const SHORT_SIDE: f32 = 595.0;
const LONG_SIDE: f32 = 842.0;

/// A PDF of one page, and its size in points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wrapped {
    pub(super) pdf: Vec<u8>,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// How wide and high a page of so many pixels is, in points, and how many points a pixel has.
pub(super) fn page_size(width: f32, height: f32) -> (f32, f32, f32) {
    let (across, down) = if width < height { (SHORT_SIDE, LONG_SIDE) } else { (LONG_SIDE, SHORT_SIDE) };
    let scale = (across / width.max(1.0)).min(down / height.max(1.0));
    (width * scale, height * scale, scale)
}

/// Wraps a JPEG or PNG; nothing where it is another picture, or one of a kind that PDF does not hold as it is (with
/// an alpha channel, interlaced, in four inks).
pub(super) fn wrapped(bytes: &[u8]) -> Option<Wrapped> {
    let picture = if bytes.starts_with(b"\xFF\xD8") { jpeg(bytes) } else { png(bytes) }?;
    let (width, height, _) = page_size(picture.width as f32, picture.height as f32);
    let image = format!(
        "/Type/XObject/Subtype/Image/Width {}/Height {}{}",
        picture.width, picture.height, picture.dictionary
    );
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    );
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.into_bytes(),
        stream("", format!("q {width} 0 0 {height} 0 0 cm /I Do Q").as_bytes()),
        stream(&image, &picture.data),
    ];
    Some(Wrapped { pdf: pdf(&objects), width, height })
}

fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (bytes.len(), objects.len() + 1);
    table += &format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend_from_slice(table.as_bytes());
    bytes
}

/// A picture as PDF holds it.
struct Picture {
    width: u32,
    height: u32,
    /// How its data is packed, and what its colours are.
    dictionary: String,
    data: Vec<u8>,
}

/// The frame header of a JPEG (ITU T.81, B.2.2) says all that is needed.
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let mut at = 2;
    loop {
        let marker = bytes.get(at..)?.strip_prefix(b"\xFF")?.first()?;
        let length = number(bytes.get(at + 2..at + 4)?) as usize;
        let is_frame = matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC);
        if !is_frame {
            at += 2 + length;
            continue;
        }
        let frame = bytes.get(at + 4..at + 10)?;
        let colours = match frame[5] {
            1 => "DeviceGray",
            3 => "DeviceRGB",
            _ => return None,
        };
        return Some(Picture {
            width: number(&frame[3..5]),
            height: number(&frame[1..3]),
            dictionary: format!("/Filter/DCTDecode/ColorSpace/{colours}/BitsPerComponent {}", frame[0]),
            data: bytes.to_vec(),
        });
    }
}

/// PDF takes the data of a PNG as it is (W3C PNG, 11.2: IHDR, PLTE, IDAT).
fn png(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let (mut head, mut palette, mut data): (&[u8], &[u8], Vec<u8>) = (&[], &[], Vec::new());
    while let Some((length, after)) = rest.split_at_checked(4) {
        let (kind, after) = after.split_at_checked(4)?;
        let (content, after) = after.split_at_checked(number(length) as usize)?;
        match kind {
            b"IHDR" => head = content,
            b"PLTE" => palette = content,
            b"IDAT" => data.extend_from_slice(content),
            b"IEND" => break,
            _ => {}
        }
        rest = after.get(4..)?;
    }
    let (depth, kind, interlaced) = (*head.get(8)?, *head.get(9)?, *head.get(12)?);
    let (colours, components) = match kind {
        0 => ("/DeviceGray".to_owned(), 1),
        2 => ("/DeviceRGB".to_owned(), 3),
        3 => (indexed(palette), 1),
        _ => return None,
    };
    let width = number(&head[..4]);
    let dictionary = format!(
        "/Filter/FlateDecode/ColorSpace{colours}/BitsPerComponent {depth}/DecodeParms<</Predictor 15/Colors {components}/BitsPerComponent {depth}/Columns {width}>>"
    );
    (interlaced == 0 && !data.is_empty()).then_some(Picture {
        width,
        height: number(&head[4..8]),
        dictionary,
        data,
    })
}

fn indexed(palette: &[u8]) -> String {
    let mut colours = format!("[/Indexed/DeviceRGB {}<", (palette.len() / 3).saturating_sub(1).min(255));
    palette.iter().take(768).for_each(|byte| {
        let _ = write!(colours, "{byte:02x}");
    });
    colours + ">]"
}

/// A number, its first byte the largest.
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> Option<(f32, f32, String)> {
        let found = wrapped(bytes)?;
        Some((found.width, found.height, String::from_utf8_lossy(&found.pdf).into_owned()))
    }

    #[test]
    fn a_jpeg_is_told_by_its_frame() {
        let jpeg = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xC0\0\x0b\x08\x04\x00\x02\x00\x01\0\0\0rest";
        let (width, height, pdf) = shown(jpeg).unwrap();
        assert_eq!((width, height), (421.0, 842.0));
        assert!(pdf.contains("/Width 512/Height 1024/Filter/DCTDecode/ColorSpace/DeviceGray"), "{pdf}");
        for cut in 0..15 {
            assert_eq!(shown(&jpeg[..cut]), None, "{cut}");
        }
        assert_eq!(shown(b"\xFF\xD8\xFF\xE0\0\0\xFF\xE0\0\0"), None, "a marker without a length is none");
    }

    #[test]
    fn a_png_keeps_its_data_and_its_palette() {
        let chunk = |kind: &[u8], content: &[u8]| {
            [&u32::try_from(content.len()).unwrap().to_be_bytes(), kind, content, &[0; 4]].concat()
        };
        let png = |colour: u8, interlaced: u8| {
            let head = [0, 0, 0, 9, 0, 0, 0, 7, 4, colour, 0, 0, interlaced];
            let chunks = [
                chunk(b"IHDR", &head),
                chunk(b"PLTE", &[1, 2, 255]),
                chunk(b"IDAT", b"xy"),
                chunk(b"IDAT", b"z"),
            ];
            [b"\x89PNG\r\n\x1a\n".as_slice(), &chunks.concat()].concat()
        };
        let (_, _, pdf) = shown(&png(3, 0)).unwrap();
        assert!(pdf.contains("/Width 9/Height 7") && pdf.contains("[/Indexed/DeviceRGB 0<0102ff>]"), "{pdf}");
        assert!(pdf.contains("stream\nxyz\nendstream"), "{pdf}");
        assert_eq!((shown(&png(6, 0)), shown(&png(0, 1))), (None, None));
        for cut in 0..40 {
            assert_eq!(shown(&png(0, 0)[..cut]), None, "{cut}");
        }
    }
}
