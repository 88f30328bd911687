package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// Person logs in with a name and a password.
type Person struct {
	Who
	Password string // bcrypt hash
}

// Token lets a program or a device in. Only its fingerprint is known.
type Token struct {
	Who
	SHA256 string // of the token, hexadecimal
}

// NewToken makes a token that nobody guesses, and what the server is to know.
func NewToken(name string, role Role) (secret string, t Token) {
	var random [24]byte
	rand.Read(random[:])
	secret = base64.RawURLEncoding.EncodeToString(random[:])
	return secret, Token{Who: Who{Name: name, Role: role}, SHA256: Fingerprint(secret)}
}

// Fingerprint returns the SHA256 of a Token.
func Fingerprint(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// leastPassword is how long a password must be: NIST SP 800-63B wants 8, and
// length is what helps.
const (
	leastPassword = 10
	mostPassword  = 72 // bytes that bcrypt looks at
	cost          = 12
)

// HashPassword makes what the access file holds of a password.
func HashPassword(password string) (string, error) {
	switch {
	case len([]rune(password)) < leastPassword:
		return "", fmt.Errorf("a password of %d characters: at least %d are needed", len([]rune(password)), leastPassword)
	case len(password) > mostPassword:
		return "", fmt.Errorf("a password of %d bytes: at most %d can be told apart", len(password), mostPassword)
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), cost)
	return string(hash), err
}

// check tells what is wrong with a name, a role.
func (w *Who) check() error {
	switch {
	case w.Name == "" || strings.ContainsAny(w.Name, "|\n"):
		return fmt.Errorf("name %q: a name without | is needed", w.Name)
	case !w.Role.Known():
		return fmt.Errorf("role %q: expected viewer, operator, admin, or device for what only sends readings", w.Role)
	}
	return nil
}

func (t *Token) check() error {
	if err := t.Who.check(); err != nil {
		return err
	}
	if sum, err := hex.DecodeString(t.SHA256); err != nil || len(sum) != sha256.Size {
		return fmt.Errorf("sha256 %q: expected 64 hexadecimal digits, as `shapan access token %s %s` prints", t.SHA256, t.Name, t.Role)
	}
	return nil
}

func (p *Person) check() error {
	if err := p.Who.check(); err != nil {
		return err
	}
	if p.Role == Device {
		return errors.New("role device: is for tokens; people are viewer, operator or admin")
	}
	if _, err := bcrypt.Cost([]byte(p.Password)); err != nil {
		return errors.New("password: expected a bcrypt hash, as `shapan access password` prints")
	}
	return nil
}

// tokenOf returns whom a token lets in. It takes as long for a wrong one.
func (k *Keeper) tokenOf(secret string) *Who {
	sum := []byte(Fingerprint(strings.TrimSpace(secret)))
	var found *Who
	tokens := k.list.Load().tokens
	for i := range tokens {
		if subtle.ConstantTimeCompare(sum, []byte(strings.ToLower(tokens[i].SHA256))) == 1 {
			found = &tokens[i].Who
		}
	}
	return found
}

// nobody is a hash to compare with where there is no such person, so that a
// name that is known takes no longer than one that is not.
var nobody = func() []byte {
	hash, err := bcrypt.GenerateFromPassword([]byte("nobody has this password"), cost)
	if err != nil {
		panic(err)
	}
	return hash
}

// personOf returns whom a name and a password let in.
func (k *Keeper) personOf(name, password string) *Who {
	people := k.list.Load().people
	for i := range people {
		if p := &people[i]; p.Name == name {
			if bcrypt.CompareHashAndPassword([]byte(p.Password), []byte(password)) == nil {
				return &p.Who
			}
			return nil
		}
	}
	k.decoy.Do(func() { k.nobody = nobody() })
	_ = bcrypt.CompareHashAndPassword(k.nobody, []byte(password))
	return nil
}
