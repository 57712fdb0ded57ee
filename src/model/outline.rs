use serde::{Deserialize, Serialize};

use super::Span;

/// The place of a provision in its plan's [`Outline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProvisionId(pub usize);

/// What kind of numbered unit a provision is, from the largest to the smallest.
///
/// The order of the first seven is that of Nghị định 30/2020/NĐ-CP, Phụ lục I (phần, chương, mục, điều, khoản,
/// điểm); plans add Roman numerals, dashes and pluses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Phụ lục.
    Annex,
    /// Phần.
    Part,
    /// Chương.
    Chapter,
    /// Mục printed with its word: "Mục 1".
    Section,
    /// A capital letter: "A.".
    Upper,
    /// A Roman numeral: "II.".
    Roman,
    /// Điều.
    Article,
    /// A number: "1.", "1.1.", "1)"; the depth is the count of numbers in it.
    Number(u8),
    /// A number in parentheses: "(1)".
    Bracket,
    /// A letter: "a)".
    Letter,
    /// A letter in parentheses: "(a)".
    BracketLetter,
    /// A dash.
    Dash,
    /// A plus.
    Plus,
    /// A row of a table.
    Row,
}

impl UnitKind {
    /// Is the number printed (dashes, pluses and rows are only counted)?
    pub fn is_numbered(self) -> bool {
        !matches!(self, UnitKind::Dash | UnitKind::Plus | UnitKind::Row)
    }
}

/// Any numbered unit of a plan, with its own text and its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    /// The printed path, such as `II.4.b/-1` (see `plan-json.md`).
    pub path: String,
    /// What kind of unit it is.
    pub kind: UnitKind,
    /// The number as printed: `b)`, `Điều 3.`, `-`.
    pub num: String,
    /// The number's place.
    pub num_span: Span,
    /// Its heading, where it has one: a first line that names what follows.
    pub heading: Option<Span>,
    /// Its own text in reading order, the number included, its children left out. Never empty.
    pub spans: Vec<Span>,
    /// The unit it stands in.
    pub parent: Option<ProvisionId>,
    /// The units that stand in it, in order.
    pub children: Vec<ProvisionId>,
}

/// The numbered units of a plan as a tree, kept in document order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outline {
    /// All provisions in document order; a [`ProvisionId`] is a place in this list.
    pub provisions: Vec<Provision>,
}

impl Outline {
    /// The provision at `id`.
    pub fn get(&self, id: ProvisionId) -> &Provision {
        &self.provisions[id.0]
    }

    /// All ids in document order.
    pub fn ids(&self) -> impl Iterator<Item = ProvisionId> + use<> {
        (0..self.provisions.len()).map(ProvisionId)
    }

    /// The units above `id`, nearest first.
    pub fn ancestors(&self, id: ProvisionId) -> impl Iterator<Item = ProvisionId> + '_ {
        std::iter::successors(self.get(id).parent, |&up| self.get(up).parent)
    }

    /// `id` and everything below it, in document order.
    pub fn subtree(&self, id: ProvisionId) -> Vec<ProvisionId> {
        let mut found = vec![id];
        let mut next = 0;
        while let Some(&at) = found.get(next) {
            found.extend(&self.get(at).children);
            next += 1;
        }
        found.sort();
        found
    }

    /// The provision with this printed path.
    pub fn find(&self, path: &str) -> Option<ProvisionId> {
        self.provisions.iter().position(|p| p.path == path).map(ProvisionId)
    }
}
