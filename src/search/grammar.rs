//! Turns the text of a query into clauses, without recursion and within bounds.
//!
//! Words, "phrases", "near ones"~3, OR, -not, ( ), field:value, prefix*, =exact. What is none of these is told with its
//! position.

use super::SearchError;

/// Most bytes of a query.
const MAX_BYTES: usize = 1024;
/// Most words.
const MAX_WORDS: usize = 128;
/// Most operators: OR, minus, brackets.
const MAX_OPERATORS: usize = 32;
/// Most brackets open at once.
const MAX_DEPTH: usize = 8;
/// How many words may stand among near ones where the query does not say.
const NEAR: u32 = 5;
/// How many may be asked for.
const MAX_NEAR: u32 = 50;

/// What one item of a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    /// These words, in any order.
    Words(String),
    /// These words, one after another.
    Phrase(String),
    /// These words, with at most so many others among them.
    Near(String, u32),
    /// Exactly these letters and marks, also where the rest is typed without marks.
    Exact(String),
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
    /// muc: words of its heading or of those above.
    Trail,
    /// coquan: a body that is given something.
    Body,
    /// vaitro: its role.
    Role,
    /// chude: a topic.
    Concept,
    /// han: the last day of a deadline, or how it recurs.
    Deadline,
    /// ngay: the date of the paper.
    Date,
    /// loai: the kind of paper.
    Kind,
    /// phan: the kind of section.
    Section,
    /// doc: how well the paper was read.
    Quality,
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
    /// Where it begins: bytes of the query.
    pub at: usize,
}

impl Leaf {
    /// Its words, or the value of its field.
    pub fn text(&self) -> &str {
        match self {
            Leaf::Words(text) | Leaf::Phrase(text) | Leaf::Near(text, _) | Leaf::Exact(text) => text,
            Leaf::Prefix(text) | Leaf::Field(_, text) => text,
        }
    }
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
const FIELDS: [(&str, FieldName); 38] = [
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
    ("coquan", FieldName::Body),
    ("donvi", FieldName::Body),
    ("body", FieldName::Body),
    ("agency", FieldName::Body),
    ("vaitro", FieldName::Role),
    ("role", FieldName::Role),
    ("chude", FieldName::Concept),
    ("topic", FieldName::Concept),
    ("concept", FieldName::Concept),
    ("han", FieldName::Deadline),
    ("thoihan", FieldName::Deadline),
    ("deadline", FieldName::Deadline),
    ("due", FieldName::Deadline),
    ("ngay", FieldName::Date),
    ("ngaybanhanh", FieldName::Date),
    ("date", FieldName::Date),
    ("issued", FieldName::Date),
    ("loai", FieldName::Kind),
    ("kind", FieldName::Kind),
    ("type", FieldName::Kind),
    ("phan", FieldName::Section),
    ("section", FieldName::Section),
    ("doc", FieldName::Quality),
    ("chatluong", FieldName::Quality),
    ("quality", FieldName::Quality),
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
    let words = |(_, piece): &(usize, Piece)| match piece {
        Piece::Leaf(leaf) => leaf.text().split_whitespace().count(),
        _ => 0,
    };
    bound("words", pieces.iter().map(words).sum(), MAX_WORDS)?;
    let is_operator = |(_, piece): &&(usize, Piece)| !matches!(piece, Piece::Leaf(_));
    bound("operators", pieces.iter().filter(is_operator).count(), MAX_OPERATORS)?;
    parsed.is_plain = pieces.iter().all(|(_, piece)| matches!(piece, Piece::Leaf(Leaf::Words(_))));
    parsed.clauses = clauses(pieces, &mut parsed.not_understood)?;
    if parsed.clauses.is_empty() { Err(SearchError::Empty) } else { Ok(parsed) }
}

/// All items of a query, those in brackets too, each with its first byte and whether it is forbidden.
pub(super) fn leaves(clauses: &[Clause]) -> Vec<(usize, &Leaf, bool)> {
    let mut found = Vec::new();
    let mut open: Vec<(&Clause, bool)> = clauses.iter().rev().map(|clause| (clause, false)).collect();
    while let Some((clause, outer)) = open.pop() {
        let forbidden = outer || clause.operator == Operator::Not;
        match &clause.asks {
            Asks::Leaf(leaf) => found.push((clause.at, leaf, forbidden)),
            Asks::Group(inner) => open.extend(inner.iter().rev().map(|clause| (clause, forbidden))),
        }
    }
    found
}

/// What was typed as words: whether they have marks decides how they are compared.
pub(super) fn words_of(clauses: &[Clause]) -> String {
    let is_words = |leaf: &&Leaf| {
        !matches!(leaf, Leaf::Field(name, _) if *name != FieldName::Trail) && !matches!(leaf, Leaf::Exact(_))
    };
    let leaves = leaves(clauses).into_iter().map(|(_, leaf, _)| leaf);
    leaves.filter(is_words).map(Leaf::text).collect::<Vec<_>>().join(" ")
}

fn bound(what: &'static str, found: usize, limit: usize) -> Result<(), SearchError> {
    if found > limit { Err(SearchError::TooLarge { what, found, limit }) } else { Ok(()) }
}

/// The pieces of a query, each with its first byte.
fn pieces(text: &str, parsed: &mut ParsedQuery) -> Vec<(usize, Piece)> {
    let mut found: Vec<(usize, Piece)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let next = at + c.len_utf8();
        let (piece, end) = match c {
            c if c.is_whitespace() => (None, next),
            '(' => (Some(Piece::Open), next),
            ')' => (Some(Piece::Close), next),
            '-' if !text[next..].starts_with(char::is_whitespace) && starts_item(text, at) => {
                (Some(Piece::Minus), next)
            }
            c if is_quote(c) => phrase(text, at, parsed),
            _ => word(text, at, parsed),
        };
        let says_something = |piece: &Piece| match piece {
            Piece::Leaf(leaf) => leaf.text().chars().any(char::is_alphanumeric),
            _ => true,
        };
        found.extend(piece.filter(says_something).map(|piece| (at, piece)));
        at = end;
    }
    found
}

fn starts_item(text: &str, at: usize) -> bool {
    at == 0 || text[..at].ends_with(|c: char| c.is_whitespace() || c == '(')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”')
}

/// The text up to the next quote, and the byte behind it.
fn quoted(text: &str, start: usize) -> Option<(String, usize)> {
    let length = text[start..].find(is_quote)?;
    let close = text[start + length..].chars().next().map_or(1, char::len_utf8);
    Some((text[start..start + length].to_owned(), start + length + close))
}

/// A phrase in quotes; one that is not closed is read as words, and that is said.
fn phrase(text: &str, at: usize, parsed: &mut ParsedQuery) -> (Option<Piece>, usize) {
    let start = at + text[at..].chars().next().map_or(1, char::len_utf8);
    let Some((words, end)) = quoted(text, start) else {
        parsed.not_understood.push(NotUnderstood {
            at,
            text: text[at..start].to_owned(),
            reason_vi: "thiếu dấu ngoặc kép đóng; các từ sau đó được tìm như từ rời",
            reason_en: "no closing quote; the words after it are searched as words",
        });
        return (None, start);
    };
    let Some(rest) = text[end..].strip_prefix('~') else {
        return (Some(Piece::Leaf(Leaf::Phrase(words))), end);
    };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let distance = rest[..digits].parse().unwrap_or(NEAR).min(MAX_NEAR);
    (Some(Piece::Leaf(Leaf::Near(words, distance))), end + 1 + digits)
}

fn word(text: &str, at: usize, parsed: &mut ParsedQuery) -> (Option<Piece>, usize) {
    let end = word_end(text, at);
    let word = &text[at..end];
    if word == "OR" || word == "HOẶC" {
        return (Some(Piece::Or), end);
    }
    let named = word.split_once(':').filter(|(name, _)| name.chars().all(char::is_alphanumeric));
    if let Some(pair) = named {
        return field(text, (at, end), pair, parsed);
    }
    if let Some(exact) = word.strip_prefix('=') {
        return (Some(Piece::Leaf(Leaf::Exact(exact.to_owned()))), end);
    }
    let stem =
        word.strip_suffix('*').filter(|stem| stem.chars().filter(|c| c.is_alphanumeric()).count() >= 2);
    if stem.is_none() && word.contains('*') {
        parsed.not_understood.push(NotUnderstood {
            at,
            text: word.to_owned(),
            reason_vi: "dấu * chỉ dùng được ở cuối từ, sau ít nhất hai chữ; dấu này được bỏ qua",
            reason_en: "* stands only at the end of a word, behind two letters at least; it is passed over",
        });
    }
    let leaf = stem.map_or_else(|| Leaf::Words(word.to_owned()), |stem| Leaf::Prefix(stem.to_owned()));
    (Some(Piece::Leaf(leaf)), end)
}

/// Where the word that begins at `at` ends; `KH & CN` is one word.
fn word_end(text: &str, at: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c);
    let mut end = at;
    loop {
        end = text[end..].find(ends).map_or(text.len(), |length| end + length);
        let rest = text[end..].trim_start();
        let behind = rest.strip_prefix('&').or(text[at..end].ends_with('&').then_some(rest));
        match behind.map(str::trim_start).filter(|rest| rest.starts_with(char::is_alphanumeric)) {
            Some(rest) => end = text.len() - rest.len(),
            None => return end,
        }
    }
}

/// `tinh:"Sơn La"`, `nam:2026`; an unknown name is searched as words, and that is said.
fn field(
    text: &str,
    (at, end): (usize, usize),
    (name, value): (&str, &str),
    parsed: &mut ParsedQuery,
) -> (Option<Piece>, usize) {
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
        return (Some(Piece::Leaf(Leaf::Words(format!("{name} {value}")))), end);
    };
    let is_open = value.is_empty() && text[end..].starts_with(is_quote);
    if !is_open {
        if value.is_empty() {
            parsed.not_understood.push(NotUnderstood {
                at,
                text: format!("{name}:"),
                reason_vi: "trường chưa có giá trị; điều kiện này được bỏ qua",
                reason_en: "the field has no value; the condition is passed over",
            });
        }
        return (Some(Piece::Leaf(Leaf::Field(*field, value.to_owned()))), end);
    }
    let start = end + text[end..].chars().next().map_or(1, char::len_utf8);
    let (value, end) = quoted(text, start).unwrap_or_else(|| (text[start..].to_owned(), text.len()));
    (Some(Piece::Leaf(Leaf::Field(*field, value))), end)
}

/// Builds the tree with a stack of our own, so that no query is too deep for the machine's.
fn clauses(
    pieces: Vec<(usize, Piece)>,
    not_understood: &mut Vec<NotUnderstood>,
) -> Result<Vec<Clause>, SearchError> {
    let mut open: Vec<(Operator, usize, Vec<Clause>)> = vec![(Operator::And, 0, Vec::new())];
    let mut operator = Operator::And;
    let mut dangling = None;
    for (at, piece) in pieces {
        match piece {
            Piece::Or => (operator, dangling) = (Operator::Or, Some((at, "OR"))),
            Piece::Minus => (operator, dangling) = (Operator::Not, Some((at, "-"))),
            Piece::Open => {
                open.push((operator, at, Vec::new()));
                bound("levels", open.len() - 1, MAX_DEPTH)?;
                (operator, dangling) = (Operator::And, None);
            }
            Piece::Close => {
                if open.len() > 1 {
                    close(&mut open);
                } else {
                    not_understood.push(alone(at, ")"));
                }
                not_understood.extend(dangling.take().map(|(at, sign)| alone(at, sign)));
                operator = Operator::And;
            }
            Piece::Leaf(leaf) => {
                if let Some((_, _, clauses)) = open.last_mut() {
                    let operator =
                        if clauses.is_empty() && operator == Operator::Or { Operator::And } else { operator };
                    clauses.push(Clause { operator, asks: Asks::Leaf(leaf), at });
                }
                (operator, dangling) = (Operator::And, None);
            }
        }
    }
    not_understood.extend(dangling.map(|(at, sign)| alone(at, sign)));
    while open.len() > 1 {
        not_understood.extend(open.last().map(|(_, at, _)| alone(*at, "(")));
        close(&mut open);
    }
    Ok(open.pop().map_or_else(Vec::new, |(_, _, clauses)| clauses))
}

/// A sign that has nothing to work on.
fn alone(at: usize, sign: &str) -> NotUnderstood {
    NotUnderstood {
        at,
        text: sign.to_owned(),
        reason_vi: "dấu này không đi với gì; được bỏ qua",
        reason_en: "this sign has nothing to work on; it is passed over",
    }
}

fn close(open: &mut Vec<(Operator, usize, Vec<Clause>)>) {
    let Some((operator, at, inner)) = open.pop() else { return };
    if let Some((_, _, outer)) = open.last_mut().filter(|_| !inner.is_empty()) {
        let operator = if outer.is_empty() && operator == Operator::Or { Operator::And } else { operator };
        outer.push(Clause { operator, asks: Asks::Group(inner), at });
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
        let joined = leaves("Sở KH & CN & ĐT báo");
        assert_eq!(joined[1].asks, Asks::Leaf(Leaf::Words("KH & CN & ĐT".into())));
        assert_eq!(joined.len(), 3);
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
