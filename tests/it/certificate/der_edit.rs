//! Changes deep inside an encoding, with all lengths above set right again.

use std::ops::Range;

use vb365_tls::test_support::encode::element;

/// The elements `der` consists of, each with its header; only headers of the tests' own making.
pub fn elements(der: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < der.len() {
        let end = start + header(&der[start..]) + length(&der[start..]);
        found.push(start..end);
        start = end;
    }
    found
}

/// How many octets come before the contents.
pub fn header(element: &[u8]) -> usize {
    match element[1] {
        short if short < 0x80 => 2,
        long => 2 + usize::from(long & 0x7f),
    }
}

fn length(element: &[u8]) -> usize {
    match element[1] {
        short if short < 0x80 => short.into(),
        _ => element[2..header(element)]
            .iter()
            .fold(0, |length, octet| length << 8 | usize::from(*octet)),
    }
}

/// Replaces the element at `path`: 0 is the first child, 1 the second, and so on, from the outside in.
pub fn replaced(der: &[u8], path: &[usize], change: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let Some((first, rest)) = path.split_first() else {
        return change(der);
    };
    let contents = &der[header(der)..];
    let contents: Vec<u8> = elements(contents)
        .into_iter()
        .enumerate()
        .flat_map(|(index, range)| match index == *first {
            true => replaced(&contents[range], rest, change),
            false => contents[range].to_vec(),
        })
        .collect();
    element(der[0], &contents)
}

/// The element at `path` with `more` as the last of its contents.
pub fn appended(der: &[u8], path: &[usize], more: &[u8]) -> Vec<u8> {
    replaced(der, path, &|target| {
        element(target[0], &[&target[header(target)..], more].concat())
    })
}

/// The element at `path` with another tag.
pub fn tagged(der: &[u8], path: &[usize], tag: u8) -> Vec<u8> {
    replaced(der, path, &|target| {
        let mut target = target.to_vec();
        target[0] = tag;
        target
    })
}

/// The element at `path` of indefinite length, as BER allows it.
pub fn indefinite(der: &[u8], path: &[usize]) -> Vec<u8> {
    replaced(der, path, &|target| {
        [&[target[0], 0x80], &target[header(target)..], &[0, 0]].concat()
    })
}

/// The element at `path` with its length in one octet more than needed.
pub fn longer_length(der: &[u8], path: &[usize]) -> Vec<u8> {
    replaced(der, path, &|target| {
        let length = u32::try_from(length(target)).unwrap().to_be_bytes();
        [
            &[target[0], 0x84],
            length.as_slice(),
            &target[header(target)..],
        ]
        .concat()
    })
}

/// So many SEQUENCEs inside each other.
pub fn nested(depth: usize) -> Vec<u8> {
    let mut reversed = Vec::new();
    for _ in 0..depth {
        let length = reversed.len();
        let octets = length.to_be_bytes();
        let octets: Vec<u8> = octets.into_iter().skip_while(|octet| *octet == 0).collect();
        let header = match length {
            0..0x80 => vec![0x30, length as u8],
            _ => [&[0x30, 0x80 | octets.len() as u8], octets.as_slice()].concat(),
        };
        reversed.extend(header.iter().rev());
    }
    reversed.reverse();
    reversed
}
