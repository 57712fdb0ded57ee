use serde::{Deserialize, Serialize};

use super::Span;

/// Something a careful reader would want to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What it is.
    pub code: Code,
    /// A sentence in Vietnamese for the analyst.
    pub message: String,
    /// The provision it is about, by printed path.
    pub path: Option<String>,
    /// The words it is about.
    pub span: Option<Span>,
}

/// The stable codes of diagnostics; each is one snake_case word in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The document number is left blank.
    NumberBlank,
    /// Day or month of the date is left blank.
    DateIncomplete,
    /// The place over the date is misspelled.
    PlaceMistyped,
    /// No name under the signature.
    SignatoryMissing,
    /// A number is left out (a, b, d).
    EnumeratorGap,
    /// A number comes twice under one parent.
    EnumeratorRepeated,
    /// A body that the knowledge files do not hold.
    AgencyUnknown,
    /// A name that may mean several bodies.
    AgencyAmbiguous,
    /// A deadline that lies before the paper's own date.
    DeadlinePast,
    /// A field for a deadline whose words say no date we can read.
    DeadlineUnreadable,
    /// A symbol that no rule of document numbers allows.
    CitationMisprinted,
    /// A cited paper that is not held.
    CitationNotHeld,
    /// Left-overs of conversion.
    Residue,
    /// Words that character recognition was not sure of.
    OcrUncertain,
    /// A table whose columns are not understood.
    TableUnread,
    /// The paper bears a secrecy mark.
    SecrecyMark,
    /// Bytes that are no text in the encoding found.
    EncodingDamaged,
    /// Text in a code of before Unicode, decoded.
    EncodingConverted,
    /// Read by a lesser reader, for want of a program: numbers or tables may be missing.
    ReadInPart,
    /// No kind, no number, no unit: hardly a plan.
    NotAPlan,
}

impl Code {
    /// The snake_case word of JSON.
    pub fn name(self) -> &'static str {
        match self {
            Code::NumberBlank => "number_blank",
            Code::DateIncomplete => "date_incomplete",
            Code::PlaceMistyped => "place_mistyped",
            Code::SignatoryMissing => "signatory_missing",
            Code::EnumeratorGap => "enumerator_gap",
            Code::EnumeratorRepeated => "enumerator_repeated",
            Code::AgencyUnknown => "agency_unknown",
            Code::AgencyAmbiguous => "agency_ambiguous",
            Code::DeadlinePast => "deadline_past",
            Code::DeadlineUnreadable => "deadline_unreadable",
            Code::CitationMisprinted => "citation_misprinted",
            Code::CitationNotHeld => "citation_not_held",
            Code::Residue => "residue",
            Code::OcrUncertain => "ocr_uncertain",
            Code::TableUnread => "table_unread",
            Code::SecrecyMark => "secrecy_mark",
            Code::EncodingDamaged => "encoding_damaged",
            Code::EncodingConverted => "encoding_converted",
            Code::ReadInPart => "read_in_part",
            Code::NotAPlan => "not_a_plan",
        }
    }
}
