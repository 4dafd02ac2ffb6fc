package collect

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"

	"drydock/assess/fact"
)

// UndeclaredError is a call that no collector declared; it was stopped before a byte was sent.
type UndeclaredError struct{ Operation string }

func (e *UndeclaredError) Error() string {
	return fmt.Sprintf("%s was not asked: it is not among the declared reads", e.Operation)
}

// NotEvidenceError is an answer that says success and proves nothing.
type NotEvidenceError struct {
	Operation, Because string
	Err                error // what the SDK made of the answer, if anything
}

func (e *NotEvidenceError) Error() string {
	return fmt.Sprintf("the answer to %s is not evidence: %s", e.Operation, e.Because)
}

// Unwrap lets the SDK's retryer see a 503 behind an answer that AWS did not sign.
func (e *NotEvidenceError) Unwrap() error { return e.Err }

// Classify says what an error means for the reach of what was asked. It never guesses: what it does not know is failed.
func Classify(op, action string, err error) fact.Gap {
	gap := fact.Gap{Status: fact.Failed, Operation: op, Message: because(err)}
	var (
		api         smithy.APIError
		notEvidence *NotEvidenceError
	)
	if errors.As(err, &notEvidence) {
		gap.Message = notEvidence.Error() // whatever code it carries is nobody's word
	} else if errors.As(err, &api) {
		if gap.Code, gap.Message = api.ErrorCode(), api.ErrorMessage(); skewed(gap.Code, gap.Message) {
			gap.Message = "the clock of this machine is not AWS's; set it, and ask again: " + gap.Message
		}
	}
	if sso := (*ssocreds.InvalidTokenError)(nil); errors.As(err, &sso) {
		gap.Code, gap.Message = expiredSSO, "the AWS session has expired"
	}
	gap.Status = status(err, gap.Code, gap.Message)
	if gap.Status == fact.Denied || gap.Status == fact.ClosedByPolicy {
		gap.Action = action
	}
	return gap
}

func status(err error, code, message string) fact.Status {
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return fact.Cancelled
	case errors.Is(err, context.DeadlineExceeded):
		return fact.TimedOut
	case slices.Contains(deniedCodes, code) && closedByPolicy(message):
		return fact.ClosedByPolicy
	case slices.Contains(deniedCodes, code):
		return fact.Denied
	case slices.Contains(throttledCodes, code):
		return fact.Throttled
	case code == unknownOperation && strings.Contains(message, notInRegion):
		return fact.NotOffered
	case code == "" && errors.As(err, &timeout) && timeout.Timeout():
		return fact.TimedOut
	}
	return fact.Failed
}

// A service that is deployed in a Region without this operation says so in these words. Nothing else proves that something is not
// offered: a host that does not resolve may be the network, and OptInRequired and UnrecognizedClientException may be the account.
const (
	unknownOperation = "UnknownOperationException"
	notInRegion      = "not supported in the called region"
)

func closedByPolicy(message string) bool {
	return strings.Contains(message, "service control policy") || strings.Contains(message, "resource control policy")
}

var deniedCodes = []string{
	"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Client.UnauthorizedOperation",
	"UnauthorizedException", "AuthorizationError", "NotAuthorized",
}

var throttledCodes = []string{
	"Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
	"TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
	"SlowDown", "PriorRequestNotComplete", "EC2ThrottledException", "ProvisionedThroughputExceededException",
}

// Expired says that the credentials were no longer good when this was asked: by AWS's word, or because they could not be renewed.
// It is no answer about the account; after signing in again the same question can be asked.
func Expired(gap *fact.Gap) bool {
	return gap != nil && slices.Contains(expiredCodes, gap.Code)
}

var expiredCodes = []string{"ExpiredToken", "ExpiredTokenException", expiredSSO, "UnauthorizedSSOTokenError"}

// expiredSSO stands where the SDK could not renew the session of a single sign-on, for which it has no code.
const expiredSSO = "ExpiredSSOSession"

// Absent says that what Ask answered proves that the thing asked for does not exist: only for pairs of operation and code, and words of
// the message where the code says too little, that AWS documents so. No gap is not absent.
func Absent(gap *fact.Gap) bool {
	if gap == nil || gap.Code == "" {
		return false
	}
	return slices.Contains(absent[gap.Operation], gap.Code) || slices.ContainsFunc(notEnabled, func(n [3]string) bool {
		return n[0] == gap.Operation && n[1] == gap.Code && strings.Contains(gap.Message, n[2])
	})
}

// notEnabled lists operation, code and words of the message with which a service says that it is off. The codes alone also stand for
// a caller without rights.
var notEnabled = [][3]string{
	{"macie2.GetMacieSession", "AccessDeniedException", "Macie is not enabled"},
	{"securityhub.DescribeHub", "InvalidAccessException", "is not subscribed to AWS Security Hub"},
}

// absent lists, per operation, the codes that mean "there is none".
var absent = map[string][]string{
	"s3.GetPublicAccessBlock":                              {"NoSuchPublicAccessBlockConfiguration"},
	"s3.GetBucketEncryption":                               {"ServerSideEncryptionConfigurationNotFoundError"},
	"s3.GetBucketPolicy":                                   {"NoSuchBucketPolicy"},
	"s3.GetBucketPolicyStatus":                             {"NoSuchBucketPolicy"},
	"s3.GetBucketOwnershipControls":                        {"OwnershipControlsNotFoundError"},
	"s3.GetBucketTagging":                                  {"NoSuchTagSet"},
	"s3.GetObjectLockConfiguration":                        {"ObjectLockConfigurationNotFoundError"},
	"s3vectors.GetVectorBucketPolicy":                      {"NotFoundException"},
	"s3control.GetPublicAccessBlock":                       {"NoSuchPublicAccessBlockConfiguration"},
	"account.GetAlternateContact":                          {"ResourceNotFoundException"},
	"iam.GetLoginProfile":                                  {"NoSuchEntity"},
	"organizations.DescribeOrganization":                   {"AWSOrganizationsNotInUseException"},
	"organizations.DescribeEffectivePolicy":                {"EffectivePolicyNotFoundException", "AWSOrganizationsNotInUseException"},
	"bedrockagentcorecontrol.GetTokenVault":                {"ResourceNotFoundException"},
	"iam.ListOrganizationsFeatures":                        {noOrganization, "ServiceAccessNotEnabledException"},
	"organizations.ListDelegatedAdministrators":            {"AWSOrganizationsNotInUseException"},
	"servicequotas.ListRequestedServiceQuotaChangeHistory": {"NoSuchResourceException"},
	"wafv2.GetLoggingConfiguration":                        {"WAFNonexistentItemException"},
	// Asked of what was just listed, so it is the policy that is not there.
	"bedrockagentcorecontrol.GetResourcePolicy": {"ResourceNotFoundException"},
	"lambda.GetPolicy":                          {"ResourceNotFoundException"},
	"oam.GetSinkPolicy":                         {"ResourceNotFoundException"},
}
