//! Makes a tape smaller as long as its program still fails in the same way.

use super::programs::Tape;

/// The most programs that are tried.
const TRIES: usize = 4_000;

/// The smallest tape found for which `fails` holds, which it does for `tape`.
pub fn shrink(tape: Vec<u16>, mut fails: impl FnMut(&Tape) -> bool) -> Vec<u16> {
    let mut best = tape;
    let mut tries = 0;
    let mut attempt = |candidate: &[u16], tries: &mut usize| {
        *tries += 1;
        *tries < TRIES && fails(&Tape::new(candidate.to_vec()))
    };
    loop {
        let before = best.clone();
        let mut length = (best.len() / 2).max(1);
        loop {
            let mut at = 0;
            while at < best.len() {
                let mut shorter = best.clone();
                shorter.drain(at..(at + length).min(best.len()));
                if attempt(&shorter, &mut tries) {
                    best = shorter;
                } else {
                    at += length;
                }
            }
            if length == 1 {
                break;
            }
            length /= 2;
        }
        for at in 0..best.len() {
            let number = best[at];
            let smaller = [0, 1, number / 2, number.saturating_sub(1)];
            for smaller in smaller.into_iter().filter(|smaller| *smaller < number) {
                let mut candidate = best.clone();
                candidate[at] = smaller;
                if attempt(&candidate, &mut tries) {
                    best = candidate;
                    break;
                }
            }
        }
        if best == before || tries >= TRIES {
            return best;
        }
    }
}
