//! The raw mails of the demo: a mix of ordinary mail and of everything that is hard to read.

use std::path::Path;

use bytes::Bytes;

/// How many of each folder, so that the queue looks like a small company's and not like a test suite.
const MIX: &[(&str, usize)] = &[
    ("plain", 40),
    ("charsets", 14),
    ("replies", 10),
    ("forwards", 4),
    ("automatic", 4),
    ("bounces", 2),
];

/// Raw mails in the order they are received: the folders are interleaved.
pub fn load(folder: &Path) -> anyhow::Result<Vec<Bytes>> {
    let mut piles = Vec::new();
    for (name, most) in MIX {
        let path = folder.join(name);
        let entries = std::fs::read_dir(&path).map_err(|error| {
            anyhow::anyhow!(
                "failed to read the demo's mails in {}: {error}. They lie in the source tree: start the demo there, \
                 or name their folder with --mails",
                path.display()
            )
        })?;
        let mut files: Vec<_> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect();
        files.sort();
        // Spread over the folder, so that not only the first letters of the alphabet are seen.
        let step = (files.len() / most).max(1);
        let chosen = files.into_iter().step_by(step).take(*most);
        piles.push(chosen.map(std::fs::read).collect::<Result<Vec<_>, _>>()?);
    }
    let longest = piles.iter().map(Vec::len).max().unwrap_or(0);
    let mut mails = Vec::new();
    for at in 0..longest {
        for pile in &piles {
            // Each pile is dealt evenly over the whole time.
            let (from, to) = (at * pile.len() / longest, (at + 1) * pile.len() / longest);
            mails.extend(pile[from..to].iter().cloned().map(Bytes::from));
        }
    }
    Ok(mails)
}
