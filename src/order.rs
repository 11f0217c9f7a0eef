//! Sorting without a copy of the algorithm for each type that is sorted: what is sorted here are a few certificates or
//! findings at a time, or places in a list, and each copy takes up to 15 KB of a program.

use std::cmp::Ordering;
use std::mem;

/// Sorts by a key, and leaves those of the same key in their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by a comparison, and leaves those it calls equal in their order.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(
        &mut places,
        &|one, other| match (items.get(one), items.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        },
    );
    let mut unsorted: Vec<Option<T>> = mem::take(items).into_iter().map(Some).collect();
    for place in places {
        items.extend(unsorted.get_mut(place).and_then(Option::take));
    }
}

/// Sorts places by what is there, and leaves those it calls equal in their order.
pub(crate) fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|one, other| compare(*one, *other));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_equal_keeps_its_order() {
        let mut items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        sort_by_key(&mut items, |(number, _)| *number);
        let sorted = [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')];
        assert_eq!(items, sorted);
        for mut few in [vec![], vec![(1, 'a')]] {
            let before = few.clone();
            sort_by_key(&mut few, |(number, _)| *number);
            assert_eq!(few, before);
        }
    }
}
