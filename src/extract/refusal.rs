use std::fmt;

use serde::{Deserialize, Serialize};

use super::magic::Foreign;
use super::tools::Tool;

/// Why a file gave no document. Its `Display` is the English message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{message_en}")]
pub struct Refusal {
    /// The stable word of the report.
    pub code: RefusalCode,
    /// What it is and what to do, for the analyst.
    pub message_vi: String,
    /// The same in English.
    pub message_en: String,
}

/// The stable codes of refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RefusalCode {
    /// A format that this version does not read.
    UnsupportedFormat,
    /// More bytes than [`MAX_BYTES`](super::MAX_BYTES).
    TooLarge,
    /// Bytes that are no text at all.
    NotText,
    /// Text, but neither in UTF-8 nor in UTF-16.
    UnknownEncoding,
    /// An archive or its content that is broken.
    Damaged,
    /// Content that unpacks to far more than it is.
    Bomb,
    /// The process that read it died or was killed at its limits of memory and processor time.
    Crashed,
    /// The process that read it was stopped at its limit of time.
    TimedOut,
    /// A format that an optional program reads, which is not there.
    NeedsTool,
    /// An archive where a document is read.
    Archive,
    /// A picture or scan on which no Vietnamese is recognized.
    Scan,
}

impl RefusalCode {
    /// The snake_case word of reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            RefusalCode::UnsupportedFormat => "unsupported_format",
            RefusalCode::TooLarge => "too_large",
            RefusalCode::NotText => "not_text",
            RefusalCode::UnknownEncoding => "unknown_encoding",
            RefusalCode::Damaged => "damaged",
            RefusalCode::Bomb => "bomb",
            RefusalCode::Crashed => "crashed",
            RefusalCode::TimedOut => "timed_out",
            RefusalCode::NeedsTool => "needs_tool",
            RefusalCode::Archive => "archive",
            RefusalCode::Scan => "scan",
        }
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Refusal {
    pub(super) fn unsupported(format: &Foreign) -> Refusal {
        Refusal {
            code: RefusalCode::UnsupportedFormat,
            message_vi: format!(
                "Tệp là {}; phiên bản này đọc Word (.docx, .doc), OpenDocument (.odt), RTF, PDF, HTML, văn bản thuần (.txt) và \
                 Markdown (.md).",
                format.name_vi
            ),
            message_en: format!(
                "the file is {}; this version reads Word (.docx, .doc), OpenDocument (.odt), RTF, PDF, HTML, plain text (.txt) \
                 and Markdown (.md)",
                format.name_en
            ),
        }
    }

    pub(super) fn archive() -> Refusal {
        Refusal {
            code: RefusalCode::Archive,
            message_vi: "Tệp nén ZIP hoặc thư điện tử: lệnh index đọc các tệp nằm trong nó; tệp nén nằm trong tệp nén thì không \
                         được đọc, hãy giải nén trước."
                .to_owned(),
            message_en: "a ZIP archive or a mail: index reads the files in it, but no archive within an archive; unpack it \
                         first"
                .to_owned(),
        }
    }

    /// `format` is what the file is, `tool` what reads it.
    pub(super) fn needs_tool(format: &str, tool: &Tool) -> Refusal {
        let Tool { name, packages, .. } = tool;
        Refusal {
            code: RefusalCode::NeedsTool,
            message_vi: format!("Tệp là {format}; cần {name} để đọc: cài gói {packages} rồi nạp lại."),
            message_en: format!("the file is {format}; {name} reads it: install {packages} and index again"),
        }
    }

    pub(super) fn scan() -> Refusal {
        Refusal {
            code: RefusalCode::Scan,
            message_vi: "Ảnh hoặc bản quét không nhận dạng được chữ tiếng Việt nào đủ tin cậy; hãy xin tệp Word, PDF xuất từ Word \
                         hoặc bản quét rõ hơn."
                .to_owned(),
            message_en: "no Vietnamese text could be recognized on the picture or scan; ask for the Word file, a PDF made from \
                         it, or a better scan"
                .to_owned(),
        }
    }

    /// `limit` is the most pages that are recognized.
    pub(super) fn too_many_pages(pages: usize, limit: usize) -> Refusal {
        Refusal {
            code: RefusalCode::TooLarge,
            message_vi: format!(
                "Bản quét có {pages} trang, trong khi giới hạn là {limit} trang; hãy tách tệp."
            ),
            message_en: format!("the scan has {pages} pages, and the limit is {limit}; split the file"),
        }
    }

    /// A file of more bytes than are read; `bytes` and `limit` in bytes.
    pub fn too_large(bytes: usize, limit: usize) -> Refusal {
        let (size, limit) = (bytes.div_ceil(1 << 20), limit >> 20);
        Refusal {
            code: RefusalCode::TooLarge,
            message_vi: format!("Tệp quá lớn: {size} MiB, trong khi giới hạn là {limit} MiB."),
            message_en: format!("the file is too large: {size} MiB, and the limit is {limit} MiB"),
        }
    }

    pub(super) fn not_text() -> Refusal {
        Refusal {
            code: RefusalCode::NotText,
            message_vi: "Tệp không phải là văn bản: phần lớn nội dung không giải mã được thành chữ."
                .to_string(),
            message_en: "the file is not text: most of its content does not decode to characters".to_string(),
        }
    }

    /// `how` is what the reader found.
    pub(super) fn damaged(how: &str) -> Refusal {
        Refusal {
            code: RefusalCode::Damaged,
            message_vi: format!(
                "Tệp hỏng hoặc bị đặt mật khẩu ({how}); hãy mở bằng Word, lưu lại rồi thử lại."
            ),
            message_en: format!(
                "the file is damaged or protected ({how}); open it in Word, save it again and try again"
            ),
        }
    }

    /// `what` goes beyond the limits.
    pub(super) fn bomb(what: &str) -> Refusal {
        Refusal {
            code: RefusalCode::Bomb,
            message_vi: format!("Tệp nén bung ra quá lớn so với một văn bản ({what}); không đọc."),
            message_en: format!("the file unpacks to more than a document has ({what}); it is not read"),
        }
    }

    /// `how` is what the system says of the end of the process.
    pub(super) fn crashed(how: &str) -> Refusal {
        Refusal {
            code: RefusalCode::Crashed,
            message_vi: format!(
                "Tệp làm tiến trình đọc dừng đột ngột ({how}), có thể do tệp hỏng hoặc vượt giới hạn bộ nhớ; hãy mở tệp, \
                 lưu lại rồi thử lại."
            ),
            message_en: format!(
                "the file made its reading process end ({how}): damaged, or beyond the memory limit; open it, save it again \
                 and try again"
            ),
        }
    }

    /// `limit` in seconds.
    pub(super) fn timed_out(limit: u64) -> Refusal {
        Refusal {
            code: RefusalCode::TimedOut,
            message_vi: format!(
                "Đọc quá {limit} giây chưa xong nên đã dừng; hãy mở tệp, lưu lại rồi thử lại."
            ),
            message_en: format!(
                "reading was stopped after {limit} seconds; open the file, save it again and try again"
            ),
        }
    }

    pub(super) fn unknown_encoding() -> Refusal {
        Refusal {
            code: RefusalCode::UnknownEncoding,
            message_vi:
                "Không nhận ra bảng mã của văn bản (có thể là TCVN3, VNI hoặc Windows-1258); hãy lưu lại \
                         tệp bằng Unicode UTF-8."
                    .to_string(),
            message_en:
                "the encoding of the text is not recognized (TCVN3, VNI or Windows-1258?); save the file \
                         again as UTF-8"
                    .to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_large_in_both_languages() {
        let refusal = Refusal::too_large((64 << 20) + 1, 64 << 20);
        assert_eq!(refusal.message_vi, "Tệp quá lớn: 65 MiB, trong khi giới hạn là 64 MiB.");
        assert_eq!(refusal.to_string(), "the file is too large: 65 MiB, and the limit is 64 MiB");
        assert_eq!(refusal.code.to_string(), "too_large");
    }
}
