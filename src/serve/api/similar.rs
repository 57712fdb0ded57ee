use super::{Answer, List};
use crate::export::Table;
use crate::search::{HIT_COLUMNS, hit_row};
use crate::serve::params::Params;
use crate::serve::{ApiError, Service};

/// Plans when the request names no `limit`, and the most it may name.
pub(in crate::serve) const PLANS: (usize, usize) = (20, 200);

/// The provision of each other plan that says most of what one says (`plan=ID`, `path=II.3`), nearest first.
pub(in crate::serve) fn similar(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let limit = params.number("limit", PLANS.0, PLANS.1)?;
    let hits = service.similar(params.text("plan"), params.text("path"), limit, params.language())?.shown;
    let mut table = Table::new(HIT_COLUMNS);
    table.rows = hits.iter().map(hit_row).collect();
    let rows = List { total: hits.len(), offset: 0, rows: hits };
    let json = serde_json::to_vec(&rows).map_err(|cause| ApiError::internal(cause, params.language()))?;
    Ok(Answer { json, name: "muc-tuong-tu", sheets: vec![("Mục tương tự", table, 0)] })
}
