//! Turns the styles of an OpenDocument text into what they say of letters: hidden, in capitals, in a font of which code.

use std::collections::HashMap;

use super::super::docx::Style;
use super::super::legacy::Legacy;
use super::super::refusal::Refusal;
use super::super::xml::{Element, Step, Walk};

/// How long a chain of styles may be.
const MAX_CHAIN: usize = 32;

/// A style as the file has it.
#[derive(Debug, Default)]
struct Raw {
    style: Style,
    parent: Option<String>,
}

/// Styles by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    raw: HashMap<(String, String), Raw>,
    /// What the font declarations of a name say of its letters.
    fonts: HashMap<String, Option<Legacy>>,
}

impl Styles {
    /// What a style sets, its ancestors' settings and those of its family filled in. A default style has no name.
    pub(super) fn get(&self, family: &str, name: Option<&str>) -> Style {
        let mut style = Style::default();
        let mut next = name.map(str::to_owned);
        for _ in 0..MAX_CHAIN {
            let Some(raw) = next.take().and_then(|name| self.raw.get(&(family.to_owned(), name))) else {
                break;
            };
            style = filled(style, &raw.style);
            next.clone_from(&raw.parent);
        }
        // Only paragraphs say what letters look like where nothing else does.
        let default = self.raw.get(&(family.to_owned(), String::new())).filter(|_| family == "paragraph");
        default.map_or(style.clone(), |default| filled(style, &default.style))
    }

    fn letters(&self, element: &Element) -> Style {
        let font = element.get("font-name").and_then(|name| self.fonts.get(name).copied());
        let named = || element.get("font-family").map(family);
        let mut style = Style::default();
        style.caps = element.get("text-transform").map(|kind| kind == "uppercase");
        style.vanish = element.get("display").map(|shown| shown == "none");
        style.font = font.or_else(named);
        style
    }
}

/// The first with what it leaves open from the second.
pub(super) fn filled(mut first: Style, second: &Style) -> Style {
    first.caps = first.caps.or(second.caps);
    first.vanish = first.vanish.or(second.vanish);
    first.font = first.font.or(second.font);
    first
}

/// The code of a family of fonts, whose name may stand in quotes.
fn family(name: &str) -> Option<Legacy> {
    Legacy::of_font(name.trim_matches(['\'', '"']))
}

/// The styles of these parts; later ones replace earlier ones of the same name.
pub(super) fn styles(parts: &[&[u8]]) -> Result<Styles, Refusal> {
    let mut found = Styles::default();
    for part in parts {
        let mut walk = Walk::new(part);
        let mut open = None;
        loop {
            match walk.next()? {
                Step::Start(element) => match element.name.as_str() {
                    "font-face" => {
                        let name = element.get("name").unwrap_or_default().to_owned();
                        let code = family(element.get("font-family").unwrap_or(&name));
                        found.fonts.insert(name, code);
                    }
                    "style" | "default-style" => {
                        let text = |key| element.get(key).unwrap_or_default().to_owned();
                        let parent = element.get("parent-style-name").map(str::to_owned);
                        let key = (text("family"), text("name"));
                        found.raw.insert(key.clone(), Raw { parent, ..Raw::default() });
                        open = Some(key);
                    }
                    "text-properties" => {
                        let style = found.letters(&element);
                        if let Some(raw) = open.as_ref().and_then(|key| found.raw.get_mut(key)) {
                            raw.style = style;
                        }
                    }
                    _ => {}
                },
                Step::End(end) if end == "style" || end == "default-style" => open = None,
                Step::Done => break,
                _ => {}
            }
        }
    }
    Ok(found)
}
