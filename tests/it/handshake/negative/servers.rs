//! What a client refuses of a server.

use vb365_tls::tls::client_config;
use vb365_tls::trust::{NameCheck, Pins, PurposeCheck, ServerTrust, ValidityCheck};

use super::super::wire::meet;
use super::super::{end_entity, presenting, root};
use super::*;

type Relax = fn(ServerTrust) -> ServerTrust;

const STRICT: Relax = |it| it;
const CHECKING_NAME: Relax = ServerTrust::checking_name;
const THEN_CN: Relax = |it| {
    let then = NameCheck::SubjectAltNameThenCommonName;
    it.dangerous().with_name_check(then)
};
const NAME_IGNORED: Relax = |it| it.dangerous().with_name_check(NameCheck::Ignored);
const DATES_IGNORED: Relax = |it| it.dangerous().with_validity_check(ValidityCheck::Ignored);
const PURPOSE_REQUIRED: Relax = ServerTrust::requiring_purpose;
const PURPOSE_IF_PRESENT: Relax = |it| it.dangerous().with_purpose_check(PurposeCheck::IfPresent);
const THEN_CN_DATES_IGNORED: Relax = |it| THEN_CN(DATES_IGNORED(it));
const NAME_DATES_IGNORED: Relax = |it| NAME_IGNORED(DATES_IGNORED(it));

/// How the lists are taken; `None` leaves them out.
type Lists = Option<fn(Crls) -> Crls>;

const FULL: Lists = Some(|it| it);

/// A way to look at a server.
type Column = (&'static str, Relax, Lists);

fn rule_that_refuses(
    trust: ServerTrust,
    (_, relax, lists): Column,
    peer: &Peer,
    setting: &Setting,
) -> Option<String> {
    let trust = relax(trust);
    let trust = match lists {
        Some(relax) => trust.with_crls(relax(peer.lists(setting))),
        None => trust,
    };
    let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
    let server = presenting(peer.certificates(setting), &peer.presented, setting);
    let met = meet(&client, &server);
    assert_eq!(met.client.is_ok(), met.server.is_ok(), "{met:?}");
    rule(&met.client)
}

const BY_PATH: [Column; 11] = [
    ("strict", STRICT, FULL),
    ("without lists", STRICT, None),
    ("SAN then CN", THEN_CN, FULL),
    ("name ignored", NAME_IGNORED, FULL),
    ("dates ignored", DATES_IGNORED, FULL),
    ("purpose required", PURPOSE_REQUIRED, FULL),
    ("end entity only", STRICT, Some(end_entity_only)),
    ("unknown accepted", STRICT, Some(unknown_accepted)),
    ("stale accepted", STRICT, Some(stale_accepted)),
    ("SAN then CN, dates ignored", THEN_CN_DATES_IGNORED, FULL),
    ("all relaxed", NAME_DATES_IGNORED, Some(all_accepted)),
];

#[test]
fn by_path() {
    let names = BY_PATH.map(|(name, ..)| name);
    assert_matrix(names, PATH_ROWS, |column, peer, setting| {
        let trust = ServerTrust::private_ca(&root(&peer.known, setting)).unwrap();
        rule_that_refuses(trust, BY_PATH[column], peer, setting)
    });
}

#[rustfmt::skip]
const PATH_ROWS: &[(&str, &[Wrong], [Cell; 11])] = &[
    //                                                         strict  nolist  SAN,CN  noname  nodate  purpose ee only unknown stale   CN+date all
    ("nothing",                 &[NOTHING],                   [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("future beside",           &[FUTURE_BESIDE],             [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("junk beside",             &[JUNK_BESIDE],               [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),

    ("stranger's CA",           &[STRANGER],                  [NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH]),
    ("namesake of the CA",      &[NAMESAKE],                  [FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED]),
    ("self-signed",             &[SELF_SIGNED],               [NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH]),
    ("altered",                 &[ALTERED],                   [FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED]),
    ("issuer altered",          &[ISSUER_ALTERED],            [FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED]),
    ("issuer not a CA",         &[ISSUER_NOT_CA],             [NOT_CA, NOT_CA, NOT_CA, NOT_CA, NOT_CA, NOT_CA, NOT_CA, NOT_CA, NOT_CA, NOT_CA, NOT_CA]),
    ("key of another",          &[KEY_OF_ANOTHER],            [PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF]),

    ("revoked",                 &[REVOKED],                   [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD]),
    ("issuer revoked",          &[ISSUER_REVOKED],            [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD, OK,     REVOKD, REVOKD, REVOKD, OK]),
    ("unlisted",                &[UNLISTED],                  [UNKNWN, OK,     UNKNWN, UNKNWN, UNKNWN, UNKNWN, UNKNWN, OK,     UNKNWN, UNKNWN, OK]),
    ("issuer unlisted",         &[ISSUER_UNLISTED],           [UNKNWN, OK,     UNKNWN, UNKNWN, UNKNWN, UNKNWN, OK,     OK,     UNKNWN, UNKNWN, OK]),
    ("stale list",              &[STALE_LIST],                [STALE,  OK,     STALE,  STALE,  STALE,  STALE,  STALE,  STALE,  OK,     STALE,  OK]),
    ("list due now",             &[DUE_NOW],                   [STALE,  OK,     STALE,  STALE,  STALE,  STALE,  STALE,  STALE,  OK,     STALE,  OK]),
    ("stale list above",        &[STALE_LIST_ABOVE],          [STALE,  OK,     STALE,  STALE,  STALE,  STALE,  OK,     STALE,  OK,     STALE,  OK]),
    ("revoked by a stale list", &[STALE_REVOKED],             [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD]),
    ("altered list",            &[ALTERED_LIST],              [UNVERI, OK,     UNVERI, UNVERI, UNVERI, UNVERI, UNVERI, UNVERI, UNVERI, UNVERI, UNVERI]),

    ("constrained",             &[CONSTRAINED],               [NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP]),
    ("excluded",                &[EXCLUDED],                  [NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP]),
    ("constrained by the root", &[CONSTRAINED_BY_ROOT],       [NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP, NAMESP]),
    ("CN constrained",          &[CN_CONSTRAINED],            [NAMENO, NAMENO, NAMESP, OK,     NAMENO, NAMENO, NAMENO, NAMENO, NAMENO, NAMESP, OK]),
    ("CN constrained by root",  &[CN_CONSTRAINED_BY_ROOT],    [NAMENO, NAMENO, NAMESP, OK,     NAMENO, NAMENO, NAMENO, NAMENO, NAMENO, NAMESP, OK]),

    ("no purpose",              &[NO_PURPOSE],                [OK,     OK,     OK,     OK,     OK,     EKU_NO, OK,     OK,     OK,     OK,     OK]),
    ("other purpose",           &[OTHER_PURPOSE],             [PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS]),
    ("issuer's other purpose",  &[ISSUER_OTHER_PURPOSE],      [ISS_PU, ISS_PU, ISS_PU, ISS_PU, ISS_PU, ISS_PU, ISS_PU, ISS_PU, ISS_PU, ISS_PU, ISS_PU]),

    ("expired",                 &[EXPIRED],                   [EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK,     EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK,     OK]),
    ("not yet valid",           &[NOT_YET_VALID],             [EARLY,  EARLY,  EARLY,  EARLY,  OK,     EARLY,  EARLY,  EARLY,  EARLY,  OK,     OK]),
    ("issuer expired",          &[ISSUER_EXPIRED],            [ISS_EX, ISS_EX, ISS_EX, ISS_EX, OK,     ISS_EX, ISS_EX, ISS_EX, ISS_EX, OK,     OK]),
    ("never valid",             &[NEVER_VALID],               [EARLY,  EARLY,  EARLY,  EARLY,  ISS_EX, EARLY,  EARLY,  EARLY,  EARLY,  ISS_EX, ISS_EX]),

    ("other name",              &[OTHER_NAME],                [NAME,   NAME,   NAME,   OK,     NAME,   NAME,   NAME,   NAME,   NAME,   NAME,   OK]),
    ("other name than CN",      &[OTHER_NAME_THAN_CN],        [NAMECN, NAMECN, NAMECN, OK,     NAMECN, NAMECN, NAMECN, NAMECN, NAMECN, NAMECN, OK]),
    ("name in CN",              &[NAME_IN_CN],                [NAMENO, NAMENO, OK,     OK,     NAMENO, NAMENO, NAMENO, NAMENO, NAMENO, OK,     OK]),
    ("other name in CN",        &[OTHER_NAME_IN_CN],          [NAMENO, NAMENO, NAMENO, OK,     NAMENO, NAMENO, NAMENO, NAMENO, NAMENO, NAMENO, OK]),

    // What is relaxed hides nothing else that is wrong.
    ("expired, stranger's CA",  &[EXPIRED, STRANGER],         [EXPIRE, EXPIRE, EXPIRE, EXPIRE, NOPATH, EXPIRE, EXPIRE, EXPIRE, EXPIRE, NOPATH, NOPATH]),
    ("expired, altered",        &[EXPIRED, ALTERED],          [EXPIRE, EXPIRE, EXPIRE, EXPIRE, FORGED, EXPIRE, EXPIRE, EXPIRE, EXPIRE, FORGED, FORGED]),
    ("expired, revoked",        &[EXPIRED, REVOKED],          [EXPIRE, EXPIRE, EXPIRE, EXPIRE, REVOKD, EXPIRE, EXPIRE, EXPIRE, EXPIRE, REVOKD, REVOKD]),
    ("expired, unlisted",       &[EXPIRED, UNLISTED],         [EXPIRE, EXPIRE, EXPIRE, EXPIRE, UNKNWN, EXPIRE, EXPIRE, EXPIRE, EXPIRE, UNKNWN, OK]),
    ("expired, stale list",     &[EXPIRED, STALE_LIST],       [EXPIRE, EXPIRE, EXPIRE, EXPIRE, STALE,  EXPIRE, EXPIRE, EXPIRE, EXPIRE, STALE,  OK]),
    ("expired, stale above",    &[EXPIRED, STALE_LIST_ABOVE], [EXPIRE, EXPIRE, EXPIRE, EXPIRE, STALE,  EXPIRE, EXPIRE, EXPIRE, EXPIRE, STALE,  OK]),
    ("issuer expired, stale",   &[ISSUER_EXPIRED, STALE_LIST],[ISS_EX, ISS_EX, ISS_EX, ISS_EX, STALE,  ISS_EX, ISS_EX, ISS_EX, ISS_EX, STALE,  OK]),
    ("not yet valid, stale",    &[NOT_YET_VALID, STALE_LIST], [EARLY,  EARLY,  EARLY,  EARLY,  STALE,  EARLY,  EARLY,  EARLY,  EARLY,  STALE,  OK]),
    ("expired, altered list",   &[EXPIRED, ALTERED_LIST],     [EXPIRE, EXPIRE, EXPIRE, EXPIRE, UNVERI, EXPIRE, EXPIRE, EXPIRE, EXPIRE, UNVERI, UNVERI]),
    ("expired, constrained",    &[EXPIRED, CONSTRAINED],      [EXPIRE, EXPIRE, EXPIRE, EXPIRE, NAMESP, EXPIRE, EXPIRE, EXPIRE, EXPIRE, NAMESP, NAMESP]),
    ("expired, CN constrained", &[EXPIRED, CN_CONSTRAINED],   [EXPIRE, EXPIRE, EXPIRE, EXPIRE, NAMENO, EXPIRE, EXPIRE, EXPIRE, EXPIRE, NAMESP, OK]),
    ("expired, other purpose",  &[EXPIRED, OTHER_PURPOSE],    [EXPIRE, EXPIRE, EXPIRE, EXPIRE, PURPOS, EXPIRE, EXPIRE, EXPIRE, EXPIRE, PURPOS, PURPOS]),
    ("expired, other name",     &[EXPIRED, OTHER_NAME],       [EXPIRE, EXPIRE, EXPIRE, EXPIRE, NAME,   EXPIRE, EXPIRE, EXPIRE, EXPIRE, NAME,   OK]),
    ("expired, key of another", &[EXPIRED, KEY_OF_ANOTHER],   [EXPIRE, EXPIRE, EXPIRE, EXPIRE, PROOF,  EXPIRE, EXPIRE, EXPIRE, EXPIRE, PROOF,  PROOF]),
    ("other name, stranger's",  &[OTHER_NAME, STRANGER],      [NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH, NOPATH]),
    ("other name, altered",     &[OTHER_NAME, ALTERED],       [FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED]),
    ("other name, revoked",     &[OTHER_NAME, REVOKED],       [REVOKD, NAME,   REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD]),
    ("other name, stale list",  &[OTHER_NAME, STALE_LIST],    [STALE,  NAME,   STALE,  STALE,  STALE,  STALE,  STALE,  STALE,  NAME,   STALE,  OK]),
    ("name in CN, altered",     &[NAME_IN_CN, ALTERED],       [FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED, FORGED]),
    ("name in CN, revoked",     &[NAME_IN_CN, REVOKED],       [REVOKD, NAMENO, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD]),
    ("name in CN, stale list",  &[NAME_IN_CN, STALE_LIST],    [STALE,  NAMENO, STALE,  STALE,  STALE,  STALE,  STALE,  STALE,  NAMENO, STALE,  OK]),
    ("name in CN, expired",     &[NAME_IN_CN, EXPIRED],       [EXPIRE, EXPIRE, EXPIRE, EXPIRE, NAMENO, EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK,     OK]),
    ("name in CN, purpose",     &[NAME_IN_CN, OTHER_PURPOSE], [PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS, PURPOS]),
];

const BY_PIN: [Column; 10] = [
    ("strict", STRICT, FULL),
    ("without lists", STRICT, None),
    ("checking name", CHECKING_NAME, FULL),
    ("SAN then CN", THEN_CN, FULL),
    ("dates ignored", DATES_IGNORED, FULL),
    ("purpose if present", PURPOSE_IF_PRESENT, FULL),
    ("purpose required", PURPOSE_REQUIRED, FULL),
    ("unknown accepted", STRICT, Some(unknown_accepted)),
    ("stale accepted", STRICT, Some(stale_accepted)),
    ("all relaxed", NAME_DATES_IGNORED, Some(all_accepted)),
];

#[test]
fn by_pinned_certificate() {
    let names = BY_PIN.map(|(name, ..)| name);
    assert_matrix(names, PIN_ROWS, |column, peer, setting| {
        let trust = ServerTrust::pinned(&end_entity(&peer.known, setting));
        rule_that_refuses(trust, BY_PIN[column], peer, setting)
    });
}

/// The key is the same whatever else the certificate says, so that another certificate of it is trusted.
#[test]
fn by_pinned_key() {
    let names = BY_PIN.map(|(name, ..)| name);
    let altered: [(&str, &[Wrong], _); 2] = [
        ("altered", &[ALTERED], [OK; 10]),
        (
            "expired, altered",
            &[EXPIRED, ALTERED],
            [
                EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK, EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK,
            ],
        ),
    ];
    let is_other = |(what, ..): &&(_, _, _)| altered.iter().all(|it: &(&str, _, _)| it.0 != *what);
    let rows: Vec<_> = PIN_ROWS
        .iter()
        .filter(is_other)
        .copied()
        .chain(altered)
        .collect();
    assert_eq!(rows.len(), PIN_ROWS.len());
    assert_matrix(names, &rows, |column, peer, setting| {
        let key = end_entity(&peer.known, setting).public_key().fingerprint();
        rule_that_refuses(
            ServerTrust::pinned(Pins::from(key)),
            BY_PIN[column],
            peer,
            setting,
        )
    });
}

#[rustfmt::skip]
const PIN_ROWS: &[(&str, &[Wrong], [Cell; 10])] = &[
    //                                                         strict  nolist  name    SAN,CN  nodate  if EKU  purpose unknown stale   all
    ("nothing",                 &[NOTHING],                   [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("future beside",           &[FUTURE_BESIDE],             [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("junk beside",             &[JUNK_BESIDE],               [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),

    ("stranger's CA",           &[STRANGER],                  [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("namesake of the CA",      &[NAMESAKE],                  [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("self-signed",             &[SELF_SIGNED],               [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("altered",                 &[ALTERED],                   [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("key of another",          &[KEY_OF_ANOTHER],            [PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF,  PROOF]),

    // Nothing above it is looked at.
    ("issuer altered",          &[ISSUER_ALTERED],            [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("issuer not a CA",         &[ISSUER_NOT_CA],             [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("issuer revoked",          &[ISSUER_REVOKED],            [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("unlisted",                &[UNLISTED],                  [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("stale list above",        &[STALE_LIST_ABOVE],          [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("constrained",             &[CONSTRAINED],               [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("constrained by the root", &[CONSTRAINED_BY_ROOT],       [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("CN constrained",          &[CN_CONSTRAINED],            [OK,     OK,     NAMENO, OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("issuer's other purpose",  &[ISSUER_OTHER_PURPOSE],      [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("issuer expired",          &[ISSUER_EXPIRED],            [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),

    ("revoked",                 &[REVOKED],                   [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD]),
    ("stale list",              &[STALE_LIST],                [STALE,  OK,     STALE,  STALE,  STALE,  STALE,  STALE,  STALE,  OK,     OK]),
    ("list due now",             &[DUE_NOW],                   [STALE,  OK,     STALE,  STALE,  STALE,  STALE,  STALE,  STALE,  OK,     OK]),
    ("revoked by a stale list", &[STALE_REVOKED],             [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD]),
    ("altered list",            &[ALTERED_LIST],              [OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK,     OK]),

    ("no purpose",              &[NO_PURPOSE],                [OK,     OK,     OK,     OK,     OK,     OK,     EKU_NO, OK,     OK,     OK]),
    ("other purpose",           &[OTHER_PURPOSE],             [OK,     OK,     OK,     OK,     OK,     PURPOS, PURPOS, OK,     OK,     OK]),

    ("expired",                 &[EXPIRED],                   [EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK,     EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK]),
    ("not yet valid",           &[NOT_YET_VALID],             [EARLY,  EARLY,  EARLY,  EARLY,  OK,     EARLY,  EARLY,  EARLY,  EARLY,  OK]),

    ("other name",              &[OTHER_NAME],                [OK,     OK,     NAME,   NAME,   OK,     OK,     OK,     OK,     OK,     OK]),
    ("other name than CN",      &[OTHER_NAME_THAN_CN],        [OK,     OK,     NAMECN, NAMECN, OK,     OK,     OK,     OK,     OK,     OK]),
    ("name in CN",              &[NAME_IN_CN],                [OK,     OK,     NAMENO, OK,     OK,     OK,     OK,     OK,     OK,     OK]),
    ("other name in CN",        &[OTHER_NAME_IN_CN],          [OK,     OK,     NAMENO, NAMENO, OK,     OK,     OK,     OK,     OK,     OK]),

    // What is relaxed hides nothing else that is wrong.
    ("expired, stranger's CA",  &[EXPIRED, STRANGER],         [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("expired, altered",        &[EXPIRED, ALTERED],          [OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER,  OTHER]),
    ("expired, revoked",        &[EXPIRED, REVOKED],          [EXPIRE, EXPIRE, EXPIRE, EXPIRE, REVOKD, EXPIRE, EXPIRE, EXPIRE, EXPIRE, REVOKD]),
    ("expired, stale list",     &[EXPIRED, STALE_LIST],       [EXPIRE, EXPIRE, EXPIRE, EXPIRE, STALE,  EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK]),
    ("not yet valid, stale",    &[NOT_YET_VALID, STALE_LIST], [EARLY,  EARLY,  EARLY,  EARLY,  STALE,  EARLY,  EARLY,  EARLY,  EARLY,  OK]),
    ("expired, other purpose",  &[EXPIRED, OTHER_PURPOSE],    [EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK,     EXPIRE, EXPIRE, EXPIRE, EXPIRE, OK]),
    ("expired, key of another", &[EXPIRED, KEY_OF_ANOTHER],   [EXPIRE, EXPIRE, EXPIRE, EXPIRE, PROOF,  EXPIRE, EXPIRE, EXPIRE, EXPIRE, PROOF]),
    ("other name, revoked",     &[OTHER_NAME, REVOKED],       [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD]),
    ("name in CN, revoked",     &[NAME_IN_CN, REVOKED],       [REVOKD, OK,     REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD, REVOKD]),
    ("name in CN, stale list",  &[NAME_IN_CN, STALE_LIST],    [STALE,  OK,     STALE,  STALE,  STALE,  STALE,  STALE,  STALE,  OK,     OK]),
    ("name in CN, purpose",     &[NAME_IN_CN, OTHER_PURPOSE], [OK,     OK,     NAMENO, OK,     OK,     PURPOS, PURPOS, OK,     OK,     OK]),
];
