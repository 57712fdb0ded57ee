use super::Answer;
use crate::compare::{Beside, Matrix, Standing, State, beside, listed};
use crate::export::Language;
use crate::knowledge::Checklist;
use crate::model::{HeldPlan, ProvisionId};
use crate::serve::params::Params;
use crate::serve::{ApiError, Service};

/// So many plans stand beside each other where nobody chose.
const USUAL: usize = 4;
/// What `against` says for the central text, and for no text at all.
pub(in crate::serve) const CENTER: &str = "center";
pub(in crate::serve) const NOTHING: &str = "none";

/// An item of a programme, the plans chosen, and what they are held against.
pub(in crate::serve) struct Asked<'a> {
    pub(in crate::serve) matrix: &'a Matrix,
    pub(in crate::serve) checklist: &'a Checklist,
    /// Place of the item.
    pub(in crate::serve) item: usize,
    /// Places of columns.
    pub(in crate::serve) columns: Vec<usize>,
    /// Was any plan named?
    pub(in crate::serve) is_chosen: bool,
    /// The task of the center, where its text is held.
    pub(in crate::serve) center: Option<(HeldPlan<'a>, ProvisionId)>,
    /// What is held against: `center`, `none`, or the id of a plan.
    pub(in crate::serve) against: String,
}

/// Reads `programme=ID`, `item=T1`, `plan=ID` any number of times, `against=center|none|ID`.
pub(in crate::serve) fn asked<'a>(service: &'a Service, params: &Params) -> Result<Asked<'a>, ApiError> {
    let language = params.language();
    let checklist = service.programme(params.get("programme"), language)?;
    let matrix = service.matrix(checklist);
    let item = item(matrix, params.get("item"), language)?;
    let named: Vec<&str> = params.pairs().filter(|(name, _)| *name == "plan").map(|(_, id)| id).collect();
    for id in &named {
        service.plan(id, language)?;
    }
    let id = |at: usize| matrix.columns[at].plan.as_ref().map(|plan| plan.id.as_str());
    let own: Vec<usize> = (0..matrix.columns.len()).filter(|&at| id(at).is_some()).collect();
    let chosen = own.iter().copied().filter(|&at| id(at).is_some_and(|id| named.contains(&id)));
    let mut columns: Vec<usize> = chosen.collect();
    if named.is_empty() {
        columns = usual(matrix, item, &own);
    }
    let center = center(service, checklist, item);
    let usual =
        if center.is_some() { CENTER } else { columns.first().and_then(|&at| id(at)).unwrap_or(NOTHING) };
    let against = params.get("against").unwrap_or(usual).to_owned();
    if ![CENTER, NOTHING].contains(&against.as_str()) {
        service.plan(&against, language)?;
    }
    Ok(Asked { checklist, item, columns, is_chosen: !named.is_empty(), center, against, matrix })
}

fn item(matrix: &Matrix, asked: Option<&str>, language: Language) -> Result<usize, ApiError> {
    let Some(id) = asked else { return Ok(0) };
    matrix.items.iter().position(|item| item.id == id).ok_or_else(|| {
        let message = language.pick("Đợt này không có nội dung ấy.", "The programme has no such item.");
        ApiError::not_found("item_unknown", message)
    })
}

/// The first plans that have the item; where none has, the first.
fn usual(matrix: &Matrix, item: usize, own: &[usize]) -> Vec<usize> {
    let answers = |at: &&usize| matches!(matrix.columns[**at].standing, Standing::Answers | Standing::Held);
    let has = |at: &&usize| matrix.cells[item][**at].state == State::Present;
    let mut found: Vec<usize> = own.iter().filter(answers).filter(has).take(USUAL).copied().collect();
    if found.is_empty() {
        found = own.iter().filter(answers).take(USUAL).copied().collect();
    }
    found
}

/// The item's task in the central plan, where that is held and the item says where it stands.
fn center<'a>(
    service: &'a Service,
    checklist: &Checklist,
    item: usize,
) -> Option<(HeldPlan<'a>, ProvisionId)> {
    let instrument = &checklist.programme.as_ref()?.instrument;
    let held = service.held(service.numbered(instrument, None)?);
    let task = held.plan.outline.find(checklist.items.get(item)?.source.as_ref()?)?;
    Some((held, task))
}

impl<'a> Asked<'a> {
    /// The tasks beside each other.
    pub(in crate::serve) fn beside(&self, service: &'a Service) -> Beside {
        let held = |id: &str| service.by_id(id).map(|kept| service.held(kept));
        beside(self.matrix, self.item, &self.columns, held, self.other(service))
    }

    fn other(&self, service: &'a Service) -> Option<(HeldPlan<'a>, ProvisionId)> {
        match self.against.as_str() {
            CENTER => self.center,
            NOTHING => None,
            id => {
                let own =
                    |column: &crate::compare::Column| column.plan.as_ref().is_some_and(|plan| plan.id == id);
                let at = self.matrix.columns.iter().position(own)?;
                let place = self.matrix.cells[self.item][at].places.first()?;
                let held = service.held(service.by_id(id)?);
                let task = held.plan.outline.find(&place.path)?;
                Some((held, task))
            }
        }
    }
}

/// One task of several plans, beside each other.
pub(in crate::serve) fn tasks(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let found = asked(service, params)?.beside(service);
    let json = serde_json::to_vec(&found).map_err(|cause| ApiError::internal(cause, params.language()))?;
    Ok(Answer { json, name: "canh-nhau", sheets: vec![("Cạnh nhau", listed::beside(&found), 3)] })
}
