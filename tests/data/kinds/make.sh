#!/usr/bin/env bash
# Makes the files of this folder: what other programs write in place of a certificate or a key. Run it inside.
# Takes zip, gzip, xz, bzip2, zstd, 7z, tar, age, openssl, ssh-keygen, puttygen, gpg, git with git-lfs and git-crypt, keytool, and
# bcprov.jar of Bouncy Castle. Nothing in them is a secret of anybody.
set -euo pipefail
certificate=$(realpath ../identity/rsa.pem)
bcprov=${BCPROV:-/usr/share/java/bcprov.jar}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$PWD
cd "$work"
echo 'in place of a certificate' >note.txt
zip -q -X "$here/note.zip" note.txt
gzip -n -c note.txt >"$here/note.gz"
xz -c note.txt >"$here/note.xz"
bzip2 -c note.txt >"$here/note.bz2"
zstd -q -c note.txt >"$here/note.zst"
7z a -bd note.7z note.txt >/dev/null && mv note.7z "$here"
cp note.txt certificate
tar --owner=0 --group=0 --numeric-owner --mtime=@0 -cf - certificate | head -c 1024 >"$here/note.tar"
age-keygen -o age.key 2>/dev/null
age -R <(age-keygen -y age.key) -o "$here/note.age" note.txt
openssl enc -aes-256-cbc -pbkdf2 -pass pass:secret -in note.txt -out "$here/note.enc"
ssh-keygen -q -t ed25519 -N '' -C test -f ssh
cp ssh.pub "$here/ssh.pub"
puttygen ssh -O private -o "$here/key.ppk"
export GNUPGHOME=$work/gnupg
mkdir -m700 gnupg
gpg --batch --quiet --passphrase '' --quick-gen-key t@example.com ed25519 sign never 2>/dev/null
gpg --export >"$here/public.gpg"
gpg --batch --quiet --passphrase '' --quick-gen-key u@example.com rsa2048 sign never 2>/dev/null
gpg --export u@example.com >"$here/rsa.gpg"
gpgconf --kill all
git init -q repository
(
    cd repository
    git lfs install --local >/dev/null
    git lfs track '*.pfx' >/dev/null
    echo certificate >a.pfx
    git-crypt init >/dev/null
    echo '*.key filter=git-crypt diff=git-crypt' >>.gitattributes
    echo key >a.key
    git add a.pfx a.key
    git cat-file blob :a.pfx >"$here/lfs.pfx"
    git cat-file blob :a.key >"$here/git-crypt.key"
)
for type in jks jceks; do
    keytool -genkeypair -alias a -keyalg EC -groupname secp256r1 -dname CN=a -keystore "$here/store.$type" -storetype "$type" \
        -storepass secret -keypass secret -validity 36500 2>/dev/null
done
keytool -importcert -noprompt -alias a -file "$certificate" -keystore "$here/store.bks" -storetype bks -storepass secret \
    -providerclass org.bouncycastle.jce.provider.BouncyCastleProvider -providerpath "$bcprov" 2>/dev/null
