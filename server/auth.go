package server

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// Role says what somebody may do.
type Role string

// The roles, each with the rights of those before it.
const (
	Viewer   Role = "viewer"   // looks
	Operator Role = "operator" // starts, commands and deletes runs
	Admin    Role = "admin"    // whatever there is
)

var rank = map[Role]int{Viewer: 1, Operator: 2, Admin: 3}

// Token lets somebody in. The server knows only its fingerprint.
type Token struct {
	Name   string `json:"name" yaml:"name"`
	Role   Role   `json:"role" yaml:"role"`
	SHA256 string `json:"sha256" yaml:"sha256"` // of the token, hexadecimal
}

// NewToken makes a token that nobody guesses, and what the server is to know.
func NewToken(name string, role Role) (secret string, t Token) {
	var random [24]byte
	rand.Read(random[:])
	secret = base64.RawURLEncoding.EncodeToString(random[:])
	return secret, Token{Name: name, Role: role, SHA256: Fingerprint(secret)}
}

// Fingerprint returns the SHA256 of a Token.
func Fingerprint(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Check tells what is wrong with the token.
func (t Token) Check() error {
	sum, err := hex.DecodeString(t.SHA256)
	switch {
	case t.Name == "" || strings.Contains(t.Name, "|"):
		return fmt.Errorf("token %q: a name without | is needed", t.Name)
	case rank[t.Role] == 0:
		return fmt.Errorf("token %s: role %q: expected viewer, operator or admin", t.Name, t.Role)
	case err != nil || len(sum) != sha256.Size:
		return fmt.Errorf("token %s: sha256 %q: expected 64 hexadecimal digits, as of `printf %%s TOKEN | sha256sum`", t.Name, t.SHA256)
	}
	return nil
}

// ReadTokens reads a file of tokens, a line for each: NAME ROLE SHA256. Empty
// lines and those that begin with # are passed over.
func ReadTokens(path string) ([]Token, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
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
		t := Token{Name: words[0], Role: Role(words[1]), SHA256: words[2]}
		if err := t.Check(); err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s:%d: %w", path, n+1, err))
		}
		tokens = append(tokens, t)
	}
	if len(tokens) == 0 && len(mistakes) == 0 {
		return nil, fmt.Errorf("%s: there is no token in it", path)
	}
	return tokens, errors.Join(mistakes...)
}

// keeper knows who may come in. Browsers show a cookie instead of the token;
// it is signed with a key of this process, so a restart asks for the token again.
type keeper struct {
	tokens []Token
	key    [32]byte
}

const (
	cookieName = "shapan_session"
	cookieLife = 12 * time.Hour
)

func newKeeper(tokens []Token) (*keeper, error) {
	k := &keeper{tokens: tokens}
	rand.Read(k.key[:])
	names := map[string]bool{}
	for _, t := range tokens {
		if err := t.Check(); err != nil {
			return nil, err
		}
		if names[t.Name] {
			return nil, fmt.Errorf("token %s: there are two of that name", t.Name)
		}
		names[t.Name] = true
	}
	return k, nil
}

// open tells whether everybody may come in: there are no tokens.
func (k *keeper) open() bool { return len(k.tokens) == 0 }

// role returns what the sender of a request may do; "" is nothing.
func (k *keeper) role(r *http.Request) Role {
	if k.open() {
		return Admin
	}
	if t := k.sender(r); t != nil {
		return t.Role
	}
	return ""
}

// sender is whose token or cookie a request shows; nil: nobody's.
func (k *keeper) sender(r *http.Request) *Token {
	if scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return k.tokenOf(secret)
	}
	if cookie, err := r.Cookie(cookieName); err == nil {
		return k.cookieToken(cookie.Value, time.Now())
	}
	return nil
}

// tokenOf returns the token of a secret. It takes as long for a wrong one.
func (k *keeper) tokenOf(secret string) *Token {
	sum := []byte(Fingerprint(strings.TrimSpace(secret)))
	var found *Token
	for i := range k.tokens {
		if subtle.ConstantTimeCompare(sum, []byte(strings.ToLower(k.tokens[i].SHA256))) == 1 {
			found = &k.tokens[i]
		}
	}
	return found
}

// cookie makes the value "name|until|signature".
func (k *keeper) cookie(t *Token, until time.Time) string {
	claim := t.Name + "|" + strconv.FormatInt(until.Unix(), 10)
	text := claim + "|" + k.sign(claim)
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

func (k *keeper) sign(claim string) string {
	mac := hmac.New(sha256.New, k.key[:])
	mac.Write([]byte(claim))
	return hex.EncodeToString(mac.Sum(nil))
}

func (k *keeper) cookieToken(value string, now time.Time) *Token {
	text, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return nil
	}
	cut := strings.LastIndexByte(string(text), '|')
	if cut < 0 || !hmac.Equal(text[cut+1:], []byte(k.sign(string(text[:cut])))) {
		return nil
	}
	name, until, _ := strings.Cut(string(text[:cut]), "|")
	if end, err := strconv.ParseInt(until, 10, 64); err != nil || now.Unix() >= end {
		return nil
	}
	for i := range k.tokens {
		if k.tokens[i].Name == name {
			return &k.tokens[i]
		}
	}
	return nil
}
