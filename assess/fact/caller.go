package fact

// Caller is who asks: what STS said about the credentials in use.
type Caller struct {
	ARN       string `json:"arn"`
	Account   string `json:"account"`
	Partition string `json:"partition"` // aws | aws-cn | aws-us-gov | …
}
