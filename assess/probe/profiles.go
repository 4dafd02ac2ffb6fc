package probe

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
)

// Profile is a profile of this machine's AWS configuration, as far as it helps to choose one. Its keys are never read.
type Profile struct {
	Name    string
	Region  string
	Role    string // the role that it takes on, or that signing in gives
	Account string // of signing in
	SSO     string // the session or address of signing in; empty: it signs in otherwise
	Login   string // the command that signs in again; empty: there is none
}

// Profiles lists the profiles of the AWS configuration of this machine, sorted. No file is no error.
func Profiles(ctx context.Context) ([]Profile, error) {
	files := []string{
		cmp.Or(os.Getenv("AWS_CONFIG_FILE"), config.DefaultSharedConfigFilename()),
		cmp.Or(os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), config.DefaultSharedCredentialsFilename()),
	}
	var names []string
	for i, file := range files {
		found, err := profileNames(file, i == 0)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	var out []Profile
	for _, name := range slices.Compact(names) {
		p := Profile{Name: name}
		c, err := config.LoadSharedConfigProfile(ctx, name, func(o *config.LoadSharedConfigOptions) {
			o.ConfigFiles, o.CredentialsFiles = files[:1], files[1:]
		})
		if err == nil { // one that cannot be read is still there to be chosen: asking says what is wrong with it
			p.Region, p.Role = c.Region, cmp.Or(c.RoleARN, c.SSORoleName)
			p.Account, p.SSO = c.SSOAccountID, cmp.Or(c.SSOSessionName, c.SSOStartURL)
		}
		if p.SSO != "" {
			p.Login = "aws sso login --profile " + name
		}
		out = append(out, p)
	}
	return out, nil
}

// profileNames are the names of the profiles in one file. In the configuration they stand as [profile NAME] or [default].
func profileNames(file string, configuration bool) ([]string, error) {
	f, err := os.Open(file)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the profiles of this machine: %w", err)
	}
	defer f.Close()
	var out []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		section, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "[")
		if !ok {
			continue
		}
		section, _, ok = strings.Cut(section, "]")
		section = strings.TrimSpace(section)
		name, isProfile := strings.CutPrefix(section, "profile ")
		if ok && (isProfile || !configuration || section == "default") {
			out = append(out, strings.Trim(strings.TrimSpace(name), `"'`))
		}
	}
	return out, nil
}
