//! Turns styles.xml into what a paragraph style says of numbers and capitals.

use std::collections::HashMap;

use super::super::legacy::Legacy;
use super::super::refusal::Refusal;
use super::super::xml::{Element, Step, Walk};
use super::numbering::NumberRef;

/// What a style sets, its ancestors' settings filled in.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Style {
    pub(super) number: NumberRef,
    pub(in super::super) caps: Option<bool>,
    pub(in super::super) vanish: Option<bool>,
    /// The code that the font is made for; `Some(None)`: a font of Unicode.
    pub(in super::super) font: Option<Option<Legacy>>,
}

/// What `rFonts` says of the letters beyond ASCII. A font of the theme is one of Unicode.
pub(super) fn font(element: &Element) -> Option<Option<Legacy>> {
    let themed = element.get("hAnsiTheme").is_some();
    let name = element.get("hAnsi").or(element.get("ascii"));
    if themed { Some(None) } else { name.map(Legacy::of_font) }
}

#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    /// The paragraph style of paragraphs that name none.
    default: Option<String>,
    /// The font of what names none.
    font: Option<Option<Legacy>>,
}

impl Styles {
    pub(super) fn get(&self, id: Option<&str>) -> Style {
        let id = id.or(self.default.as_deref());
        let mut style = id.and_then(|id| self.by_id.get(id)).cloned().unwrap_or_default();
        style.font = style.font.or(self.font);
        style
    }

    /// What a style of characters sets.
    pub(super) fn of_characters(&self, id: Option<&str>) -> Style {
        id.and_then(|id| self.by_id.get(id)).cloned().unwrap_or_default()
    }
}

/// How long a chain of styles may be.
const MAX_CHAIN: usize = 32;

#[derive(Default)]
struct Raw {
    style: Style,
    based_on: Option<String>,
}

pub(super) fn styles(part: &[u8]) -> Result<Styles, Refusal> {
    let mut raw: HashMap<String, Raw> = HashMap::new();
    let (mut default, mut default_font) = (None, None);
    let mut walk = Walk::new(part);
    loop {
        match walk.next()? {
            Step::Start(element) if element.name == "style" => {
                let id = element.get("styleId").unwrap_or_default().to_owned();
                let is_default = element.get("default").is_some_and(|value| value != "0" && value != "false");
                if is_default && element.get("type") == Some("paragraph") {
                    default = Some(id.clone());
                }
                raw.insert(id, style(&mut walk)?);
            }
            // Outside of styles a font can only be that of docDefaults.
            Step::Start(element) if element.name == "rFonts" => default_font = font(&element),
            Step::Done => break,
            _ => {}
        }
    }
    let by_id = raw.keys().map(|id| (id.clone(), resolved(id, &raw))).collect();
    Ok(Styles { by_id, default, font: default_font })
}

fn style(walk: &mut Walk<'_>) -> Result<Raw, Refusal> {
    let mut raw = Raw::default();
    loop {
        match walk.next()? {
            Step::Start(element) => match element.name.as_str() {
                "basedOn" => raw.based_on = element.get("val").map(str::to_owned),
                "numId" => raw.style.number.number = element.number(),
                "ilvl" => raw.style.number.level = element.number(),
                "caps" => raw.style.caps = Some(element.is_on()),
                "vanish" => raw.style.vanish = Some(element.is_on()),
                "rFonts" => raw.style.font = font(&element),
                "pPrChange" | "rPrChange" => walk.skip()?,
                _ => {}
            },
            Step::End(name) if name == "style" => return Ok(raw),
            Step::Done => return Ok(raw),
            _ => {}
        }
    }
}

fn resolved(id: &str, raw: &HashMap<String, Raw>) -> Style {
    let mut style = Style::default();
    let mut next = Some(id.to_owned());
    for _ in 0..MAX_CHAIN {
        let Some(found) = next.as_ref().and_then(|id| raw.get(id)) else { break };
        let own = &found.style;
        style.number.number = style.number.number.or(own.number.number);
        style.number.level = style.number.level.or(own.number.level);
        style.caps = style.caps.or(own.caps);
        style.vanish = style.vanish.or(own.vanish);
        style.font = style.font.or(own.font);
        next.clone_from(&found.based_on);
    }
    style
}
