package collect

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// Guard lets only declared reads leave the process, counts them, and lets only answers in that prove something.
type Guard struct {
	declared map[string]bool

	mu    sync.Mutex
	asked map[string]int
}

// NewGuard allows exactly these calls. It refuses a declaration that is no safe read: writing a collector cannot widen what Drydock may do.
func NewGuard(calls []Call) (*Guard, error) {
	g := &Guard{declared: make(map[string]bool, len(calls)), asked: map[string]int{}}
	for _, c := range calls {
		if err := CheckCall(c); err != nil {
			return nil, err
		}
		g.declared[c.Operation] = true
	}
	return g, nil
}

// Install puts the guard into every client that is made from cfg from now on.
func (g *Guard) Install(cfg *aws.Config) {
	cfg.APIOptions = append(slices.Clip(cfg.APIOptions), func(stack *middleware.Stack) error {
		// After, not Before: guardduty, bedrock and cloudtrail name the operation in the Initialize step themselves.
		if err := stack.Initialize.Add(g.asks(), middleware.After); err != nil {
			return err
		}
		answer := &answer{}
		if err := stack.Deserialize.Add(answer.readsBody(), middleware.After); err != nil {
			return err
		}
		return stack.Deserialize.Add(answer.provesSomething(), middleware.Before)
	})
}

// Asked returns the operations that were let through, sorted.
func (g *Guard) Asked() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	ops := make([]string, 0, len(g.asked))
	for op := range g.asked {
		ops = append(ops, op)
	}
	slices.Sort(ops)
	return ops
}

// Count is the number of calls that were let through; a retried call counts once.
func (g *Guard) Count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, k := range g.asked {
		n += k
	}
	return n
}

func (g *Guard) asks() middleware.InitializeMiddleware {
	return middleware.InitializeMiddlewareFunc("DrydockOnlyDeclaredReads", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		op := OperationIn(ctx)
		if !g.declared[op] {
			return middleware.InitializeOutput{}, middleware.Metadata{}, &UndeclaredError{Operation: op}
		}
		if want, ok := ctx.Value(expectedKey{}).(string); ok && want != op {
			return middleware.InitializeOutput{}, middleware.Metadata{}, fmt.Errorf("asking %s under the name of %s: %w", op, want, &UndeclaredError{Operation: op})
		}
		g.mu.Lock()
		g.asked[op]++
		g.mu.Unlock()
		return next.HandleInitialize(ctx, in)
	})
}

type expectedKey struct{}

// Expecting notes in ctx which operation is meant, so that the guard can compare it with the one that is about to leave.
func Expecting(ctx context.Context, op string) context.Context {
	return context.WithValue(ctx, expectedKey{}, op)
}

// OperationIn names the call in ctx as collectors declare it: SDK package, dot, operation.
func OperationIn(ctx context.Context) string {
	service := strings.NewReplacer(" ", "", "-", "").Replace(strings.ToLower(awsmiddleware.GetServiceID(ctx)))
	return service + "." + awsmiddleware.GetOperationName(ctx)
}

// CheckCall refuses a declaration that is malformed, that writes, or that reads what must not be read.
func CheckCall(c Call) error {
	service, name, ok := strings.Cut(c.Operation, ".")
	if !ok || service == "" || name == "" {
		return fmt.Errorf("call %q: want an SDK package and an operation, such as kms.DescribeKey", c.Operation)
	}
	prefix, action, ok := strings.Cut(c.Action, ":")
	if !ok || prefix == "" || action == "" || strings.ContainsAny(c.Action, "*?") {
		return fmt.Errorf("call %s: action %q: want one IAM action without wildcards, such as kms:DescribeKey", c.Operation, c.Action)
	}
	reads := slices.ContainsFunc(readVerbs, func(verb string) bool { return strings.HasPrefix(name, verb) })
	if !reads && !slices.Contains(readsDespiteTheName, c.Operation) {
		return fmt.Errorf("call %s: Drydock only reads; an operation starts with one of %s", c.Operation, strings.Join(readVerbs, ", "))
	}
	for _, pattern := range unsafeReads {
		if matchesUnsafe(pattern, c.Action) {
			return fmt.Errorf("call %s: %s hands out data or secrets; it is never asked", c.Operation, c.Action)
		}
	}
	return nil
}

func matchesUnsafe(pattern, action string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return len(action) >= len(prefix) && strings.EqualFold(action[:len(prefix)], prefix)
	}
	return strings.EqualFold(pattern, action)
}

var readVerbs = []string{"Get", "List", "Describe", "BatchGet", "Simulate"}

// readsDespiteTheName change nothing in the account: they are how a caller becomes the role that reads, and a query.
var readsDespiteTheName = []string{"sts.AssumeRole", selectItems}

// unsafeReads are IAM actions that AWS files under reading and that hand out secrets, content of customers, or credentials.
var unsafeReads = []string{
	"bedrock:InvokeModel*", "bedrock:ApplyGuardrail", "bedrock:Retrieve*",
	"bedrock-agentcore:GetResourceApiKey", "bedrock-agentcore:GetResourceOauth2Token", "bedrock-agentcore:GetResourcePaymentToken",
	"bedrock-agentcore:CompleteResourceTokenAuth", "bedrock-agentcore:GetWorkloadAccessToken*",
	"bedrock-agentcore:GetEvent", "bedrock-agentcore:ListEvents", "bedrock-agentcore:GetMemoryRecord", "bedrock-agentcore:ListMemoryRecords",
	"bedrock-agentcore:RetrieveMemoryRecords",
	"logs:Unmask", "logs:GetLogEvents", "logs:FilterLogEvents", "logs:GetLogRecord", "logs:GetLogObject", "logs:GetQueryResults", "logs:StartQuery",
	"ec2:GetPasswordData", "ec2:GetConsole*", "ec2:GetLaunchTemplateData", "ec2:DescribeInstanceAttribute", "ec2:DescribeLaunchTemplateVersions",
	"s3:GetObject", "s3:GetObjectVersion*", "s3:GetObjectTorrent", "s3:GetObjectAcl",
	"lambda:GetFunction", "lambda:GetLayerVersion", "cognito-idp:DescribeUserPoolClient", "cloudtrail:LookupEvents", "cloudtrail:GetQueryResults",
	"secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "ssm:GetParameter*", "dynamodb:GetItem", "dynamodb:BatchGetItem",
	"sts:GetSessionToken", "sts:GetFederationToken", "sts:GetWebIdentityToken", "sts:GetDelegatedAccessToken",
	"kms:GetParametersForImport", "ecr:GetAuthorizationToken",
}
