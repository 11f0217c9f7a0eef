//! Where in a list each serial number stands: four octets for each place, and no copy of anything.

use std::fmt;
use std::hash::{BuildHasher, RandomState};

use rustls_pki_types::UnixTime;

use super::date::date;
use super::without_padding;
use crate::asn1::Cursor;

/// A table of places, found by a hash of the serial number with a key of its own: whoever makes a list cannot make all of its
/// numbers fall together.
#[derive(Clone)]
pub(super) struct Serials {
    /// As many as a power of two, at least half of them free; a serial number is in the first place from that of its
    /// hash on that was free.
    places: Box<[u32]>,
    hasher: RandomState,
}

/// No entry stands at the beginning of a list, so that this is the place of none.
const FREE: u32 = 0;

/// One entry, as it is in the list.
struct Entry<'a> {
    /// Without padding.
    serial: &'a [u8],
    rest: Cursor<'a>,
}

impl<'a> Entry<'a> {
    /// What was read there before.
    fn at(list: &'a [u8], place: u32) -> Option<Self> {
        let place = usize::try_from(place).ok().filter(|place| *place != 0)?;
        let mut rest = Cursor::new(list.get(place..)?, place);
        let serial = rest.next("").ok()?;
        Some(Self {
            serial: without_padding(serial.contents),
            rest,
        })
    }

    fn since(mut self) -> Option<UnixTime> {
        date(&self.rest.next("").ok()?).ok()
    }
}

impl Serials {
    /// Of the entries of this list whose serial numbers stand at these places. Of several with one number the earliest counts.
    pub(super) fn new(list: &[u8], places: &[u32]) -> Self {
        let slots = match places.len() {
            0 => 0,
            count => (2 * count).next_power_of_two(),
        };
        let mut serials = Self {
            places: vec![FREE; slots].into(),
            hasher: RandomState::new(),
        };
        for place in places {
            serials.add(list, *place);
        }
        serials
    }

    fn add(&mut self, list: &[u8], place: u32) {
        let Some(entry) = Entry::at(list, place) else {
            return;
        };
        for slot in self.slots(entry.serial) {
            let Some(taken) = self.places.get_mut(slot) else {
                return;
            };
            match Entry::at(list, *taken) {
                Some(other) if other.serial != entry.serial => {}
                Some(other) => {
                    if entry.since() < other.since() {
                        *taken = place;
                    }
                    return;
                }
                None => {
                    *taken = place;
                    return;
                }
            }
        }
    }

    /// Since when this number, without padding, is listed.
    pub(super) fn since(&self, list: &[u8], serial: &[u8]) -> Option<UnixTime> {
        for slot in self.slots(serial) {
            let entry = Entry::at(list, *self.places.get(slot)?)?;
            if entry.serial == serial {
                return entry.since();
            }
        }
        None
    }

    /// The slots in the order they are looked at, each once.
    fn slots(&self, serial: &[u8]) -> impl Iterator<Item = usize> + use<> {
        let count = self.places.len();
        let hash = self.hasher.hash_one(serial);
        // Cut to what an index has: the low bits are as good as all of them.
        let first = hash as usize;
        (0..count).map(move |step| first.wrapping_add(step) & (count - 1))
    }
}

impl fmt::Debug for Serials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serials").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An entry with these content octets of its serial number, of January 2026.
    fn entry(list: &mut Vec<u8>, serial: &[u8], day: u8) -> u32 {
        let place = u32::try_from(list.len()).unwrap_or(FREE);
        list.push(2);
        list.push(u8::try_from(serial.len()).unwrap_or(0));
        list.extend_from_slice(serial);
        list.extend_from_slice(&[0x17, 13]);
        list.extend_from_slice(format!("2601{day:02}000000Z").as_bytes());
        place
    }

    fn day(since: Option<UnixTime>) -> Option<u64> {
        // 2026-01-01 is day 20454.
        since.map(|since| since.as_secs() / 86_400 - 20_453)
    }

    #[test]
    fn every_number_is_found_and_no_other() {
        let mut list = vec![0x30];
        let number = |number: u32| (number.wrapping_mul(0x9e37_79b1) | 1 << 30).to_be_bytes();
        let serial = |it: u32| match it % 3 {
            0 => without_padding(&number(it)).to_vec(),
            1 => without_padding(&number(it)[2..]).to_vec(),
            _ => [&[7; 16], number(it).as_slice()].concat(),
        };
        let places: Vec<_> = (0..5_000)
            .map(|it| entry(&mut list, &serial(it), 1))
            .collect();
        let serials = Serials::new(&list, &places);
        for it in 0..5_000 {
            assert_eq!(day(serials.since(&list, &serial(it))), Some(1), "{it}");
            let other = [serial(it).as_slice(), &[1]].concat();
            assert_eq!(day(serials.since(&list, &other)), None, "{it}");
        }
        assert_eq!(day(serials.since(&list, &[])), None);
    }

    #[test]
    fn of_several_entries_of_one_number_the_earliest_counts() {
        let mut list = vec![0x30];
        let places = [
            (5, [0, 0x81].as_slice()),
            (3, &[0, 0, 0x81]),
            (9, &[0, 0x81]),
        ];
        let places = places.map(|(day, serial)| entry(&mut list, serial, day));
        let serials = Serials::new(&list, &places);
        assert_eq!(day(serials.since(&list, &[0, 0x81])), Some(3));
    }

    #[test]
    fn an_empty_list_has_none() {
        let serials = Serials::new(&[0x30], &[]);
        assert_eq!(day(serials.since(&[0x30], &[1])), None);
    }
}
