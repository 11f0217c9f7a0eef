// Says which paths Go accepts; see verifiers/script.rs.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

func main() {
	folder, host := os.Args[1], os.Args[2]
	cases, err := os.ReadFile(folder + "/cases")
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(cases)), "\n") {
		fields := strings.Split(line, "\t")
		number, role, port, root := fields[0], fields[1], fields[2], fields[3]
		var err error
		if role == "server" {
			err = connect(port, host, root)
		} else {
			err = listen(number, root, folder)
		}
		if err == nil {
			fmt.Printf("%s\taccepted\t\n", number)
		} else {
			fmt.Printf("%s\trefused\t%s\n", number, strings.ReplaceAll(err.Error(), "\n", " "))
		}
	}
}

// trust says why the root cannot be read, which the functions for pools of roots keep to themselves.
func trust(file string) (*x509.CertPool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	block, _ := pem.Decode(text)
	root, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("trust anchor: %w", err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return pool, nil
}

func connect(port, host, root string) error {
	pool, err := trust(root)
	if err != nil {
		return err
	}
	plain, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		panic(err)
	}
	defer plain.Close()
	plain.SetDeadline(time.Now().Add(20 * time.Second))
	return tls.Client(plain, &tls.Config{RootCAs: pool, ServerName: host}).Handshake()
}

func listen(number, root, folder string) error {
	pool, untrusted := trust(root)
	identity, err := tls.LoadX509KeyPair(folder+"/server.pem", folder+"/server.key")
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	fmt.Printf("%s\tlistening\t%d\n", number, listener.Addr().(*net.TCPAddr).Port)
	plain, err := listener.Accept()
	if err != nil {
		panic(err)
	}
	defer plain.Close()
	if untrusted != nil {
		return untrusted
	}
	plain.SetDeadline(time.Now().Add(20 * time.Second))
	config := tls.Config{
		Certificates: []tls.Certificate{identity},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
	}
	stream := tls.Server(plain, &config)
	if err := stream.Handshake(); err != nil {
		return err
	}
	// So that the client does not end while the connection is being closed.
	fmt.Fprintln(stream, "it is accepted")
	bufio.NewReader(stream).ReadByte()
	return nil
}
