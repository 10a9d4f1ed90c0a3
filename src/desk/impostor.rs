//! Names that look like one of ours: made equal where eyes see no difference.

use crate::text_fold::fold;

/// Letters of other scripts, and digits, that look like Latin ones (the common part of Unicode's confusables).
const LOOK_ALIKES: &[(&str, char)] = &[
    ("аα", 'a'),
    ("вβ", 'b'),
    ("сϲ", 'c'),
    ("ԁ", 'd'),
    ("еєε", 'e'),
    ("һн", 'h'),
    ("іιı1|!", 'i'),
    ("ј", 'j'),
    ("кκ", 'k'),
    ("ӏ", 'l'),
    ("м", 'm'),
    ("ոη", 'n'),
    ("оο0", 'o'),
    ("рρ", 'p'),
    ("г", 'r'),
    ("ѕ5", 's'),
    ("тτ", 't'),
    ("υ", 'u'),
    ("ν", 'v'),
    ("ԝω", 'w'),
    ("хχ", 'x'),
    ("уγ", 'y'),
];

/// What is left of a name when case, accents, look-alikes and everything between the letters fall away.
pub fn skeleton(name: &str) -> String {
    fold(name)
        .chars()
        .map(|c| {
            LOOK_ALIKES
                .iter()
                .find(|(alike, _)| alike.contains(c))
                .map_or(c, |(_, plain)| *plain)
        })
        // In many faces a small L is a capital I.
        .map(|c| if c == 'l' { 'i' } else { c })
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::skeleton;

    #[test]
    fn what_looks_alike_is_alike() {
        for alike in [
            "anna agnoli",
            "ANNA  AGNOLI",
            "Аnnа Аgnоli",
            "Ännà Agnoli",
            "Anna.Agnoli",
            "Anna AgnoIi",
            "Anna Agno1i",
        ] {
            assert_eq!(skeleton(alike), skeleton("Anna Agnoli"), "{alike}");
        }
        assert_ne!(skeleton("Anna Agnoli"), skeleton("Anna Angeli"));
        assert_eq!(skeleton("…"), "");
    }
}
