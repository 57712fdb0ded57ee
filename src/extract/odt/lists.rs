//! Turns the lists of an OpenDocument text into the numbers that are printed before their items.

use std::collections::HashMap;

use super::super::numbers::{bullet, formatted};
use super::super::refusal::Refusal;
use super::super::xml::{Element, Step, Walk};

/// OpenDocument has ten levels.
const LEVELS: usize = 10;
/// The numbering of headings, which has no name in the file.
pub(super) const OUTLINE: &str = "\u{0}outline";

/// One level of a list style.
#[derive(Debug, Clone, Default)]
struct Level {
    /// The format of Word with the same numbers; none for a bullet.
    format: Option<&'static str>,
    bullet: String,
    /// Text with `%1%` for the number of the first level; where there is none, prefix and suffix.
    pattern: Option<String>,
    prefix: String,
    suffix: String,
    /// How many levels are shown.
    shown: usize,
    start: i64,
}

/// List styles by name, each with its levels.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Vec<Level>>);

/// The list styles of these parts; later ones replace earlier ones of the same name.
pub(super) fn styles(parts: &[&[u8]]) -> Result<Styles, Refusal> {
    let mut found = Styles::default();
    for part in parts {
        let mut walk = Walk::new(part);
        let mut name = None;
        loop {
            match walk.next()? {
                Step::Start(element) => match element.name.as_str() {
                    "list-style" => name = element.get("name").map(str::to_owned),
                    "outline-style" => name = Some(OUTLINE.to_owned()),
                    "list-level-style-number" | "outline-level-style" | "list-level-style-bullet" => {
                        if let Some(name) = &name {
                            found.add(name, &element);
                        }
                    }
                    _ => {}
                },
                Step::End(end) if end == "list-style" || end == "outline-style" => name = None,
                Step::Done => break,
                _ => {}
            }
        }
    }
    Ok(found)
}

impl Styles {
    fn add(&mut self, name: &str, element: &Element) {
        let count = |key| element.get(key).and_then(|value| value.parse::<usize>().ok());
        let words = |key| element.get(key).unwrap_or_default().to_owned();
        let Some(at) = count("level").filter(|level| (1..=LEVELS).contains(level)) else { return };
        let levels = self.0.entry(name.to_owned()).or_insert_with(|| vec![Level::default(); LEVELS]);
        let is_bullet = element.name == "list-level-style-bullet";
        levels[at - 1] = Level {
            format: format(element.get("num-format").unwrap_or_default()).filter(|_| !is_bullet),
            bullet: if is_bullet { bullet(&words("bullet-char")) } else { String::new() },
            pattern: element.get("num-list-format").map(str::to_owned),
            prefix: words("num-prefix"),
            suffix: words("num-suffix"),
            shown: count("display-levels").unwrap_or(1).clamp(1, at),
            start: element.get("start-value").and_then(|value| value.parse().ok()).unwrap_or(1),
        };
    }
}

fn format(name: &str) -> Option<&'static str> {
    match name {
        "1" => Some("decimal"),
        "I" => Some("upperRoman"),
        "i" => Some("lowerRoman"),
        "A" => Some("upperLetter"),
        "a" => Some("lowerLetter"),
        _ => None,
    }
}

type Counters = [Option<i64>; LEVELS];

/// All lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    styles: Styles,
    counters: Vec<Counters>,
    by_id: HashMap<String, usize>,
    /// The last list of each style: another may go on with its numbers.
    by_style: HashMap<String, usize>,
}

impl Lists {
    pub(super) fn new(styles: Styles) -> Lists {
        Lists { styles, counters: Vec::new(), by_id: HashMap::new(), by_style: HashMap::new() }
    }

    /// The counters of an outermost list that begins.
    pub(super) fn begin(&mut self, style: &str, element: &Element) -> usize {
        let of_style = self.by_style.get(style).copied();
        // LibreOffice names lists that it does not write; then the last list of the style is meant.
        let named = element.get("continue-list");
        let goes_on = named.is_some() || element.get("continue-numbering") == Some("true");
        let continued = named.and_then(|id| self.by_id.get(id).copied()).or(of_style.filter(|_| goes_on));
        let list = continued.unwrap_or_else(|| {
            self.counters.push(Counters::default());
            self.counters.len() - 1
        });
        if let Some(id) = element.get("id") {
            self.by_id.insert(id.to_owned(), list);
        }
        self.by_style.insert(style.to_owned(), list);
        list
    }

    /// The counters of the headings.
    pub(super) fn outline(&mut self) -> usize {
        if let Some(&list) = self.by_style.get(OUTLINE) {
            return list;
        }
        self.counters.push(Counters::default());
        self.by_style.insert(OUTLINE.to_owned(), self.counters.len() - 1);
        self.counters.len() - 1
    }

    /// What is printed before the next item of this list at this level, from 0.
    pub(super) fn next(&mut self, list: usize, style: &str, at: usize, start: Option<i64>) -> Option<String> {
        let levels = self.styles.0.get(style)?;
        let level = levels.get(at)?;
        let counters = self.counters.get_mut(list)?;
        counters[at] = Some(match (start, counters[at]) {
            (Some(start), _) => start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => level.start,
        });
        counters[at + 1..].fill(None);
        let shown =
            if level.bullet.is_empty() { number(levels, level, at, counters)? } else { level.bullet.clone() };
        Some(format!("{shown}\t")).filter(|_| !shown.is_empty())
    }
}

fn number(levels: &[Level], level: &Level, at: usize, counters: &Counters) -> Option<String> {
    level.format?;
    let value = |of: usize| {
        let other = &levels[of];
        formatted(counters[of].unwrap_or(other.start), other.format.unwrap_or("decimal"))
    };
    let Some(pattern) = &level.pattern else {
        let numbers: Vec<String> = (at + 1 - level.shown..=at).map(value).collect();
        return Some(format!("{}{}{}", level.prefix, numbers.join("."), level.suffix));
    };
    let mut shown = pattern.clone();
    for of in 0..=at {
        shown = shown.replace(&format!("%{}%", of + 1), &value(of));
    }
    Some(shown)
}
