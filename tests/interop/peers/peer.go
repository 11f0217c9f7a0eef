// client PORT NAME VERSION CA [CERTIFICATE KEY]: fetches a page; prints it, or why one end refuses the other.
// server PORT VERSION CERTIFICATE KEY [CA]: serves a page, to clients the CA vouches for if one is given.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

func main() {
	arguments := os.Args[2:]
	if os.Args[1] == "server" {
		fmt.Println(serve(arguments))
		os.Exit(2)
	}
	page, err := fetch(arguments)
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Print(page)
}

func fetch(arguments []string) (string, error) {
	port, name, config := arguments[0], arguments[1], only(arguments[2])
	config.RootCAs = cas(arguments[3])
	if len(arguments) > 4 {
		// Sent whatever issuers the server names.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return identity(arguments[4:]), nil
		}
	}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: config, DialContext: dial}}
	response, err := client.Get("https://" + name + ":" + port + "/")
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func serve(arguments []string) error {
	config := only(arguments[1])
	config.Certificates = []tls.Certificate{*identity(arguments[2:])}
	if len(arguments) > 4 {
		config.ClientAuth = tls.RequireAndVerifyClientCert
		config.ClientCAs = cas(arguments[4])
	}
	page := func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(response, "Go is here")
	}
	server := http.Server{
		Addr:      "127.0.0.1:" + arguments[0],
		Handler:   http.HandlerFunc(page),
		TLSConfig: config,
	}
	return server.ListenAndServeTLS("", "")
}

func only(version string) *tls.Config {
	number := map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}[version]
	return &tls.Config{MinVersion: number, MaxVersion: number}
}

func cas(file string) *x509.CertPool {
	pem, err := os.ReadFile(file)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(pem) {
		panic(file)
	}
	return pool
}

func identity(files []string) *tls.Certificate {
	identity, err := tls.LoadX509KeyPair(files[0], files[1])
	if err != nil {
		panic(err)
	}
	return &identity
}
