package access

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"shapan/yamlfile"
)

// document is the access file.
type document struct {
	Origins []string   `yaml:"origins" jsonschema:"example=https://twin.example.com" jsonschema_description:"of the viewer as browsers see it"`
	Users   []userDoc  `yaml:"users" jsonschema_description:"people with a password"`
	Tokens  []tokenDoc `yaml:"tokens" jsonschema_description:"programs and devices"`
	OIDC    *oidcDoc   `yaml:"oidc" jsonschema_description:"a house that vouches for people"`
	Limits  limitsDoc  `yaml:"limits"`
}

type userDoc struct {
	Name     string   `yaml:"name" jsonschema:"required,example=li"`
	Role     string   `yaml:"role" jsonschema:"required,enum=viewer,enum=operator,enum=admin"`
	Password string   `yaml:"password_bcrypt" jsonschema:"required" jsonschema_description:"as shapan access password prints it"`
	Sites    []string `yaml:"sites" jsonschema_description:"that he sees; absent: all"`
}

type tokenDoc struct {
	Name   string   `yaml:"name" jsonschema:"required,example=gateway-7"`
	Role   string   `yaml:"role" jsonschema:"required,enum=device,enum=viewer,enum=operator,enum=admin" jsonschema_description:"device: sends readings and nothing else"`
	SHA256 string   `yaml:"sha256" jsonschema:"required" jsonschema_description:"of the token, as shapan access token prints it"`
	Sites  []string `yaml:"sites" jsonschema_description:"that it sees; absent: all"`
}

type oidcDoc struct {
	Name      string     `yaml:"name" jsonschema:"example=city account" jsonschema_description:"as the login page shows it"`
	Issuer    string     `yaml:"issuer" jsonschema:"required,example=https://id.example.com"`
	ClientID  string     `yaml:"client_id" jsonschema:"required,example=shapan"`
	SecretEnv string     `yaml:"client_secret_env" jsonschema:"example=SHAPAN_OIDC_SECRET" jsonschema_description:"environment variable that holds the secret"`
	Redirect  string     `yaml:"redirect" jsonschema:"required,example=https://twin.example.com/api/oidc/back"`
	Claim     string     `yaml:"claim" jsonschema:"default=groups,example=realm_access.roles" jsonschema_description:"of the ID token, that lists groups"`
	Groups    []groupDoc `yaml:"groups"`
	Else      string     `yaml:"else" jsonschema:"enum=viewer,enum=operator,enum=admin" jsonschema_description:"role of who is in none of the groups; absent: is not let in"`
}

type groupDoc struct {
	Name  string   `yaml:"name" jsonschema:"required"`
	Role  string   `yaml:"role" jsonschema:"required,enum=viewer,enum=operator,enum=admin"`
	Sites []string `yaml:"sites"`
}

type limitsDoc struct {
	PerSecond    float64 `yaml:"requests_per_s" jsonschema:"exclusiveMinimum=0,maximum=100000,default=50" jsonschema_description:"of one asker, lasting"`
	Burst        int     `yaml:"burst" jsonschema:"minimum=1,maximum=1000000,default=200" jsonschema_description:"of one asker, at once"`
	LoginsPerMin float64 `yaml:"logins_per_min" jsonschema:"exclusiveMinimum=0,maximum=10000,default=10" jsonschema_description:"attempts from one address"`
	MostBodyMB   float64 `yaml:"body_mb" jsonschema:"exclusiveMinimum=0,maximum=4096,default=16" jsonschema_description:"largest request"`
}

// Read reads an access file and returns it with the origins that it allows. All
// its mistakes are reported together, with line and key.
func Read(path string) (c Config, origins []string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, nil, fmt.Errorf("access: %w", err)
	}
	return Parse(path, text, os.Getenv)
}

// Parse is Read of a text; getenv finds secrets.
func Parse(path string, text []byte, getenv func(string) string) (c Config, origins []string, err error) {
	file, err := yamlfile.Parse(path, text)
	if err != nil {
		return Config{}, nil, err
	}
	var d document
	var errs yamlfile.ErrorList
	errs.Add(file.Decode(&d))
	fail := func(n yamlfile.Node, err error) {
		if err != nil {
			errs.AddNew(n.Errorf("%s", err))
		}
	}
	for k, u := range d.Users {
		p := Person{Who{Name: u.Name, Role: Role(u.Role), Sites: u.Sites}, u.Password}
		fail(file.At("users", k), p.check())
		c.People = append(c.People, p)
	}
	for k, t := range d.Tokens {
		made := Token{Who{Name: t.Name, Role: Role(t.Role), Sites: t.Sites}, strings.ToLower(t.SHA256)}
		fail(file.At("tokens", k), made.check())
		c.Tokens = append(c.Tokens, made)
	}
	if o := d.OIDC; o != nil {
		c.OIDC = &OIDC{Name: o.Name, Issuer: o.Issuer, ClientID: o.ClientID, Redirect: o.Redirect, Claim: o.Claim, Else: Role(o.Else)}
		if o.SecretEnv != "" {
			if c.OIDC.ClientSecret = getenv(o.SecretEnv); c.OIDC.ClientSecret == "" {
				fail(file.At("oidc", "client_secret_env"), fmt.Errorf("%s: this environment variable is not set", o.SecretEnv))
			}
		}
		for _, g := range o.Groups {
			c.OIDC.Groups = append(c.OIDC.Groups, Group{g.Name, Role(g.Role), g.Sites})
		}
		fail(file.At("oidc"), c.OIDC.check())
	}
	c.Limits = Limits{d.Limits.PerSecond, d.Limits.Burst, d.Limits.LoginsPerMin, int64(d.Limits.MostBodyMB * (1 << 20))}
	if c.Open() && errs.Err() == nil {
		errs.Add(fmt.Errorf("%s: nobody could come in: it has no users, tokens or oidc", path))
	}
	if errs.Err() == nil {
		if _, err := New(c); err != nil {
			errs.Add(fmt.Errorf("%s: %w", path, err))
		}
	}
	return c, d.Origins, errs.Err()
}

// Schema returns the JSON Schema of an access file.
func Schema() ([]byte, error) { return yamlfile.Schema(&document{}) }

// ReadTokens reads a plain file of tokens, a line for each: NAME ROLE SHA256.
// Empty lines and those that begin with # are passed over.
func ReadTokens(path string) ([]Token, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	return ParseTokens(path, text)
}

// ParseTokens is ReadTokens of a text.
func ParseTokens(path string, text []byte) ([]Token, error) {
	var tokens []Token
	var mistakes []error
	for n, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if len(words) != 3 {
			mistakes = append(mistakes, fmt.Errorf("%s:%d: %d words: expected NAME ROLE SHA256", path, n+1, len(words)))
			continue
		}
		t := Token{Who{Name: words[0], Role: Role(words[1])}, words[2]}
		if err := t.check(); err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s:%d: token %s: %w", path, n+1, t.Name, err))
		}
		tokens = append(tokens, t)
	}
	if len(tokens) == 0 && len(mistakes) == 0 {
		return nil, fmt.Errorf("%s: there is no token in it", path)
	}
	return tokens, errors.Join(mistakes...)
}
