using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

/// Says what .NET finds in PFX files; see containers/writer.rs. The compiler knows no keys on elliptic curves, which are
/// therefore found by name.
static class Container
{
    static void Main(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        foreach (string line in File.ReadAllLines(arguments[0]))
        {
            string[] fields = line.Split('\t');
            try
            {
                Say(fields[0], "opened", Open(fields[1], fields[2] == "none" ? null : fields[3]));
            }
            catch (CryptographicException error)
            {
                Say(fields[0], "refused", error.GetBaseException().Message);
            }
        }
    }

    static void Say(string number, string what, string words)
    {
        Console.WriteLine(number + "\t" + what + "\t" + words.Replace('\n', ' ').Replace('\r', ' '));
    }

    static string Open(string file, string password)
    {
        var identity = password == null ? new X509Certificate2(file) : new X509Certificate2(file, password);
        Prove(identity);
        var all = new X509Certificate2Collection();
        all.Import(file, password, X509KeyStorageFlags.DefaultKeySet);
        var fingerprints = new List<string>();
        foreach (X509Certificate2 certificate in all)
            fingerprints.Add(Fingerprint(certificate));
        // Its own order is from the end of the file to its beginning.
        string own = Fingerprint(identity);
        fingerprints.Remove(own);
        fingerprints.Insert(0, own);
        return string.Join(" ", fingerprints.ToArray());
    }

    static string Fingerprint(X509Certificate2 certificate)
    {
        using (var hash = SHA256.Create())
            return BitConverter.ToString(hash.ComputeHash(certificate.RawData)).Replace("-", "").ToLowerInvariant();
    }

    static void Prove(X509Certificate2 identity)
    {
        byte[] message = Encoding.ASCII.GetBytes("the key of this certificate");
        object algorithm = HashAlgorithmName.SHA256;
        foreach (string name in new[] { "RSA", "ECDsa" })
        {
            Type extensions = typeof(X509Certificate2).Assembly.GetType(
                "System.Security.Cryptography.X509Certificates." + name + "CertificateExtensions", true);
            object key = Call(extensions, null, "Get" + name + "PrivateKey", identity);
            if (key == null)
                continue;
            object verifier = Call(extensions, null, "Get" + name + "PublicKey", identity);
            object[] rest = name == "RSA" ? new[] { algorithm, RSASignaturePadding.Pkcs1 } : new[] { algorithm };
            object signature = Call(key.GetType(), key, "SignData", Join(new object[] { message }, rest));
            object verified = Call(verifier.GetType(), verifier, "VerifyData", Join(new[] { message, signature }, rest));
            if (!(bool)verified)
                throw new CryptographicException("the key is that of another certificate");
            return;
        }
        throw new CryptographicException("there is no private key");
    }

    static object[] Join(object[] first, object[] rest)
    {
        var all = new List<object>(first);
        all.AddRange(rest);
        return all.ToArray();
    }

    static object Call(Type type, object self, string name, params object[] arguments)
    {
        Type[] types = Array.ConvertAll(arguments, argument => argument.GetType());
        MethodInfo method = type.GetMethod(name, types);
        try
        {
            return method.Invoke(self, arguments);
        }
        catch (TargetInvocationException error)
        {
            throw error.InnerException;
        }
    }
}
