//! What a server refuses of its clients.

use vb365_tls::trust::{ClientTrust, Pins};

use super::super::clients::{client_with, server};
use super::super::wire::meet;
use super::super::{end_entity, root};
use super::*;

/// How the lists are taken; `None` leaves them out.
type Lists = Option<fn(Crls) -> Crls>;

const COLUMNS: [(&str, Lists); 6] = [
    ("strict", Some(|it| it)),
    ("without lists", None),
    ("end entity only", Some(end_entity_only)),
    ("unknown accepted", Some(unknown_accepted)),
    ("stale accepted", Some(stale_accepted)),
    ("all relaxed", Some(all_accepted)),
];

/// Whether clients have to present a certificate makes no difference to those that do.
fn rule_that_refuses(
    trust: &ClientTrust,
    column: usize,
    peer: &Peer,
    setting: &Setting,
) -> Option<String> {
    let trust = match COLUMNS[column].1 {
        Some(relax) => trust.clone().with_crls(relax(peer.lists(setting))),
        None => trust.clone(),
    };
    let presented = (peer.certificates(setting), &peer.presented);
    let client = client_with(Some(presented), setting);
    let credential = server(&setting.context);
    let [demanded, optional] = [trust.clone(), trust.allow_unauthenticated()].map(|trust| {
        let met = meet(&client, &credential.server_config_for(&trust).unwrap());
        // In TLS 1.3 a client has nothing left to hear before it is refused but an alert.
        assert_eq!(met.client.is_ok(), met.server.is_ok(), "{met:?}");
        rule(&met.server)
    });
    assert_eq!(demanded, optional);
    demanded
}

#[test]
fn by_path() {
    let names = COLUMNS.map(|(name, _)| name);
    assert_matrix(names, PATH_ROWS, |column, peer, setting| {
        let trust = ClientTrust::private_ca(&root(&peer.known, setting)).unwrap();
        rule_that_refuses(&trust, column, peer, setting)
    });
}

#[rustfmt::skip]
const PATH_ROWS: &[(&str, &[Wrong], [Cell; 6])] = &[
    //                                                         strict  nolist  ee only unknown stale   all
    ("nothing",                 &[NOTHING],                   [OK,     OK,     OK,     OK,     OK,     OK]),
    ("future beside",           &[FUTURE_BESIDE],             [OK,     OK,     OK,     OK,     OK,     OK]),
    ("junk beside",             &[JUNK_BESIDE],               [OK,     OK,     OK,     OK,     OK,     OK]),
    ("stranger's CA",           &[STRANGER],                  [NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH]),
    ("namesake of the CA",      &[NAMESAKE],                  [FORGED, FORGED, FORGED, FORGED, FORGED, FORGED]),
    ("self-signed",             &[SELF_SIGNED],               [NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH]),
    ("altered",                 &[ALTERED],                   [FORGED, FORGED, FORGED, FORGED, FORGED, FORGED]),
    ("issuer altered",          &[ISSUER_ALTERED],            [FORGED, FORGED, FORGED, FORGED, FORGED, FORGED]),
    ("issuer not a CA",         &[ISSUER_NOT_CA],             [NOT_CA, NOT_CA, NOT_CA, NOT_CA, NOT_CA, NOT_CA]),
    ("key of another",          &[KEY_OF_ANOTHER],            [PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF]),
    ("revoked",                 &[REVOKED],                   [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD]),
    ("issuer revoked",          &[ISSUER_REVOKED],            [REVOKD, OK,     OK,     REVOKD, REVOKD, OK]),
    ("unlisted",                &[UNLISTED],                  [UNKNWN, OK,     UNKNWN, OK,     UNKNWN, OK]),
    ("issuer unlisted",         &[ISSUER_UNLISTED],           [UNKNWN, OK,     OK,     OK,     UNKNWN, OK]),
    ("stale list",              &[STALE_LIST],                [STALE,  OK,     STALE,  STALE,  OK,     OK]),
    ("list due now",             &[DUE_NOW],                   [STALE,  OK,     STALE,  STALE,  OK,     OK]),
    ("stale list above",        &[STALE_LIST_ABOVE],          [STALE,  OK,     OK,     STALE,  OK,     OK]),
    ("revoked by a stale list", &[STALE_REVOKED],             [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD]),
    ("altered list",            &[ALTERED_LIST],              [UNVERI, OK,     UNVERI, UNVERI, UNVERI, UNVERI]),
    ("constrained",             &[CONSTRAINED],               [NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP]),
    ("excluded",                &[EXCLUDED],                  [NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP]),
    ("constrained by the root", &[CONSTRAINED_BY_ROOT],       [NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP]),
    ("no purpose",              &[NO_PURPOSE],                [OK,     OK,     OK,     OK,     OK,     OK]),
    ("other purpose",           &[OTHER_PURPOSE],             [PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS]),
    ("issuer's other purpose",  &[ISSUER_OTHER_PURPOSE],      [ISS_PU, ISS_PU, ISS_PU, ISS_PU, ISS_PU, ISS_PU]),
    ("expired",                 &[EXPIRED],                   [EXPIRE, EXPIRE, EXPIRE, EXPIRE, EXPIRE, EXPIRE]),
    ("not yet valid",           &[NOT_YET_VALID],             [EARLY,  EARLY,  EARLY,  EARLY,  EARLY,  EARLY]),
    ("issuer expired",          &[ISSUER_EXPIRED],            [ISS_EX, ISS_EX, ISS_EX, ISS_EX, ISS_EX, ISS_EX]),
    // Nobody asks a client for a name, so that its common name counts for nothing.
    ("other name",              &[OTHER_NAME],                [OK,     OK,     OK,     OK,     OK,     OK]),
    ("name in CN",              &[NAME_IN_CN],                [OK,     OK,     OK,     OK,     OK,     OK]),
    ("CN constrained",          &[CN_CONSTRAINED],            [OK,     OK,     OK,     OK,     OK,     OK]),
];

#[test]
fn by_pinned_certificate() {
    let names = COLUMNS.map(|(name, _)| name);
    assert_matrix(names, PIN_ROWS, |column, peer, setting| {
        let trust = ClientTrust::pinned(&end_entity(&peer.known, setting));
        rule_that_refuses(&trust, column, peer, setting)
    });
}

/// The key is the same whatever else the certificate says, so that another certificate of it is trusted.
#[test]
fn by_pinned_key() {
    let names = COLUMNS.map(|(name, _)| name);
    let altered: (&str, &[Wrong], _) = ("altered", &[ALTERED], [OK; 6]);
    let rows: Vec<_> = PIN_ROWS
        .iter()
        .map(|row| if row.0 == altered.0 { altered } else { *row })
        .collect();
    assert_matrix(names, &rows, |column, peer, setting| {
        let key = end_entity(&peer.known, setting).public_key().fingerprint();
        rule_that_refuses(&ClientTrust::pinned(Pins::from(key)), column, peer, setting)
    });
}

#[rustfmt::skip]
const PIN_ROWS: &[(&str, &[Wrong], [Cell; 6])] = &[
    //                                                         strict  nolist  ee only unknown stale   all
    ("nothing",                 &[NOTHING],                   [OK,     OK,     OK,     OK,     OK,     OK]),
    ("future beside",           &[FUTURE_BESIDE],             [OK,     OK,     OK,     OK,     OK,     OK]),
    ("junk beside",             &[JUNK_BESIDE],               [OK,     OK,     OK,     OK,     OK,     OK]),
    ("stranger's CA",           &[STRANGER],                  [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("namesake of the CA",      &[NAMESAKE],                  [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("self-signed",             &[SELF_SIGNED],               [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("altered",                 &[ALTERED],                   [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("key of another",          &[KEY_OF_ANOTHER],            [PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF]),
    ("revoked",                 &[REVOKED],                   [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD]),
    ("stale list",              &[STALE_LIST],                [STALE,  OK,     STALE,  STALE,  OK,     OK]),
    ("list due now",             &[DUE_NOW],                   [STALE,  OK,     STALE,  STALE,  OK,     OK]),
    ("revoked by a stale list", &[STALE_REVOKED],             [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD]),
    ("expired",                 &[EXPIRED],                   [EXPIRE, EXPIRE, EXPIRE, EXPIRE, EXPIRE, EXPIRE]),
    ("not yet valid",           &[NOT_YET_VALID],             [EARLY,  EARLY,  EARLY,  EARLY,  EARLY,  EARLY]),
    // Neither what is above it nor purpose or name is looked at.
    ("issuer altered",          &[ISSUER_ALTERED],            [OK,     OK,     OK,     OK,     OK,     OK]),
    ("issuer not a CA",         &[ISSUER_NOT_CA],             [OK,     OK,     OK,     OK,     OK,     OK]),
    ("issuer revoked",          &[ISSUER_REVOKED],            [OK,     OK,     OK,     OK,     OK,     OK]),
    ("issuer expired",          &[ISSUER_EXPIRED],            [OK,     OK,     OK,     OK,     OK,     OK]),
    ("unlisted",                &[UNLISTED],                  [OK,     OK,     OK,     OK,     OK,     OK]),
    ("altered list",            &[ALTERED_LIST],              [OK,     OK,     OK,     OK,     OK,     OK]),
    ("constrained",             &[CONSTRAINED],               [OK,     OK,     OK,     OK,     OK,     OK]),
    ("no purpose",              &[NO_PURPOSE],                [OK,     OK,     OK,     OK,     OK,     OK]),
    ("other purpose",           &[OTHER_PURPOSE],             [OK,     OK,     OK,     OK,     OK,     OK]),
    ("other name",              &[OTHER_NAME],                [OK,     OK,     OK,     OK,     OK,     OK]),
];
