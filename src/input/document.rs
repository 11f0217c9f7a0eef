//! Documents in JSON and YAML: which one it is, and which of its fields hold what is looked for. Neither is parsed beyond
//! that, and no value gets into a text.

use zeroize::Zeroizing;

use super::base64;
use super::kind::InputKind;
use crate::shown::shown_up_to;

/// A text in a document, and the names of the fields on the way to it.
struct Member {
    path: String,
    /// Its beginning, as it is written; it may be that of a key.
    value: Zeroizing<Vec<u8>>,
}

/// Enough for every document that is known here.
const MOST_MEMBERS: usize = 1000;

/// Levels of nesting whose names are kept.
const MOST_LEVELS: usize = 16;

/// How much of a value is kept.
const LONGEST_VALUE: usize = 256;

const LONGEST_NAME: usize = 64;

/// The most fields that are named.
const MOST_FIELDS: usize = 6;

/// The kind of a document, and its fields with certificates or keys in PEM or Base64.
pub(super) fn named(bytes: &[u8]) -> Option<(InputKind, Vec<String>)> {
    let json = json(bytes);
    let is_json = json.is_some();
    let members = json.unwrap_or_else(|| yaml(bytes));
    let holders = members.iter().filter(|it| holds_part(&it.value));
    let fields: Vec<_> = holders
        .take(MOST_FIELDS)
        .map(|it| it.path.clone())
        .collect();
    let known = known(&members);
    let kind = match (known, is_json) {
        (Some(kind), _) => kind,
        (None, true) => InputKind::Json,
        // Anything with colons looks like YAML.
        (None, false) if fields.is_empty() => return None,
        (None, false) => InputKind::Yaml,
    };
    Some((kind, fields))
}

fn known(members: &[Member]) -> Option<InputKind> {
    let value = |path: &str| {
        members
            .iter()
            .find(|it| it.path == path)
            .map(|it| it.value.as_slice())
    };
    let has = |path: &str| value(path).is_some();
    let contains = |path: &str, text: &[u8]| {
        value(path).is_some_and(|it| super::text::find(it, text).is_some())
    };
    let is_encrypted = |member: &Member| member.value.starts_with(b"ENC[AES256_GCM,");
    let of_vault = [
        "data.certificate",
        "data.private_key",
        "data.issuing_ca",
        "data.keys",
    ];
    let has_api = has("apiVersion");
    if members.iter().any(is_encrypted) {
        Some(InputKind::Sops)
    } else if has_api && value("kind") == Some(b"SealedSecret") {
        Some(InputKind::SealedSecret)
    } else if has_api && value("kind") == Some(b"Secret") {
        Some(InputKind::KubernetesSecret)
    } else if has("kty") || has("keys[0].kty") {
        Some(InputKind::JsonWebKey)
    } else if has("request_id") && of_vault.iter().any(|it| has(it)) {
        Some(InputKind::VaultSecret)
    } else if contains("id", b".vault.") && (has("value") || has("cer")) {
        Some(InputKind::KeyVaultSecret)
    } else {
        None
    }
}

/// Whether a value begins as PEM, or as the Base64 of PEM or of ASN.1.
fn holds_part(value: &[u8]) -> bool {
    const FEWEST: usize = 24;
    let digits = value.get(..base64::digits(value)).unwrap_or_default();
    let decoded = base64::decode_start(digits);
    value.starts_with(b"-----BEGIN ")
        || decoded.starts_with(b"-----BEGIN ")
        || digits.len() >= FEWEST && InputKind::of(&decoded).named().is_some()
}

/// A name in a text, which ends up in a message. What may be a secret itself does not.
fn name(text: &[u8]) -> String {
    match holds_part(text) {
        true => String::from("…"),
        false => shown_up_to(LONGEST_NAME, String::from_utf8_lossy(text)),
    }
}

fn beginning(value: &[u8]) -> Zeroizing<Vec<u8>> {
    let kept = value.get(..LONGEST_VALUE).unwrap_or(value);
    Zeroizing::new(kept.to_vec())
}

/// One level of an object or array that is being read.
enum Level {
    Object { key: String },
    Array { index: usize },
}

/// The texts in a document of JSON, as far as it can be read; `None` if it does not begin as one.
fn json(bytes: &[u8]) -> Option<Vec<Member>> {
    let is_object = bytes.first() == Some(&b'{');
    let inner = bytes.get(1..)?.trim_ascii_start();
    let is_json = match bytes.first()? {
        b'{' => begins_with_key(inner),
        b'[' if inner.first() == Some(&b'"') => {
            let behind = string(inner.get(1..)?).map(|(_, after)| after.trim_ascii_start());
            behind.is_some_and(|it| matches!(it.first(), Some(b',' | b']')))
        }
        b'[' => {
            matches!(inner.first(), Some(b'{'))
                && begins_with_key(inner.get(1..)?.trim_ascii_start())
        }
        _ => false,
    };
    if !is_json {
        return None;
    }
    let mut members = Vec::new();
    let mut levels = vec![level(is_object)];
    let mut rest = bytes.get(1..)?;
    while let [octet, after @ ..] = rest {
        rest = after;
        match octet {
            b'{' | b'[' if levels.len() < MOST_LEVELS => levels.push(level(*octet == b'{')),
            b'}' | b']' => drop(levels.pop()),
            b',' => {
                if let Some(Level::Array { index }) = levels.last_mut() {
                    *index += 1;
                }
            }
            b'"' => {
                let (text, after) = string(rest)?;
                rest = after;
                let is_key = rest.trim_ascii_start().first() == Some(&b':');
                match levels.last_mut() {
                    Some(Level::Object { key }) if is_key => *key = name(text),
                    _ if is_key => {}
                    _ => members.push(Member {
                        path: path(&levels),
                        value: beginning(text),
                    }),
                }
            }
            _ => {}
        }
        if levels.is_empty() || members.len() == MOST_MEMBERS {
            break;
        }
    }
    Some(members)
}

fn level(is_object: bool) -> Level {
    match is_object {
        true => Level::Object { key: String::new() },
        false => Level::Array { index: 0 },
    }
}

fn begins_with_key(inner: &[u8]) -> bool {
    let behind = inner.strip_prefix(b"\"").and_then(string);
    behind.is_some_and(|(_, after)| after.trim_ascii_start().starts_with(b":"))
}

/// What is up to the quotation mark at the end of a string, and what follows.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut is_escaped = false;
    let end = bytes.iter().position(|octet| {
        let is_end = *octet == b'"' && !is_escaped;
        is_escaped = *octet == b'\\' && !is_escaped;
        is_end
    });
    // A document that is truncated ends in a string.
    let (text, after) = bytes.split_at(end.unwrap_or(bytes.len()));
    Some((text, after.get(1..).unwrap_or_default()))
}

fn path(levels: &[Level]) -> String {
    let mut path = String::new();
    for level in levels {
        match level {
            Level::Object { key } if path.is_empty() => path += key,
            Level::Object { key } => path = path + "." + key,
            Level::Array { index } => path += &format!("[{index}]"),
        }
    }
    path
}

/// The texts in a document of YAML that are in block style, as Secrets and values of Helm are.
fn yaml(bytes: &[u8]) -> Vec<Member> {
    const LINES: usize = 10_000;
    let mut members: Vec<Member> = Vec::new();
    let mut levels: Vec<(usize, String)> = Vec::new();
    // A block begins behind its key, with the next line.
    let mut is_in_block = false;
    for line in bytes.split(|octet| *octet == b'\n').take(LINES) {
        let text = line.trim_ascii();
        let indent = line.len() - line.trim_ascii_start().len();
        let is_content = !text.is_empty() && !text.starts_with(b"#");
        // JSON that is damaged is not YAML.
        if [&b"\","[..], b"{", b"}", b"[", b"],"]
            .iter()
            .any(|it| text.ends_with(it))
        {
            return Vec::new();
        }
        let Some((key, value)) = key_and_value(text).filter(|_| is_content) else {
            if let Some(member) = members.last_mut().filter(|_| is_in_block && is_content) {
                member.value = beginning(text);
                is_in_block = false;
            }
            continue;
        };
        levels.retain(|(around, _)| *around < indent);
        if levels.len() >= MOST_LEVELS || members.len() >= MOST_MEMBERS {
            break;
        }
        levels.push((indent, name(key)));
        let names: Vec<_> = levels.iter().map(|(_, name)| name.as_str()).collect();
        is_in_block = matches!(value.first(), Some(b'|' | b'>'));
        members.push(Member {
            path: names.join("."),
            value: beginning(value),
        });
    }
    members
}

/// `key: value`, each perhaps in quotation marks, the key perhaps in a list.
fn key_and_value(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.strip_prefix(b"- ").unwrap_or(text);
    let end = text.iter().position(|octet| *octet == b':')?;
    let (key, value) = text.split_at(end);
    let value = value.get(1..)?;
    let is_name = |octet: &u8| octet.is_ascii_alphanumeric() || b"-_./\"'".contains(octet);
    if key.is_empty() || !key.iter().all(is_name) || !(value.is_empty() || value.starts_with(b" "))
    {
        return None;
    }
    Some((unquoted(key), unquoted(value.trim_ascii())))
}

fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        text => text,
    }
}
