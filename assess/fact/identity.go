package fact

// Account is the account that was asked (global).
type Account struct {
	Meta
	EnabledRegions  []string `json:"enabledRegions" aws:"account.ListRegions.regions[].regionName"`
	SecurityContact bool     `json:"securityContact" derived:"account.GetAlternateContact answered for type SECURITY"`
}

// Policy is one policy document with where it comes from.
type Policy struct {
	Name     string `json:"name" derived:"policy name"`
	ARN      string `json:"arn" derived:"managed policy ARN; empty for inline"`
	Document string `json:"document" derived:"policy document, URL-decoded JSON"`
}

// IAMRole is a role with everything that decides what it may do (global).
type IAMRole struct {
	Meta
	Path         string   `json:"path" aws:"iam.GetAccountAuthorizationDetails.RoleDetailList[].Path"`
	Trust        string   `json:"trust" aws:"iam.GetAccountAuthorizationDetails.RoleDetailList[].AssumeRolePolicyDocument"`
	TrustedBy    []string `json:"trustedBy" derived:"service principals, account ids and identity providers in Trust's Allow statements; * for everybody"`
	Policies     []Policy `json:"policies" derived:"inline and attached managed policies with their default versions"`
	PolicyArns   []string `json:"policyArns" aws:"iam.GetAccountAuthorizationDetails.RoleDetailList[].AttachedManagedPolicies[].PolicyArn"`
	Boundary     Policy   `json:"boundary" derived:"permissions boundary with its document"`
	HasBoundary  bool     `json:"hasBoundary" derived:"Boundary is set"`
	LastUsedDays int      `json:"lastUsedDays" derived:"days from RoleLastUsed.LastUsedDate to readAt; -1: never"`
	CreatedDays  int      `json:"createdDays" derived:"days from RoleDetailList[].CreateDate to readAt"`
	// Services and WholeServices say what the policies grant by their text, whatever boundary or organisation takes away again.
	Services         []string `json:"services" derived:"service prefixes in the Allow statements of Policies; * for all, NotAction included"`
	WholeServices    []string `json:"wholeServices" derived:"those of Services of which one Allow statement grants every action; * for all, NotAction included"`
	UnpinnedServices []string `json:"unpinnedServices" derived:"service principals that an Allow statement of Trust lets in with no condition on aws:SourceAccount, aws:SourceArn, aws:SourceOrgID or aws:SourceOrgPaths"`
}

// IAMUser is a user with the long-lived credentials that it holds (global).
type IAMUser struct {
	Meta
	ActiveAccessKeys  int      `json:"activeAccessKeys" derived:"iam.ListAccessKeys entries with status Active"`
	ActiveBedrockKeys int      `json:"activeBedrockKeys" derived:"iam.ListServiceSpecificCredentials for bedrock.amazonaws.com with status Active"`
	Policies          []Policy `json:"policies" derived:"inline, attached, and those of its groups"`
	Boundary          Policy   `json:"boundary" derived:"permissions boundary with its document"`
	HasBoundary       bool     `json:"hasBoundary" derived:"Boundary is set"`
	HasPassword       bool     `json:"hasPassword" derived:"iam.GetLoginProfile answered: the user can sign in to the console"`
	MFADevices        int      `json:"mfaDevices" derived:"count of iam.ListMFADevices"`
	// Services and WholeServices are as for a role.
	Services      []string `json:"services" derived:"service prefixes in the Allow statements of Policies; * for all, NotAction included"`
	WholeServices []string `json:"wholeServices" derived:"those of Services of which one Allow statement grants every action; * for all, NotAction included"`
}

// IAMAccountSummary is the account-wide state of IAM (global).
type IAMAccountSummary struct {
	Meta
	RootAccessKeys int  `json:"rootAccessKeys" aws:"iam.GetAccountSummary.SummaryMap"`
	RootMFA        bool `json:"rootMfa" aws:"iam.GetAccountSummary.SummaryMap"`
	RootPassword   bool `json:"rootPassword" aws:"iam.GetAccountSummary.SummaryMap"`
}

// IAMOrganizationFeatures is what the organisation manages of its members' root users (global; only the management account and
// the account that IAM is delegated to may ask).
type IAMOrganizationFeatures struct {
	Meta
	Features []string `json:"features" aws:"iam.ListOrganizationsFeatures.EnabledFeatures"` // RootCredentialsManagement | RootSessions
}

// Organization is the organisation that the account is in (global). InOrganization false is a fact of its own:
// AWSOrganizationsNotInUseException.
type Organization struct {
	Meta
	InOrganization    bool     `json:"inOrganization" derived:"organizations.DescribeOrganization answered"`
	ManagementAccount string   `json:"managementAccount" aws:"organizations.DescribeOrganization.Organization.MasterAccountId"`
	PolicyTypes       []string `json:"policyTypes" aws:"organizations.ListRoots.Roots[].PolicyTypes[].Type"`
	// AIOptOut is the effective default for this account: optOut | optIn | none.
	AIOptOut         string   `json:"aiOptOut" derived:"organizations.DescribeEffectivePolicy AISERVICES_OPT_OUT_POLICY, services.default.opt_out_policy"`
	OptOutExceptions []string `json:"optOutExceptions" derived:"services in the effective opt-out policy whose value is optIn"`
}

// OrganizationPolicy is an SCP or RCP on the path of the account (global).
type OrganizationPolicy struct {
	Meta
	Type       string `json:"type" aws:"organizations.DescribePolicy.Policy.PolicySummary.Type"` // SERVICE_CONTROL_POLICY | RESOURCE_CONTROL_POLICY
	Document   string `json:"document" aws:"organizations.DescribePolicy.Policy.Content"`
	AttachedTo string `json:"attachedTo" derived:"root, OU or account id that it hangs on"`
	Level      int    `json:"level" derived:"0 root, then one per OU, last the account"`
}

// OrganizationDelegate is an account that runs services for the whole organisation (global).
type OrganizationDelegate struct {
	Meta
	ID       string   `json:"id" aws:"organizations.ListDelegatedAdministrators.DelegatedAdministrators[].Id"`
	Services []string `json:"services" aws:"organizations.ListDelegatedServicesForAccount.DelegatedServices[].ServicePrincipal"`
}

// Kind implements Fact.
func (*Account) Kind() Kind            { return "account" }
func (*IAMRole) Kind() Kind            { return "iam_role" }
func (*IAMUser) Kind() Kind            { return "iam_user" }
func (*IAMAccountSummary) Kind() Kind  { return "iam_account_summary" }
func (*Organization) Kind() Kind       { return "organization" }
func (*OrganizationPolicy) Kind() Kind { return "organization_policy" }

// Kind implements Fact.
func (*IAMOrganizationFeatures) Kind() Kind { return "iam_organization_features" }
func (*OrganizationDelegate) Kind() Kind    { return "organization_delegate" }
