using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

/// client PORT VERSION NAME [PFX]: fetches a page; prints it, or why one end refuses the other.
/// server PORT VERSION PFX [demand]: serves a page, to clients with a certificate if it is demanded.
/// Trusts the CAs of SSL_CERT_FILE; the PFX has no password.
static class Peer
{
    static readonly byte[] Request =
        Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    static readonly byte[] Page =
        Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n.NET is here\n");

    static int Main(string[] arguments)
    {
        int port = int.Parse(arguments[1]);
        // The compiler is older than the names for them.
        var version = (SslProtocols)(arguments[2] == "1.2" ? 0xC00 : 0x3000);
        string[] rest = arguments.Skip(3).ToArray();
        if (arguments[0] == "server")
            Serve(port, version, new X509Certificate2(rest[0]), rest.Contains("demand"));
        try
        {
            Console.Write(Fetch(port, version, rest[0], rest.Skip(1).FirstOrDefault()));
            return 0;
        }
        catch (Exception error) when (error is AuthenticationException || error is IOException)
        {
            Console.WriteLine("refused: " + error);
            return 1;
        }
    }

    static string Fetch(int port, SslProtocols version, string name, string pfx)
    {
        X509Certificate identity = pfx == null ? null : new X509Certificate2(pfx);
        using (var socket = new TcpClient("127.0.0.1", port))
        // Presented whatever issuers the server names.
        using (var stream = new SslStream(socket.GetStream(), false, null, (a, b, c, d, e) => identity))
        {
            stream.AuthenticateAsClient(name, null, version, false);
            stream.Write(Request, 0, Request.Length);
            return new StreamReader(stream).ReadToEnd();
        }
    }

    static void Serve(int port, SslProtocols version, X509Certificate identity, bool demand)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        while (true)
        {
            using (var socket = listener.AcceptTcpClient())
            using (var stream = new SslStream(socket.GetStream()))
            {
                try
                {
                    stream.AuthenticateAsServer(identity, demand, version, false);
                    var lines = new StreamReader(stream);
                    while (!string.IsNullOrEmpty(lines.ReadLine()))
                    {
                    }
                    stream.Write(Page, 0, Page.Length);
                    stream.ShutdownAsync().Wait();
                }
                catch (Exception error) when (error is AuthenticationException || error is IOException)
                {
                    Console.WriteLine("refused: " + error);
                }
            }
        }
    }
}
