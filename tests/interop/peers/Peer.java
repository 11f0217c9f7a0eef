import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Fetches a page: PORT NAME VERSION TRUST-STORE PASSWORD; prints it, or why the server is refused. */
public class Peer {
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        String name = arguments[1];
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream file = new FileInputStream(arguments[3])) {
            trusted.load(file, arguments[4].toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);

        java.net.Socket plain = new java.net.Socket("127.0.0.1", port);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true)) {
            socket.setEnabledProtocols(new String[] {"TLSv" + arguments[2]});
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            OutputStream request = socket.getOutputStream();
            request.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes("US-ASCII"));
            request.flush();
            System.out.write(socket.getInputStream().readAllBytes());
            System.out.flush();
        } catch (SSLException error) {
            System.out.println("refused: " + error.getMessage());
            System.exit(1);
        }
    }
}
