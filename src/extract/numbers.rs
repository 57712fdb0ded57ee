//! Turns the number of an item into what is printed before it.

/// A bullet as a reader sees it: the signs of Symbol and Wingdings have no letters of their own.
pub(super) fn bullet(text: &str) -> String {
    match text.chars().next() {
        None => String::new(),
        Some('\u{f02d}' | '\u{2010}'..='\u{2015}' | '-' | '\u{f0be}') => "-".to_owned(),
        Some('+' | '\u{f02b}') => "+".to_owned(),
        Some('\u{e000}'..='\u{f8ff}' | 'o' | '§' | '·') => "•".to_owned(),
        Some(_) => text.to_owned(),
    }
}

/// A number in a format of Word (`upperRoman`, `lowerLetter` …), as it is printed.
pub(super) fn formatted(value: i64, format: &str) -> String {
    match format {
        "upperRoman" => roman(value),
        "lowerRoman" => roman(value).to_lowercase(),
        "upperLetter" => letters(value),
        "lowerLetter" => letters(value).to_lowercase(),
        "decimalZero" if (0..10).contains(&value) => format!("0{value}"),
        "none" => String::new(),
        _ => value.to_string(),
    }
}

/// a … z, aa … zz, as Word counts.
fn letters(value: i64) -> String {
    if !(1..=780).contains(&value) {
        return value.to_string();
    }
    let (turn, at) = ((value - 1) / 26 + 1, (value - 1) % 26);
    let letter = u8::try_from(at).map_or('?', |at| char::from(b'A' + at));
    (0..turn).map(|_| letter).collect()
}

fn roman(value: i64) -> String {
    if !(1..4000).contains(&value) {
        return value.to_string();
    }
    const SIGNS: [(i64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = value;
    let mut shown = String::new();
    for (worth, sign) in SIGNS {
        while rest >= worth {
            shown += sign;
            rest -= worth;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_format() {
        assert_eq!(formatted(4, "upperRoman"), "IV");
        assert_eq!(formatted(28, "lowerLetter"), "bb");
        assert_eq!(formatted(7, "decimalZero"), "07");
        assert_eq!(formatted(0, "lowerLetter"), "0");
    }
}
