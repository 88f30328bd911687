package access

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

func noEnv(string) string { return "" }

func TestParse(t *testing.T) {
	text := `origins: [https://twin.example.com]
users:
  - {name: li, role: operator, password_bcrypt: "` + hashOf(t, "x") + `", sites: [demo]}
tokens:
  - {name: gateway-7, role: device, sha256: ` + sum + `}
oidc:
  issuer: https://id.example.com
  client_id: shapan
  client_secret_env: SECRET
  redirect: https://twin.example.com/api/oidc/back
  claim: realm_access.roles
  groups: [{name: site-admins, role: admin}, {name: site-a, role: viewer, sites: [a]}]
limits: {requests_per_s: 20}
`
	c, origins, err := Parse("access.yaml", []byte(text), func(name string) string { return map[string]string{"SECRET": "s3"}[name] })
	if err != nil {
		t.Fatal(err)
	}
	if len(c.People) != 1 || c.People[0].Sites[0] != "demo" || c.Tokens[0].Role != Device || c.OIDC.ClientSecret != "s3" || len(c.OIDC.Groups) != 2 || len(origins) != 1 {
		t.Errorf("%+v", c)
	}
	if c.Limits.PerSecond != 20 || c.Limits.Burst != 200 || c.Limits.MostBody != 16<<20 {
		t.Errorf("limits: %+v", c.Limits)
	}
}

// All mistakes come together, with their lines.
func TestParseMistakes(t *testing.T) {
	_, _, err := Parse("access.yaml", []byte(`users:
  - {name: li, role: king, password_bcrypt: plain}
tokens:
  - {name: "a|b", role: viewer, sha256: `+sum+`}
  - {name: c, role: viewer, sha256: abc}
oidc: {issuer: "https://id.example.com", client_id: x, client_secret_env: NONE, redirect: "https://a/b", else: viewer}
`), noEnv)
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{
		"access.yaml:2:", "users[0].role: king", "a name without |", "access.yaml:5:", "64 hexadecimal digits", "access.yaml:6:", "NONE: this environment variable is not set",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
	_, _, err = Parse("access.yaml", []byte(`oidc: {issuer: "http://id.example.com", client_id: x, redirect: "https://a/b"}`), noEnv)
	for _, want := range []string{"access.yaml:1:", `issuer "http://id.example.com": expected https`, "nobody would be let in"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
	for _, text := range []string{"origins: []\n", "tokens:\n  - {name: a, role: viewer, sha256: " + sum + "}\n  - {name: a, role: viewer, sha256: " + sum + "}\n"} {
		if _, _, err := Parse("access.yaml", []byte(text), noEnv); err == nil {
			t.Errorf("taken: %s", text)
		}
	}
}

func TestReadTokens(t *testing.T) {
	_, ann := NewToken("ann", Viewer)
	path := filepath.Join(t.TempDir(), "tokens")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("# who may come in\n\nann viewer " + ann.SHA256 + "\n")
	if got, err := ReadTokens(path); err != nil || len(got) != 1 || got[0].Name != "ann" || got[0].SHA256 != ann.SHA256 {
		t.Errorf("%+v, %v", got, err)
	}
	write("ann viewer\nbob king " + ann.SHA256 + "\n")
	_, err := ReadTokens(path)
	if err == nil || !strings.Contains(err.Error(), "tokens:1: ") || !strings.Contains(err.Error(), "tokens:2: token bob") {
		t.Errorf("two mistakes: %v", err)
	}
	write("# nobody\n")
	if _, err := ReadTokens(path); err == nil {
		t.Error("a file without tokens was taken")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("tokens:\n  - {name: a, role: viewer, sha256: " + sum + "}\n"))
	f.Add([]byte("users: [{name: li, role: viewer, password_bcrypt: $2a$04$xx}]\noidc: {issuer: x}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, _, err := Parse("access.yaml", text, noEnv); err == nil && c.Open() {
			t.Error("everybody may come in")
		}
	})
}
