package collect

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"
	"strings"
	"testing"
	"time"

	"drydock/assess/fact"
)

// A certificate that is out of date, or another host's, is not what a proxy shows: a list of authorities would not mend it.
func TestCertificateErrorsAreNamedByTheirCause(t *testing.T) {
	leaf := &x509.Certificate{NotAfter: time.Unix(0, 0), DNSNames: []string{"elsewhere.example"}}
	for name, c := range map[string]struct {
		err        error
		says, hush string
	}{
		"out of date":  {x509.CertificateInvalidError{Cert: leaf, Reason: x509.Expired}, "clock", "AWS_CA_BUNDLE"},
		"another host": {x509.HostnameError{Certificate: leaf, Host: "here.example"}, "another host", "AWS_CA_BUNDLE"},
		"authority":    {x509.UnknownAuthorityError{}, "AWS_CA_BUNDLE", "clock"},
	} {
		got := because(&url.Error{Op: "Get", URL: "https://here.example", Err: &tls.CertificateVerificationError{Err: c.err}})
		if !strings.Contains(got, c.says) || strings.Contains(got, c.hush) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// A property of another shape than a text is not an empty text.
func TestAnItemOfAnotherShapeIsUnread(t *testing.T) {
	f := recordedVolume(fact.Meta{}, item{"configuration": map[string]any{"volumeId": "vol-1", "encrypted": true, "state": map[string]any{"value": 3.0}}})
	if _, unread := f.Base().Unread["attached"]; !unread {
		t.Errorf("a state that is no text says that the volume is not attached: %v", f.Base().Unread)
	}
	// Rules that are no list say nothing of what a group lets out.
	g := recordedGroup(fact.Meta{}, item{"configuration": map[string]any{"groupId": "sg-1", "vpcId": "vpc-1", "ipPermissionsEgress": "{}"}})
	if _, unread := g.Base().Unread["openOut"]; !unread {
		t.Errorf("a group whose rules cannot be understood lets nothing out: %v", g.Base().Unread)
	}
}
