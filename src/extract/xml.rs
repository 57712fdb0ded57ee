//! Turns XML into events within limits: names without prefixes, text with entities resolved, no DOCTYPE.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::refusal::Refusal;

/// How deep elements may stand in each other.
const MAX_DEPTH: usize = 256;

/// What happens next in a part.
pub(super) enum Step {
    /// An element begins; an empty one begins and ends.
    Start(Element),
    /// The element of this name ends.
    End(String),
    /// Text.
    Text(String),
    /// The part ends.
    Done,
}

/// The name of an element without its prefix, and its attributes likewise.
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Element {
        let attributes = start.attributes().flatten();
        let attribute = |found: quick_xml::events::attributes::Attribute<'_>| {
            (found.key.local_name().as_ref().to_owned(), unescaped(&found.value))
        };
        Element {
            name: start.local_name().as_ref().to_owned(),
            attributes: attributes.map(attribute).collect(),
        }
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The number in `val`.
    pub(super) fn number(&self) -> Option<i64> {
        self.get("val")?.parse().ok()
    }

    /// Is this switch on? `<w:vanish/>` is, `<w:vanish w:val="0"/>` is not.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.get("val"), Some("0" | "false" | "off" | "none"))
    }
}

/// The five entities of XML, and characters by number.
fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Walks through a part.
pub(super) struct Walk<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
    /// The name of an empty element whose end is still to come.
    pending: Option<String>,
}

impl<'x> Walk<'x> {
    pub(super) fn new(part: &'x [u8]) -> Walk<'x> {
        let part = part.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(part);
        let mut reader = Reader::from_reader(part);
        reader.config_mut().check_end_names = false;
        Walk { reader, depth: 0, pending: None }
    }

    pub(super) fn next(&mut self) -> Result<Step, Refusal> {
        if let Some(name) = self.pending.take() {
            return Ok(Step::End(name));
        }
        loop {
            let event = self.reader.read_event().map_err(|error| Refusal::damaged(&error.to_string()))?;
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(Refusal::bomb(&format!("elements {MAX_DEPTH} deep")));
                    }
                    return Ok(Step::Start(Element::of(&start)));
                }
                Event::Empty(start) => {
                    let element = Element::of(&start);
                    self.pending = Some(element.name.clone());
                    return Ok(Step::Start(element));
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::End(end.local_name().as_ref().to_owned()));
                }
                Event::Text(text) => return Ok(Step::Text((*text).to_owned())),
                Event::CData(text) => return Ok(Step::Text((*text).to_owned())),
                Event::GeneralRef(name) => {
                    let name: &str = &name;
                    return Ok(Step::Text(unescaped(&format!("&{name};"))));
                }
                Event::DocType(_) => return Err(Refusal::damaged("DOCTYPE in a part")),
                Event::Eof => return Ok(Step::Done),
                _ => {}
            }
        }
    }

    /// Passes over everything in the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), Refusal> {
        let mut open = 1;
        while open > 0 {
            match self.next()? {
                Step::Start(_) => open += 1,
                Step::End(_) => open -= 1,
                Step::Text(_) => {}
                Step::Done => return Ok(()),
            }
        }
        Ok(())
    }
}
