package cmd

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shapan/engine"
	"shapan/server"
	"shapan/server/access"
)

// accessFlags say where the server listens and who may come in.
type accessFlags struct {
	addr, runs, file, tokens string
	origins                  []string
	allowed                  []string // of the access file, when it was read first
	cert, key                string
	selfSigned               bool
	keep                     keeping
}

func (f *accessFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.addr, "addr", defaultAddr, "address to listen on; any but a loopback address needs --access and an origin")
	c.Flags().StringVar(&f.runs, "runs", "", "folder for recordings")
	c.Flags().StringVar(&f.file, "access", "", "file of users, tokens, OIDC, limits and origins (shapan schema access)")
	c.Flags().StringVar(&f.tokens, "tokens", "", "plain file with a line for each token: NAME ROLE SHA256-OF-TOKEN (roles: device, viewer, operator, admin)")
	c.Flags().StringSliceVar(&f.origins, "origin", nil, "origin of the viewer as browsers see it, e.g. https://twin.example.com")
	c.Flags().StringVar(&f.cert, "tls-cert", "", "certificate with its chain, PEM")
	c.Flags().StringVar(&f.key, "tls-key", "", "its key, PEM")
	c.Flags().BoolVar(&f.selfSigned, "tls-self-signed", false, "for a trial: encrypt with a certificate of its own, which browsers warn of")
	c.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	c.MarkFlagsMutuallyExclusive("tls-cert", "tls-self-signed")
	c.MarkFlagsMutuallyExclusive("access", "tokens")
}

// configure puts into a server's configuration who may come in.
func (f *accessFlags) configure(config *server.Config) (err error) {
	config.AllowedOrigins = f.origins
	switch {
	case f.file != "":
		var origins []string
		config.Access, origins, err = access.Read(f.file)
		config.AllowedOrigins = append(config.AllowedOrigins, origins...)
		f.allowed = origins
	case f.tokens != "":
		config.Access.Tokens, err = access.ReadTokens(f.tokens)
	}
	if err != nil {
		return inputError{err}
	}
	return nil
}

// watch follows the file of those who may come in, if there is one, until it is closed.
func (f *accessFlags) watch(k *access.Keeper, first access.Config, audit *access.Audit) io.Closer {
	w := access.Watching{Path: f.file, Audit: audit, Parse: func(path string, text []byte) (access.Config, []string, error) {
		return access.Parse(path, text, os.Getenv)
	}}
	switch {
	case f.file != "":
	case f.tokens != "":
		w.Path, w.Parse = f.tokens, func(path string, text []byte) (c access.Config, _ []string, err error) {
			c.Tokens, err = access.ParseTokens(path, text)
			return c, nil, err
		}
	default:
		return io.NopCloser(nil)
	}
	return access.Watch(k, first, f.allowed, w)
}

// secure makes a listener private if it is asked for, and returns the scheme.
func (f *accessFlags) secure(l net.Listener) (net.Listener, string, error) {
	var config *tls.Config
	var err error
	switch {
	case f.cert != "":
		config, err = access.TLSFiles(f.cert, f.key)
	case f.selfSigned:
		var print string
		if config, print, err = access.TLSSelfSigned(f.runs, f.hosts(l), time.Now()); err == nil {
			fmt.Printf("%s SHA-256 %s\n", pick(engine.Text{ZH: "自签名证书指纹", EN: "self-signed certificate"}), print)
		}
	default:
		return l, "http", nil
	}
	if err != nil {
		return nil, "", inputError{err}
	}
	return tls.NewListener(l, config), "https", nil
}

// hosts are the names by which browsers may ask for the server.
func (f *accessFlags) hosts(l net.Listener) []string {
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	if name, err := os.Hostname(); err == nil {
		hosts = append(hosts, name)
	}
	if host, _, err := net.SplitHostPort(l.Addr().String()); err == nil && !net.ParseIP(host).IsUnspecified() {
		hosts = append(hosts, host)
	}
	return hosts
}

// auditName is the file, in the folder of recordings, of what everybody did.
const auditName = "audit.jsonl"

func (f *accessFlags) audit() (*access.Audit, error) {
	return access.OpenAudit(filepath.Join(f.runs, auditName))
}

func accessCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "access token|password", Short: "Make what the access file holds of secrets", Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use: "token NAME ROLE", Short: "Make a token: the secret for who sends it, the line for the access file", Args: args(cobra.ExactArgs(2)),
		RunE: func(c *cobra.Command, given []string) error {
			role := access.Role(given[1])
			if !role.Known() {
				return inputError{fmt.Errorf("role %q: expected device, viewer, operator or admin", role)}
			}
			secret, t := access.NewToken(given[0], role)
			fmt.Fprintf(c.OutOrStdout(), "token: %s\n- {name: %s, role: %s, sha256: %s}\n", secret, t.Name, t.Role, t.SHA256)
			return nil
		},
	}, &cobra.Command{
		Use: "password", Short: "Read a password from standard input and print its hash", Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			line, err := bufio.NewReader(c.InOrStdin()).ReadString('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			hash, err := access.HashPassword(strings.TrimRight(line, "\r\n"))
			if err != nil {
				return inputError{err}
			}
			fmt.Fprintf(c.OutOrStdout(), "password_bcrypt: %q\n", hash)
			return nil
		},
	})
	return c
}
