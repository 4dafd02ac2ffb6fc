package collect

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"
	agenttypes "github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	agentcoretypes "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentity"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	"github.com/aws/aws-sdk-go-v2/service/controltower"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/detective"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"
	"github.com/aws/aws-sdk-go-v2/service/iot"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/networkfirewall"
	"github.com/aws/aws-sdk-go-v2/service/oam"
	"github.com/aws/aws-sdk-go-v2/service/opensearch"
	"github.com/aws/aws-sdk-go-v2/service/opensearchserverless"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/route53resolver"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3vectors"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/shield"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssmincidents"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"
	"github.com/aws/aws-sdk-go-v2/service/xray"

	"drydock/assess/fact"
)

// clients are the SDK clients that collectors make, by package name. Their methods lead to the output types.
func clients() map[string]reflect.Type {
	return map[string]reflect.Type{
		"accessanalyzer":          reflect.TypeFor[*accessanalyzer.Client](),
		"account":                 reflect.TypeFor[*account.Client](),
		"apigateway":              reflect.TypeFor[*apigateway.Client](),
		"apigatewayv2":            reflect.TypeFor[*apigatewayv2.Client](),
		"backup":                  reflect.TypeFor[*backup.Client](),
		"bedrock":                 reflect.TypeFor[*bedrock.Client](),
		"bedrockagent":            reflect.TypeFor[*bedrockagent.Client](),
		"bedrockagentcorecontrol": reflect.TypeFor[*bedrockagentcorecontrol.Client](),
		"budgets":                 reflect.TypeFor[*budgets.Client](),
		"cloudfront":              reflect.TypeFor[*cloudfront.Client](),
		"cloudtrail":              reflect.TypeFor[*cloudtrail.Client](),
		"cloudwatch":              reflect.TypeFor[*cloudwatch.Client](),
		"cloudwatchlogs":          reflect.TypeFor[*cloudwatchlogs.Client](),
		"cognitoidentity":         reflect.TypeFor[*cognitoidentity.Client](),
		"cognitoidentityprovider": reflect.TypeFor[*cognitoidentityprovider.Client](),
		"configservice":           reflect.TypeFor[*configservice.Client](),
		"controltower":            reflect.TypeFor[*controltower.Client](),
		"costexplorer":            reflect.TypeFor[*costexplorer.Client](),
		"detective":               reflect.TypeFor[*detective.Client](),
		"dynamodb":                reflect.TypeFor[*dynamodb.Client](),
		"ec2":                     reflect.TypeFor[*ec2.Client](),
		"ecr":                     reflect.TypeFor[*ecr.Client](),
		"ecs":                     reflect.TypeFor[*ecs.Client](),
		"eks":                     reflect.TypeFor[*eks.Client](),
		"elasticloadbalancingv2":  reflect.TypeFor[*elasticloadbalancingv2.Client](),
		"eventbridge":             reflect.TypeFor[*eventbridge.Client](),
		"guardduty":               reflect.TypeFor[*guardduty.Client](),
		"iam":                     reflect.TypeFor[*iam.Client](),
		"inspector2":              reflect.TypeFor[*inspector2.Client](),
		"iot":                     reflect.TypeFor[*iot.Client](),
		"kms":                     reflect.TypeFor[*kms.Client](),
		"lambda":                  reflect.TypeFor[*lambda.Client](),
		"macie2":                  reflect.TypeFor[*macie2.Client](),
		"networkfirewall":         reflect.TypeFor[*networkfirewall.Client](),
		"oam":                     reflect.TypeFor[*oam.Client](),
		"opensearch":              reflect.TypeFor[*opensearch.Client](),
		"opensearchserverless":    reflect.TypeFor[*opensearchserverless.Client](),
		"organizations":           reflect.TypeFor[*organizations.Client](),
		"rds":                     reflect.TypeFor[*rds.Client](),
		"route53resolver":         reflect.TypeFor[*route53resolver.Client](),
		"s3":                      reflect.TypeFor[*s3.Client](),
		"s3control":               reflect.TypeFor[*s3control.Client](),
		"s3vectors":               reflect.TypeFor[*s3vectors.Client](),
		"sagemaker":               reflect.TypeFor[*sagemaker.Client](),
		"secretsmanager":          reflect.TypeFor[*secretsmanager.Client](),
		"securityhub":             reflect.TypeFor[*securityhub.Client](),
		"servicequotas":           reflect.TypeFor[*servicequotas.Client](),
		"sfn":                     reflect.TypeFor[*sfn.Client](),
		"shield":                  reflect.TypeFor[*shield.Client](),
		"sns":                     reflect.TypeFor[*sns.Client](),
		"sqs":                     reflect.TypeFor[*sqs.Client](),
		"ssmincidents":            reflect.TypeFor[*ssmincidents.Client](),
		"ssoadmin":                reflect.TypeFor[*ssoadmin.Client](),
		"wafv2":                   reflect.TypeFor[*wafv2.Client](),
		"xray":                    reflect.TypeFor[*xray.Client](),
	}
}

// unions are the members of the SDK's unions that origins lead through; reflection cannot list who implements an interface.
func unions() map[reflect.Type][]reflect.Type {
	return map[reflect.Type][]reflect.Type{
		reflect.TypeFor[agentcoretypes.AuthorizerConfiguration](): {
			reflect.TypeFor[*agentcoretypes.AuthorizerConfigurationMemberCustomJWTAuthorizer](),
		},
		reflect.TypeFor[agentcoretypes.AgentRuntimeArtifact](): {
			reflect.TypeFor[*agentcoretypes.AgentRuntimeArtifactMemberContainerConfiguration](),
		},
		reflect.TypeFor[agentcoretypes.TargetConfiguration](): {
			reflect.TypeFor[*agentcoretypes.TargetConfigurationMemberMcp](),
		},
		reflect.TypeFor[agentcoretypes.McpTargetConfiguration](): {
			reflect.TypeFor[*agentcoretypes.McpTargetConfigurationMemberLambda](),
		},
		reflect.TypeFor[agenttypes.ActionGroupExecutor](): {
			reflect.TypeFor[*agenttypes.ActionGroupExecutorMemberLambda](),
		},
	}
}

// Every field that claims to come from AWS does: the operation exists, is declared by the collector that fills the kind (where
// there is one already), and its output type has the field.
func TestEveryFieldHasAnOrigin(t *testing.T) {
	declared := map[fact.Kind]map[string]bool{}
	for _, c := range All() {
		for _, kind := range c.Kinds {
			declared[kind] = map[string]bool{}
			for _, call := range c.Calls {
				declared[kind][call.Operation] = true
			}
		}
	}
	for _, kind := range fact.Kinds() {
		checkOrigins(t, kind, reflect.TypeOf(fact.New(kind)).Elem(), declared[kind])
	}
}

func checkOrigins(t *testing.T, kind fact.Kind, typ reflect.Type, declared map[string]bool) {
	for i := range typ.NumField() {
		field := typ.Field(i)
		if inner := field.Type; inner.Kind() == reflect.Slice && inner.Elem().Kind() == reflect.Struct {
			checkOrigins(t, kind, inner.Elem(), declared)
		}
		origin, fromAWS := field.Tag.Lookup("aws")
		if !fromAWS {
			continue
		}
		parts := strings.Split(origin, ".")
		if len(parts) < 3 {
			t.Errorf("%s.%s: origin %q: want package.Operation.path", typ.Name(), field.Name, origin)
			continue
		}
		if op := parts[0] + "." + parts[1]; declared != nil && !declared[op] {
			t.Errorf("%s.%s: the collector of %s does not ask %s", typ.Name(), field.Name, kind, op)
		}
		end, ok := output(parts[0], parts[1])
		for _, step := range parts[2:] {
			if ok {
				end, ok = member(end, step)
			}
		}
		if !ok {
			t.Errorf("%s.%s: AWS has no field %s", typ.Name(), field.Name, origin)
			continue
		}
		if !fits(end, field.Type) {
			t.Errorf("%s.%s is a %s; %s is a %s", typ.Name(), field.Name, field.Type, origin, end)
		}
	}
}

func output(pkg, operation string) (reflect.Type, bool) {
	client, known := clients()[pkg]
	if !known {
		return nil, false
	}
	method, exists := client.MethodByName(operation)
	if !exists {
		return nil, false
	}
	return method.Type.Out(0).Elem(), true
}

// member follows one step of a path, as the wire names it: field, or field[] for the elements of a list.
func member(typ reflect.Type, step string) (reflect.Type, bool) {
	name, elements := strings.CutSuffix(step, "[]")
	if typ.Kind() == reflect.Interface {
		for _, m := range unions()[typ] {
			if strings.HasSuffix(strings.ToLower(m.Elem().Name()), "member"+strings.ToLower(name)) {
				value, _ := m.Elem().FieldByName("Value")
				return value.Type, true
			}
		}
		return nil, false
	}
	if typ.Kind() != reflect.Struct {
		return nil, false
	}
	field, ok := typ.FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, name) })
	if !ok || !field.IsExported() || name == "ResultMetadata" {
		return nil, false
	}
	typ = field.Type
	if elements {
		if typ.Kind() != reflect.Slice {
			return nil, false
		}
		typ = typ.Elem()
	}
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	return typ, true
}

// fits says that AWS's type can fill a fact's: the same kind of value, or one of a list.
func fits(aws, own reflect.Type) bool {
	class := func(t reflect.Type) string {
		switch t.Kind() {
		case reflect.Int, reflect.Int32, reflect.Int64:
			return "whole number"
		case reflect.Float32, reflect.Float64:
			return "number"
		}
		return t.Kind().String()
	}
	if aws.Kind() == reflect.Map { // a map of numbers holds many facts
		return true
	}
	if own.Kind() == reflect.Slice {
		own = own.Elem()
	}
	if aws.Kind() == reflect.Slice {
		aws = aws.Elem()
	}
	return class(aws) == class(own)
}

func TestMemberRefusesWhatAWSDoesNotHave(t *testing.T) {
	out, ok := output("bedrock", "GetGuardrail")
	if !ok {
		t.Fatal("bedrock.GetGuardrail is gone")
	}
	for step, want := range map[string]bool{
		"kmsKeyArn": true, "KmsKeyArn": true, "contentPolicy": true, "statusReasons[]": true,
		"encrypted": false, "kmsKeyArn[]": false, "ResultMetadata": false, "": false,
	} {
		if _, got := member(out, step); got != want {
			t.Errorf("member(GetGuardrailOutput, %q) = %t; want %t", step, got, want)
		}
	}
}
