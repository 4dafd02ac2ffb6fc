package moto

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// AuditRole is the role that Organization makes in every member account.
const AuditRole = "drydock"

// Organization turns the emulated account into the management account of an organisation with so many members, each with AuditRole,
// and returns their ids.
func Organization(t testing.TB, url string, members int) []string {
	t.Helper()
	s := &seeder{t: t, ctx: context.Background(), cfg: aws.Config{
		Region: Region, BaseEndpoint: aws.String(url), Credentials: credentials.NewStaticCredentialsProvider("testing", "testing", ""),
	}}
	client := organizations.NewFromConfig(s.cfg)
	_, err := client.CreateOrganization(s.ctx, &organizations.CreateOrganizationInput{FeatureSet: orgtypes.OrganizationFeatureSetAll})
	s.must("organisation", err)
	var ids []string
	for i := range members {
		out, err := client.CreateAccount(s.ctx, &organizations.CreateAccountInput{
			AccountName: aws.String(fmt.Sprintf("member-%d", i+1)), Email: aws.String(fmt.Sprintf("member-%d@harbour.example", i+1)),
		})
		s.must("account", err)
		id := *out.CreateAccountStatus.AccountId
		ids = append(ids, id)
		s.role(id)
	}
	s.role(Account)
	return ids
}

// role makes the audit role in an account, from within.
func (s *seeder) role(account string) {
	s.t.Helper()
	inside, err := sts.NewFromConfig(s.cfg).AssumeRole(s.ctx, &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::" + account + ":role/OrganizationAccountAccessRole"), RoleSessionName: aws.String("seed"),
	})
	s.must("session in "+account, err)
	cfg := s.cfg.Copy()
	cfg.Credentials = credentials.NewStaticCredentialsProvider(*inside.Credentials.AccessKeyId, *inside.Credentials.SecretAccessKey, *inside.Credentials.SessionToken)
	_, err = iam.NewFromConfig(cfg).CreateRole(s.ctx, &iam.CreateRoleInput{
		RoleName: aws.String(AuditRole), AssumeRolePolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[]}`),
	})
	s.must("audit role in "+account, err)
}
