package tui

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestKeysInTheDocumentationAreThere reads every <kbd>key</kbd> of the documentation and finds it in the registry.
func TestKeysInTheDocumentationAreThere(t *testing.T) {
	registry, err := NewRegistry(nil)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, b := range registry.Bindings() {
		for _, k := range b.Keys {
			keys = append(keys, k, keyName(k))
		}
	}
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	kbd, found := regexp.MustCompile(`<kbd>(.*?)</kbd>`), 0
	for _, page := range append(pages, "../README.md") {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range kbd.FindAllStringSubmatch(string(data), -1) {
			found++
			if k := html.UnescapeString(m[1]); !slices.Contains(keys, k) {
				t.Errorf("%s names the key %q, which no command has", filepath.Base(page), k)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d keys found: this test looks in the wrong place", found)
	}
}
