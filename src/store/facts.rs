//! Turns the assignments of a plan into facts of a few bytes, for filters and counts over all plans.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::model::{Modality, Plan, Role, RoleBasis};

/// An assignment without its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The body, as a number of [`Names`]: its id in the knowledge files, else its printed name.
    pub body: u32,
    /// Is it a collective?
    pub group: bool,
    /// In which role.
    pub role: Role,
    /// Printed, or read from the construction.
    pub role_basis: RoleBasis,
    /// Assigned or asked.
    pub modality: Modality,
}

/// The names that facts refer to by number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    all: Vec<String>,
    #[serde(skip)]
    numbers: HashMap<String, u32>,
}

impl Names {
    /// The name with this number.
    pub fn get(&self, number: u32) -> Option<&str> {
        self.all.get(number as usize).map(String::as_str)
    }

    /// The number of a name, where any fact has it.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.all.iter().position(|known| known == name).and_then(|at| u32::try_from(at).ok())
    }

    /// The number of a name, a new one if need be.
    fn intern(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The facts of a plan, in the order of its assignments.
    pub fn facts(&mut self, plan: &Plan) -> Vec<Fact> {
        let fact = |given: &crate::model::Assignment| Fact {
            body: self.intern(given.body_id.as_deref().unwrap_or(&given.agency)),
            group: given.group,
            role: given.role,
            role_basis: given.role_basis,
            modality: given.modality,
        };
        plan.assignments.iter().map(fact).collect()
    }

    /// The same names, ready to take new ones: the table by name is not kept on disk.
    pub fn reopened(&self) -> Names {
        let numbered = self.all.iter().zip(0..).map(|(name, number)| (name.clone(), number));
        Names { all: self.all.clone(), numbers: numbered.collect() }
    }
}
