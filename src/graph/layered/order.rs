//! Orders the places of each rank so that few lines cross: by the medians of their neighbours, up and
//! down (Gansner, Koutsofios, North, Vo: "A Technique for Drawing Directed Graphs", 1993), then by
//! exchanging neighbours.

use super::lanes::Lanes;

/// Changes the order of the ranks; what is as good as before stays as it was.
pub(super) fn order(lanes: &mut Lanes) {
    let rounds = match lanes.places.len() {
        0..=2_000 => 24,
        2_001..=20_000 => 8,
        _ => 2,
    };
    let mut sweep = Sweep::new(lanes);
    let mut best = lanes.ranks.clone();
    let mut fewest = sweep.crossings(&lanes.ranks);
    for round in 0..rounds {
        if fewest == 0 {
            break;
        }
        sweep.by_medians(&mut lanes.ranks, round % 2 == 0, round % 4 > 1);
        sweep.by_exchange(&mut lanes.ranks);
        let crossings = sweep.crossings(&lanes.ranks);
        if crossings < fewest {
            fewest = crossings;
            best.clone_from(&lanes.ranks);
        }
    }
    lanes.ranks = best;
}

struct Sweep {
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    positions: Vec<usize>,
}

impl Sweep {
    fn new(lanes: &Lanes) -> Self {
        let (above, below) = lanes.neighbours();
        Self { above, below, positions: lanes.positions() }
    }

    fn number(&mut self, rank: &[usize]) {
        for (at, place) in rank.iter().enumerate() {
            self.positions[*place] = at;
        }
    }

    /// One pass over the ranks; `swap` lets equal medians change places.
    fn by_medians(&mut self, ranks: &mut [Vec<usize>], down: bool, swap: bool) {
        let count = ranks.len();
        for step in 0..count {
            let at = if down { step } else { count - 1 - step };
            let neighbours = if down { &self.above } else { &self.below };
            let keys: Vec<(Option<usize>, usize)> = ranks[at]
                .iter()
                .map(|place| (median(&neighbours[*place], &self.positions), *place))
                .collect();
            sort_movable(&mut ranks[at], keys, swap);
            let rank = std::mem::take(&mut ranks[at]);
            self.number(&rank);
            ranks[at] = rank;
        }
    }

    /// Exchanges neighbours as long as that helps.
    fn by_exchange(&mut self, ranks: &mut [Vec<usize>]) {
        const MOST_ROUNDS: usize = 6;
        for _ in 0..MOST_ROUNDS {
            let mut better = false;
            for rank in &mut *ranks {
                for at in 1..rank.len() {
                    let (left, right) = (rank[at - 1], rank[at]);
                    if self.between(left, right) > self.between(right, left) {
                        rank.swap(at - 1, at);
                        self.positions[left] = at;
                        self.positions[right] = at - 1;
                        better = true;
                    }
                }
            }
            if !better {
                return;
            }
        }
    }

    /// How often the lines of `left` and `right` cross each other in that order.
    fn between(&self, left: usize, right: usize) -> usize {
        let crossings = |neighbours: &[Vec<usize>]| {
            let of_right = |place: &usize| {
                let position = self.positions[*place];
                let crossed = |other: &&usize| self.positions[**other] < position;
                neighbours[right].iter().filter(crossed).count()
            };
            neighbours[left].iter().map(of_right).sum::<usize>()
        };
        crossings(&self.above) + crossings(&self.below)
    }

    /// All crossings, counted as inversions (Barth, Jünger, Mutzel: "Simple and Efficient Bilayer Cross
    /// Counting", 2002).
    fn crossings(&mut self, ranks: &[Vec<usize>]) -> usize {
        for rank in ranks {
            self.number(rank);
        }
        let pairs = ranks.iter().zip(ranks.iter().skip(1));
        pairs.map(|(upper, lower)| self.inversions(upper, lower.len())).sum()
    }

    fn inversions(&self, upper: &[usize], width: usize) -> usize {
        let mut counts = vec![0usize; width + 1];
        let (mut crossings, mut total) = (0, 0);
        for place in upper {
            let mut ends: Vec<usize> =
                self.below[*place].iter().map(|lower| self.positions[*lower]).collect();
            ends.sort_unstable();
            for end in &ends {
                crossings += total - sum(&counts, end + 1);
            }
            for end in &ends {
                add(&mut counts, end + 1);
            }
            total += ends.len();
        }
        crossings
    }
}

/// The sum of the first `end` entries of a Fenwick tree.
fn sum(counts: &[usize], mut end: usize) -> usize {
    let mut sum = 0;
    while end > 0 {
        sum += counts[end];
        end &= end - 1;
    }
    sum
}

fn add(counts: &mut [usize], mut at: usize) {
    while at < counts.len() {
        counts[at] += 1;
        at += at & at.wrapping_neg();
    }
}

/// Twice the median of the positions of the neighbours.
fn median(neighbours: &[usize], positions: &[usize]) -> Option<usize> {
    let mut found: Vec<usize> = neighbours.iter().map(|place| positions[*place]).collect();
    found.sort_unstable();
    let middle = found.len() / 2;
    match found.len() {
        0 => None,
        count if count % 2 == 1 => Some(2 * found[middle]),
        2 => Some(found[0] + found[1]),
        // The median nearer to where more of them are.
        count => {
            let left = found[middle - 1] - found[0];
            let right = found[count - 1] - found[middle];
            match left + right {
                0 => Some(found[middle - 1] + found[middle]),
                all => Some(2 * (found[middle - 1] * right + found[middle] * left) / all),
            }
        }
    }
}

/// Sorts by the medians; places without neighbours stay where they are.
fn sort_movable(rank: &mut [usize], keys: Vec<(Option<usize>, usize)>, swap: bool) {
    let mut movable: Vec<(usize, usize)> =
        keys.iter().filter_map(|(median, place)| Some(((*median)?, *place))).collect();
    if swap {
        movable.reverse();
    }
    movable.sort_by_key(|(median, _)| *median);
    let mut sorted = movable.into_iter();
    for (at, (median, _)) in keys.into_iter().enumerate() {
        if median.is_some()
            && let Some((_, place)) = sorted.next()
        {
            rank[at] = place;
        }
    }
}
