import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.X509CertSelector;
import java.util.EnumSet;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Says which paths Java accepts; see verifiers/script.rs. */
public class Check {
    public static void main(String[] arguments) throws Exception {
        String folder = arguments[0];
        String host = arguments[1];
        KeyManager[] identity = identity(folder + "/server.pfx");
        for (String line : Files.readAllLines(Path.of(folder, "cases"))) {
            String[] fields = line.split("\t");
            String number = fields[0];
            try {
                if (fields[1].equals("server")) {
                    connect(Integer.parseInt(fields[2]), host, trust(fields[3], fields[4]));
                } else {
                    listen(number, identity, fields[3], fields[4]);
                }
                say(number, "accepted", "");
            } catch (SSLException | GeneralSecurityException error) {
                say(number, "refused", error.toString());
            }
        }
    }

    static void say(String number, String what, String words) {
        System.out.println(number + "\t" + what + "\t" + words.replace('\n', ' '));
    }

    static KeyManager[] identity(String pfx) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = new FileInputStream(pfx)) {
            store.load(file, new char[0]);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    static TrustManager[] trust(String root, String lists) throws GeneralSecurityException, IOException {
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream file = new FileInputStream(root)) {
            store.setCertificateEntry("root", certificates.generateCertificate(file));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (lists.equals("-")) {
            factory.init(store);
            return factory.getTrustManagers();
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
        try (InputStream file = new FileInputStream(lists)) {
            var read = new CollectionCertStoreParameters(certificates.generateCRLs(file));
            parameters.addCertStore(CertStore.getInstance("Collection", read));
        }
        var checker = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY, Option.PREFER_CRLS, Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory.getTrustManagers();
    }

    static void connect(int port, String host, TrustManager[] trust)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        Socket plain = new Socket("127.0.0.1", port);
        plain.setSoTimeout(20_000);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        }
    }

    static void listen(String number, KeyManager[] identity, String root, String lists)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        GeneralSecurityException unread = null;
        try {
            context.init(identity, trust(root, lists), null);
        } catch (GeneralSecurityException error) {
            unread = error;
            context.init(identity, null, null);
        }
        var sockets = context.getServerSocketFactory();
        try (var listener = (SSLServerSocket) sockets.createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setNeedClientAuth(true);
            say(number, "listening", Integer.toString(listener.getLocalPort()));
            try (var socket = (SSLSocket) listener.accept()) {
                socket.setSoTimeout(20_000);
                if (unread != null) {
                    throw unread;
                }
                socket.startHandshake();
                socket.getOutputStream().write("it is accepted".getBytes("US-ASCII"));
            }
        }
    }
}
