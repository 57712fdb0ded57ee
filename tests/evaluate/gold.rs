//! Turns a gold file into what can be asked of it.

use serde_json::Value;

use super::fold;

/// A list under a key; nothing where there is none.
pub(crate) fn items<'v>(object: &'v Value, key: &str) -> Vec<&'v Value> {
    object[key]
        .as_array()
        .map(|list| list.iter().filter(|item| item.is_object()).collect())
        .unwrap_or_default()
}

/// A value or a list of values as a list; nothing for null.
pub(crate) fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(all) => all.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// What is right for a field: itself and everything under `<field>_accept`, null included.
pub(crate) fn right<'v>(object: &'v Value, key: &str) -> Vec<&'v Value> {
    let also = &object[format!("{key}_accept")];
    let also = if also.is_array() {
        list(also)
    } else if object.get(format!("{key}_accept")).is_some() {
        vec![also]
    } else {
        vec![]
    };
    std::iter::once(&object[key]).chain(also).collect()
}

pub(crate) fn is_optional(object: &Value) -> bool {
    object["optional"].as_bool().unwrap_or(false)
}

/// How the paths of one gold file are read.
pub(crate) struct Paths {
    covered: Vec<String>,
    aliases: Vec<(String, String)>,
}

impl Paths {
    pub(crate) fn of(gold: &Value) -> Paths {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut aliases: Vec<(String, String)> =
            list(&gold["path_aliases"]).iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect();
        aliases.sort_by_key(|(other, _)| std::cmp::Reverse(other.len()));
        Paths { covered: list(&gold["covered"]).into_iter().map(text).collect(), aliases }
    }

    fn is_under(path: &str, top: &str) -> bool {
        path.strip_prefix(top)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/', '#', ':', '~']))
    }

    /// The path in the gold's own reading.
    pub(crate) fn own(&self, path: &Value) -> String {
        let path = doichieu::normalize::normalize(path.as_str().unwrap_or_default()).text;
        let alias = self.aliases.iter().find(|(other, _)| Paths::is_under(&path, other));
        alias.map_or_else(|| path.clone(), |(other, ours)| format!("{ours}{}", &path[other.len()..]))
    }

    /// Does the gold speak of this place?
    pub(crate) fn covers(&self, path: &str) -> bool {
        path.is_empty()
            || self.covered.is_empty()
            || self.covered.iter().any(|top| Paths::is_under(path, top))
    }
}

/// Right, invented and missed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Score {
    pub(crate) right: usize,
    pub(crate) extra: usize,
    pub(crate) missed: usize,
}

impl Score {
    pub(crate) fn add(&mut self, other: Score) {
        self.right += other.right;
        self.extra += other.extra;
        self.missed += other.missed;
    }

    pub(crate) fn precision(self) -> f64 {
        match self.right + self.extra {
            0 => f64::from(u8::from(self.missed == 0)),
            found => self.right as f64 / found as f64,
        }
    }

    pub(crate) fn recall(self) -> f64 {
        match self.right + self.missed {
            0 => 1.0,
            there => self.right as f64 / there as f64,
        }
    }

    pub(crate) fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

/// How many of how many.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Share {
    pub(crate) right: usize,
    pub(crate) of: usize,
}

impl Share {
    pub(crate) fn count(&mut self, is_right: bool) {
        self.right += usize::from(is_right);
        self.of += 1;
    }

    pub(crate) fn add(&mut self, other: Share) {
        self.right += other.right;
        self.of += other.of;
    }

    /// 1 where there is nothing to get wrong.
    pub(crate) fn rate(self) -> f64 {
        if self.of == 0 { 1.0 } else { self.right as f64 / self.of as f64 }
    }
}

/// Do two starts agree as far as the shorter says, twenty characters at most?
pub(crate) fn starts_agree(gold: &Value, found: &Value) -> bool {
    let first = |object: &Value, keys: &[&str]| {
        keys.iter()
            .find_map(|key| object[*key].as_str().filter(|text| !text.is_empty()))
            .unwrap_or_default()
            .to_owned()
    };
    let cut = |text: &str, num: &Value| {
        fold::start(text, num.as_str()).chars().take(20).collect::<String>().trim().to_owned()
    };
    let wanted = cut(&first(gold, &["start", "heading", "text"]), &gold["num"]);
    if wanted.is_empty() {
        return true;
    }
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let both = format!("{} {}", text("heading"), text("text"));
    [text("start"), text("heading"), text("text"), both].iter().any(|candidate| {
        let got = cut(candidate, &found["num"]);
        let shorter = wanted.chars().count().min(got.chars().count());
        let meets = wanted.starts_with(&got) || got.starts_with(&wanted);
        !got.is_empty() && (got == wanted || ((2..19).contains(&shorter) && meets))
    })
}
