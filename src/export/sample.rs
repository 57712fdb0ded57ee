//! Turns a few lines written by hand into a document and its plan, for the tests of this module.

use crate::model::*;

/// "d\u{301}" after the first line makes bytes, characters and what people see three different counts.
pub(super) const TEXT: &str = "VĂN BẢN MẪU\nmu\u{323}c tiêu 🏛\nII. **Công  nghệ**\na) Nội dung\n- Khảo sát trí tuệ nhân tạo\nCơ quan thực hiện: Sở Nội vụ chủ trì\nThời gian: trước ngày 01/3/2027\nTrên đây là kế hoạch; giao các sở.";

/// The bytes of the first occurrence.
pub(super) fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn provision(path: &str, num: &str, kind: UnitKind, spans: Vec<Span>) -> Provision {
    let num_span = Span::new(spans[0].start, spans[0].start + num.len());
    let (path, num) = (path.to_string(), num.to_string());
    Provision { path, kind, num, num_span, heading: None, spans, parent: None, children: Vec::new() }
}

fn outline() -> Outline {
    let labels = span("Cơ quan thực hiện: Sở Nội vụ chủ trì").join(span("Thời gian: trước ngày 01/3/2027"));
    let mut unit = provision("II", "II.", UnitKind::Roman, vec![span("II. **Công  nghệ**")]);
    unit.heading = Some(span("**Công  nghệ**"));
    unit.children = vec![ProvisionId(1)];
    let mut point = provision("II.a", "a)", UnitKind::Letter, vec![span("a) Nội dung"), labels]);
    point.parent = Some(ProvisionId(0));
    point.children = vec![ProvisionId(2)];
    let mut dash = provision("II.a/-1", "-", UnitKind::Dash, vec![span("- Khảo sát trí tuệ nhân tạo")]);
    dash.parent = Some(ProvisionId(1));
    Outline { provisions: vec![unit, point, dash] }
}

fn assignment(agency: &str, role: Role, quote: Span) -> Assignment {
    Assignment {
        task: None,
        agency: agency.to_string(),
        body_id: Some("id".to_string()),
        group: false,
        role,
        role_basis: RoleBasis::Stated,
        modality: Modality::Assign,
        deadline: None,
        place: None,
        quote,
        role_quote: None,
        scope: Vec::new(),
        rule: "label".to_string(),
        review: crate::model::Review::default(),
    }
}

fn assignments() -> Vec<Assignment> {
    let mut named = assignment("Sở Nội vụ", Role::Lead, span("Sở Nội vụ"));
    named.task = Some(ProvisionId(0));
    named.place = Some(ProvisionId(1));
    named.role_quote = Some(span("chủ trì"));
    named.scope = vec![span("**Công  nghệ**"), span("Khảo sát trí tuệ nhân tạo")];
    named.deadline = Some(Deadline {
        span: span("trước ngày 01/3/2027"),
        kind: DeadlineKind::By,
        start: None,
        due: Some("2027-02-28".to_string()),
        recurrence: None,
        tentative: false,
        offset_days: None,
    });
    let mut collective = assignment("các sở", Role::Implement, span("giao các sở"));
    collective.group = true;
    vec![named, collective]
}

pub(super) fn plan() -> Plan {
    let told = Diagnostic {
        code: Code::NumberBlank,
        message: "Số văn bản để trống.".to_string(),
        path: None,
        span: Some(span("🏛")),
    };
    let part = |kind, path: &str, span| Part { kind, path: path.to_string(), spans: vec![span] };
    Plan {
        header: Header { level: Level::Province, province: Some("Sơn La".to_string()), ..Header::default() },
        parts: vec![
            part(PartKind::Preamble, "preamble", span("mu\u{323}c tiêu 🏛")),
            part(PartKind::Closing, "closing", span("Trên đây là kế hoạch; giao các sở.")),
        ],
        outline: outline(),
        assignments: assignments(),
        diagnostics: vec![told],
        ..Plan::default()
    }
}

pub(super) fn document() -> Document {
    Document {
        file: "mẫu.txt".to_string(),
        format: Format::Text,
        sha256: "00".to_string(),
        text: TEXT.to_string(),
        blocks: Vec::new(),
        residue: Vec::new(),
        asides: Vec::new(),
        doubtful: Vec::new(),
        pages: Vec::new(),
        diagnostics: plan().diagnostics,
    }
}
