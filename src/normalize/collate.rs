//! Turns a Vietnamese name into a key that sorts as dictionaries do: Đ after D, ă and â after a, tones last.

/// The letters that differ from their base, each with its six tones (none, huyền, sắc, hỏi, ngã, nặng).
const VOWELS: [(&str, &str); 12] = [
    ("a0", "aàáảãạ"),
    ("a1", "ăằắẳẵặ"),
    ("a2", "âầấẩẫậ"),
    ("e0", "eèéẻẽẹ"),
    ("e1", "êềếểễệ"),
    ("i0", "iìíỉĩị"),
    ("o0", "oòóỏõọ"),
    ("o1", "ôồốổỗộ"),
    ("o2", "ơờớởỡợ"),
    ("u0", "uùúủũụ"),
    ("u1", "ưừứửữự"),
    ("y0", "yỳýỷỹỵ"),
];

/// Letters first, tones after them.
pub(super) fn key(name: &str) -> (String, String) {
    let (mut letters, mut tones) = (String::new(), String::new());
    for c in name.chars().flat_map(char::to_lowercase) {
        let vowel = VOWELS.iter().find_map(|(base, tones)| Some((base, tones.chars().position(|v| v == c)?)));
        match vowel {
            Some((base, tone)) => {
                letters += base;
                tones.push(char::from(b'0' + u8::try_from(tone).unwrap_or(0)));
            }
            None if c == 'đ' => letters += "d1",
            None => letters.extend([c, '0']),
        }
    }
    (letters, tones)
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_stand_as_in_a_dictionary() {
        let sorted = [
            "An Giang",
            "Cà Mau",
            "Cao Bằng",
            "Cần Thơ",
            "Dak",
            "Đà Nẵng",
            "Điện Biên",
            "Hà Nội",
            "Hà Tĩnh",
            "Sơn La",
        ];
        let mut shuffled = sorted;
        shuffled.reverse();
        shuffled.sort_by_key(|name| super::key(name));
        assert_eq!(shuffled, sorted);
    }
}
