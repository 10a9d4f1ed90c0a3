//! What the customer newly wrote: quotes, attributions and signatures folded away, and nothing else.
//!
//! Every rule is on the careful side: what is not surely old stays. Answers between or below quotes stay. A forwarded mail is no
//! quote.

pub mod attribution;
mod below;
pub mod forwarded;
pub mod header_block;
pub mod line;
pub mod signature;

use attribution::Certainty;
use line::{Line, Role};

/// The new words, and whether anything of the mail was taken for a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWords {
    pub text: String,
    pub found_quote: bool,
}

/// Attributions looked for in one mail.
const MOST_ATTRIBUTIONS: usize = 200;
/// Lines whose words are looked at; what comes later is new unless it is marked as quoted.
const MOST_LINES: usize = 2_000;

/// Folds a body. `forward`: the subject says that the mail was forwarded.
pub fn new_words(lines: &[Line], forward: bool) -> NewWords {
    let all = || join(lines, |_| true, |line| line.depth);
    if forward {
        return NewWords {
            text: all(),
            found_quote: false,
        };
    }
    // from a forward's mark on, everything stays
    let end = lines
        .iter()
        .take(MOST_LINES)
        .position(|line| line.depth == 0 && forwarded::is_mark(&line.text))
        .unwrap_or(lines.len());
    let mut folded = vec![false; lines.len()];
    signature::mark_armour(lines, &mut folded);
    fold_depth(lines, end, &mut folded);
    let cut = cut(lines, end, &mut folded);
    let kept_end = cut.unwrap_or(end);
    fold_attributions(lines, kept_end, cut.is_some(), &mut folded);
    let found_quote = cut.is_some() || folded.contains(&true);
    if let Some(cut) = cut {
        folded[cut..].fill(true);
    }
    let unsigned = folded.clone();
    let mut at = 0;
    while at < end {
        let stop = (at..end).find(|&n| unsigned[n] != unsigned[at]).unwrap_or(end);
        if !unsigned[at] {
            signature::mark(lines, at..stop, &mut folded);
        }
        at = stop;
    }
    let text = [&folded, &unsigned]
        .into_iter()
        .map(|folded| {
            join(
                lines,
                |n| !folded[n],
                |line| if end < lines.len() { line.depth } else { 0 },
            )
        })
        .find(|text| !text.is_empty());
    NewWords {
        text: text.unwrap_or_default(),
        found_quote,
    }
}

/// Quoted lines. An HTML indent counts only below or around an attribution.
fn fold_depth(lines: &[Line], end: usize, folded: &mut [bool]) {
    let mut at = 0;
    while at < end {
        if lines[at].depth == 0 || header_block::is_groupwise(&lines[at]) {
            at += 1;
            continue;
        }
        let unsure = lines[at].unsure;
        let stop = (at..end)
            .find(|&n| lines[n].depth == 0 || lines[n].unsure != unsure)
            .unwrap_or(end);
        if !unsure || introduced(lines, at, stop) {
            folded[at..stop].fill(true);
        }
        at = stop;
    }
}

fn introduced(lines: &[Line], at: usize, stop: usize) -> bool {
    let before = (0..at).rev().take(20).filter(|&n| !lines[n].is_blank()).take(3);
    let inside = (at..stop).filter(|&n| !lines[n].is_blank()).take(3);
    let above: Vec<usize> = before.collect();
    let joined: String = above
        .iter()
        .rev()
        .map(|&n| lines[n].text.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let tail: String = above.first().map(|&n| lines[n].text.clone()).unwrap_or_default();
    attribution::attribution(&tail).is_some()
        || (tail.ends_with(':') && attribution::attribution(&joined).is_some())
        || inside.into_iter().any(|n| {
            attribution::attribution(&lines[n].text) >= Some(Certainty::Likely)
                || header_block::is_rule(&lines[n])
                || header_block::block(&lines[..stop], n).is_some()
        })
}

/// Where an unmarked quote begins: everything from there on is old. `None` when there is none, when nothing new stands above
/// it (then the answer may be below), or when the words above say that answers are inside.
fn cut(lines: &[Line], end: usize, folded: &mut [bool]) -> Option<usize> {
    let mut at = 0;
    let mut looked = 0;
    while at < end && looked < MOST_LINES {
        let line = &lines[at];
        looked += usize::from(!folded[at]);
        if folded[at] || (line.is_blank() && line.role != Role::Cut) {
            at += 1;
            continue;
        }
        let ruled = line.role == Role::Cut || header_block::is_groupwise(line) || header_block::is_rule(line);
        let after = if ruled {
            Some(header_block::after_rule(lines, at))
        } else {
            header_block::block(&lines[..end], at)
        };
        let Some(after) = after else {
            at += 1;
            continue;
        };
        let next = (after..end).find(|&n| !lines[n].is_blank());
        if line.role != Role::Cut && next.is_some_and(|n| folded[n]) {
            // the quote below is marked line by line, so only the block is old
            folded[at..after].fill(true);
            at = after;
            continue;
        }
        if !words_above(lines, at, folded) {
            return None;
        }
        return Some(without_rule_above(lines, at));
    }
    None
}

/// Blank and drawn lines above a cut belong to it.
fn without_rule_above(lines: &[Line], mut at: usize) -> usize {
    while at > 0 && (lines[at - 1].is_blank() || header_block::is_drawn(&lines[at - 1].text)) {
        at -= 1;
    }
    at
}

/// "On … wrote:" above quotes, wrapped over up to four lines. One that is certain and has unmarked text below it cuts the rest
/// off, if there are new words above and no marked quote anywhere.
fn fold_attributions(lines: &[Line], end: usize, cut_follows: bool, folded: &mut [bool]) {
    let mut tried = 0;
    let mut unmarked = lines[..end].iter().all(|line| line.depth == 0);
    for at in 0..end {
        let line = &lines[at];
        if folded[at] || line.is_blank() {
            continue;
        }
        let next = (at + 1..end).find(|&n| !lines[n].is_blank());
        let above_quote = next.map_or(cut_follows, |n| folded[n]);
        let colon = line
            .text
            .trim_end_matches(['*', '_', ' ', '\u{a0}'])
            .ends_with([':', '：']);
        if !(above_quote || colon) || tried > MOST_ATTRIBUTIONS {
            continue;
        }
        tried += 1;
        if above_quote && line.role == Role::Attribution {
            let start = (0..=at)
                .rev()
                .take_while(|&n| lines[n].role == Role::Attribution && !folded[n])
                .last()
                .unwrap_or(at);
            folded[start..=at].fill(true);
            continue;
        }
        let Some((start, certainty)) = wrapped(lines, at, folded) else {
            continue;
        };
        if above_quote {
            folded[start..=at].fill(true);
        } else if certainty == Certainty::Certain && next.is_some() && unmarked {
            // only the first can be the one
            unmarked = false;
            if words_above(lines, start, folded) {
                folded[start..end].fill(true);
                return;
            }
        }
    }
}

/// The attribution that ends at line `at`: its first line.
fn wrapped(lines: &[Line], at: usize, folded: &[bool]) -> Option<(usize, Certainty)> {
    let mut best = None;
    let mut joined = String::new();
    for start in (at.saturating_sub(3)..=at).rev() {
        if folded[start] || lines[start].is_blank() || lines[start].text.len() > 400 {
            break;
        }
        joined = if joined.is_empty() {
            lines[start].text.clone()
        } else {
            format!("{} {joined}", lines[start].text.trim_end())
        };
        let Some(certainty) = attribution::attribution(&joined) else {
            continue;
        };
        if attribution::begins(&lines[start].text) {
            return Some((start, certainty));
        }
        if best.is_none() {
            best = Some((start, certainty));
        }
    }
    best
}

/// Whether new words stand above line `at`, and do not say that more of them are below.
fn words_above(lines: &[Line], at: usize, folded: &[bool]) -> bool {
    let above: Vec<&str> = (0..at)
        .filter(|&n| !folded[n])
        .map(|n| lines[n].text.as_str())
        .collect();
    let above = above.join("\n");
    let words = above
        .lines()
        .any(|line| line.chars().any(char::is_alphanumeric) && !signature::is_sent_from(line));
    words && !below::says_below(&above)
}

fn join(lines: &[Line], keep: impl Fn(usize) -> bool, depth: impl Fn(&Line) -> usize) -> String {
    let mut out = String::new();
    let mut blanks = 0;
    let mut gap = false;
    for (n, line) in lines.iter().enumerate() {
        if !keep(n) {
            gap = true;
            continue;
        }
        if line.is_blank() {
            blanks += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap || blanks > 0 { "\n\n" } else { "\n" });
        }
        (gap, blanks) = (false, 0);
        let depth = depth(line);
        if depth > 0 {
            out.push_str(&">".repeat(depth));
            out.push(' ');
        }
        out.push_str(line.text.trim_end());
    }
    out
}
