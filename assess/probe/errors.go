package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"

	"drydock/assess/collect"
)

// Classes of what can be wrong before the first read. The command line ends with 4 on ErrCredentials.
var (
	ErrCredentials = errors.New("no usable credentials")
	ErrRegion      = errors.New("no usable Region")
	ErrEndpoint    = errors.New("the endpoint is not AWS")
)

// CredentialsError says what is wrong with the credentials and what to do about it.
type CredentialsError struct {
	What, Do string
	Err      error
}

func (e *CredentialsError) Error() string { return e.What + "; " + e.Do }

// Unwrap lets callers ask for the class or for the cause.
func (e *CredentialsError) Unwrap() []error { return []error{ErrCredentials, e.Err} }

// RegionError says which Region could not be used.
type RegionError struct{ Region, Because string }

func (e *RegionError) Error() string {
	if e.Region == "" {
		return "no Region is set; add --region, set AWS_REGION, or give the profile a region"
	}
	return fmt.Sprintf("Region %q: %s; check --region, AWS_REGION and the profile", e.Region, e.Because)
}

// Unwrap lets callers ask for the class.
func (e *RegionError) Unwrap() error { return ErrRegion }

var expiredCodes = []string{"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired", "UnauthorizedSSOTokenError"}

var rejectedCodes = []string{
	"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthFailure",
	"InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken",
}

// withoutCredentials says why the default chain gave no credentials, and what a person can do.
func (o AWSOptions) withoutCredentials(err error) error {
	var (
		endpoint *EndpointError
		role     *roleError
		expired  *ssocreds.InvalidTokenError
		api      smithy.APIError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &endpoint):
		return endpoint
	case errors.As(err, &role):
		return &CredentialsError{What: fmt.Sprintf("role %s may not be taken on: %v", role.arn, short(role.cause)), Do: "check its trust policy and --external-id", Err: err}
	case errors.As(err, &expired), errors.As(err, &api) && (slices.Contains(expiredCodes, api.ErrorCode()) || api.ErrorCode() == "UnauthorizedException"):
		return &CredentialsError{What: "the AWS session has expired", Do: o.login(), Err: err}
	case o.Profile != "":
		return &CredentialsError{What: fmt.Sprintf("profile %q gives no credentials: %v", o.Profile, short(err)), Do: o.login(), Err: err}
	}
	return &CredentialsError{What: "no AWS credentials were found", Do: "run aws sso login, name a profile with --profile, or set AWS_PROFILE", Err: err}
}

// withoutIdentity says why STS did not say who is calling, and what a person can do.
func (o AWSOptions) withoutIdentity(err error, region string) error {
	var (
		endpoint    *EndpointError
		notEvidence *collect.NotEvidenceError
		api         smithy.APIError
		dns         *net.DNSError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &endpoint):
		return endpoint
	case errors.As(err, &notEvidence):
		return fmt.Errorf("%w: %w; check --endpoint-url, AWS_ENDPOINT_URL and the proxy", ErrEndpoint, notEvidence)
	case errors.Is(err, errRedirected):
		return fmt.Errorf("%w: %w; check --endpoint-url, AWS_ENDPOINT_URL and the proxy", ErrEndpoint, errRedirected)
	case errors.As(err, &api) && slices.Contains(expiredCodes, api.ErrorCode()):
		return &CredentialsError{What: "the AWS session has expired", Do: o.login(), Err: err}
	case errors.As(err, &api) && slices.Contains(rejectedCodes, api.ErrorCode()):
		return &CredentialsError{
			What: fmt.Sprintf("AWS does not accept these credentials in %s (%s)", region, api.ErrorCode()),
			Do:   "check the keys, the clock of this machine, and whether the Region is enabled in the account", Err: err,
		}
	case errors.As(err, &dns) && dns.IsNotFound:
		return &RegionError{Region: region, Because: "its endpoint " + dns.Name + " does not exist"}
	case errors.As(err, &api):
		return fmt.Errorf("STS did not say who is calling: %w", err)
	}
	return fmt.Errorf("AWS cannot be reached: %w; check the network, the proxy and --endpoint-url", short(err))
}

func (o AWSOptions) login() string {
	if o.Profile == "" {
		return "run: aws sso login"
	}
	return "run: aws sso login --profile " + o.Profile
}

// short drops the SDK's outer layers, which name what every reader knows: the operation, the attempt, the transport.
func short(err error) error {
	var operation *smithy.OperationError
	for errors.As(err, &operation) {
		err = operation.Err
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		return fmt.Errorf("%s: %s", api.ErrorCode(), api.ErrorMessage())
	}
	return err
}

type roleError struct {
	arn   string
	cause error
}

func (e *roleError) Error() string { return fmt.Sprintf("taking on role %s: %v", e.arn, e.cause) }
func (e *roleError) Unwrap() error { return e.cause }

// roleProvider names the role in what goes wrong, and keeps the guard from comparing its call with the one that needs it.
type roleProvider struct {
	arn   string
	inner aws.CredentialsProvider
}

// Retrieve implements aws.CredentialsProvider.
func (p roleProvider) Retrieve(ctx context.Context) (aws.Credentials, error) {
	credentials, err := p.inner.Retrieve(collect.Expecting(ctx, "sts.AssumeRole"))
	if err != nil {
		return credentials, &roleError{arn: p.arn, cause: err}
	}
	return credentials, nil
}
