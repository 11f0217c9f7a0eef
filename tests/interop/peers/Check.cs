using System;
using System.Collections;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

/// Says which paths .NET accepts; see verifiers/script.rs. The compiler is older than half of the types, which are
/// therefore found by name.
static class Check
{
    static readonly Type Client = Find("System.Net.Security.SslClientAuthenticationOptions");
    static readonly Type Server = Find("System.Net.Security.SslServerAuthenticationOptions");

    static void Main(string[] arguments)
    {
        string folder = arguments[0];
        if (folder == "version")
        {
            Console.WriteLine(Environment.Version);
            return;
        }
        var identity = new X509Certificate2(folder + "/server.pfx");
        foreach (string line in File.ReadAllLines(folder + "/cases"))
        {
            string[] fields = line.Split('\t');
            string number = fields[0];
            try
            {
                if (fields[1] == "server")
                    Connect(int.Parse(fields[2]), arguments[1], fields[3]);
                else
                    Listen(number, identity, fields[3]);
                Say(number, "accepted", "");
            }
            catch (Exception error) when (error is AuthenticationException || error is CryptographicException)
            {
                Say(number, "refused", error.GetBaseException().Message);
            }
        }
    }

    static void Say(string number, string what, string words)
    {
        Console.WriteLine(number + "\t" + what + "\t" + words.Replace('\n', ' '));
    }

    static void Connect(int port, string host, string root)
    {
        object options = Activator.CreateInstance(Client);
        Set(options, "TargetHost", host);
        Set(options, "CertificateChainPolicy", Trust(root));
        using (var socket = new TcpClient("127.0.0.1", port))
        using (var stream = new SslStream(socket.GetStream()))
        {
            stream.ReadTimeout = 20000;
            Authenticate(stream, "AuthenticateAsClient", options);
        }
    }

    static void Listen(string number, X509Certificate2 identity, string root)
    {
        object options = Activator.CreateInstance(Server);
        Set(options, "ServerCertificate", identity);
        Set(options, "ClientCertificateRequired", true);
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Say(number, "listening", ((IPEndPoint)listener.LocalEndpoint).Port.ToString());
        using (var socket = listener.AcceptTcpClient())
        using (var stream = new SslStream(socket.GetStream()))
        {
            listener.Stop();
            stream.ReadTimeout = 20000;
            Set(options, "CertificateChainPolicy", Trust(root));
            Authenticate(stream, "AuthenticateAsServer", options);
            byte[] page = Encoding.ASCII.GetBytes("it is accepted");
            stream.Write(page, 0, page.Length);
        }
    }

    /// That root alone, without looking anything up.
    static X509ChainPolicy Trust(string root)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        Set(policy, "TrustMode", 1);
        Set(policy, "DisableCertificateDownloads", true);
        var trusted = (IList)policy.GetType().GetProperty("CustomTrustStore").GetValue(policy);
        trusted.Add(new X509Certificate2(root));
        return policy;
    }

    static Type Find(string name)
    {
        return typeof(SslStream).Assembly.GetType(name, true);
    }

    static void Set(object options, string name, object value)
    {
        PropertyInfo property = options.GetType().GetProperty(name);
        if (property.PropertyType.IsEnum)
            value = Enum.ToObject(property.PropertyType, value);
        property.SetValue(options, value);
    }

    static void Authenticate(SslStream stream, string name, object options)
    {
        try
        {
            typeof(SslStream).GetMethod(name, new[] { options.GetType() }).Invoke(stream, new[] { options });
        }
        catch (TargetInvocationException error)
        {
            throw error.InnerException;
        }
    }
}
