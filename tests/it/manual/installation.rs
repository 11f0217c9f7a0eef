//! Where each certificate is installed, for the page of scenarios.

use std::fmt::{Display, Write};

use vb365_tls::scenario::{Fact, OverviewCertificate, ScenarioId, Sourced};

use super::{capitalized, named};

/// What the page is made of, and the map from the certificates of today's documentation to the scenarios.
pub fn introduction() -> String {
    let overview = OverviewCertificate::PAGE;
    let mut text = format!(
        "
The sentence at the head of each scenario is that of the product's table. What is *documented* was read in the guide and the PowerShell reference of 8.3 to 8.5. The newest product seen is 8.6, in a few
pages of its PowerShell reference of August 2026; its guide was not found. No page of the product says which names, purposes,
usages, algorithms or sizes a certificate has to have: what the profiles ask for comes from RFCs, rustls and Microsoft. Whether the
product takes the intermediates of a PFX file is unknown.

Whoever runs the product can settle most of what is unknown here: `vb365-cert probe` shows what is presented on 4443,
9191, 9193 and 9194.

# From six certificates to eight scenarios

The scenarios are the rows of a [table](https://helpcenter.veeam.com/docs/vbo365/guide/vbo_ssl_usage_scenarios.html) last seen
for 8.3. Today the page [{}]({}) lists six certificates:

| certificate | scenarios |
|---|---|
",
        overview.title, overview.url
    );
    for certificate in OverviewCertificate::ALL {
        let scenarios: Vec<_> = { certificate.scenarios() }
            .map(|id| format!("[`{id}`](#{id})"))
            .collect();
        writeln!(text, "| {certificate} | {} |", scenarios.join(", ")).unwrap();
    }
    text
}

/// The same is data: `ScenarioId::installation`.
pub fn write_installation(id: ScenarioId, page: &mut String) {
    let installation = id.installation();
    page.push_str("\nWhere it is installed:\n\n| | | source |\n|---|---|---|\n");
    let mut row = |what: &str, fact: String, source: &str| {
        writeln!(page, "| {what} | {fact} | {} |", named(source)).unwrap();
    };
    row(
        "machine",
        shown(&installation.machine),
        installation.machine.source,
    );
    let store = "store, where it is picked from one";
    row(store, shown(&installation.store), installation.store.source);
    let location = "whose store";
    row(
        location,
        shown(&installation.location),
        installation.location.source,
    );
    let exportable = match installation.exportable.fact {
        Fact::Documented(true) => "yes",
        other => panic!("{other:?}"),
    };
    let source = installation.exportable.source;
    row("exportable private key", exportable.into(), source);
    let generation = &installation.generation;
    row("made by the product", shown(generation), generation.source);
    for dialog in installation.dialogs {
        row("in the console", shown(dialog), dialog.source);
    }
    for cmdlet in installation.cmdlets {
        row(
            "with PowerShell",
            format!("`{}`", shown(cmdlet)),
            cmdlet.source,
        );
    }
    for besides in installation.besides {
        row("besides", capitalized(&shown(besides)), besides.source);
    }
}

fn shown(fact: &Sourced<impl Display>) -> String {
    fact.to_string()
}
