//! What can be wrong at one place of an encoding.

use vb365_tls::test_support::encode::{
    boolean, dns_name, element, integer, named_bits, null, object_identifier, octet_string,
    sequence, uri,
};

use super::Numbers;
use super::tree::{Body, Node};

/// One change of the element at `place`, with its name; `None` where what was drawn changes nothing.
pub fn one(tree: &Node, place: &[usize], numbers: &mut Numbers) -> Option<(String, Node)> {
    let node = tree.at(place)?;
    let contents = || node.contents();
    let octets = |octets: Vec<u8>| {
        vec![Node {
            tag: node.tag,
            body: Body::Octets(octets),
        }]
    };
    let raw = |encoding: Vec<u8>| Node {
        tag: node.tag,
        body: Body::Raw(encoding),
    };
    let (name, nodes): (String, Vec<Node>) = match numbers.below(28) {
        0 => ("delete".into(), vec![]),
        1 => ("double".into(), vec![node.clone(), node.clone()]),
        2 => ("empty".into(), octets(Vec::new())),
        3 => {
            let more = numbers.one_of(vec![vec![0], null()])?;
            let name = format!("put {} inside at the end", hexadecimal(&more));
            (name, octets([contents(), more].concat()))
        }
        4 => {
            let more = numbers.one_of(vec![vec![0], null()])?;
            let name = format!("put {} inside at the start", hexadecimal(&more));
            (name, octets([more, contents()].concat()))
        }
        5 => {
            let contents = contents();
            let (start, end) = match numbers.below(3) {
                0 => (0, contents.len().checked_sub(1)?),
                1 => (1, contents.len().max(1)),
                _ => (0, contents.len() / 2),
            };
            let name = format!("only octets {start} to {end}");
            (name, octets(contents.get(start..end)?.to_vec()))
        }
        6 => {
            let longer = raw(longer(node.tag, &contents()));
            ("a longer length than needed".into(), vec![longer])
        }
        7 => {
            let open = [&[node.tag, 0x80], &contents()[..], &[0, 0]].concat();
            ("no length".into(), vec![raw(open)])
        }
        8 => {
            let body = Body::Octets(node.write());
            ("wrap".into(), vec![Node { tag: 0x30, body }])
        }
        9 | 10 => return swapped(tree, place),
        11 => return turned(tree, place),
        12..=15 => {
            let tag = TAGS[numbers.below(TAGS.len())];
            let body = node.body.clone();
            (format!("tag {tag:02x}"), vec![Node { tag, body }])
        }
        16..=19 => {
            let mut contents = contents();
            let index = numbers.below(contents.len().max(1));
            let bit = numbers.below(8);
            *contents.get_mut(index)? ^= 1 << bit;
            (format!("octet {index}, bit {bit}"), octets(contents))
        }
        more => {
            let other = numbers.one_of(replacements(node))?;
            let text = hexadecimal(&other);
            match more {
                20..=23 => (format!("replace by {text}"), vec![raw(other)]),
                24 | 25 => (format!("put {text} before"), vec![raw(other), node.clone()]),
                _ => (format!("put {text} behind"), vec![node.clone(), raw(other)]),
            }
        }
    };
    Some((name, tree.with(place, &nodes)?))
}

const TAGS: &[u8] = &[
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1c, 0x1e, 0x1f,
    0x30, 0x31, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0xa0, 0xa1, 0xa2, 0xa3,
    0xa4, 0xa5, 0xbf, 0x41, 0xc1, 0x9f,
];

fn longer(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], &length[..], contents].concat()
}

fn hexadecimal(octets: &[u8]) -> String {
    let shown = octets.iter().take(24);
    shown.map(|octet| format!("{octet:02x}")).collect()
}

fn swapped(tree: &Node, place: &[usize]) -> Option<(String, Node)> {
    let (last, above) = place.split_last()?;
    let next = [above, &[last + 1]].concat();
    let (node, other) = (tree.at(place)?.clone(), tree.at(&next)?.clone());
    let swapped = tree.with(place, &[other])?.with(&next, &[node])?;
    Some(("swap with the next".into(), swapped))
}

/// What stands inside, the other way round.
fn turned(tree: &Node, place: &[usize]) -> Option<(String, Node)> {
    let mut node = tree.at(place)?.clone();
    let Body::Nodes(_, inside) = &mut node.body else {
        return None;
    };
    inside.reverse();
    Some(("turn round".into(), tree.with(place, &[node])?))
}

/// Elements that could stand here, right or wrong.
fn replacements(node: &Node) -> Vec<Vec<u8>> {
    let texts = |tag: u8, texts: &[&str]| {
        texts
            .iter()
            .map(|it| element(tag, it.as_bytes()))
            .collect::<Vec<_>>()
    };
    let range = |octets: &[u8]| element(0x87, octets);
    let name = || element(0x30, &[]);
    let mut others = vec![null(), sequence::<Vec<u8>>(&[])];
    others.extend(match node.tag {
        0x01 => vec![
            boolean(true),
            boolean(false),
            element(0x01, &[1]),
            element(0x01, &[0xff, 0xff]),
        ],
        0x02 => [
            &[0][..],
            &[1],
            &[5],
            &[0x7f],
            &[0x80],
            &[0xff],
            &[0, 0],
            &[0, 1],
            &[0, 0x80],
            &[0, 0xff],
            &[1, 0],
            &[0x7f; 9],
        ]
        .into_iter()
        .map(integer)
        .collect(),
        0x03 => vec![
            element(0x03, &[0]),
            element(0x03, &[8, 0]),
            element(0x03, &[1, 1]),
            named_bits(&[0]),
            named_bits(&[5, 6]),
        ],
        0x04 => vec![
            octet_string(&[]),
            octet_string(&null()),
            octet_string(&name()),
            octet_string(&[0x30, 1]),
        ],
        0x06 => OIDS.iter().map(|it| object_identifier(it)).collect(),
        0x0c | 0x13 | 0x16 => vec![
            element(0x1c, b"\0\0\0a"),
            element(0x1c, b"a"),
            element(0x1e, b"\0a"),
            element(0x1e, b"a"),
            element(0x14, b"\xe9"),
            element(0x0c, b"\xff"),
            element(0x1b, b"a"),
            element(0x80, b"a"),
        ],
        0x17 | 0x18 => [texts(0x17, UTC), texts(0x18, GENERALIZED)].concat(),
        0x30 | 0xa0 | 0xa1 => vec![
            element(0x80, &[0]),
            element(0x80, &[1]),
            element(0x81, &[1]),
            boolean(true),
            integer(&[0]),
        ],
        0x82 => NAMES
            .iter()
            .map(dns_name)
            .chain([
                uri("https://a.example"),
                element(0x81, b"a@b"),
                element(0xa4, &name()),
                range(&[192, 0, 2, 1]),
                range(&[0; 16]),
                range(&[1, 2, 3]),
            ])
            .collect(),
        0x87 => RANGES
            .iter()
            .map(|it| range(it))
            .chain([range(&[0; 16]), range(&[0xff; 32]), range(&[0; 32])])
            .collect(),
        _ => vec![],
    });
    others
}

const OIDS: &[&str] = &[
    "2.5.29.14",
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.19",
    "2.5.29.30",
    "2.5.29.31",
    "2.5.29.35",
    "2.5.29.36",
    "2.5.29.37",
    "2.5.29.37.0",
    "2.5.29.54",
    "2.5.29.46",
    "1.3.6.1.5.5.7.1.1",
    "1.3.6.1.4.1.11129.2.4.2",
    "1.3.6.1.5.5.7.3.1",
    "1.3.6.1.5.5.7.3.2",
    "1.2.840.113549.1.1.1",
    "1.2.840.113549.1.1.11",
    "1.2.840.10045.2.1",
    "1.3.101.112",
    "1.2.3.4",
];

const UTC: &[&str] = &[
    "260101000000Z",
    "2601010000Z",
    "260101000000",
    "2601010000",
    "260101000000+0000",
    "260101000000-0000",
    "260101000000+0100",
    "2601010000+0000",
    "260101000000.0Z",
    "260101000000,5Z",
    "691231235959Z",
    "500101000000Z",
    "700101000000Z",
    "491231235959Z",
    "260101000060Z",
    "260101240000Z",
    "260230000000Z",
    "",
    "Z",
];

const GENERALIZED: &[&str] = &[
    "20260101000000Z",
    "202601010000Z",
    "2026010100Z",
    "20260101000000",
    "20260101000000.0Z",
    "20260101000000,5Z",
    "20260101000000.Z",
    "20260101000000+0000",
    "20260101000000-0130",
    "19691231235959Z",
    "19691399000000Z",
    "00010101000000Z",
    "19700101000000Z",
    "99991231235959Z",
    "99991231235959-0100",
    "20261101000000.9Z",
];

const NAMES: &[&str] = &[
    "vb365.example.com",
    "VB365.EXAMPLE.COM",
    ".example.com",
    "example.com",
    "com",
    "",
    ".",
    "*.example.com",
    "*.",
    "*",
    "vb365.example.com.",
    "*.com",
    "a_b.example.com",
    "-a.example.com",
    "a..example.com",
    "192.0.2.1",
    "v*.example.com",
    "example.org",
    ".vb365.example.com",
    "www.example.com",
    ".www.example.com",
    "k\u{e4}se",
    "a b",
];

const RANGES: &[&[u8]] = &[
    &[192, 0, 2, 1],
    &[192, 0, 2, 2],
    &[],
    &[1, 2, 3],
    &[192, 0, 2, 0, 255, 255, 255, 0],
    &[192, 0, 2, 0, 255, 0, 255, 0],
    &[192, 0, 2, 0, 255, 255, 253, 0],
    &[9, 0, 2, 0, 255, 0, 255, 0],
    &[0, 0, 0, 0, 0, 0, 0, 0],
    &[0, 0, 0, 0, 0, 0, 0, 1],
    &[192, 0, 2, 1, 255, 255, 255, 255],
    &[10, 0, 0, 0, 255, 0, 0, 0],
];
