use std::collections::BTreeMap;

use regex::Regex;

use super::judgment::{folded, reading};
use super::{Correction, Dated, Judgment, Subject, Verdict};
use crate::model::{Assignment, Deadline, Plan, Review, ReviewState, Span};

/// Joins what people said to a plan as it was read; `text` is its original text. Gives back the judgments whose words
/// are not found any more: they wait until they are.
pub fn apply(plan: &mut Plan, text: &str, judgments: &[Judgment]) -> Vec<Judgment> {
    let mut said: BTreeMap<usize, &Judgment> = BTreeMap::new();
    let mut unmatched = Vec::new();
    for judgment in judgments {
        // Who said "it is so" did not say it of another role or another day.
        let holds = |at: &usize| {
            judgment.verdict != Verdict::Accept || reading(&plan.assignments[*at]) == judgment.subject.reading
        };
        match place(&judgment.subject, plan, text).filter(holds) {
            Some(at) => {
                said.insert(at, judgment);
            }
            None => unmatched.push(judgment.clone()),
        }
    }
    if said.is_empty() {
        return unmatched;
    }
    let read = std::mem::take(&mut plan.assignments);
    for (at, given) in read.into_iter().enumerate() {
        match said.get(&at) {
            None => plan.assignments.push(given),
            Some(judgment) if judgment.verdict == Verdict::Reject => {
                let review =
                    Review { state: ReviewState::Rejected, judgment: Some(judgment.id), as_read: None };
                plan.rejected.push(Assignment { review, ..given });
            }
            Some(judgment) => {
                let judged = judged(given, judgment, plan, text);
                plan.assignments.push(judged);
            }
        }
    }
    unmatched
}

/// Which assignment a judgment is about: the one at its place, else the only one with its words and its body.
fn place(subject: &Subject, plan: &Plan, text: &str) -> Option<usize> {
    let has_words =
        |given: &Assignment| given.agency == subject.body && folded(given.quote.of(text)) == subject.words;
    let with_words: Vec<usize> =
        (0..plan.assignments.len()).filter(|&at| has_words(&plan.assignments[at])).collect();
    let here = Span::new(subject.start, subject.end.max(subject.start));
    let is_here = |at: &usize| {
        let given = &plan.assignments[*at];
        let task = given.task.map_or("closing", |task| plan.outline.get(task).path.as_str());
        given.quote == here && task == subject.task
    };
    let at_place: Vec<usize> = with_words.iter().copied().filter(is_here).collect();
    if !at_place.is_empty() {
        return dated(&at_place, subject, plan, text);
    }
    let first = &plan.assignments[*with_words.first()?];
    let once = with_words.iter().all(|&at| {
        let other = &plan.assignments[at];
        (other.quote, other.task) == (first.quote, first.task)
    });
    if once { dated(&with_words, subject, plan, text) } else { None }
}

/// Of rows for several dates of one task the one with the judgment's date.
fn dated(rows: &[usize], subject: &Subject, plan: &Plan, text: &str) -> Option<usize> {
    let words = |at: usize| {
        let deadline = plan.assignments[at].deadline.as_ref();
        deadline.map(|deadline| folded(deadline.span.of(text))).unwrap_or_default()
    };
    match rows {
        [only] => Some(*only),
        several => several.iter().copied().find(|&at| words(at) == subject.deadline),
    }
}

fn judged(given: Assignment, judgment: &Judgment, plan: &Plan, text: &str) -> Assignment {
    let Verdict::Correct(correction) = &judgment.verdict else {
        let review = Review { state: ReviewState::Accepted, judgment: Some(judgment.id), as_read: None };
        return Assignment { review, ..given };
    };
    let Correction { agency, body_id, group, role, deadline } = correction.clone();
    let deadline = deadline.map(|dated| deadline_said(dated, &given, plan, text));
    let as_read = Some(Box::new(given.clone()));
    let review = Review { state: ReviewState::Corrected, judgment: Some(judgment.id), as_read };
    Assignment { agency, body_id, group, role, deadline, review, ..given }
}

/// A deadline cites the words that a person names, else those that were read, else the words that give the task.
fn deadline_said(dated: Dated, given: &Assignment, plan: &Plan, text: &str) -> Deadline {
    let Dated { kind, start, due, recurrence, words } = dated;
    let named = words.and_then(|words| stretch(&words, given, plan, text));
    let read = given.deadline.as_ref();
    let span = named.or(read.map(|deadline| deadline.span)).unwrap_or(given.quote);
    let tentative = read.is_some_and(|deadline| deadline.tentative);
    Deadline { span, kind, start, due, recurrence, tentative, offset_days: None }
}

/// Where these words stand in the provisions of an assignment: where its body is named, else in its task, else
/// anywhere in the paper. White space may differ.
pub fn stretch(words: &str, given: &Assignment, plan: &Plan, text: &str) -> Option<Span> {
    let parts: Vec<String> = words.split_whitespace().map(regex::escape).collect();
    let wanted = Regex::new(&parts.join(r"\s+")).ok().filter(|_| !parts.is_empty())?;
    let own = [given.place, given.task].into_iter().flatten().flat_map(|id| &plan.outline.get(id).spans);
    let mut spans = own.copied().chain([Span::new(0, text.len())]);
    spans.find_map(|span| {
        let found = wanted.find(span.of(text))?;
        Some(Span::new(span.start + found.start(), span.start + found.end()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DeadlineKind, Modality, Role, RoleBasis};

    const TEXT: &str =
        "Sở Nội vụ chủ trì. Sở Tài chính phối hợp trước\nngày 30/6/2027. Sở Tài chính phối hợp hằng năm.";

    fn given(agency: &str, quote: &str, nth: usize) -> Assignment {
        let (start, found) = TEXT.match_indices(quote).nth(nth).unwrap();
        Assignment {
            task: None,
            agency: agency.to_owned(),
            body_id: None,
            group: false,
            role: Role::Lead,
            role_basis: RoleBasis::Implied,
            modality: Modality::Assign,
            deadline: None,
            place: None,
            quote: Span::new(start, start + found.len()),
            role_quote: None,
            scope: Vec::new(),
            rule: "test".to_owned(),
            review: Review::default(),
        }
    }

    fn plan() -> Plan {
        let assignments = vec![
            given("Sở Nội vụ", "Sở Nội vụ chủ trì", 0),
            given("Sở Tài chính", "Sở Tài chính phối hợp", 0),
            given("Sở Tài chính", "Sở Tài chính phối hợp", 1),
        ];
        Plan { assignments, ..Plan::default() }
    }

    fn judgment(id: i64, at: usize, verdict: Verdict) -> Judgment {
        let subject = Subject::of("ab", "p", &plan(), TEXT, &plan().assignments[at]);
        Judgment { id, said_at: String::new(), subject, verdict }
    }

    fn correction(words: Option<&str>) -> Verdict {
        let dated = Dated {
            kind: DeadlineKind::By,
            start: None,
            due: Some("2027-06-29".to_owned()),
            recurrence: None,
            words: words.map(str::to_owned),
        };
        Verdict::Correct(Correction {
            agency: "Sở Y tế".to_owned(),
            body_id: Some("so-yt".to_owned()),
            group: false,
            role: Role::Coordinate,
            deadline: Some(dated),
        })
    }

    #[test]
    fn each_verdict_does_what_it_says() {
        let mut judged = plan();
        let said = [
            judgment(1, 0, Verdict::Accept),
            judgment(2, 1, correction(Some("trước ngày 30/6/2027"))),
            judgment(3, 2, Verdict::Reject),
        ];
        assert_eq!(apply(&mut judged, TEXT, &said), []);
        let states: Vec<_> = judged.assignments.iter().map(|given| given.review.state).collect();
        assert_eq!(states, [ReviewState::Accepted, ReviewState::Corrected]);
        let corrected = &judged.assignments[1];
        assert_eq!((corrected.agency.as_str(), corrected.role), ("Sở Y tế", Role::Coordinate));
        assert_eq!(corrected.deadline.as_ref().unwrap().span.of(TEXT), "trước\nngày 30/6/2027");
        assert_eq!(corrected.as_read(), &plan().assignments[1]);
        assert_eq!(judged.rejected.len(), 1);
        assert_eq!(judged.rejected[0].review.judgment, Some(3));
        let again = Subject::of("ab", "p", &judged, TEXT, corrected);
        assert_eq!(again, said[1].subject, "what was corrected keeps its name");
    }

    #[test]
    fn a_later_word_holds_over_an_earlier_one() {
        let mut judged = plan();
        apply(&mut judged, TEXT, &[judgment(1, 0, Verdict::Reject), judgment(2, 0, correction(None))]);
        assert_eq!(judged.rejected, []);
        assert_eq!(judged.assignments[0].review.state, ReviewState::Corrected);
        assert_eq!(judged.assignments[0].deadline.as_ref().unwrap().span.of(TEXT), "Sở Nội vụ chủ trì");
    }

    /// The text before the words has grown, and the place is another: one that is found once holds, of two neither.
    #[test]
    fn words_that_moved_are_found_again() {
        let moved = format!("Thêm một dòng.\n{TEXT}").replace("Sở Nội vụ chủ trì", "Sở Nội vụ\nchủ trì");
        let shift = "Thêm một dòng.\n".len();
        let mut judged = plan();
        for given in &mut judged.assignments {
            given.quote = Span::new(given.quote.start + shift, given.quote.end + shift);
        }
        let said = [judgment(1, 0, Verdict::Accept), judgment(2, 1, Verdict::Accept)];
        let lost = apply(&mut judged, &moved, &said);
        assert_eq!(judged.assignments[0].review.state, ReviewState::Accepted);
        assert_eq!(lost, [said[1].clone()]);
        assert_eq!(judged.assignments[1].review.state, ReviewState::MachineRead);
    }

    #[test]
    fn what_was_accepted_is_no_other_reading() {
        let said = [judgment(1, 0, Verdict::Accept), judgment(2, 1, Verdict::Reject)];
        let mut judged = plan();
        for given in &mut judged.assignments {
            given.role = Role::Coordinate;
        }
        assert_eq!(apply(&mut judged, TEXT, &said), [said[0].clone()]);
        assert_eq!((judged.assignments.len(), judged.rejected.len()), (2, 1));
    }

    #[test]
    fn another_body_is_another_fact() {
        let mut judged = plan();
        judged.assignments[0].agency = "Sở Nội vụ tỉnh".to_owned();
        let said = [judgment(1, 0, Verdict::Reject)];
        assert_eq!(apply(&mut judged, TEXT, &said), said);
        assert_eq!(judged.assignments.len(), 3);
    }
}
