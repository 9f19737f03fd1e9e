//! Gives the horizontal lines between two ranks their tracks.

/// Lines that are one tree: from one end to many, or from many to one.
#[derive(Clone, Debug, Default)]
pub(super) struct Net {
    /// The x of its ends at the upper rank.
    pub tops: Vec<i32>,
    /// The x of its ends at the lower rank.
    pub bottoms: Vec<i32>,
}

impl Net {
    fn ends(&self) -> impl Iterator<Item = i32> + '_ {
        self.tops.iter().chain(&self.bottoms).copied()
    }

    fn range(&self) -> (i32, i32) {
        let left = self.ends().min().unwrap_or(0);
        (left, self.ends().max().unwrap_or(left))
    }

    /// Whether it goes straight down.
    fn is_straight(&self) -> bool {
        let (left, right) = self.range();
        left == right
    }

    /// How bad it is if this net lies above `other`: crossings, and worse, lines on top of each other.
    fn above(&self, other: &Self, apart: i32) -> usize {
        const ON_TOP: usize = 1_000;
        let near = |a: &i32, b: &i32| (a - b).abs() < apart;
        let clashes =
            self.bottoms.iter().flat_map(|a| other.tops.iter().filter(move |b| near(a, b)));
        let (left, right) = self.range();
        let (other_left, other_right) = other.range();
        let from_below = other.tops.iter().filter(|x| left < **x && **x < right).count();
        let from_above =
            self.bottoms.iter().filter(|x| other_left < **x && **x < other_right).count();
        clashes.count() * ON_TOP + from_below + from_above
    }
}

/// More nets than this between two ranks are taken as they come.
const MOST_SORTED: usize = 300;

/// The track of each net from the top, from 0; `None` for those that go straight down. Nets on one track
/// are at least `apart` from each other.
pub(super) fn tracks(nets: &[Net], apart: i32) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..nets.len()).filter(|at| !nets[*at].is_straight()).collect();
    order.sort_by_key(|at| nets[*at].range());
    if order.len() <= MOST_SORTED {
        order = sorted(nets, &order, apart);
    }
    let mut tracks = vec![None; nets.len()];
    // What each track is occupied with, so far.
    let mut placed: Vec<usize> = Vec::new();
    for at in order {
        let (left, right) = nets[at].range();
        let in_the_way = placed.iter().filter(|other| {
            let (other_left, other_right) = nets[**other].range();
            left < other_right + apart && other_left < right + apart
        });
        let lowest = in_the_way.filter_map(|other| tracks[*other]).max();
        tracks[at] = Some(lowest.map_or(0, |track: usize| track + 1));
        placed.push(at);
    }
    tracks
}

/// Puts each net where it does the least harm to those that have their place already.
fn sorted(nets: &[Net], order: &[usize], apart: i32) -> Vec<usize> {
    let mut sorted: Vec<usize> = Vec::new();
    for at in order {
        let mut harm: usize =
            sorted.iter().map(|other| nets[*at].above(&nets[*other], apart)).sum();
        let (mut best, mut least) = (0, harm);
        for (place, other) in sorted.iter().enumerate() {
            harm += nets[*other].above(&nets[*at], apart);
            harm -= nets[*at].above(&nets[*other], apart);
            if harm < least {
                (best, least) = (place + 1, harm);
            }
        }
        sorted.insert(best, *at);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::{Net, tracks};

    fn net(top: i32, bottom: i32) -> Net {
        Net { tops: vec![top], bottoms: vec![bottom] }
    }

    #[test]
    fn lines_do_not_cross_where_they_need_not() {
        let nested = [net(0, 100), net(50, 150), net(300, 300)];
        assert_eq!(tracks(&nested, 4), [Some(1), Some(0), None]);
    }

    #[test]
    fn lines_do_not_lie_on_each_other() {
        // The second comes down where the first leaves from.
        let clash = [net(100, 200), net(0, 100)];
        assert_eq!(tracks(&clash, 4), [Some(0), Some(1)]);
    }

    #[test]
    fn lines_apart_share_a_track() {
        assert_eq!(tracks(&[net(0, 50), net(60, 90)], 4), [Some(0), Some(0)]);
        assert_eq!(tracks(&[net(0, 50), net(52, 90)], 4), [Some(1), Some(0)]);
    }
}
