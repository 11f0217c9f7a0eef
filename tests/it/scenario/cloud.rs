//! The clouds of Microsoft: their names in every spelling, and their hosts.

use vb365_tls::scenario::Cloud;

use super::Outcome;

#[test]
fn clouds_have_names_and_hosts() -> Outcome {
    for cloud in Cloud::ALL {
        assert_eq!(cloud.to_string().parse::<Cloud>()?, *cloud);
    }
    assert_eq!(
        Cloud::UsGovernment.login_host(),
        Cloud::UsDefence.login_host()
    );
    assert_ne!(
        Cloud::UsGovernment.graph_host(),
        Cloud::UsDefence.graph_host()
    );
    for (cloud, names) in [
        (
            Cloud::Worldwide,
            &["Worldwide", "GCC", "Public", "AzureCloud"][..],
        ),
        (
            Cloud::UsGovernment,
            &["USGovernment", "US Government", "GCC High", "us_gov"],
        ),
        (Cloud::UsDefence, &["USDefence", "us-defense", "DoD", "DOD"]),
        (Cloud::China, &["China", "21Vianet"]),
    ] {
        for name in names {
            assert_eq!(name.parse(), Ok(cloud), "{name}");
        }
    }
    assert!("u".repeat(1_000_000).parse::<Cloud>().is_err());
    for (text, message) in [
        (
            "mars",
            "`mars` is not a cloud; one of worldwide, us-government, us-defence, china is",
        ),
        (
            "USGoverment",
            "`USGoverment` is not a cloud; did you mean `us-government`?",
        ),
        (
            "us-defensee",
            "`us-defensee` is not a cloud; did you mean `us-defence`?",
        ),
    ] {
        let error = text.parse::<Cloud>().unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    Ok(())
}

#[test]
fn germany_is_refused_with_the_reason() {
    for text in ["germany", "Germany"] {
        let error = text.parse::<Cloud>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "`{text}` is not a cloud a certificate can sign in to: Microsoft closed it in 2021, and the product \
                 supports no organizations with app-only authentication there"
            )
        );
    }
}
