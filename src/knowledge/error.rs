use std::fmt;

/// What is wrong with a knowledge file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {problem}")]
pub struct KnowledgeError {
    /// The file's name, without folders.
    pub file: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with a knowledge file. `Display` says it in English, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The file cannot be read; the reason of the system.
    Unreadable(std::io::ErrorKind),
    /// The file cannot be written; the reason of the system.
    Unwritable(std::io::ErrorKind),
    /// No CSV or TOML, or a value that does not fit; the reader's own words.
    Malformed(String),
    /// An id or a name comes twice.
    Duplicate(String),
    /// An id that no row defines.
    UnknownId(String),
    /// Text that is not in Unicode normalization form C.
    NotNfc,
    /// A value that is none of those allowed.
    BadValue {
        /// The column or key.
        field: &'static str,
        /// What is printed.
        value: String,
    },
    /// A table or list that has to hold something holds nothing.
    Empty(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Unreadable(kind) => {
                write!(f, "cannot be read ({kind}); the folder must hold every knowledge file")
            }
            Problem::Unwritable(kind) => {
                write!(f, "cannot be written ({kind}); choose another folder with --data")
            }
            Problem::Malformed(reason) => write!(f, "cannot be understood: {reason}"),
            Problem::Duplicate(what) => write!(f, "“{what}” comes twice; keep one of the two"),
            Problem::UnknownId(id) => write!(f, "no row has the id “{id}”; correct it or add the row"),
            Problem::NotNfc => {
                write!(f, "the text is not in Unicode form NFC; save it again with composed characters")
            }
            Problem::BadValue { field, value } => write!(f, "“{value}” is no value of {field}"),
            Problem::Empty(table) => write!(f, "“{table}” is missing or empty"),
        }
    }
}
