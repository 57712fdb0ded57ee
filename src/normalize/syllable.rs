use unicode_normalization::UnicodeNormalization;

/// How syllables begin.
const ONSETS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x";
/// How they go on, tone marks left out.
const RIMES: &str = "\
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu \
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu \
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot \
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uyn uynh uyt uyu \
ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu \
y yêm yên yêng yêt yêu";
/// The marks of the five written tones, and of the two that syllables ending in a stop may have.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
const STOPPED: [char; 2] = ['\u{301}', '\u{323}'];

/// Is this word a syllable that Vietnamese spelling allows, in any case and in either place of the tone mark?
///
/// Foreign names and abbreviations are none; neither is text that was decoded by the wrong table.
pub fn is_syllable(word: &str) -> bool {
    // "nghiêng" has seven letters, one of them with two marks.
    if word.is_empty() || word.len() > 24 {
        return false;
    }
    let lower = word.to_lowercase();
    let tones: Vec<char> = lower.nfd().filter(|c| TONES.contains(c)).collect();
    let bare: String = lower.nfd().filter(|c| !TONES.contains(c)).nfc().collect();
    let stopped = bare.ends_with(['c', 'p', 't']) || bare.ends_with("ch");
    let tone_fits = match tones.as_slice() {
        [] => true,
        [tone] => !stopped || STOPPED.contains(tone),
        _ => false,
    };
    tone_fits && is_spelled(&bare)
}

/// One sound has two spellings: k, gh, ngh before e, ê, i, y; c, g, ng before the others.
fn fits(onset: &str, rest: &str) -> bool {
    let front = rest.starts_with(['e', 'ê', 'i', 'y']);
    match onset {
        "k" | "gh" | "ngh" => front,
        "c" | "g" | "ng" => !front,
        _ => true,
    }
}

fn is_spelled(bare: &str) -> bool {
    let is_rime = |rest: &str| RIMES.split_ascii_whitespace().any(|rime| rime == rest);
    let onset = |onset: &str| bare.strip_prefix(onset).is_some_and(|rest| fits(onset, rest) && is_rime(rest));
    // "gì" and "giếng" share their i between onset and rime.
    is_rime(bare)
        || ONSETS.split_ascii_whitespace().any(onset)
        || bare.strip_prefix('g').is_some_and(|rest| rest.starts_with('i') && is_rime(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_other_words() {
        let all = "Nghiêng quyết khuỷu gì giếng ĐẶC huỷ hủy thuở yết oẳn rượu ngoằng khúc quốc";
        assert_eq!(all.split(' ').find(|word| !is_syllable(word)), None);
        let none = "UBND Kõ ho¹ch coâng tửc bách̉ data đượć bảch zu 12";
        assert_eq!(none.split(' ').find(|word| is_syllable(word)), None);
    }
}
