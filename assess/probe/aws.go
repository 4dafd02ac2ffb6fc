package probe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"drydock/assess/collect"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// AWSOptions say with which credentials, and where, AWS is asked. Keys are never among them: they come from the SDK's default chain.
type AWSOptions struct {
	Profile    string
	Region     string // where STS and the global services are asked first; empty: from the profile or the environment
	RoleARN    string // to take on; may hold {partition} and {account}
	ExternalID string
	// EndpointURL replaces AWS's endpoints; empty: AWS_ENDPOINT_URL or the profile's own, else AWS. Other hosts than AWS and this machine need AllowEndpoint.
	EndpointURL   string
	AllowEndpoint bool
	// Accounts are asked instead of the scope's; Organization means those that AWS Organizations lists. EveryRegion means every Region
	// that is switched on in an account.
	Accounts     []questionnaire.Account
	Organization bool
	EveryRegion  bool
	Via          string // config-aggregator:NAME asks that aggregator of AWS Config instead of the accounts
	Limits       Limits
	Collectors   []collect.Collector // nil: all
	Now          func() time.Time    // nil: the machine's clock
}

// AWS reads live accounts. It is a Source.
type AWS struct {
	options    AWSOptions
	limits     Limits
	base       aws.Config // with the caller's own credentials, unguarded: only guarded copies are used
	caller     fact.Caller
	collectors map[string]collect.Collector
	limiter    *limiter

	latency time.Duration // of the first answer, connecting included
	session *string       // the session policy of the roles that are taken on; nil: they keep all their rights
	origin  aws.Config    // from where the one role of role was taken on, which base has become
	role    string

	mu    sync.Mutex
	ways  map[string]*way // account id → the way into it
	asked map[string]bool
}

// way is the way into one account: found once, by whoever asks first.
type way struct {
	mu     sync.Mutex
	found  bool
	config aws.Config
	caller fact.Caller // who is asking there
	gap    *fact.Gap
}

var regionName = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d{1,2}$`)

// NewAWS finds credentials, a Region and the caller. It fails, with what to do, where one of them is missing:
// errors.Is tells ErrCredentials, ErrRegion and ErrEndpoint apart.
func NewAWS(ctx context.Context, options AWSOptions) (*AWS, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Collectors == nil {
		options.Collectors = collect.All()
	}
	a := &AWS{
		options: options, limits: options.Limits.withDefaults(),
		collectors: map[string]collect.Collector{}, ways: map[string]*way{}, asked: map[string]bool{},
	}
	a.limiter = newLimiter(a.limits.PerSecond)
	for _, c := range options.Collectors {
		a.collectors[c.Name] = c
	}
	if err := a.configure(ctx); err != nil {
		return nil, err
	}
	if _, err := a.base.Credentials.Retrieve(ctx); err != nil {
		return nil, options.withoutCredentials(err)
	}
	asked := time.Now()
	caller, err := a.identity(ctx, a.base)
	if err != nil {
		return nil, options.withoutIdentity(err, a.base.Region)
	}
	a.caller, a.latency = caller, time.Since(asked)
	a.base.Retryer = func() aws.Retryer { return newRetryer(a.limits, refused) }
	if options.RoleARN != "" && !strings.Contains(options.RoleARN, "{account}") {
		if err := a.becomeRole(ctx); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// configure loads the SDK's configuration and sets in code what the environment could otherwise change behind our back.
func (a *AWS) configure(ctx context.Context) error {
	// The SDK's warnings would land in the middle of the workbench, so it gets a logger that drops them.
	load := []func(*config.LoadOptions) error{config.WithAppID("drydock"), config.WithLogger(logging.Nop{})}
	if a.options.Profile != "" {
		load = append(load, config.WithSharedConfigProfile(a.options.Profile))
	}
	if a.options.Region != "" {
		load = append(load, config.WithRegion(a.options.Region))
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		if missing := (config.SharedConfigProfileNotExistError{}); errors.As(err, &missing) {
			return &CredentialsError{What: fmt.Sprintf("profile %q is not in the AWS configuration", missing.Profile), Do: "run: aws configure list-profiles", Err: err}
		}
		return fmt.Errorf("reading the AWS configuration: %w", err)
	}
	if cfg.Region == "" && a.options.EveryRegion {
		cfg.Region = homeRegion("aws", "") // to begin with
	}
	switch {
	case cfg.Region == "":
		return &RegionError{}
	case !regionName.MatchString(cfg.Region):
		return &RegionError{Region: cfg.Region, Because: "is not the name of a Region, such as eu-central-1"}
	}
	a.options.EndpointURL = cmp.Or(a.options.EndpointURL, aws.ToString(cfg.BaseEndpoint))
	wire := newWire(cfg.HTTPClient)
	if err := a.endpoint(&cfg, wire); err != nil {
		return err
	}
	cfg.HTTPClient = wire
	cfg.RetryMode, cfg.RetryMaxAttempts = aws.RetryModeStandard, a.limits.Attempts
	cfg.Retryer = func() aws.Retryer { return newRetryer(a.limits, nobodyThere) }
	a.base = cfg
	return nil
}

// endpoint checks an endpoint override and prepares cfg and the wire for it.
func (a *AWS) endpoint(cfg *aws.Config, w *wire) error {
	if a.options.EndpointURL == "" {
		return nil
	}
	u, err := url.Parse(a.options.EndpointURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return &EndpointError{URL: a.options.EndpointURL, Because: "it is not a URL", Do: "write it as https://host:port"}
	}
	if a.options.AllowEndpoint {
		w.allowed = strings.ToLower(u.Hostname())
	}
	if err := checkEndpoint(u, w.allowed); err != nil {
		return err
	}
	w.override = u.Host
	cfg.BaseEndpoint = aws.String(a.options.EndpointURL)
	cfg.ServiceOptions = append(cfg.ServiceOptions, func(_ string, options any) {
		if s3Options, ok := options.(*s3.Options); ok {
			s3Options.UsePathStyle = true // bucket.host does not resolve beside an endpoint override
		}
	})
	return nil
}

// newRetryer is the SDK's standard one without its retry quota, which one throttled service would exhaust for all calls of a client.
// What final says of an error is not tried again.
func newRetryer(limits Limits, final func(error) bool) aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = limits.Attempts
		o.MaxBackoff = limits.Backoff
		o.RateLimiter = ratelimit.None
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			if final(err) {
				return aws.FalseTernary
			}
			return aws.UnknownTernary
		})}, o.Retryables...)
	})
}

// refused is an address that Drydock does not ask, or that sends it elsewhere.
func refused(err error) bool {
	var endpoint *EndpointError
	return errors.As(err, &endpoint) || errors.Is(err, errRedirected)
}

// nobodyThere is refused, or a host that does not exist or does not listen. Before the first answer that is a wrong address or no
// network, and waiting mends neither; later it may be a network that comes back.
func nobodyThere(err error) bool {
	var dns *net.DNSError
	return refused(err) || errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &dns) && dns.IsNotFound
}

// Caller implements Source.
func (a *AWS) Caller(context.Context) (fact.Caller, error) { return a.caller, nil }

// Latency is how long the first answer took, connecting included.
func (a *AWS) Latency() time.Duration { return a.latency }

// Region is the Region that the options, the environment or the profile named.
func (a *AWS) Region() string { return a.base.Region }

// callIdentity needs no permission: AWS answers it for every identity, whatever its policies say.
var (
	callIdentity = collect.Call{Operation: "sts.GetCallerIdentity", Action: "sts:GetCallerIdentity"}
	callRole     = collect.Call{Operation: "sts.AssumeRole", Action: "sts:AssumeRole"}
)

// guarded returns a copy of cfg whose clients ask these calls and no others, at the pace of an account and a Region.
func (a *AWS) guarded(cfg aws.Config, accountID, region string, calls ...collect.Call) (aws.Config, *collect.Guard, error) {
	guard, err := collect.NewGuard(calls)
	if err != nil {
		return aws.Config{}, nil, err
	}
	copied := cfg.Copy()
	copied.Region = region
	guard.Install(&copied)
	copied.APIOptions = append(copied.APIOptions, a.attempts(accountID, region))
	return copied, guard, nil
}

// identity asks STS who cfg is.
func (a *AWS) identity(ctx context.Context, cfg aws.Config) (fact.Caller, error) {
	cfg, _, err := a.guarded(cfg, "", cfg.Region, callIdentity)
	if err != nil {
		return fact.Caller{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, a.limits.Call)
	defer cancel()
	out, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fact.Caller{}, err
	}
	who, err := arn.Parse(aws.ToString(out.Arn))
	if err != nil || who.AccountID != aws.ToString(out.Account) {
		return fact.Caller{}, &collect.NotEvidenceError{
			Operation: callIdentity.Operation,
			Because:   fmt.Sprintf("it names the account %q and the caller %q", aws.ToString(out.Account), aws.ToString(out.Arn)),
		}
	}
	return fact.Caller{ARN: aws.ToString(out.Arn), Account: who.AccountID, Partition: who.Partition}, nil
}

// becomeRole takes on the one role that the options name, for good.
func (a *AWS) becomeRole(ctx context.Context) error {
	cfg, err := a.withRole(a.caller.Account)
	if err != nil {
		return err
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return a.options.withoutCredentials(err)
	}
	caller, err := a.identity(ctx, cfg)
	if err != nil {
		return a.options.withoutIdentity(err, cfg.Region)
	}
	a.origin, a.role = a.base, a.options.RoleARN
	a.base, a.caller = cfg, caller
	a.options.RoleARN = ""
	return nil
}

// sessionLimit is how many characters AWS takes for a session policy.
const sessionLimit = 2048

// LimitRoles makes AWS itself refuse everything but these calls to the roles that are taken on from now on, whatever the roles may do,
// and says in a sentence what came of it; empty: no role is taken on. A policy that AWS does not take for its length is left out: then
// the role's own policies and Drydock's allow-list are the limits.
func (a *AWS) LimitRoles(ctx context.Context, calls []collect.Call) (string, error) {
	single := a.role != ""
	if !single && a.options.RoleARN == "" {
		return "", nil
	}
	policy, err := PolicyDocument(append(slices.Clone(calls), callListRegions), "")
	if err != nil {
		return "", err
	}
	n := size(policy)
	if n > sessionLimit {
		return fmt.Sprintf("No session policy limits the role: one for these reads has %d characters, and AWS takes %d.", n, sessionLimit), nil
	}
	text, err := compact(policy)
	if err != nil {
		return "", err
	}
	a.session, a.ways = aws.String(strings.TrimSpace(string(text))), map[string]*way{}
	if single {
		a.base, a.options.RoleARN = a.origin, a.role
		if err := a.becomeRole(ctx); err != nil {
			return "", err
		}
	}
	return "A session policy limits the role to these reads.", nil
}

// withRole is the base configuration with the credentials of the role in an account: session name drydock, one hour.
func (a *AWS) withRole(accountID string) (aws.Config, error) {
	role := strings.NewReplacer("{partition}", a.caller.Partition, "{account}", accountID).Replace(a.options.RoleARN)
	if parsed, err := arn.Parse(role); err != nil || parsed.Service != "iam" || !strings.HasPrefix(parsed.Resource, "role/") {
		return aws.Config{}, &CredentialsError{
			What: fmt.Sprintf("%q is not the ARN of a role", role),
			Do:   "write it as arn:{partition}:iam::{account}:role/NAME", Err: errors.Join(err),
		}
	}
	cfg, _, err := a.guarded(a.base, accountID, a.base.Region, callRole)
	if err != nil {
		return aws.Config{}, err
	}
	provider := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), role, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName = "drydock"
		o.Duration = time.Hour
		o.Policy = a.session
		if a.options.ExternalID != "" {
			o.ExternalID = aws.String(a.options.ExternalID)
		}
	})
	assumed := a.base.Copy()
	assumed.Credentials = aws.NewCredentialsCache(roleProvider{arn: role, inner: provider})
	return assumed, nil
}

// Read implements Source: it runs one collector on one target.
func (a *AWS) Read(ctx context.Context, t fact.Target, name string, kinds []fact.Kind) ([]fact.Reach, []fact.Fact, int) {
	env := &collect.Env{Target: t, Now: a.options.Now, Workers: a.limits.Workers, CallTimeout: a.limits.Call}
	unread := func(gap fact.Gap, calls int) ([]fact.Reach, []fact.Fact, int) {
		var reach []fact.Reach
		for _, kind := range kinds {
			reach = append(reach, env.Reach(kind, &gap))
		}
		return reach, nil, calls
	}
	collector, ok := a.collectors[name]
	if !ok {
		return unread(fact.Gap{Status: fact.NotCollected, Message: fmt.Sprintf("there is no collector %q in this version", name)}, 0)
	}
	cfg, _, gap := a.enter(ctx, t.Account)
	if gap != nil {
		return unread(*gap, 0)
	}
	region := t.Region
	if collector.Global {
		region, env.Target.Region = homeRegion(a.caller.Partition, a.base.Region), fact.Global
	}
	cfg, guard, err := a.guarded(cfg, t.Account, region, collector.Calls...)
	if err != nil {
		return unread(collect.Classify(name, "", err), 0)
	}
	env.Config, env.Calls = cfg, collector.Calls
	if env.Target.Partition == "" {
		env.Target.Partition = a.caller.Partition
	}
	defer a.remember(guard)
	batch := collector.Collect(ctx, env)
	return batch.Reach, batch.Facts, guard.Count()
}

// enter finds the way into an account, once: with the caller's own credentials, or by a role; and makes STS say that it is the right one.
func (a *AWS) enter(ctx context.Context, accountID string) (aws.Config, fact.Caller, *fact.Gap) {
	a.mu.Lock()
	w := a.ways[accountID]
	if w == nil {
		w = &way{}
		a.ways[accountID] = w
	}
	a.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.found {
		w.config, w.caller, w.gap = a.resolve(ctx, accountID)
		w.found = ctx.Err() == nil // a stopped run has found out nothing about the account
	}
	return w.config, w.caller, w.gap
}

func (a *AWS) resolve(ctx context.Context, accountID string) (aws.Config, fact.Caller, *fact.Gap) {
	closed := func(gap fact.Gap) (aws.Config, fact.Caller, *fact.Gap) { return aws.Config{}, fact.Caller{}, &gap }
	if a.options.RoleARN == "" {
		if accountID == a.caller.Account {
			return a.base, a.caller, nil // STS said so when the run began
		}
		return closed(fact.Gap{Status: fact.Failed, Operation: callIdentity.Operation, Code: "OtherAccount", Message: fmt.Sprintf(
			"the credentials are of account %s, not %s; reach it with --role-arn 'arn:{partition}:iam::{account}:role/NAME'", a.caller.Account, accountID)})
	}
	cfg, err := a.withRole(accountID)
	if err != nil {
		return closed(fact.Gap{Status: fact.Failed, Operation: callRole.Operation, Message: err.Error()})
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return closed(collect.Classify(callRole.Operation, callRole.Action, err))
	}
	caller, err := a.identity(ctx, cfg)
	if err == nil && caller.Account != accountID {
		err = &collect.NotEvidenceError{Operation: callIdentity.Operation, Because: fmt.Sprintf("account %s answered instead of %s", caller.Account, accountID)}
	}
	if err != nil {
		return closed(collect.Classify(callIdentity.Operation, callIdentity.Action, err))
	}
	return cfg, caller, nil
}

func (a *AWS) remember(guard *collect.Guard) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, op := range guard.Asked() {
		a.asked[op] = true
	}
}

// Asked returns the operations that collectors asked so far, sorted.
func (a *AWS) Asked() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	ops := make([]string, 0, len(a.asked))
	for op := range a.asked {
		ops = append(ops, op)
	}
	return distinct(ops)
}

// homeRegion is where the global services of a partition are asked.
func homeRegion(partition, fallback string) string {
	switch partition {
	case "aws":
		return "us-east-1"
	case "aws-cn":
		return "cn-north-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	}
	return fallback
}

// accountOf is the account id in an ARN; empty where it has none.
func accountOf(s string) string {
	parsed, err := arn.Parse(s)
	if err != nil || len(parsed.AccountID) != 12 {
		return ""
	}
	return parsed.AccountID
}
