package probe

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// EndpointError is a host that Drydock does not send requests to.
type EndpointError struct{ URL, Because, Do string }

func (e *EndpointError) Error() string {
	return fmt.Sprintf("%s was not asked: %s; %s", e.URL, e.Because, e.Do)
}

// Unwrap lets callers ask for the whole class.
func (e *EndpointError) Unwrap() error { return ErrEndpoint }

// awsSuffixes end the host names of AWS's own endpoints, partition by partition.
var awsSuffixes = []string{
	".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn",
	".c2s.ic.gov", ".sc2s.sgov.gov", ".csp.hci.ic.gov", ".cloud.adc-e.uk", ".amazonaws.eu", ".api.amazonwebservices.eu",
}

// wire is the last place that a request passes: it sends only to AWS or to an endpoint that was allowed, and follows no redirect to
// another host. The SDK's own client follows a 307 anywhere and believes what it finds there.
type wire struct {
	client   http.Client
	override string // host and port that stand for AWS's endpoints; empty: none
	allowed  string // host that the user allowed with --allow-endpoint; empty: none
}

// newWire keeps the transport that the configuration made: it knows the proxy and the user's own certificate authorities.
func newWire(configured aws.HTTPClient) *wire {
	buildable, ok := configured.(*awshttp.BuildableClient)
	if !ok {
		buildable = awshttp.NewBuildableClient()
	}
	transport := buildable.WithTransportOptions(func(t *http.Transport) { t.MaxIdleConnsPerHost = 32 }).GetTransport()
	return &wire{client: http.Client{Transport: transport, CheckRedirect: sameHost}}
}

// Do implements aws.HTTPClient.
func (w *wire) Do(request *http.Request) (*http.Response, error) {
	if w.override != "" && strings.HasSuffix(request.URL.Host, "."+w.override) {
		// s3control puts the account id in front of the host, where no name resolves. The signature keeps the name that was signed.
		request.Host = cmp.Or(request.Host, request.URL.Host)
		request.URL.Host = w.override
	}
	if err := checkEndpoint(request.URL, w.allowed); err != nil {
		return nil, err
	}
	return w.client.Do(request)
}

// errRedirected is a redirect that left the host; it is not tried again.
var errRedirected = errors.New("the endpoint redirects to another host")

func sameHost(request *http.Request, via []*http.Request) error {
	if len(via) >= 3 {
		return errors.New("the endpoint redirects in circles")
	}
	if request.URL.Host != via[0].URL.Host || request.URL.Scheme != via[0].URL.Scheme {
		return errRedirected
	}
	return nil
}

// checkEndpoint refuses plain HTTP and foreign hosts, unless the host is this machine or was allowed by name.
func checkEndpoint(u *url.URL, allowed string) error {
	host := strings.ToLower(u.Hostname())
	if isLoopback(host) || allowed != "" && (host == allowed || strings.HasSuffix(host, "."+allowed)) {
		return nil
	}
	shown := u.Scheme + "://" + u.Host
	for _, suffix := range awsSuffixes {
		if !strings.HasSuffix(host, suffix) {
			continue
		}
		if u.Scheme != "https" {
			return &EndpointError{URL: shown, Because: "requests to AWS travel encrypted", Do: "use https://"}
		}
		return nil
	}
	return &EndpointError{
		URL: shown, Because: "it is neither AWS nor this machine, and could record your credentials and make up answers",
		Do: "unset AWS_ENDPOINT_URL, or add --allow-endpoint when you trust it",
	}
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
