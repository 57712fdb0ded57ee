//! Parts a question that sets two conditions for one place.

use crate::ask::spot::{Spot, What};
use crate::knowledge::Ask;

/// The parts of a question that sets two conditions for one place: what is asked in any case, what the place has to have
/// beside it ("vừa … vừa …", "cả … lẫn …"), and what it must not have ("mà không giao cho …").
pub(super) struct Conditions {
    pub(super) base: Vec<Spot>,
    pub(super) also: Vec<Spot>,
    pub(super) but_not: Vec<Spot>,
}

impl Conditions {
    pub(super) fn of(spots: Vec<Spot>) -> Conditions {
        let at = |ask: Ask, from: usize| {
            let found = spots.iter().skip(from).position(|spot| spot.what == What::Ask(ask));
            found.map(|at| at + from)
        };
        let is_and = |spot: &Spot| ["and", "và", "va"].contains(&spot.text.to_lowercase().as_str());
        let and = |from: usize| spots.iter().skip(from).position(is_and).map(|at| at + from);
        let end = spots.len();
        let both = at(Ask::Both, 0).and_then(|first| at(Ask::Both, first + 1).or(and(first + 1)));
        let second = match (both, at(Ask::AsWell, 0)) {
            (Some(second), _) => second + 1..end,
            (None, Some(well)) => {
                well + 1
                    ..spots
                        .iter()
                        .skip(well + 1)
                        .position(is_content)
                        .map_or(well + 1, |name| well + name + 2)
            }
            (None, None) => end..end,
        };
        let not = at(Ask::ButNot, 0).map_or(end..end, |at| at + 1..end);
        let (mut base, mut also, mut but_not) = (Vec::new(), Vec::new(), Vec::new());
        for (at, spot) in spots.into_iter().enumerate() {
            match () {
                () if !is_content(&spot) => base.push(spot),
                () if not.contains(&at) => but_not.push(spot),
                () if second.contains(&at) => also.push(spot),
                () => base.push(spot),
            }
        }
        Conditions { base, also, but_not }
    }
}

/// Is it a body, a topic, an instrument or a role, that a second condition may have of its own?
fn is_content(spot: &Spot) -> bool {
    let role = |ask: &Ask| matches!(ask, Ask::Lead | Ask::Coordinate | Ask::Implement | Ask::Advise);
    match &spot.what {
        What::Body(_)
        | What::Bodies(_)
        | What::Printed(_)
        | What::Group(_)
        | What::Communes
        | What::Topic(_)
        | What::Law(_)
        | What::Number(_)
        | What::Word => true,
        What::Ask(ask) => role(ask),
        _ => false,
    }
}
