use crate::export::Language;

/// Why a question is not even looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// Nothing is asked.
    #[error(
        "the question is empty; ask for example: which provinces assign artificial intelligence to the Department of Science and Technology?"
    )]
    Empty,
    /// Longer than a question.
    #[error("the question has {found} bytes, at most {limit} are read; ask one thing at a time")]
    TooLong {
        /// Bytes.
        found: usize,
        /// Bytes.
        limit: usize,
    },
    /// Control characters or markup.
    #[error("the question holds control characters or markup; type it as plain text")]
    NotText,
    /// A value of a structured request that means nothing.
    #[error("“{value}” is no value of {key}; name it as the plans do, or leave it out")]
    Unknown {
        /// The key.
        key: String,
        /// As given.
        value: String,
    },
}

impl AskError {
    /// The sentence for a Vietnamese reader.
    pub fn message_vi(&self) -> String {
        match self {
            AskError::Empty => {
                "Chưa có câu hỏi; ví dụ: Tỉnh nào giao biện pháp trí tuệ nhân tạo cho Sở KH&CN?".to_owned()
            }
            AskError::TooLong { found, limit } => {
                format!("Câu hỏi dài {found} byte, tối đa {limit}; hãy hỏi từng ý một.")
            }
            AskError::NotText => {
                "Câu hỏi chứa ký tự điều khiển hoặc mã đánh dấu; hãy gõ bằng chữ thường.".to_owned()
            }
            AskError::Unknown { key, value } => {
                let name = super::chips::key_name(key, Language::Vietnamese);
                format!("Không hiểu “{value}” ở ô “{name}”; hãy ghi tên như trong kế hoạch hoặc bỏ trống.")
            }
        }
    }
}
