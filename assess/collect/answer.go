package collect

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/encoding/cbor"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// maxBody bounds one answer. The largest that AWS documents for a page is far below.
const maxBody = 32 << 20

// answer looks at one answer twice: as bytes, before the SDK decodes them, and as the typed output after it did. The SDK alone
// turns an empty body, {} or a login page into a success without content.
type answer struct {
	keys []string // names at the top of the body, where the protocol has them
}

// BrokenBodyError is an answer whose body ended too early. The SDK may ask again.
type BrokenBodyError struct{ Err error }

func (e *BrokenBodyError) Error() string {
	return fmt.Sprintf("the answer broke off: %v", e.Err)
}

func (e *BrokenBodyError) Unwrap() error { return e.Err }

// ConnectionError tells the SDK's retryer that the wire failed and not the request.
func (e *BrokenBodyError) ConnectionError() bool { return true }

// readsBody takes the whole body in, within bounds, and refuses a success in a shape that the operation does not have.
func (a *answer) readsBody() middleware.DeserializeMiddleware {
	return middleware.DeserializeMiddlewareFunc("DrydockReadsBody", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		response := answerOf(out)
		if err != nil || response == nil {
			return out, metadata, err
		}
		op := OperationIn(ctx)
		body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
		_ = response.Body.Close() // it has been read; how it closes changes nothing
		response.Body = io.NopCloser(bytes.NewReader(body))
		switch {
		case err != nil:
			return out, metadata, &BrokenBodyError{Err: err}
		case len(body) > maxBody:
			return out, metadata, &NotEvidenceError{Operation: op, Because: fmt.Sprintf("it is longer than %d MB", maxBody>>20)}
		}
		if leaves(response) {
			return out, metadata, &NotEvidenceError{Operation: op, Because: "it redirects to another host"}
		}
		if response.StatusCode < 200 || response.StatusCode > 299 || isHead(response) {
			return out, metadata, nil
		}
		a.keys, err = checkBody(op, body)
		return out, metadata, err
	})
}

// leaves says that an answer points to another host. Requests with a body arrive here; the HTTP client stops the others.
func leaves(response *smithyhttp.Response) bool {
	location, err := response.Location()
	return err == nil && response.StatusCode/100 == 3 && response.Request != nil && location.Host != response.Request.URL.Host
}

func isHead(response *smithyhttp.Response) bool {
	return response.Request != nil && response.Request.Method == http.MethodHead
}

// provesSomething refuses a decoded success without request id or without content.
func (a *answer) provesSomething() middleware.DeserializeMiddleware {
	return middleware.DeserializeMiddlewareFunc("DrydockProvesSomething", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		op, response := OperationIn(ctx), answerOf(out)
		if response == nil {
			return out, metadata, err // nobody answered at all
		}
		id := requestID(response)
		if already := (*NotEvidenceError)(nil); id == "" && !errors.As(err, &already) {
			because := fmt.Sprintf("it carries no request id, so AWS did not write it (HTTP status %d)", response.StatusCode)
			return out, metadata, &NotEvidenceError{Operation: op, Because: because, Err: err}
		}
		if id != "" {
			awsmiddleware.SetRequestIDMetadata(&metadata, id)
		}
		if err == nil && !mayBeEmpty[op] && empty(out.Result) && !a.names(out.Result) {
			err = &NotEvidenceError{Operation: op, Because: "it is empty"}
		}
		return out, metadata, err
	})
}

// requestID reads the header by which AWS names a request; S3 and the others spell it differently, and the SDK's clients know only
// their own spelling.
func requestID(response *smithyhttp.Response) string {
	for _, name := range []string{"X-Amzn-Requestid", "X-Amz-Request-Id", "X-Amz-Requestid"} {
		if id := response.Header.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// answerOf is what came over the wire; nil when nothing did. The SDK hands on an empty response where a request could not be sent.
func answerOf(out middleware.DeserializeOutput) *smithyhttp.Response {
	response, ok := out.RawResponse.(*smithyhttp.Response)
	if !ok || response == nil || response.Response == nil || response.StatusCode == 0 {
		return nil
	}
	return response
}

// checkBody refuses a body that is not in the operation's protocol, and returns the names at its top.
func checkBody(op string, body []byte) ([]string, error) {
	refuse := func(because string) ([]string, error) {
		return nil, &NotEvidenceError{Operation: op, Because: because}
	}
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 {
		return refuse("its body is empty")
	}
	service, name, _ := strings.Cut(op, ".")
	want, speaksXML := xmlRoots[op]
	switch {
	case speaksXML && want == rawJSON:
		if !json.Valid(trimmed) {
			return refuse("its body is not whole JSON")
		}
		return nil, nil
	case !speaksXML && xmlQuery[service]:
		want, speaksXML = name+"Response", true
	case !speaksXML && xmlREST[service]:
		return refuse("its shape is not known here")
	}
	if speaksXML {
		root, err := xmlRoot(trimmed)
		if err != nil {
			return refuse("its body is not whole XML: " + err.Error())
		}
		if root != want && root != name+"Response" && root != name+"Output" { // emulators name the root after the operation
			return refuse(fmt.Sprintf("its body is <%s>, not <%s>", root, want))
		}
		return nil, nil
	}
	switch {
	case trimmed[0] == '{':
		var object map[string]json.RawMessage
		if err := json.Unmarshal(trimmed, &object); err != nil {
			return refuse("its body is not whole JSON: " + err.Error())
		}
		return keysOf(object), nil
	case trimmed[0] >= 0xa0 && trimmed[0] <= 0xbf:
		value, err := cbor.Decode(body)
		object, ok := value.(cbor.Map)
		if err != nil || !ok {
			return refuse("its body is not a whole CBOR map")
		}
		return keysOf(object), nil
	}
	return refuse("its body is neither a JSON object nor a CBOR map")
}

func keysOf[V any](object map[string]V) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	return keys
}

// xmlRoot reads a whole document and returns the name of its root.
func xmlRoot(body []byte) (string, error) {
	root := ""
	for decoder := xml.NewDecoder(bytes.NewReader(body)); ; {
		token, err := decoder.Token()
		if err == io.EOF && root != "" {
			return root, nil
		}
		if err != nil {
			return "", err
		}
		if start, ok := token.(xml.StartElement); ok && root == "" {
			root = start.Name.Local
		}
	}
}

// empty says that no field of an output was set.
func empty(result any) bool {
	v := reflect.Indirect(reflect.ValueOf(result))
	if v.Kind() != reflect.Struct {
		return true
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.IsExported() && field.Name != "ResultMetadata" && !v.Field(i).IsZero() {
			return false
		}
	}
	return true
}

// names says that the body named at least one field of the output: {"KeyRotationEnabled": false} does, {} does not.
func (a *answer) names(result any) bool {
	v := reflect.Indirect(reflect.ValueOf(result))
	if v.Kind() != reflect.Struct {
		return false
	}
	for _, key := range a.keys {
		if _, ok := v.Type().FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, key) }); ok {
			return true
		}
	}
	return false
}

// mayBeEmpty are the operations where AWS answers "nothing is set" with nothing: {} or a bare root element.
var mayBeEmpty = map[string]bool{
	"wafv2.GetWebACLForResource":                     true,
	"bedrock.GetModelInvocationLoggingConfiguration": true,
	"budgets.DescribeBudgets":                        true,
	"budgets.DescribeNotificationsForBudget":         true,
	"guardduty.GetAdministratorAccount":              true,
	"s3.GetBucketVersioning":                         true,
	"s3.GetBucketLocation":                           true,
	"sqs.ListQueueTags":                              true,
	"sqs.ListQueues":                                 true,
}

// xmlQuery are the services whose answers are <OperationResponse>.
var xmlQuery = map[string]bool{"ec2": true, "elasticloadbalancingv2": true, "iam": true, "rds": true, "sns": true, "sts": true}

// xmlREST are the services whose answers have a root of their own per operation, listed in xmlRoots.
var xmlREST = map[string]bool{"cloudfront": true, "s3": true, "s3control": true}

// rawJSON marks the answers whose whole body is one document that the SDK hands on as text.
const rawJSON = "(JSON)"

var xmlRoots = map[string]string{
	"cloudfront.ListDistributions":   "DistributionList",
	"cloudfront.ListTagsForResource": "Tags",
	"s3.ListBuckets":                 "ListAllMyBucketsResult",
	"s3.GetBucketLocation":           "LocationConstraint",
	"s3.GetBucketPolicy":             rawJSON,
	"s3.GetBucketPolicyStatus":       "PolicyStatus",
	"s3.GetBucketEncryption":         "ServerSideEncryptionConfiguration",
	"s3.GetBucketVersioning":         "VersioningConfiguration",
	"s3.GetBucketTagging":            "Tagging",
	"s3.GetBucketLogging":            "BucketLoggingStatus",
	"s3.GetBucketAcl":                "AccessControlPolicy",
	"s3.GetBucketOwnershipControls":  "OwnershipControls",
	"s3.GetObjectLockConfiguration":  "ObjectLockConfiguration",
	"s3.GetPublicAccessBlock":        "PublicAccessBlockConfiguration",
	"s3control.GetPublicAccessBlock": "PublicAccessBlockConfiguration",
	"s3control.ListTagsForResource":  "ListTagsForResourceResult",
}
