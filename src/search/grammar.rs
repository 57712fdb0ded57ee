//! Turns the text of a query into clauses, without recursion and within bounds.
//!
//! Words, "phrases", OR, -not, ( ), field:value, prefix*. What is none of these is told with its position.

use super::SearchError;

/// Most bytes of a query.
const MAX_BYTES: usize = 1024;
/// Most words.
const MAX_WORDS: usize = 128;
/// Most operators: OR, minus, brackets.
const MAX_OPERATORS: usize = 32;
/// Most brackets open at once.
const MAX_DEPTH: usize = 8;

/// What one item of a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    /// These words, in any order.
    Words(String),
    /// These words, one after another.
    Phrase(String),
    /// Words that begin so.
    Prefix(String),
    /// A field has this value.
    Field(FieldName, String),
}

/// The fields a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldName {
    /// tinh: the province.
    Province,
    /// cap: the level.
    Level,
    /// nam: the year.
    Year,
    /// so: a document number or another code.
    Code,
    /// muc: words of the headings above.
    Trail,
}

/// How a clause binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// It has to match.
    And,
    /// It or the clause before it has to match.
    Or,
    /// It must not match.
    Not,
}

/// A clause with its operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// How it binds.
    pub operator: Operator,
    /// What it asks for.
    pub asks: Asks,
}

/// A leaf or a bracket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// One item.
    Leaf(Leaf),
    /// A bracket.
    Group(Vec<Clause>),
}

/// What was not understood, and where: bytes of the query.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NotUnderstood {
    /// First byte.
    pub at: usize,
    /// The text.
    pub text: String,
    /// Why it decides nothing.
    pub reason_vi: &'static str,
    /// The same in English.
    pub reason_en: &'static str,
}

/// A query, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedQuery {
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Does it hold nothing but words?
    pub is_plain: bool,
    /// What decided nothing.
    pub not_understood: Vec<NotUnderstood>,
}

/// Names of fields, without marks.
const FIELDS: [(&str, FieldName); 14] = [
    ("tinh", FieldName::Province),
    ("province", FieldName::Province),
    ("cap", FieldName::Level),
    ("level", FieldName::Level),
    ("nam", FieldName::Year),
    ("year", FieldName::Year),
    ("so", FieldName::Code),
    ("sohieu", FieldName::Code),
    ("number", FieldName::Code),
    ("code", FieldName::Code),
    ("muc", FieldName::Trail),
    ("chuong", FieldName::Trail),
    ("heading", FieldName::Trail),
    ("section", FieldName::Trail),
];

/// One piece of the query's text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Open,
    Close,
    Or,
    Minus,
    Leaf(Leaf),
}

/// Reads a query.
///
/// # Errors
/// It is empty, or beyond the bounds.
pub fn parse_query(text: &str) -> Result<ParsedQuery, SearchError> {
    bound("bytes", text.len(), MAX_BYTES)?;
    let mut parsed = ParsedQuery { is_plain: true, ..ParsedQuery::default() };
    let pieces = pieces(text, &mut parsed);
    let words = |piece: &Piece| match piece {
        Piece::Leaf(Leaf::Words(t) | Leaf::Phrase(t) | Leaf::Prefix(t) | Leaf::Field(_, t)) => {
            t.split_whitespace().count()
        }
        _ => 0,
    };
    bound("words", pieces.iter().map(words).sum(), MAX_WORDS)?;
    bound(
        "operators",
        pieces.iter().filter(|piece| !matches!(piece, Piece::Leaf(_))).count(),
        MAX_OPERATORS,
    )?;
    parsed.is_plain = pieces.iter().all(|piece| matches!(piece, Piece::Leaf(Leaf::Words(_))));
    parsed.clauses = clauses(pieces)?;
    if parsed.clauses.is_empty() { Err(SearchError::Empty) } else { Ok(parsed) }
}

fn bound(what: &'static str, found: usize, limit: usize) -> Result<(), SearchError> {
    if found > limit { Err(SearchError::TooLarge { what, found, limit }) } else { Ok(()) }
}

fn pieces(text: &str, parsed: &mut ParsedQuery) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let before_word = found.len();
        match c {
            c if c.is_whitespace() => at += c.len_utf8(),
            '(' => {
                found.push(Piece::Open);
                at += 1;
            }
            ')' => {
                found.push(Piece::Close);
                at += 1;
            }
            '-' if !text[at + 1..].starts_with(char::is_whitespace) && starts_item(text, at) => {
                found.push(Piece::Minus);
                at += 1;
            }
            '"' | '“' | '”' => at = phrase(text, at, &mut found, parsed),
            _ => at = word(text, at, &mut found, parsed),
        }
        debug_assert!(found.len() >= before_word);
    }
    found
}

fn starts_item(text: &str, at: usize) -> bool {
    at == 0 || text[..at].ends_with(|c: char| c.is_whitespace() || c == '(')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”')
}

/// A phrase in quotes; one that is not closed is read as words, and that is said.
fn phrase(text: &str, at: usize, found: &mut Vec<Piece>, parsed: &mut ParsedQuery) -> usize {
    let start = at + text[at..].chars().next().map_or(1, char::len_utf8);
    match text[start..].find(is_quote) {
        Some(length) => {
            push(found, Leaf::Phrase(text[start..start + length].to_owned()));
            start + length + text[start + length..].chars().next().map_or(1, char::len_utf8)
        }
        None => {
            parsed.not_understood.push(NotUnderstood {
                at,
                text: text[at..start].to_owned(),
                reason_vi: "thiếu dấu ngoặc kép đóng; các từ sau đó được tìm như từ rời",
                reason_en: "no closing quote; the words after it are searched as words",
            });
            start
        }
    }
}

fn push(found: &mut Vec<Piece>, leaf: Leaf) {
    let text = match &leaf {
        Leaf::Words(text) | Leaf::Phrase(text) | Leaf::Prefix(text) | Leaf::Field(_, text) => text,
    };
    if text.chars().any(char::is_alphanumeric) {
        found.push(Piece::Leaf(leaf));
    }
}

fn word(text: &str, at: usize, found: &mut Vec<Piece>, parsed: &mut ParsedQuery) -> usize {
    let length = text[at..].find(|c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c));
    let end = length.map_or(text.len(), |length| at + length);
    let word = &text[at..end];
    if word == "OR" || word == "HOẶC" {
        found.push(Piece::Or);
        return end;
    }
    if let Some((name, value)) =
        word.split_once(':').filter(|(name, _)| name.chars().all(char::is_alphanumeric))
    {
        return field(text, (at, end), (name, value), found, parsed);
    }
    match word.strip_suffix('*').filter(|stem| stem.chars().filter(|c| c.is_alphanumeric()).count() >= 2) {
        Some(stem) => push(found, Leaf::Prefix(stem.to_owned())),
        None => push(found, Leaf::Words(word.to_owned())),
    }
    end
}

/// `tinh:"Sơn La"`, `nam:2026`; an unknown name is searched as words, and that is said.
fn field(
    text: &str,
    (at, end): (usize, usize),
    (name, value): (&str, &str),
    found: &mut Vec<Piece>,
    parsed: &mut ParsedQuery,
) -> usize {
    let folded = crate::normalize::fold(&name.to_lowercase());
    let Some((_, field)) = FIELDS.iter().find(|(known, _)| *known == folded) else {
        if !value.is_empty() && !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) {
            parsed.not_understood.push(NotUnderstood {
                at,
                text: format!("{name}:"),
                reason_vi: "không có trường này; được tìm như từ rời",
                reason_en: "there is no such field; searched as words",
            });
        }
        push(found, Leaf::Words(format!("{name} {value}")));
        return end;
    };
    let quoted = if value.is_empty() { text[end..].strip_prefix(is_quote) } else { None };
    let Some(rest) = quoted else {
        push(found, Leaf::Field(*field, value.to_owned()));
        return end;
    };
    let start = text.len() - rest.len();
    let length = rest.find(is_quote).unwrap_or(rest.len());
    push(found, Leaf::Field(*field, rest[..length].to_owned()));
    let close = text[start + length..].chars().next().map_or(0, char::len_utf8);
    start + length + close
}

/// Builds the tree with a stack of our own, so that no query is too deep for the machine's.
fn clauses(pieces: Vec<Piece>) -> Result<Vec<Clause>, SearchError> {
    let mut open: Vec<(Operator, Vec<Clause>)> = vec![(Operator::And, Vec::new())];
    let mut operator = Operator::And;
    for piece in pieces {
        match piece {
            Piece::Or => operator = Operator::Or,
            Piece::Minus => operator = Operator::Not,
            Piece::Open => {
                open.push((operator, Vec::new()));
                bound("levels", open.len() - 1, MAX_DEPTH)?;
                operator = Operator::And;
            }
            Piece::Close => {
                if open.len() > 1 {
                    close(&mut open);
                }
                operator = Operator::And;
            }
            Piece::Leaf(leaf) => {
                if let Some((_, clauses)) = open.last_mut() {
                    clauses.push(Clause { operator, asks: Asks::Leaf(leaf) });
                }
                operator = Operator::And;
            }
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    Ok(open.pop().map_or_else(Vec::new, |(_, clauses)| clauses))
}

fn close(open: &mut Vec<(Operator, Vec<Clause>)>) {
    let Some((operator, inner)) = open.pop() else { return };
    if let Some((_, outer)) = open.last_mut().filter(|_| !inner.is_empty()) {
        outer.push(Clause { operator, asks: Asks::Group(inner) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(text: &str) -> Vec<Clause> {
        parse_query(text).unwrap().clauses
    }

    #[test]
    fn words_phrases_and_fields() {
        let found = leaves("tập huấn \"an ninh mạng\" tinh:\"Sơn La\" -báo nam:2026 đào*");
        let leaf = |at: usize| match &found[at].asks {
            Asks::Leaf(leaf) => leaf.clone(),
            Asks::Group(_) => panic!("a group"),
        };
        assert_eq!(leaf(2), Leaf::Phrase("an ninh mạng".into()));
        assert_eq!(leaf(3), Leaf::Field(FieldName::Province, "Sơn La".into()));
        assert_eq!(found[4].operator, Operator::Not);
        assert_eq!(leaf(5), Leaf::Field(FieldName::Year, "2026".into()));
        assert_eq!(leaf(6), Leaf::Prefix("đào".into()));
    }

    #[test]
    fn what_is_not_understood_is_told() {
        let parsed = parse_query("màu:đỏ \"chưa đóng").unwrap();
        assert_eq!(parsed.not_understood.len(), 2);
        assert_eq!(parsed.not_understood[0].text, "màu:");
    }

    #[test]
    fn bounds_hold() {
        assert!(matches!(parse_query(&"(".repeat(900)), Err(SearchError::TooLarge { .. })));
        assert!(matches!(parse_query(&"a ".repeat(500)), Err(SearchError::TooLarge { .. })));
        assert!(matches!(parse_query(&"x".repeat(2000)), Err(SearchError::TooLarge { .. })));
        assert!(matches!(parse_query(" () -\" "), Err(SearchError::Empty)));
        assert!(parse_query("((((a OR b)))) c").is_ok());
        assert!(parse_query("a) b) (c").is_ok());
    }
}
