package collect

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentity"
	identitytypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentity/types"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"
	waftypes "github.com/aws/aws-sdk-go-v2/service/wafv2/types"
)

// The directories: p1 is guarded, p2 is as it was made.
func worldSignIn(f *fakeAWS) {
	pool := func(id string) types.UserPoolDescriptionType {
		return types.UserPoolDescriptionType{Id: aws.String(id), Name: aws.String("people-" + id)}
	}
	pages(f, "cognitoidentityprovider.ListUserPools", func(in *idp.ListUserPoolsInput) *string { return in.NextToken },
		&idp.ListUserPoolsOutput{NextToken: second, UserPools: []types.UserPoolDescriptionType{pool("p1")}},
		&idp.ListUserPoolsOutput{UserPools: []types.UserPoolDescriptionType{pool("p2")}})
	on(f, "cognitoidentityprovider.DescribeUserPool", func(in *idp.DescribeUserPoolInput) (*idp.DescribeUserPoolOutput, error) {
		p := &types.UserPoolType{Id: in.UserPoolId, EstimatedNumberOfUsers: 12, UserPoolTags: map[string]string{"app": "claims"}}
		if *in.UserPoolId == "p1" {
			p.MfaConfiguration = types.UserPoolMfaTypeOn
			p.AdminCreateUserConfig = &types.AdminCreateUserConfigType{AllowAdminCreateUserOnly: true}
			p.UserPoolAddOns = &types.UserPoolAddOnsType{AdvancedSecurityMode: types.AdvancedSecurityModeTypeEnforced}
		}
		return &idp.DescribeUserPoolOutput{UserPool: p}, nil
	})
	pages(f, "cognitoidentityprovider.ListUserPoolClients", func(in *idp.ListUserPoolClientsInput) *string { return in.NextToken },
		&idp.ListUserPoolClientsOutput{NextToken: second, UserPoolClients: []types.UserPoolClientDescription{{ClientId: aws.String("c1")}}},
		&idp.ListUserPoolClientsOutput{UserPoolClients: []types.UserPoolClientDescription{{ClientId: aws.String("c2")}}})
	on(f, "cognitoidentityprovider.ListIdentityProviders", func(in *idp.ListIdentityProvidersInput) (*idp.ListIdentityProvidersOutput, error) {
		switch {
		case *in.UserPoolId == "p1":
			return &idp.ListIdentityProvidersOutput{}, nil
		case in.NextToken == nil:
			return &idp.ListIdentityProvidersOutput{NextToken: second}, nil
		}
		return &idp.ListIdentityProvidersOutput{Providers: []types.ProviderDescription{{ProviderName: aws.String("company"), ProviderType: types.IdentityProviderTypeTypeSaml}}}, nil
	})
	always(f, "cognitoidentityprovider.DescribeRiskConfiguration", &idp.DescribeRiskConfigurationInput{}, &idp.DescribeRiskConfigurationOutput{
		RiskConfiguration: &types.RiskConfigurationType{
			CompromisedCredentialsRiskConfiguration: &types.CompromisedCredentialsRiskConfigurationType{
				Actions: &types.CompromisedCredentialsActionsType{EventAction: types.CompromisedCredentialsEventActionTypeBlock},
			},
			AccountTakeoverRiskConfiguration: &types.AccountTakeoverRiskConfigurationType{Actions: &types.AccountTakeoverActionsType{
				HighAction: &types.AccountTakeoverActionType{EventAction: types.AccountTakeoverEventActionTypeMfaRequired},
			}},
		},
	})
	on(f, "wafv2.GetWebACLForResource", func(in *wafv2.GetWebACLForResourceInput) (*wafv2.GetWebACLForResourceOutput, error) {
		if *in.ResourceArn == "arn:aws-cn:cognito-idp:cn-north-1:111122223333:userpool/p2" {
			return &wafv2.GetWebACLForResourceOutput{}, nil
		}
		return &wafv2.GetWebACLForResourceOutput{WebACL: &waftypes.WebACL{ARN: aws.String("acl")}}, nil
	})
	identityPool := func(id string) identitytypes.IdentityPoolShortDescription {
		return identitytypes.IdentityPoolShortDescription{IdentityPoolId: aws.String(id), IdentityPoolName: aws.String("browsers-" + id)}
	}
	pages(f, "cognitoidentity.ListIdentityPools", func(in *cognitoidentity.ListIdentityPoolsInput) *string { return in.NextToken },
		&cognitoidentity.ListIdentityPoolsOutput{NextToken: second, IdentityPools: []identitytypes.IdentityPoolShortDescription{identityPool("i1")}},
		&cognitoidentity.ListIdentityPoolsOutput{IdentityPools: []identitytypes.IdentityPoolShortDescription{identityPool("i2")}})
	on(f, "cognitoidentity.DescribeIdentityPool", func(in *cognitoidentity.DescribeIdentityPoolInput) (*cognitoidentity.DescribeIdentityPoolOutput, error) {
		return &cognitoidentity.DescribeIdentityPoolOutput{
			IdentityPoolId: in.IdentityPoolId, AllowUnauthenticatedIdentities: *in.IdentityPoolId == "i1", IdentityPoolTags: map[string]string{"app": "claims"},
		}, nil
	})
	on(f, "cognitoidentity.GetIdentityPoolRoles", func(in *cognitoidentity.GetIdentityPoolRolesInput) (*cognitoidentity.GetIdentityPoolRolesOutput, error) {
		return &cognitoidentity.GetIdentityPoolRolesOutput{IdentityPoolId: in.IdentityPoolId, Roles: map[string]string{"authenticated": "user", "unauthenticated": "guest"}}, nil
	})
}
