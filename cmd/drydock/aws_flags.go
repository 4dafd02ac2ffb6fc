package main

import (
	"github.com/spf13/pflag"

	"drydock/assess/desk"
)

// awsFlags say how to reach AWS, the same for assess and probe.
type awsFlags struct{ desk.AWSOptions }

func (o *awsFlags) register(f *pflag.FlagSet) {
	f.StringVar(&o.Profile, "profile", "", "AWS profile")
	f.StringVar(&o.RoleARN, "role-arn", "", "take on this role; {partition} and {account} are filled in")
	f.StringVar(&o.ExternalID, "external-id", "", "external id for --role-arn")
	f.StringVar(&o.EndpointURL, "endpoint-url", "", "ask this endpoint (else $AWS_ENDPOINT_URL)")
	f.BoolVar(&o.AllowEndpoint, "allow-endpoint", false, "allow an endpoint that is neither AWS nor this machine")
}
