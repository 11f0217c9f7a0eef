//! The JSON Schema of a profile, for editors and for those who check files before a program reads them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::demand::names_of_values;
use super::{Demand, Profile, Requirement};

/// ```
/// use vb365_tls::profile::Profile;
///
/// let schema = schemars::schema_for!(Profile);
/// assert_eq!(schema.get("title").and_then(|it| it.as_str()), Some("Profile"));
/// ```
impl JsonSchema for Profile {
    fn schema_name() -> Cow<'static, str> {
        "Profile".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What a service asks of its certificate.",
            "type": "object",
            "properties": {
                "id": {
                    "description": "The name in kebab case.",
                    "type": "string",
                    "maxLength": 100,
                    "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
                },
                "title": {
                    "description": "What it is called for people.",
                    "type": "string",
                    "pattern": "\\S",
                },
                "acts-as": {
                    "description": "What the certificate acts as.",
                    "enum": ["tls-server", "tls-client", "tls-peer", "assertion-signer"],
                },
                "words": {
                    "description": "What is asked besides what everybody asks of such a certificate.",
                    "type": "array",
                    "maxItems": 100,
                    "items": word(),
                },
            },
            "required": ["id", "title", "acts-as"],
            "additionalProperties": false,
        })
    }
}

fn word() -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "demand": {
                "description": "What it is about: a kind, and where the kind needs one a value.",
                "type": "string",
                "pattern": pattern(),
            },
            "requirement": {
                "description": "How firmly, in the words of RFC 2119.",
                "enum": Requirement::ALL,
            },
            "basis": {
                "description": "What kind of source says so.",
                "enum": ["documented", "standard", "engine", "peers", "practice", "own"],
            },
            "source": {
                "description": "Where it can be read.",
                "type": "string",
                "pattern": "\\S",
            },
        },
        "required": ["demand", "requirement", "basis", "source"],
        "additionalProperties": false,
    })
}

/// The text forms of [`Demand`].
fn pattern() -> String {
    let form = |demand: &Demand| {
        let kind = demand.kind();
        let value = match demand {
            Demand::KeySize(_) | Demand::Lifetime(_) => "0*[1-9][0-9]*".into(),
            Demand::PathLength(_) => "[0-9]+".into(),
            Demand::ExtendedKeyUsage(_) | Demand::Extension(_) => ".+".into(),
            demand => names_of_values(demand).join("|"),
        };
        if value.is_empty() {
            kind.to_owned()
        } else {
            format!("{kind}=({value})")
        }
    };
    format!("^({})$", Demand::EXAMPLES.each_ref().map(form).join("|"))
}
