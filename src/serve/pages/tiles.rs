//! Turns a province's code into its place on the tile map: one square a province, where Viet Nam has it.

/// Code of the province, row from the north and column from the west; the shape is ours, distances mean nothing.
const TILES: [(&str, u8, u8); 34] = [
    ("12", 0, 1),
    ("15", 0, 2),
    ("08", 0, 3),
    ("04", 0, 4),
    ("11", 1, 0),
    ("14", 1, 1),
    ("25", 1, 2),
    ("19", 1, 3),
    ("20", 1, 4),
    ("01", 2, 2),
    ("24", 2, 3),
    ("22", 2, 4),
    ("37", 3, 2),
    ("33", 3, 3),
    ("31", 3, 4),
    ("38", 4, 2),
    ("40", 5, 2),
    ("42", 6, 2),
    ("44", 7, 3),
    ("46", 8, 3),
    ("48", 9, 4),
    ("51", 10, 4),
    ("52", 11, 4),
    ("66", 12, 4),
    ("80", 13, 1),
    ("75", 13, 2),
    ("68", 13, 3),
    ("56", 13, 4),
    ("91", 14, 0),
    ("82", 14, 1),
    ("79", 14, 2),
    ("92", 15, 1),
    ("86", 15, 2),
    ("96", 16, 1),
];

/// The classes of the style sheet that put the tile of this province in its place; none for a code of no province.
pub(super) fn place(code: &str) -> String {
    let tile = TILES.iter().find(|(own, _, _)| *own == code);
    tile.map_or_else(String::new, |(_, row, column)| format!("r{row} c{column}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::knowledge::Knowledge;

    #[test]
    #[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    fn every_province_has_a_tile_of_its_own() {
        let knowledge = Knowledge::embedded().unwrap();
        let places: BTreeSet<String> =
            knowledge.provinces.iter().map(|province| place(&province.code)).collect();
        assert_eq!(places.len(), knowledge.provinces.len());
        assert!(!places.contains(""));
    }
}
