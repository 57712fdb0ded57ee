/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Nothing is asked.
    #[error("the query is empty; give a word, a phrase in quotes, or a field such as tinh:\"Sơn La\"")]
    Empty,
    /// The query is longer or deeper than anybody types.
    #[error("the query has {found} {what}, at most {limit} are read; shorten it")]
    TooLarge {
        /// bytes, words, operators or levels of brackets.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are read.
        limit: usize,
    },
    /// The index does not answer; in tantivy's words.
    #[error("the search index cannot be read ({0}); build it again: doichieu index")]
    Index(#[from] tantivy::TantivyError),
}

impl SearchError {
    /// The sentence for a Vietnamese reader.
    pub fn message_vi(&self) -> String {
        match self {
            SearchError::Empty => "Chưa có từ khóa; hãy gõ một từ, một cụm từ trong ngoặc kép hoặc một trường như tinh:\"Sơn La\".".to_owned(),
            SearchError::TooLarge { what, found, limit } => {
                let what = match *what {
                    "bytes" => "byte",
                    "words" => "từ",
                    "operators" => "toán tử",
                    _ => "tầng ngoặc",
                };
                format!("Truy vấn có {found} {what}, tối đa {limit}; hãy rút gọn.")
            }
            SearchError::Index(error) => format!("Không đọc được chỉ mục ({error}); hãy lập lại: doichieu index."),
        }
    }
}
