package probe

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProfilesAreThoseOfThisMachine(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("AWS_CONFIG_FILE", write("config", `
[default]
region = eu-west-1
[profile work]
region = eu-central-1
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnly
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start
[profile audit]
role_arn = arn:aws:iam::444455556666:role/Audit
source_profile = keys
[services dev]
`))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", write("credentials", "[keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n[default]\n"))
	got, err := Profiles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []Profile{
		{Name: "audit", Role: "arn:aws:iam::444455556666:role/Audit"},
		{Name: "default", Region: "eu-west-1"},
		{Name: "keys"},
		{Name: "work", Region: "eu-central-1", Role: "ReadOnly", Account: "111122223333", SSO: "corp", Login: "aws sso login --profile work"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "none"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "none"))
	if got, err := Profiles(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("without files: %v, %v", got, err)
	}
}
