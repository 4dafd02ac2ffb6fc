package collect

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"

	"github.com/aws/smithy-go"
)

// because is what went wrong on the way, without the layers that the SDK wraps around it: a sentence that is cut off must not lose its
// cause. What is no failure of the wire keeps its own words.
func because(err error) string {
	var (
		dns       *net.DNSError
		untrusted *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		send      *url.Error
	)
	switch {
	case errors.As(err, &dns):
		return fmt.Sprintf("the name %s could not be looked up: %s", dns.Name, dns.Err)
	case errors.As(err, &host):
		return fmt.Sprintf("the certificate that was shown is another host's (%v); see which address the name leads to", host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("the certificate that was shown is out of date, or the clock of this machine is wrong (%v)", invalid)
	case errors.As(err, &untrusted):
		return fmt.Sprintf("the certificate that was shown is not trusted (%v); a proxy that looks into encrypted connections needs AWS_CA_BUNDLE", untrusted.Err)
	case errors.As(err, &authority):
		return fmt.Sprintf("the certificate that was shown is not trusted (%v); a proxy that looks into encrypted connections needs AWS_CA_BUNDLE", authority)
	case errors.As(err, &send):
		return send.Err.Error()
	}
	var operation *smithy.OperationError
	for errors.As(err, &operation) {
		err = operation.Err
	}
	return err.Error()
}

// clockCodes are how services say that a request was signed at another time than theirs; some say it in words alone.
var clockCodes = []string{"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"}

var clockWords = regexp.MustCompile(`(?i)signature (expired|not yet current)|is (now )?(earlier|later) than`)

// skewed says that AWS refused a request for the time at which it was signed.
func skewed(code, message string) bool {
	if slices.Contains(clockCodes, code) {
		return true
	}
	return slices.Contains([]string{"InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"}, code) && clockWords.MatchString(message)
}
