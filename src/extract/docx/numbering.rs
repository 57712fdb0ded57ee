//! Turns automatic numbering into the numbers that Word shows.

use std::collections::HashMap;

use super::super::numbers::{bullet, formatted};
use super::super::refusal::Refusal;
use super::super::xml::{Element, Step, Walk};

/// The list and the level a paragraph or a style points at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NumberRef {
    /// numId; 0 takes a number away.
    pub(super) number: Option<i64>,
    /// ilvl.
    pub(super) level: Option<i64>,
}

/// Word has nine levels.
const LEVELS: usize = 9;

#[derive(Debug, Clone)]
struct Level {
    start: i64,
    format: String,
    text: String,
    /// The level whose number starts this one again; `None`: every level above.
    restart: Option<i64>,
    legal: bool,
    /// What stands between number and text: tab, space, nothing.
    suffix: String,
}

impl Default for Level {
    fn default() -> Level {
        Level {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            restart: None,
            legal: false,
            suffix: "tab".to_owned(),
        }
    }
}

#[derive(Debug, Clone, Default)]
struct List {
    levels: HashMap<usize, Level>,
    /// A list that is defined by a style: the style's name.
    style_link: Option<String>,
    /// The style that this list defines.
    defines: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Instance {
    list: i64,
    starts: HashMap<usize, i64>,
    levels: HashMap<usize, Level>,
}

/// All lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<i64, List>,
    instances: HashMap<i64, Instance>,
    /// Counters by list: instances of one list go on counting together.
    counts: HashMap<i64, [Option<i64>; LEVELS]>,
    /// Starts of an instance that were already applied.
    started: HashMap<(i64, usize), bool>,
}

pub(super) fn numbering(part: &[u8]) -> Result<Numbering, Refusal> {
    let mut numbering = Numbering::default();
    let mut walk = Walk::new(part);
    loop {
        match walk.next()? {
            Step::Start(element) if element.name == "abstractNum" => {
                let id = attribute(&element, "abstractNumId");
                numbering.lists.insert(id, list(&mut walk)?);
            }
            Step::Start(element) if element.name == "num" => {
                let id = attribute(&element, "numId");
                numbering.instances.insert(id, instance(&mut walk)?);
            }
            Step::Done => break,
            _ => {}
        }
    }
    numbering.link_styles();
    Ok(numbering)
}

fn attribute(element: &Element, name: &str) -> i64 {
    element.get(name).and_then(|value| value.parse().ok()).unwrap_or(-1)
}

fn level_of(element: &Element) -> usize {
    usize::try_from(attribute(element, "ilvl")).unwrap_or(0).min(LEVELS - 1)
}

fn list(walk: &mut Walk<'_>) -> Result<List, Refusal> {
    let mut list = List::default();
    loop {
        match walk.next()? {
            Step::Start(element) => match element.name.as_str() {
                "lvl" => {
                    let at = level_of(&element);
                    list.levels.insert(at, level(walk)?);
                }
                "numStyleLink" => list.style_link = element.get("val").map(str::to_owned),
                "styleLink" => list.defines = element.get("val").map(str::to_owned),
                _ => {}
            },
            Step::End(name) if name == "abstractNum" => return Ok(list),
            Step::Done => return Ok(list),
            _ => {}
        }
    }
}

fn level(walk: &mut Walk<'_>) -> Result<Level, Refusal> {
    let mut level = Level::default();
    loop {
        match walk.next()? {
            Step::Start(element) => match element.name.as_str() {
                "start" => level.start = element.number().unwrap_or(1),
                "numFmt" => level.format = element.get("val").unwrap_or("decimal").to_owned(),
                "lvlText" => level.text = element.get("val").unwrap_or_default().to_owned(),
                "lvlRestart" => level.restart = element.number(),
                "isLgl" => level.legal = element.is_on(),
                "suff" => level.suffix = element.get("val").unwrap_or("tab").to_owned(),
                _ => {}
            },
            Step::End(name) if name == "lvl" => return Ok(level),
            Step::Done => return Ok(level),
            _ => {}
        }
    }
}

fn instance(walk: &mut Walk<'_>) -> Result<Instance, Refusal> {
    let mut found = Instance::default();
    let mut at = 0;
    loop {
        match walk.next()? {
            Step::Start(element) => match element.name.as_str() {
                "abstractNumId" => found.list = element.number().unwrap_or(-1),
                "lvlOverride" => at = level_of(&element),
                "startOverride" => {
                    found.starts.insert(at, element.number().unwrap_or(1));
                }
                "lvl" => {
                    found.levels.insert(at, level(walk)?);
                }
                _ => {}
            },
            Step::End(name) if name == "num" => return Ok(found),
            Step::Done => return Ok(found),
            _ => {}
        }
    }
}

impl Numbering {
    /// A list that names a style has the levels of the list that defines that style.
    fn link_styles(&mut self) {
        let defined: HashMap<String, HashMap<usize, Level>> = self
            .lists
            .values()
            .filter_map(|list| Some((list.defines.clone()?, list.levels.clone())))
            .collect();
        for list in self.lists.values_mut().filter(|list| list.levels.is_empty()) {
            if let Some(levels) = list.style_link.as_ref().and_then(|style| defined.get(style)) {
                list.levels.clone_from(levels);
            }
        }
    }

    /// The number of the next paragraph of this list and level, with what parts it from the text.
    pub(super) fn next(&mut self, number: &NumberRef) -> Option<String> {
        let id = number.number.filter(|&id| id > 0)?;
        let at = usize::try_from(number.level.unwrap_or(0)).ok()?.min(LEVELS - 1);
        let instance = self.instances.get(&id)?.clone();
        let level = self.level(&instance, at);
        if level.format == "none" && level.text.is_empty() {
            return None;
        }
        self.count(id, &instance, at);
        let shown =
            if level.format == "bullet" { bullet(&level.text) } else { self.shown(&instance, at, &level) };
        let gap = match level.suffix.as_str() {
            "nothing" => "",
            "space" => " ",
            _ => "\t",
        };
        Some(format!("{shown}{gap}")).filter(|_| !shown.is_empty())
    }

    fn level(&self, instance: &Instance, at: usize) -> Level {
        let own = instance.levels.get(&at);
        let of_list = || self.lists.get(&instance.list).and_then(|list| list.levels.get(&at));
        own.or_else(of_list).cloned().unwrap_or_default()
    }

    fn count(&mut self, id: i64, instance: &Instance, at: usize) {
        let start = self.level(instance, at).start;
        let override_now =
            instance.starts.get(&at).copied().filter(|_| !self.started.contains_key(&(id, at)));
        let restarts: Vec<bool> = (at + 1..LEVELS).map(|below| self.restarts(instance, below, at)).collect();
        let counts = self.counts.entry(instance.list).or_default();
        counts[at] = Some(match (override_now, counts[at]) {
            (Some(first), _) => first,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => start,
        });
        self.started.insert((id, at), true);
        for (below, restart) in (at + 1..LEVELS).zip(restarts) {
            if restart {
                counts[below] = None;
            }
        }
    }

    /// Does a number of level `above` start level `below` again?
    fn restarts(&self, instance: &Instance, below: usize, above: usize) -> bool {
        match self.level(instance, below).restart {
            None => true,
            Some(0) => false,
            Some(level) => i64::try_from(above).is_ok_and(|above| above < level),
        }
    }

    /// `%1.%2.` with the numbers of the levels.
    fn shown(&self, instance: &Instance, at: usize, level: &Level) -> String {
        let counts = self.counts.get(&instance.list).copied().unwrap_or_default();
        let mut shown = String::new();
        let mut rest = level.text.chars().peekable();
        while let Some(c) = rest.next() {
            let digit = rest
                .peek()
                .and_then(|next| next.to_digit(10))
                .filter(|digit| c == '%' && (1..=9).contains(digit));
            let Some(digit) = digit else {
                shown.push(c);
                continue;
            };
            rest.next();
            let of = digit as usize - 1;
            let other = self.level(instance, of);
            let value = counts[of].unwrap_or(other.start);
            let format = if level.legal && of != at { "decimal" } else { other.format.as_str() };
            shown += &formatted(value, if level.legal { "decimal" } else { format });
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_restart_and_overrides_apply_once() {
        let part = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/><w:isLgl/></w:lvl>
            </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
            <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
            </w:numbering>"#;
        let mut numbering = numbering(part.as_bytes()).unwrap();
        let mut next =
            |number, level| numbering.next(&NumberRef { number: Some(number), level: Some(level) }).unwrap();
        let shown = [next(1, 0), next(1, 1), next(1, 1), next(1, 0), next(1, 1), next(2, 0), next(2, 0)];
        assert_eq!(shown, ["I.\t", "1.1.\t", "1.2.\t", "II.\t", "2.1.\t", "V.\t", "VI.\t"]);
    }
}
