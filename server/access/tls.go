package access

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// selfLife is how long a certificate of our own holds: what browsers accept.
const selfLife = 397 * 24 * time.Hour

// TLSFiles makes the configuration of a server whose certificate, with its
// chain, and key lie in PEM files.
func TLSFiles(cert, key string) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("TLS certificate %s with key %s: %w", cert, key, err)
	}
	return configOf(pair), nil
}

// TLSSelfSigned makes that of a trial: a certificate that nobody vouches for,
// kept in a folder so that a browser that has accepted it once knows it again.
// fingerprint is the SHA-256 that the browser shows.
func TLSSelfSigned(folder string, hosts []string, now time.Time) (c *tls.Config, fingerprint string, err error) {
	cert, key := filepath.Join(folder, "self-signed.crt"), filepath.Join(folder, "self-signed.key")
	pair, err := tls.LoadX509KeyPair(cert, key)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !fits(&pair, hosts, now) {
		if err = writeSelfSigned(cert, key, hosts, now); err == nil {
			pair, err = tls.LoadX509KeyPair(cert, key)
		}
	}
	if err != nil {
		return nil, "", fmt.Errorf("self-signed certificate: %w", err)
	}
	sum := sha256.Sum256(pair.Certificate[0])
	return configOf(pair), hex.EncodeToString(sum[:]), nil
}

func configOf(pair tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}} // WebSocket upgrades are of HTTP/1.1
}

// fits tells whether a certificate holds for another week and names all hosts.
func fits(pair *tls.Certificate, hosts []string, now time.Time) bool {
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil || now.Add(7*24*time.Hour).After(leaf.NotAfter) {
		return false
	}
	for _, h := range hosts {
		if leaf.VerifyHostname(h) != nil {
			return false
		}
	}
	return true
}

func writeSelfSigned(certPath, keyPath string, hosts []string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return err
	}
	c := &x509.Certificate{
		SerialNumber: number, Subject: pkix.Name{CommonName: "Shapan, self-signed"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(selfLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else {
			c.DNSNames = append(c.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(keyPath), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(keyPath, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(certPath, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
}
