import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** Says what the key stores of Java find in PFX files; see containers/writer.rs. */
public class Container {
    public static void main(String[] arguments) throws Exception {
        for (String line : Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
            String[] fields = line.split("\t", -1);
            char[] password = fields[2].equals("none") ? null : fields[3].toCharArray();
            try {
                say(fields[0], "opened", open(Path.of(fields[1]), password));
            } catch (IOException | UnrecoverableKeyException | IllegalStateException error) {
                say(fields[0], "refused", error.toString());
            }
        }
    }

    static void say(String number, String what, String words) {
        System.out.println(number + "\t" + what + "\t" + words.replace('\n', ' '));
    }

    static String open(Path path, char[] password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(path)) {
            store.load(file, password);
        }
        List<String> names = Collections.list(store.aliases());
        names.removeIf(name -> !isKey(store, name));
        if (names.size() != 1) {
            throw new IllegalStateException("private keys: " + names.size());
        }
        Key key = store.getKey(names.get(0), password);
        Certificate[] chain = store.getCertificateChain(names.get(0));
        if (chain == null) {
            throw new IllegalStateException("no certificates");
        }
        prove((PrivateKey) key, chain[0]);
        List<String> fingerprints = new ArrayList<>();
        for (Certificate certificate : chain) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            fingerprints.add(HexFormat.of().formatHex(digest));
        }
        return String.join(" ", fingerprints);
    }

    static boolean isKey(KeyStore store, String name) {
        try {
            return store.isKeyEntry(name);
        } catch (java.security.KeyStoreException error) {
            throw new IllegalStateException(error);
        }
    }

    static void prove(PrivateKey key, Certificate certificate) throws Exception {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] message = "the key of this certificate".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(message);
        if (!signature.verify(signed)) {
            throw new IllegalStateException("the key is that of another certificate");
        }
    }
}
