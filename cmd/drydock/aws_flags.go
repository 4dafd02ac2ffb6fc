package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"drydock/assess/desk"
	"drydock/questionnaire"
)

// awsFlags say how to reach AWS, the same for assess and probe.
type awsFlags struct {
	desk.AWSOptions
	accountsFrom string
}

func (o *awsFlags) register(f *pflag.FlagSet) {
	f.StringVar(&o.Profile, "profile", "", "AWS profile")
	f.StringVar(&o.RoleARN, "role-arn", "", "take on this role; {partition} and {account} are filled in")
	f.StringVar(&o.ExternalID, "external-id", "", "external id for --role-arn")
	f.StringVar(&o.accountsFrom, "accounts-from", "", "ask the accounts of the organization, or of this file (one to a line: ID or ID:role)")
	f.StringVar(&o.EndpointURL, "endpoint-url", "", "ask this endpoint (else $AWS_ENDPOINT_URL)")
	f.BoolVar(&o.AllowEndpoint, "allow-endpoint", false, "allow an endpoint that is neither AWS nor this machine")
}

// everyRegion is what --region takes for every Region that is switched on.
const everyRegion = "all"

// where completes what the flags say: in which Region AWS is asked first, and the endpoint from the environment, where the SDK would
// find it too, so that it is checked. A Region out of scope is refused: what it shows would not be the workload's.
func (a *app) where(v *desk.View, flags awsFlags, regions []string) (desk.AWSOptions, error) {
	o := flags.AWSOptions
	if o.EndpointURL == "" {
		o.EndpointURL = a.env("AWS_ENDPOINT_URL")
	}
	name, scope := v.Session.Meta.Name, v.Session.Scope.Regions
	if o.EveryRegion = slices.Contains(regions, everyRegion); o.EveryRegion {
		if len(regions) > 1 || len(scope) > 0 {
			return o, usage("--region all is every Region, but %s names %s; leave --region out, or take the Regions out of the scope", name, strings.Join(slices.Concat(scope, without(regions, everyRegion)), ", "))
		}
		regions = nil
	}
	if err := (questionnaire.Scope{Name: name, Regions: regions}).Validate(); err != nil {
		return o, &exitWith{exitUsage, err}
	}
	for _, r := range regions {
		if len(scope) > 0 && !slices.Contains(scope, r) {
			return o, usage("Region %q is not in the scope of %s (%s); change the scope, or leave --region out", r, name, strings.Join(scope, ", "))
		}
	}
	if all := slices.Concat(regions, scope); len(all) > 0 {
		o.Region = all[0]
	}
	return o, flags.accounts(&o)
}

// accounts reads --accounts-from.
func (o awsFlags) accounts(into *desk.AWSOptions) error {
	switch o.accountsFrom {
	case "":
		return nil
	case "organization", "organizations":
		into.Organization = true
		return nil
	}
	data, err := readSmall(o.accountsFrom)
	if err != nil {
		return fmt.Errorf("the accounts can't be read: %w", err)
	}
	if into.Accounts, err = desk.ReadAccounts(questionnaire.File{Name: filepath.Clean(o.accountsFrom), Data: data}); err != nil {
		return &exitWith{exitUsage, err}
	}
	return nil
}

func without(list []string, gone string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == gone })
}
