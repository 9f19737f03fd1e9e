//! Gives each place its x (Brandes, Köpf: "Fast and Simple Horizontal Coordinate Assignment", 2001):
//! places that are linked are put below each other in blocks, four times, preferring the upper or lower
//! neighbours and the left or right ones; the x is the mean of the two middle ones.

use super::Spacing;
use super::lanes::{Holds, Lanes};

/// The middle of each place; no two places of a rank are nearer than `spacing` says, and the leftmost
/// side is at 0.
pub(super) fn place(lanes: &Lanes, spacing: &Spacing) -> Vec<i32> {
    let conflicts = Conflicts::new(lanes);
    let mut candidates = Vec::new();
    for down in [true, false] {
        let neighbours = preferred(lanes, down);
        for left in [true, false] {
            let ranks = seen_from(lanes, down, left);
            let blocks = align(&ranks, &neighbours, &conflicts);
            let mut x = compact(lanes, &ranks, &blocks, spacing);
            if !left {
                x.iter_mut().for_each(|x| *x = -*x);
            }
            candidates.push((left, x));
        }
    }
    let mut x = balance(lanes, candidates);
    let leftmost = (0..x.len()).map(|at| x[at] - half(lanes, at)).min().unwrap_or(0);
    x.iter_mut().for_each(|x| *x -= leftmost);
    x
}

/// The neighbours that a place lines up with: of the links above it, or of those below it, those that matter most
/// to both ends, from left to right. Turns do not matter: a lane must not stand below its box.
fn preferred(lanes: &Lanes, down: bool) -> Vec<Vec<usize>> {
    let positions = lanes.positions();
    let mut most_above = vec![1u8; lanes.places.len()];
    let mut most_below = most_above.clone();
    for link in &lanes.links {
        most_above[link.lower] = most_above[link.lower].max(link.weight);
        most_below[link.upper] = most_below[link.upper].max(link.weight);
    }
    let mut neighbours = vec![Vec::new(); lanes.places.len()];
    for link in &lanes.links {
        if link.weight == most_above[link.lower] && link.weight == most_below[link.upper] {
            let (at, neighbour) =
                if down { (link.lower, link.upper) } else { (link.upper, link.lower) };
            neighbours[at].push(neighbour);
        }
    }
    for found in &mut neighbours {
        found.sort_by_key(|place| positions[*place]);
    }
    neighbours
}

/// The ranks as they are for one of the four alignments: in the order of the search, mirrored for the
/// right ones.
fn seen_from(lanes: &Lanes, down: bool, left: bool) -> Vec<Vec<usize>> {
    let mut ranks = lanes.ranks.clone();
    if !down {
        ranks.reverse();
    }
    if !left {
        ranks.iter_mut().for_each(|rank| rank.reverse());
    }
    ranks
}

/// Links that must not be straight because they cross a long line, which must be.
struct Conflicts {
    /// Pairs of upper and lower place, sorted.
    links: Vec<(usize, usize)>,
}

impl Conflicts {
    fn new(lanes: &Lanes) -> Self {
        let positions = lanes.positions();
        let (above, _) = lanes.neighbours();
        let is_line = |place: usize| !matches!(lanes.places[place].holds, Holds::Box(_));
        let inner = |place: usize| {
            let of_lines = above[place].iter().copied().filter(|upper| is_line(*upper));
            if is_line(place) { of_lines.min_by_key(|upper| positions[*upper]) } else { None }
        };
        let mut links = Vec::new();
        for (upper, lower) in lanes.ranks.iter().zip(lanes.ranks.iter().skip(1)) {
            let (mut from, mut scanned) = (0, 0);
            for (at, place) in lower.iter().enumerate() {
                let line = inner(*place);
                if line.is_none() && at + 1 != lower.len() {
                    continue;
                }
                let to = line.map_or(upper.len(), |line| positions[line]);
                for other in &lower[scanned..=at] {
                    for neighbour in &above[*other] {
                        let position = positions[*neighbour];
                        let is_inner = is_line(*neighbour) && is_line(*other);
                        if (position < from || position > to) && !is_inner {
                            links.push((*neighbour, *other));
                        }
                    }
                }
                scanned = at + 1;
                from = to;
            }
        }
        links.sort_unstable();
        Self { links }
    }

    fn has(&self, a: usize, b: usize) -> bool {
        self.links.binary_search(&(a, b)).is_ok() || self.links.binary_search(&(b, a)).is_ok()
    }
}

/// The first place of the block of each place.
fn align(ranks: &[Vec<usize>], neighbours: &[Vec<usize>], conflicts: &Conflicts) -> Vec<usize> {
    let count = neighbours.len();
    let mut positions = vec![0usize; count];
    for rank in ranks {
        for (at, place) in rank.iter().enumerate() {
            positions[*place] = at;
        }
    }
    let mut root: Vec<usize> = (0..count).collect();
    let mut next = root.clone();
    for rank in ranks {
        let mut free_from = 0;
        for place in rank {
            let mut found = neighbours[*place].clone();
            found.sort_by_key(|neighbour| positions[*neighbour]);
            if found.is_empty() {
                continue;
            }
            let (low, high) = ((found.len() - 1) / 2, found.len() / 2);
            for neighbour in &found[low..=high] {
                let free = next[*place] == *place && next[*neighbour] == *neighbour;
                let position = positions[*neighbour];
                if free && position >= free_from && !conflicts.has(*neighbour, *place) {
                    next[*neighbour] = *place;
                    root[*place] = root[*neighbour];
                    free_from = position + 1;
                    break;
                }
            }
        }
    }
    root
}

/// Places the blocks as far left as they go, then each as near to its right neighbours as it goes.
fn compact(lanes: &Lanes, ranks: &[Vec<usize>], root: &[usize], spacing: &Spacing) -> Vec<i32> {
    let count = root.len();
    let mut after: Vec<Vec<(usize, i32)>> = vec![Vec::new(); count];
    let mut waits_for = vec![0usize; count];
    for rank in ranks {
        for pair in rank.windows(2) {
            let apart = half(lanes, pair[0]) + half(lanes, pair[1]) + gap(lanes, pair, spacing);
            after[root[pair[0]]].push((root[pair[1]], apart));
            waits_for[root[pair[1]]] += 1;
        }
    }
    let is_root = |at: &usize| root[*at] == *at;
    let mut sorted: Vec<usize> =
        (0..count).filter(|at| is_root(at) && waits_for[*at] == 0).collect();
    let mut x = vec![0i32; count];
    let mut done = 0;
    while let Some(block) = sorted.get(done).copied() {
        done += 1;
        for (right, apart) in &after[block] {
            x[*right] = x[*right].max(x[block] + apart);
            waits_for[*right] -= 1;
            if waits_for[*right] == 0 {
                sorted.push(*right);
            }
        }
    }
    for block in sorted.iter().rev() {
        let room = after[*block].iter().map(|(right, apart)| x[*right] - apart).min();
        x[*block] = room.map_or(x[*block], |room| room.max(x[*block]));
    }
    root.iter().map(|root| x[*root]).collect()
}

fn half(lanes: &Lanes, place: usize) -> i32 {
    lanes.places[place].size.width / 2
}

fn gap(lanes: &Lanes, pair: &[usize], spacing: &Spacing) -> i32 {
    let is_line = |place: usize| lanes.places[place].holds == Holds::Line;
    match (is_line(pair[0]), is_line(pair[1])) {
        (false, false) => spacing.boxes,
        _ => spacing.lines,
    }
}

/// Moves the four to the narrowest of them; takes the mean of the two middle ones.
fn balance(lanes: &Lanes, mut candidates: Vec<(bool, Vec<i32>)>) -> Vec<i32> {
    let range = |x: &[i32]| {
        let left = (0..x.len()).map(|at| x[at] - half(lanes, at)).min().unwrap_or(0);
        let right = (0..x.len()).map(|at| x[at] + half(lanes, at)).max().unwrap_or(0);
        (left, right)
    };
    let ranges: Vec<(i32, i32)> = candidates.iter().map(|(_, x)| range(x)).collect();
    let narrowest = ranges.iter().copied().min_by_key(|(left, right)| right - left);
    let (to_left, to_right) = narrowest.unwrap_or_default();
    for ((is_left, x), (left, right)) in candidates.iter_mut().zip(ranges) {
        let by = if *is_left { to_left - left } else { to_right - right };
        x.iter_mut().for_each(|x| *x += by);
    }
    let count = lanes.places.len();
    let middle = |at: usize| {
        let mut four: Vec<i32> = candidates.iter().map(|(_, x)| x[at]).collect();
        four.sort_unstable();
        (four[1] + four[2]).div_euclid(2)
    };
    (0..count).map(middle).collect()
}
