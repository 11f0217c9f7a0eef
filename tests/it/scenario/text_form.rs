//! Scenarios as JSON.

use std::num::NonZeroU16;

use super::*;

#[test]
fn every_scenario_comes_back() -> Outcome {
    let texts = [
        r#"{"scenario":"organization-management","cloud":"worldwide","tenant":"contoso.onmicrosoft.com","application":"6731de76-14a6-49ae-97bc-6eba6914391e"}"#,
        r#"{"scenario":"backup-application","cloud":"china","tenant":"contoso.onmicrosoft.com","applications":["6731de76-14a6-49ae-97bc-6eba6914391e","0f1b0b4c-2d8e-4b61-9b55-7d0cf7a3b1aa"]}"#,
        r#"{"scenario":"backup-proxy","proxies":["proxy.example.com"],"server":"vb365.example.com:9191"}"#,
        r#"{"scenario":"rest-api","addresses":["vb365.example.com:4443","[2001:db8::1]:4443"]}"#,
        r#"{"scenario":"rest-api-on-separate-machine","addresses":["rest.example.com"],"controller":"vb365.example.com"}"#,
        r#"{"scenario":"restore-portal","cloud":"us-defence","tenant":"contoso.onmicrosoft.com","application":"6731de76-14a6-49ae-97bc-6eba6914391e","address":"192.0.2.1:4443"}"#,
        r#"{"scenario":"restore-operator-authentication","addresses":["vb365.example.com"]}"#,
        r#"{"scenario":"tenant-authentication","addresses":["vb365.example.com"]}"#,
    ];
    for (scenario, text) in all()?.into_iter().zip(texts) {
        assert_eq!(serde_json::to_string(&scenario)?, text);
        assert_eq!(serde_json::from_str::<Scenario>(text)?, scenario);
    }
    Ok(())
}

#[test]
fn names_come_back() -> Outcome {
    for id in ScenarioId::ALL {
        let text = serde_json::to_string(&id)?;
        assert_eq!(text, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<ScenarioId>(&text)?, id);
    }
    Ok(())
}

#[test]
fn fields_nobody_knows_are_refused() -> Outcome {
    for scenario in all()? {
        let mut value = serde_json::to_value(&scenario)?;
        value["adress"] = "typo".into();
        let error = serde_json::from_value::<Scenario>(value).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("unknown field `adress`, expected"),
            "{text}"
        );
    }
    Ok(())
}

#[test]
fn text_that_is_not_an_address_is_refused_in_a_sentence() {
    let url = "has more than host and port; leave the rest of the URL out";
    let port = "does not end in a valid port; give a number from 1 to 65535 after the host, or leave it out with its `:`";
    for (text, reason) in [
        ("host:99999", port),
        ("host:0", port),
        ("host:", port),
        ("host:+1", port),
        ("[::1]:0", port),
        ("host/path", url),
        ("https://host/path", url),
        ("https://user@host", url),
        ("http://host", "is not an https URL; give host and port"),
        ("https://host:0/", port),
        ("[::1", "is an IPv6 address without the closing `]`"),
        ("[::1]1", "has no `:` between `]` and the port"),
        ("a b", "is neither a DNS name nor an IP address"),
        (
            "bücher.example",
            "is not a DNS name in ASCII; write each label with other letters as an A-label (`xn--...`, RFC 5890)",
        ),
    ] {
        let error = text.parse::<Address>().unwrap_err();
        assert_eq!(error.to_string(), format!("`{text}` {reason}"));
    }
}

/// What a browser shows is what people have.
#[test]
fn the_url_of_a_service_is_read_as_its_address() -> Outcome {
    for (url, address) in [
        ("https://vb365.example.com:4443", "vb365.example.com:4443"),
        ("HTTPS://vb365.example.com:4443/", "vb365.example.com:4443"),
        ("https://vb365.example.com", "vb365.example.com:443"),
        ("https://[2001:db8::1]/", "[2001:db8::1]:443"),
        ("https://192.0.2.1:4443", "192.0.2.1:4443"),
    ] {
        assert_eq!(url.parse::<Address>()?, address.parse()?, "{url}");
    }
    Ok(())
}

/// 0 is not among the ports it takes.
#[test]
fn an_address_with_any_port_is_read_back() -> Outcome {
    for host in ["a.example", "192.0.2.1", "2001:db8::1"] {
        let host = Address::of(host.parse()?);
        for port in [1, 443, u16::MAX] {
            let address = host.clone().with_port(NonZeroU16::new(port).ok_or("0")?);
            assert_eq!(address.port(), Some(port));
            assert_eq!(address.to_string().parse(), Ok(address));
        }
    }
    Ok(())
}

#[test]
fn the_checks_of_construction_hold_for_text() {
    let refused = [
        (
            r#"{"scenario":"rest-api","addresses":[]}"#,
            "an empty list where at least one value is needed",
        ),
        (
            r#"{"scenario":"rest-api","addresses":["https://vb365.example.com/v8"]}"#,
            "`https://vb365.example.com/v8` has more than host and port; leave the rest of the URL out",
        ),
        (
            r#"{"scenario":"restore-portal","cloud":"germany","tenant":"contoso.com","application":"6731de76-14a6-49ae-97bc-6eba6914391e","address":"a.example"}"#,
            "`germany` is not a cloud a certificate can sign in to: Microsoft closed it in 2021, and the product \
             supports no organizations with app-only authentication there",
        ),
        (
            r#"{"scenario":"organization-management","cloud":"china","tenant":"common","application":"6731de76-14a6-49ae-97bc-6eba6914391e"}"#,
            "`common` stands for many tenants; an application signs in to one, so give its GUID or a verified domain",
        ),
        (
            r#"{"addresses":["vb365.example.com"]}"#,
            "missing field `scenario`",
        ),
        (
            r#"{"scenario":"rest-api-on-separate-machine","addresses":["a.example"]}"#,
            "missing field `controller`",
        ),
    ];
    for (text, message) in refused {
        let error = serde_json::from_str::<Scenario>(text)
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn repeated_values_are_read_once_and_in_order() -> Outcome {
    let text = r#"{"addresses":["b.example","a.example","B.example."]}"#;
    let rest_api: RestApi = serde_json::from_str(text)?;
    assert_eq!(
        rest_api.addresses(),
        ["b.example".parse()?, "a.example".parse::<Address>()?]
    );
    Ok(())
}

#[test]
fn links_are_readable_for_tools() -> Outcome {
    let link = serde_json::to_value(ScenarioId::BackupProxy.links()[0])?;
    assert_eq!(link["from"], "vb365-server");
    assert_eq!(link["port"]["documented"], 9193);
    assert_eq!(link["presents"], "unknown");
    Ok(())
}
