package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"

	"drydock/assess/evidence"
)

// cloud is an AWS on this machine, for the real binary: STS says who is calling, every other call is answered by the
// test, or denied.
type cloud struct {
	*httptest.Server
	sts, answer func(w http.ResponseWriter, r *http.Request) bool // false: the default answer

	mu    sync.Mutex
	asked map[string]int // path → requests, without those to STS
}

var signedFor = regexp.MustCompile(`Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request`)

func newCloud(t *testing.T) *cloud {
	t.Helper()
	c := &cloud{asked: map[string]int{}}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Form, _ = url.ParseQuery(string(body))
		service := signedFor.FindStringSubmatch(r.Header.Get("Authorization"))
		w.Header().Set("X-Amzn-Requestid", "11111111-2222-3333-4444-555555555555")
		if service != nil && service[1] == "sts" {
			if c.sts == nil || !c.sts(w, r) {
				fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/audit/drydock</Arn>`+
					`<UserId>AROA:drydock</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
			}
			return
		}
		c.mu.Lock()
		c.asked[r.URL.Path]++
		c.mu.Unlock()
		if c.answer == nil || !c.answer(w, r) {
			refuse(w, r, http.StatusForbidden, "AccessDenied", "not authorized to perform this because no identity-based policy allows the action")
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// requests is how often a path was asked.
func (c *cloud) requests(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[path]
}

// refuse answers with an error: IAM and STS speak XML, the others understand a header.
func refuse(w http.ResponseWriter, r *http.Request, status int, code, message string) {
	signed := r.Header.Get("Authorization")
	if strings.Contains(signed, "/iam/aws4_request") || strings.Contains(signed, "/sts/aws4_request") {
		w.WriteHeader(status)
		fmt.Fprintf(w, `<ErrorResponse><Error><Code>%s</Code><Message>%s</Message></Error><RequestId>x</RequestId></ErrorResponse>`, code, message)
		return
	}
	w.Header().Set("X-Amzn-Errortype", code)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message})
}

// asking gives a command the credentials and the address of a cloud.
func (c *cloud) asking(cmd *exec.Cmd) *exec.Cmd {
	cmd.Env = append(cmd.Env, "AWS_ACCESS_KEY_ID=AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY=secret-of-a-test",
		"AWS_ENDPOINT_URL="+c.URL, "AWS_MAX_ATTEMPTS=1")
	return cmd
}

// outcome is what a command left behind.
type outcome struct {
	code        int
	out, errOut string
}

// ended runs a command to its end, however it ends.
func ended(t *testing.T, cmd *exec.Cmd) outcome {
	t.Helper()
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", strings.Join(cmd.Args[1:], " "), err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// outcomesOf are the findings that a command prints as JSON.
func outcomesOf(t *testing.T, cmd *exec.Cmd) []evidence.Finding {
	t.Helper()
	var got struct{ Findings []evidence.Finding }
	if err := json.Unmarshal(stdout(t, cmd), &got); err != nil {
		t.Fatal(err)
	}
	return got.Findings
}
