package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentity"
	identitytypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentity/types"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"

	"drydock/assess/fact"
)

// poolPage is the largest page that Cognito gives.
const poolPage = 60

// cognitoUserPools reads directories in which people sign in. It asks for no person, and never for an application's settings, since
// AWS answers those with its secret.
func cognitoUserPools() Collector {
	const kind = "cognito_user_pool"
	return Collector{
		Name: "cognito-user-pools", Service: "cognito-idp",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"cognitoidentityprovider.ListUserPools", "cognito-idp:ListUserPools"},
			{"cognitoidentityprovider.DescribeUserPool", "cognito-idp:DescribeUserPool"},
			{"cognitoidentityprovider.ListUserPoolClients", "cognito-idp:ListUserPoolClients"},
			{"cognitoidentityprovider.ListIdentityProviders", "cognito-idp:ListIdentityProviders"},
			{"cognitoidentityprovider.DescribeRiskConfiguration", "cognito-idp:DescribeRiskConfiguration"},
			{"wafv2.GetWebACLForResource", "wafv2:GetWebACLForResource"},
			{"wafv2.GetWebACLForResource", "cognito-idp:GetWebACLForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := idp.NewFromConfig(env.Config)
			pools, proofs, gap := list(ctx, env, "cognitoidentityprovider.ListUserPools", &idp.ListUserPoolsInput{MaxResults: aws.Int32(poolPage)}, client.ListUserPools,
				func(out *idp.ListUserPoolsOutput) *string { return out.NextToken },
				func(in *idp.ListUserPoolsInput, token *string) { in.NextToken = token },
				func(out *idp.ListUserPoolsOutput) []types.UserPoolDescriptionType { return out.UserPools })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, pools, func(ctx context.Context, e entry[types.UserPoolDescriptionType]) *fact.CognitoUserPool {
					return readUserPool(ctx, env, client, e)
				}),
			}
		},
	}
}

func readUserPool(ctx context.Context, env *Env, client *idp.Client, e entry[types.UserPoolDescriptionType]) *fact.CognitoUserPool {
	const op = "cognitoidentityprovider.DescribeUserPool"
	f := &fact.CognitoUserPool{Meta: env.Meta(env.here("cognito-idp", "userpool/"+aws.ToString(e.value.Id)), aws.ToString(e.value.Name), e.proof)}
	out, proof, gap := Ask(ctx, env, op, &idp.DescribeUserPoolInput{UserPoolId: e.value.Id}, client.DescribeUserPool)
	pool, gap := whole(op, out, gap, func(out *idp.DescribeUserPoolOutput) *types.UserPoolType { return out.UserPool })
	if kept(&f.Meta, proof, gap, "users", "adminOnly", "mfa", "threats", "highRisk", "blocksLeaked", "tags") {
		f.Users, f.Tags = int(pool.EstimatedNumberOfUsers), pool.UserPoolTags
		f.AdminOnly = pool.AdminCreateUserConfig != nil && pool.AdminCreateUserConfig.AllowAdminCreateUserOnly
		f.MFA, f.Threats = orDefault(pool.MfaConfiguration, types.UserPoolMfaTypeOff), string(types.AdvancedSecurityModeTypeOff)
		if pool.UserPoolAddOns != nil {
			f.Threats = orDefault(pool.UserPoolAddOns.AdvancedSecurityMode, types.AdvancedSecurityModeTypeOff)
		}
		if f.Threats == string(types.AdvancedSecurityModeTypeEnforced) { // otherwise nothing is done about a risk
			readRisks(ctx, env, client, f, e.value.Id)
		}
	}
	readDoors(ctx, env, client, f, e.value.Id)
	const aclOp = "wafv2.GetWebACLForResource"
	acl, proof, gap := Ask(ctx, env, aclOp, &wafv2.GetWebACLForResourceInput{ResourceArn: aws.String(f.ARN)}, wafv2.NewFromConfig(env.Config).GetWebACLForResource)
	if kept(&f.Meta, proof, gap, "webAclArn") && acl.WebACL != nil {
		f.WebAclArn = aws.ToString(acl.WebACL.ARN)
	}
	return f
}

// readDoors counts the applications that sign people in here, and says whether people come from another directory.
func readDoors(ctx context.Context, env *Env, client *idp.Client, f *fact.CognitoUserPool, id *string) {
	clients, proofs, gap := list(ctx, env, "cognitoidentityprovider.ListUserPoolClients", &idp.ListUserPoolClientsInput{UserPoolId: id, MaxResults: aws.Int32(poolPage)}, client.ListUserPoolClients,
		func(out *idp.ListUserPoolClientsOutput) *string { return out.NextToken },
		func(in *idp.ListUserPoolClientsInput, token *string) { in.NextToken = token },
		func(out *idp.ListUserPoolClientsOutput) []types.UserPoolClientDescription {
			return out.UserPoolClients
		})
	f.Clients, f.Proof = len(clients), append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("clients", *gap)
	}
	providers, proofs, gap := list(ctx, env, "cognitoidentityprovider.ListIdentityProviders", &idp.ListIdentityProvidersInput{UserPoolId: id, MaxResults: aws.Int32(poolPage)}, client.ListIdentityProviders,
		func(out *idp.ListIdentityProvidersOutput) *string { return out.NextToken },
		func(in *idp.ListIdentityProvidersInput, token *string) { in.NextToken = token },
		func(out *idp.ListIdentityProvidersOutput) []types.ProviderDescription { return out.Providers })
	f.Federated, f.Proof = len(providers) > 0, append(f.Proof, proofs...)
	if gap != nil && !f.Federated {
		f.MarkUnread("federated", *gap)
	}
}

// readRisks says what an enforced threat protection does. An empty filter of events means all events.
func readRisks(ctx context.Context, env *Env, client *idp.Client, f *fact.CognitoUserPool, id *string) {
	const op = "cognitoidentityprovider.DescribeRiskConfiguration"
	out, proof, gap := Ask(ctx, env, op, &idp.DescribeRiskConfigurationInput{UserPoolId: id}, client.DescribeRiskConfiguration)
	risks, gap := whole(op, out, gap, func(out *idp.DescribeRiskConfigurationOutput) *types.RiskConfigurationType {
		return out.RiskConfiguration
	})
	if !kept(&f.Meta, proof, gap, "highRisk", "blocksLeaked") {
		return
	}
	if leaked := risks.CompromisedCredentialsRiskConfiguration; leaked != nil && leaked.Actions != nil {
		atSignIn := len(leaked.EventFilter) == 0 || slices.Contains(leaked.EventFilter, types.EventFilterTypeSignIn)
		f.BlocksLeaked = atSignIn && leaked.Actions.EventAction == types.CompromisedCredentialsEventActionTypeBlock
	}
	if takeover := risks.AccountTakeoverRiskConfiguration; takeover != nil && takeover.Actions != nil && takeover.Actions.HighAction != nil {
		f.HighRisk = string(takeover.Actions.HighAction.EventAction)
	}
}

// cognitoIdentityPools reads which roles are handed to people who signed in, and to guests.
func cognitoIdentityPools() Collector {
	const kind = "cognito_identity_pool"
	return Collector{
		Name: "cognito-identity-pools", Service: "cognito-identity",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"cognitoidentity.ListIdentityPools", "cognito-identity:ListIdentityPools"},
			{"cognitoidentity.DescribeIdentityPool", "cognito-identity:DescribeIdentityPool"},
			{"cognitoidentity.GetIdentityPoolRoles", "cognito-identity:GetIdentityPoolRoles"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := cognitoidentity.NewFromConfig(env.Config)
			pools, proofs, gap := list(ctx, env, "cognitoidentity.ListIdentityPools", &cognitoidentity.ListIdentityPoolsInput{MaxResults: aws.Int32(poolPage)}, client.ListIdentityPools,
				func(out *cognitoidentity.ListIdentityPoolsOutput) *string { return out.NextToken },
				func(in *cognitoidentity.ListIdentityPoolsInput, token *string) { in.NextToken = token },
				func(out *cognitoidentity.ListIdentityPoolsOutput) []identitytypes.IdentityPoolShortDescription {
					return out.IdentityPools
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, pools, func(ctx context.Context, e entry[identitytypes.IdentityPoolShortDescription]) *fact.CognitoIdentityPool {
					return readIdentityPool(ctx, env, client, e)
				}),
			}
		},
	}
}

func readIdentityPool(ctx context.Context, env *Env, client *cognitoidentity.Client, e entry[identitytypes.IdentityPoolShortDescription]) *fact.CognitoIdentityPool {
	const op, rolesOp = "cognitoidentity.DescribeIdentityPool", "cognitoidentity.GetIdentityPoolRoles"
	id := aws.ToString(e.value.IdentityPoolId)
	f := &fact.CognitoIdentityPool{Meta: env.Meta(env.here("cognito-identity", "identitypool/"+id), aws.ToString(e.value.IdentityPoolName), e.proof)}
	out, proof, gap := Ask(ctx, env, op, &cognitoidentity.DescribeIdentityPoolInput{IdentityPoolId: aws.String(id)}, client.DescribeIdentityPool)
	_, gap = whole(op, out, gap, func(out *cognitoidentity.DescribeIdentityPoolOutput) *string { return out.IdentityPoolId })
	if kept(&f.Meta, proof, gap, "guests", "tags") {
		f.Guests, f.Tags = out.AllowUnauthenticatedIdentities, out.IdentityPoolTags
	}
	roles, proof, gap := Ask(ctx, env, rolesOp, &cognitoidentity.GetIdentityPoolRolesInput{IdentityPoolId: aws.String(id)}, client.GetIdentityPoolRoles)
	_, gap = whole(rolesOp, roles, gap, func(out *cognitoidentity.GetIdentityPoolRolesOutput) *string { return out.IdentityPoolId })
	if kept(&f.Meta, proof, gap, "guestRoleArn", "userRoleArn") {
		f.GuestRoleArn, f.UserRoleArn = roles.Roles["unauthenticated"], roles.Roles["authenticated"]
	}
	return f
}
