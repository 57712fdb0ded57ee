//! Takes out what is printed on every page: page numbers, the name of the gazette.

use std::collections::BTreeMap;

use super::line::Line;

/// So many lines at the top and at the bottom may run through all pages.
const EDGE: usize = 2;
/// A head that runs through the pages comes on so many.
const TIMES: usize = 3;

/// Removes them from the rows of each page.
pub(super) fn remove(pages: &mut [Vec<Vec<Line>>]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for rows in pages.iter() {
        for at in edges(rows) {
            *counts.entry(mask(&rows[at])).or_default() += 1;
        }
    }
    for (page, rows) in pages.iter_mut().enumerate() {
        let runs = |row: &[Line]| {
            let text = mask(row);
            let repeated = counts.get(&text).is_some_and(|count| *count >= TIMES) && text.contains('#');
            repeated || is_page_number(row, page)
        };
        let first = rows.iter().take(EDGE).take_while(|row| runs(row)).count();
        rows.drain(..first);
        let last = rows.iter().rev().take(EDGE).take_while(|row| runs(row)).count();
        rows.truncate(rows.len() - last);
    }
}

fn edges(rows: &[Vec<Line>]) -> Vec<usize> {
    let last = rows.len().saturating_sub(EDGE).max(EDGE.min(rows.len()));
    (0..EDGE.min(rows.len())).chain(last..rows.len()).collect()
}

/// The words of a row in an order that left and right pages share, their figures masked.
fn mask(row: &[Line]) -> String {
    let mut parts: Vec<String> = row.iter().map(Line::text).collect();
    parts.sort();
    let mut masked = String::new();
    for c in parts.join(" ").chars() {
        match c {
            '0'..='9' if masked.ends_with('#') => {}
            '0'..='9' => masked.push('#'),
            c => masked.push(c),
        }
    }
    masked
}

/// `2`, `- 2 -`, `Trang 2/14`: a number alone near that of its page; a gazette counts on from issue to issue.
fn is_page_number(row: &[Line], page: usize) -> bool {
    let [line] = row else { return false };
    let text = line.text();
    let words = text.trim_matches(|c: char| !c.is_alphanumeric());
    let number = words.strip_prefix("Trang").unwrap_or(words).trim();
    let number = number.split(['/', ' ']).next().unwrap_or_default();
    let near = number.parse::<usize>().is_ok_and(|number| number <= page + 2);
    let number = |c: char| c.is_ascii_digit() || c == '/' || c == ' ';
    near && (words.chars().all(number) || words.starts_with("Trang"))
}
