use super::*;
use crate::identity::pkcs12::hash::HASHES;
use crate::identity::pkcs12::textbook;

fn one(hash: Hash, password: &[u8], salt: &[u8], iterations: u32, size: usize) -> Vec<u8> {
    let mut keys = derive(hash, password, iterations, &[(salt, size)]);
    assert_eq!(keys.len(), 1);
    keys.remove(0).to_vec()
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// RFC 6070, and RFC 7914 section 11.
#[test]
fn the_known_answers_come_out() {
    const LONG: (&[u8], &[u8]) = (
        b"passwordPASSWORDpassword",
        b"saltSALTsaltSALTsaltSALTsaltSALTsalt",
    );
    for (hash, password, salt, iterations, key) in [
        (
            Hash::Sha1,
            &b"password"[..],
            &b"salt"[..],
            1,
            "0c60c80f961f0e71f3a9b524af6012062fe037a6",
        ),
        (
            Hash::Sha1,
            b"password",
            b"salt",
            2,
            "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957",
        ),
        (
            Hash::Sha1,
            b"password",
            b"salt",
            4096,
            "4b007901b765489abead49d926f721d065a429c1",
        ),
        (
            Hash::Sha1,
            LONG.0,
            LONG.1,
            4096,
            "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
        ),
        (
            Hash::Sha1,
            b"pass\0word",
            b"sa\0lt",
            4096,
            "56fa6aa75548099dcc37d7f03425e0c3",
        ),
        (
            Hash::Sha256,
            b"passwd",
            b"salt",
            1,
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
             49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
        ),
        (
            Hash::Sha256,
            b"Password",
            b"NaCl",
            80000,
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56\
             a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
        ),
    ] {
        let found = one(hash, password, salt, iterations, key.len() / 2);
        assert_eq!(hex(&found), key);
    }
}

#[test]
fn keys_are_those_of_the_textbook() {
    let octets: Vec<u8> = (0..=255).rev().collect();
    for (hash, ..) in HASHES {
        let compare = |password: usize, salt: usize, iterations, size| {
            let (password, salt) = (&octets[..password], &octets[7..7 + salt]);
            let expected = textbook::pbkdf2(hash, password, salt, iterations, size);
            let found = one(hash, password, salt, iterations, size);
            assert_eq!(found, expected, "{hash:?}, {password:02x?}, {salt:02x?}");
        };
        for length in 0..=200 {
            compare(length, 8, 2, 32);
            compare(8, length, 1, 32);
        }
        for size in 0..=200 {
            compare(9, 16, 3, size);
        }
        compare(20, 16, 1000, 150);
    }
}

#[test]
fn keys_side_by_side_are_those_of_each_alone() {
    for (hash, ..) in HASHES {
        let salts: [(&[u8], usize); 4] = [(b"one", 32), (b"", 16), (b"another", 70), (b"one", 5)];
        let keys = derive(hash, b"secret", 17, &salts);
        let found: Vec<_> = keys.iter().map(|key| key.to_vec()).collect();
        let alone = salts.map(|(salt, size)| textbook::pbkdf2(hash, b"secret", salt, 17, size));
        assert_eq!(found, alone, "{hash:?}");
    }
    assert!(derive(Hash::Sha256, b"secret", 1, &[]).is_empty());
}
