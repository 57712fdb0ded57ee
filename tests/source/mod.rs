//! Turns Rust source into tokens, the paths it names, the names it defines and the lengths of its functions.
//!
//! A lexer and no parser: enough to see who names whom, since a path is written out wherever it is used. Items under
//! `#[cfg(test)]` are cut away, for tests may name anything.

use std::path::{Path, PathBuf};

/// A piece of source that is neither white space nor comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name, keyword or number.
    Word(String),
    /// The content of a string literal, escapes as written.
    Text(String),
    /// A character literal or a lifetime.
    Mark,
    /// `::` or one other sign.
    Sign(&'static str),
    /// A sign that no rule asks about.
    Other,
}

/// A token and the line it begins on, from 1.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) line: usize,
}

impl Token {
    fn is(&self, sign: &str) -> bool {
        matches!(&self.kind, Kind::Sign(found) if *found == sign)
    }

    fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// One file of `src/` without its tests.
pub(crate) struct Source {
    /// Relative to the package, with `/`.
    pub(crate) path: String,
    /// Its module path: `["parse", "deadline"]`; empty for `lib.rs` and `main.rs`.
    pub(crate) module: Vec<String>,
    pub(crate) tokens: Vec<Token>,
}

/// A path as written out in full, groups resolved, and its line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
}

/// A function with a body: its name and its lines from `fn` to the closing brace.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) lines: usize,
}

/// All files of `src/` that are part of the program, in order of their paths.
pub(crate) fn sources(root: &Path) -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    let mut test_only = Vec::new();
    let mut found = Vec::new();
    for file in files {
        let path = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        let (source, test_modules) = Source::new(path, &std::fs::read_to_string(&file).unwrap());
        test_only.extend(test_modules.into_iter().map(|name| [source.module.as_slice(), &[name]].concat()));
        found.push(source);
    }
    found.retain(|source| !test_only.iter().any(|test| source.module.starts_with(test)));
    found
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn module_of(path: &str) -> Vec<String> {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut parts: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        parts.pop();
    }
    parts
}

impl Source {
    /// The file at `path` (`src/parse/mod.rs`), and the names of the files' modules in it that are tests.
    pub(crate) fn new(path: String, text: &str) -> (Source, Vec<String>) {
        let (tokens, test_modules) = without_tests(tokens(text));
        (Source { module: module_of(&path), path, tokens }, test_modules)
    }

    /// The first module of its path; `lib` for the root.
    pub(crate) fn top(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// Every path the file names. `crate`, `self` and `super` are resolved: such a path begins with `crate`.
    pub(crate) fn paths(&self) -> Vec<Named> {
        let mut found = Vec::new();
        let mut inner: Vec<(String, usize)> = Vec::new();
        let (mut at, mut depth) = (0, 0);
        while at < self.tokens.len() {
            if self.tokens[at].is("{") {
                depth += 1;
                let name = self.declared(at.wrapping_sub(1), "mod");
                inner.extend(name.map(|name| (name.to_owned(), depth)));
            } else if self.tokens[at].is("}") {
                inner.retain(|(_, opened)| *opened != depth);
                depth -= 1;
            } else if self.begins_path(at) {
                let names = inner.iter().map(|(name, _)| name.clone());
                let here: Vec<String> = self.module.iter().cloned().chain(names).collect();
                let begun = found.len();
                at = self.expand(at, &[], &mut found);
                found[begun..].iter_mut().for_each(|named| resolve(&mut named.segments, &here));
                continue;
            }
            at += 1;
        }
        found
    }

    /// The word at `at`, where `keyword` stands before it.
    fn declared(&self, at: usize, keyword: &str) -> Option<&str> {
        let before = self.tokens.get(at.checked_sub(1)?)?;
        self.tokens.get(at)?.word().filter(|_| before.word() == Some(keyword))
    }

    fn begins_path(&self, at: usize) -> bool {
        let leading = self.tokens[at].is("::") && self.tokens.get(at + 1).is_some_and(|t| t.word().is_some());
        let before = at.checked_sub(1).map(|before| &self.tokens[before]);
        let goes_on = before.is_some_and(|t| t.is("::") || t.is(".") || (leading && t.is(">")));
        (self.tokens[at].word().is_some() || leading) && !goes_on
    }

    /// Adds the path or the group of paths at `at`, and returns the place after it.
    fn expand(&self, mut at: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
        let mut segments = prefix.to_vec();
        let line = self.tokens[at].line;
        at += usize::from(self.tokens[at].is("::"));
        while let Some(word) = self.tokens.get(at).and_then(Token::word) {
            segments.push(word.to_owned());
            at += 1;
            if !self.tokens.get(at).is_some_and(|token| token.is("::")) {
                break;
            }
            at += 1;
            if self.tokens.get(at).is_some_and(|token| token.is("{")) {
                return self.expand_group(at + 1, &segments, found);
            }
        }
        found.push(Named { segments, line });
        at
    }

    fn expand_group(&self, mut at: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
        while at < self.tokens.len() && !self.tokens[at].is("}") {
            if self.tokens[at].word() == Some("as") {
                at += 2;
            } else if self.tokens[at].word().is_some() {
                at = self.expand(at, prefix, found);
            } else {
                at += 1;
            }
        }
        at + 1
    }

    /// Does the file define a function, type, constant or module of this name?
    pub(crate) fn defines(&self, name: &str) -> bool {
        const KEYWORDS: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod"];
        (1..self.tokens.len())
            .any(|at| KEYWORDS.iter().any(|keyword| self.declared(at, keyword) == Some(name)))
    }

    /// Does the file define this name, or is it a type it gives methods to?
    pub(crate) fn defines_or_implements(&self, name: &str) -> bool {
        let implements = |tokens: &[Token]| {
            let header = tokens[0].word() == Some("impl");
            header && tokens.iter().take_while(|token| !token.is("{")).any(|token| token.word() == Some(name))
        };
        self.defines(name) || (0..self.tokens.len()).any(|at| implements(&self.tokens[at..]))
    }

    /// Its lists of string literals, `"a", "b", …`, each with the line it begins on.
    pub(crate) fn lists(&self) -> Vec<(Vec<&str>, usize)> {
        let mut found: Vec<(Vec<&str>, usize)> = Vec::new();
        let mut open = false;
        for token in &self.tokens {
            match (&token.kind, found.last_mut().filter(|_| open)) {
                (Kind::Text(text), Some((list, _))) => list.push(text),
                (Kind::Text(text), None) => found.push((vec![text], token.line)),
                _ => {}
            }
            open = matches!(token.kind, Kind::Text(_)) || (open && token.is(","));
        }
        found
    }

    /// The words that its matches end in: `Code::Residue => "residue"`.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        self.tokens.windows(2).filter_map(|pair| match &pair[1].kind {
            Kind::Text(text) if pair[0].is(">") => Some(text.as_str()),
            _ => None,
        })
    }

    /// Where the body of the item at `at` begins, or the `;` that stands for it; `[u8; 2]` ends no item.
    fn body(&self, at: usize) -> Option<usize> {
        let mut brackets = 0;
        (at..self.tokens.len()).find(|&i| {
            let token = &self.tokens[i];
            brackets += i32::from(token.is("[")) - i32::from(token.is("]"));
            token.is("{") || (token.is(";") && brackets == 0)
        })
    }

    /// Its functions in order.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        for at in 1..self.tokens.len() {
            let Some(name) = self.declared(at, "fn") else { continue };
            let line = self.tokens[at - 1].line;
            let Some(open) = self.body(at) else { continue };
            if self.tokens[open].is("{") {
                let lines = self.tokens[closing(&self.tokens, open)].line + 1 - line;
                found.push(Function { name: name.to_owned(), line, lines });
            }
        }
        found
    }
}

/// `self::x` and `super::x` as seen from the module `here` become `crate::…::x`.
fn resolve(segments: &mut Vec<String>, here: &[String]) {
    let supers = segments.iter().take_while(|segment| *segment == "super").count();
    let own = usize::from(supers == 0 && segments.first().is_some_and(|first| first == "self"));
    // A lone `self` is a value, and `super` alone is the reach of a `pub(super)`.
    if supers + own == 0 || segments.len() == supers + own {
        return;
    }
    let base = &here[..here.len().saturating_sub(supers)];
    let rest = segments.split_off(supers + own);
    *segments = std::iter::once("crate".to_owned()).chain(base.iter().cloned()).chain(rest).collect();
}

/// The tokens outside of what stands under `#[cfg(test)]`, and the names of modules in files of their own that do.
fn without_tests(tokens: Vec<Token>) -> (Vec<Token>, Vec<String>) {
    let (mut kept, mut modules) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        if !is_test_attribute(&tokens[at..]) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let Some(end) = (at..tokens.len()).find(|&i| tokens[i].is("{") || tokens[i].is(";")) else { break };
        if tokens[end].is("{") {
            at = closing(&tokens, end) + 1;
            continue;
        }
        let is_module = tokens[end - 2].word() == Some("mod");
        modules.extend(tokens[end - 1].word().filter(|_| is_module).map(str::to_owned));
        at = end + 1;
    }
    (kept, modules)
}

fn is_test_attribute(tokens: &[Token]) -> bool {
    let words: Vec<&str> = tokens.iter().take(6).filter_map(Token::word).collect();
    tokens.len() > 6
        && tokens[0].is("#")
        && tokens[1].is("[")
        && words == ["cfg", "test"]
        && tokens[6].is("]")
}

/// The brace that closes the one at `open`.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        depth += i32::from(token.is("{")) - i32::from(token.is("}"));
        if depth == 0 {
            return at;
        }
    }
    tokens.len() - 1
}

/// Cuts source into tokens.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let (kind, end) = token(&chars, at);
        found.extend(kind.map(|kind| Token { kind, line }));
        line += chars[at..end].iter().filter(|&&c| c == '\n').count();
        at = end;
    }
    found
}

/// The token at `at`, or white space or a comment, and where it ends.
fn token(chars: &[char], at: usize) -> (Option<Kind>, usize) {
    let rest = &chars[at..];
    match rest {
        ['/', '/', ..] => (None, at + rest.iter().take_while(|&&c| c != '\n').count()),
        ['/', '*', ..] => (None, at + block_comment(rest)),
        [c, ..] if c.is_whitespace() => (None, at + 1),
        ['"', ..] => string(chars, at, 0),
        ['\'', ..] => (Some(Kind::Mark), at + mark(rest)),
        [':', ':', ..] => (Some(Kind::Sign("::")), at + 2),
        [c, ..] if c.is_alphanumeric() || *c == '_' => word(chars, at),
        [c, ..] => (Some(sign(*c)), at + 1),
        [] => (None, at + 1),
    }
}

fn sign(c: char) -> Kind {
    const SIGNS: [(char, &str); 10] = [
        ('{', "{"),
        ('}', "}"),
        ('[', "["),
        (']', "]"),
        ('#', "#"),
        (';', ";"),
        (',', ","),
        ('.', "."),
        ('>', ">"),
        ('!', "!"),
    ];
    SIGNS.iter().find(|(sign, _)| *sign == c).map_or(Kind::Other, |(_, sign)| Kind::Sign(sign))
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let step = match &rest[at..] {
            ['/', '*', ..] => 1,
            ['*', '/', ..] => -1,
            _ => 0,
        };
        depth += step;
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            break;
        }
    }
    at
}

/// A word, or the string literal that a prefix such as `r#` or `b` begins.
fn word(chars: &[char], at: usize) -> (Option<Kind>, usize) {
    let length = chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
    let word: String = chars[at..at + length].iter().collect();
    let hashes = chars[at + length..].iter().take_while(|&&c| c == '#').count();
    let quoted = chars.get(at + length + hashes) == Some(&'"');
    match word.as_str() {
        "r" | "br" | "cr" if quoted => string(chars, at + length + hashes, hashes + 1),
        "b" | "c" if quoted && hashes == 0 => string(chars, at + length, 0),
        _ => (Some(Kind::Word(word)), at + length),
    }
}

/// A string from its opening quote; `raw` is 0 with escapes, else the number of hashes and one.
fn string(chars: &[char], open: usize, raw: usize) -> (Option<Kind>, usize) {
    let mut at = open + 1;
    while at < chars.len() {
        let hashes = chars[at + 1..].iter().take_while(|&&c| c == '#').count();
        match chars[at] {
            '"' if raw == 0 || hashes + 1 >= raw => break,
            '\\' if raw == 0 => at += 2,
            _ => at += 1,
        }
    }
    let end = at.min(chars.len());
    (Some(Kind::Text(chars[open + 1..end].iter().collect())), (end + raw.max(1)).min(chars.len()))
}

/// The length of a character literal, or of the quote of a lifetime.
fn mark(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', _, tail @ ..] => 4 + tail.iter().take_while(|&&c| c != '\'').count(),
        ['\'', _, '\'', ..] => 3,
        _ => 1,
    }
}
