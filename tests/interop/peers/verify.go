// Says which certification paths Go accepts. Each line has, in Base64 and with spaces between, the root, the end entity and
// the other certificates; the arguments are the name of the host and the time in seconds.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	seconds, err := strconv.ParseInt(os.Args[2], 10, 64)
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		if err := verify(strings.Split(lines.Text(), " "), time.Unix(seconds, 0)); err != nil {
			fmt.Println(strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("accepted")
		}
	}
}

func verify(path []string, now time.Time) error {
	var certificates []*x509.Certificate
	for _, text := range path {
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			panic(err)
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		certificates = append(certificates, certificate)
	}
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(certificates[0])
	for _, other := range certificates[2:] {
		others.AddCert(other)
	}
	_, err := certificates[1].Verify(x509.VerifyOptions{
		DNSName:       os.Args[1],
		Roots:         roots,
		Intermediates: others,
		CurrentTime:   now,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	return err
}
