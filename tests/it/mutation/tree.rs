//! An encoding as a tree, of which one place at a time is changed.

use vb365_tls::test_support::encode::element;

/// One element, and what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub tag: u8,
    pub body: Body,
}

/// What stands inside of an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Octets(Vec<u8>),
    /// Elements, behind octets that belong to none: the one a BIT STRING starts with.
    Nodes(Vec<u8>, Vec<Node>),
    /// The whole element as it stands, header and all.
    Raw(Vec<u8>),
}

impl Node {
    /// Exactly one element.
    pub fn read(der: &[u8]) -> Option<Self> {
        match <[Self; 1]>::try_from(Self::read_all(der)?) {
            Ok([node]) => Some(node),
            Err(_) => None,
        }
    }

    fn read_all(mut der: &[u8]) -> Option<Vec<Self>> {
        let mut nodes = Vec::new();
        while let [tag, length, rest @ ..] = der {
            let (length, rest) = match length {
                short @ ..=0x7f => (usize::from(*short), rest),
                0x81 => (usize::from(*rest.first()?), rest.get(1..)?),
                0x82 => {
                    let octets = rest.first_chunk::<2>()?;
                    (u16::from_be_bytes(*octets).into(), &rest[2..])
                }
                _ => return None,
            };
            let contents = rest.get(..length)?;
            der = &rest[length..];
            let node = Self {
                tag: *tag,
                body: Self::body(*tag, contents)?,
            };
            nodes.push(node);
        }
        der.is_empty().then_some(nodes)
    }

    /// What stands inside an OCTET STRING or a BIT STRING is often DER again.
    fn body(tag: u8, contents: &[u8]) -> Option<Body> {
        let prefix = match tag {
            0x03 => 1,
            _ => 0,
        };
        let inside = contents.get(prefix..).and_then(Self::read_all);
        let is_open = tag & 0x20 != 0 || matches!(tag, 0x03 | 0x04);
        Some(match inside.filter(|it| is_open && !it.is_empty()) {
            Some(nodes) => Body::Nodes(contents[..prefix].to_vec(), nodes),
            None => Body::Octets(contents.to_vec()),
        })
    }

    /// The encoding.
    pub fn write(&self) -> Vec<u8> {
        match &self.body {
            Body::Raw(encoding) => encoding.clone(),
            _ => element(self.tag, &self.contents()),
        }
    }

    pub fn contents(&self) -> Vec<u8> {
        match &self.body {
            Body::Octets(octets) | Body::Raw(octets) => octets.clone(),
            Body::Nodes(prefix, nodes) => {
                let inside = nodes.iter().flat_map(Self::write);
                prefix.iter().copied().chain(inside).collect()
            }
        }
    }

    /// All places from here down, each as the way there.
    pub fn places(&self) -> Vec<Vec<usize>> {
        let mut places = vec![Vec::new()];
        if let Body::Nodes(_, nodes) = &self.body {
            for (index, node) in nodes.iter().enumerate() {
                let below = node.places().into_iter();
                places.extend(below.map(|place| [vec![index], place].concat()));
            }
        }
        places
    }

    pub fn at(&self, place: &[usize]) -> Option<&Self> {
        match (place, &self.body) {
            ([], _) => Some(self),
            ([first, rest @ ..], Body::Nodes(_, nodes)) => nodes.get(*first)?.at(rest),
            _ => None,
        }
    }

    /// The same with the node at this place replaced by these.
    pub fn with(&self, place: &[usize], nodes: &[Self]) -> Option<Self> {
        let (first, rest) = place.split_first()?;
        let Body::Nodes(prefix, inside) = &self.body else {
            return None;
        };
        let mut inside = inside.clone();
        match rest {
            [] => drop(inside.splice(first..=first, nodes.iter().cloned())),
            rest => inside[*first] = inside.get(*first)?.with(rest, nodes)?,
        }
        Some(Self {
            tag: self.tag,
            body: Body::Nodes(prefix.clone(), inside),
        })
    }
}
