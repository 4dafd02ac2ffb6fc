package desk

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	chromelog "github.com/chromedp/cdproto/log"

	"drydock/assess"
	"drydock/questionnaire/text"
)

// browser is a real headless Chromium with one page open, and what it complained of and asked for.
type browser struct {
	context.Context
	t        *testing.T
	mu       sync.Mutex
	said     []string // errors and warnings of the console, dialogs
	requests []string
}

// startChromium starts one for all pages of a test. Without one the test is left out; in CI that is a failure.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("reading a page takes a real browser")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil && path == "" {
			path = p
		}
	}
	if path == "" {
		if os.Getenv("DRYDOCK_CI") != "" {
			t.Fatal("there is no Chromium here, and CI must read the page in a real browser")
		}
		t.Skip("there is no Chromium here, so the page is not read in a real browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()))
	ctx, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	ctx, end = chromedp.NewContext(ctx)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// openPage opens a page in a tab of its own.
func openPage(t *testing.T, chromium context.Context, page []byte) *browser {
	t.Helper()
	file := filepath.Join(t.TempDir(), "plan.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, end := chromedp.NewContext(chromium)
	t.Cleanup(end)
	b := &browser{Context: ctx, t: t}
	b.listen()
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate("file://"+file))
	return b
}

func (b *browser) listen() {
	b.t.Helper()
	hear := func(list *[]string, s string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		*list = append(*list, s)
	}
	err := chromedp.Listen(b, func(event any) {
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			hear(&b.said, fmt.Sprint("console: ", e.Type))
		case *runtime.EventExceptionThrown:
			hear(&b.said, "exception: "+e.ExceptionDetails.Text)
		case *chromelog.EventEntryAdded:
			hear(&b.said, "log: "+e.Entry.Text)
		case *page.EventJavascriptDialogOpening:
			hear(&b.said, "dialog: "+e.Message)
		case *network.EventRequestWillBeSent:
			hear(&b.requests, e.Request.URL)
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := chromedp.Call(b, network.Enable, network.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// media emulates a kind of output, and what the reader's system prefers.
func (b *browser) media(kind, scheme string) {
	b.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: kind, Features: features}); err != nil {
		b.t.Fatal(err)
	}
}

// eval runs a script in the page and returns what it gives.
func eval[T any](b *browser, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// quiet fails where the page complained, or asked for anything but itself.
func (b *browser) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.said) > 0 {
		b.t.Errorf("the page complains: %q", b.said)
	}
	for _, r := range b.requests {
		if !strings.HasPrefix(r, "file://") || !strings.Contains(r, "/plan.html") {
			b.t.Errorf("the page asks for %s", r)
		}
	}
	if len(b.requests) == 0 {
		b.t.Error("not even the page was asked for, so nobody listened")
	}
}

// The sample as a page, read in a real browser as its readers do.
func TestThePage(t *testing.T) {
	chromium := startChromium(t)
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	data := must[[]byte](t)(r.Render(t.Context(), v, "html"))
	if size := len(data); size > 1_500_000 {
		t.Errorf("the sample's page has %d bytes", size)
	}
	for name, reads := range map[string]func(*browser){
		"needs nothing else":         needsNothingElse,
		"filters":                    filters,
		"has two themes":             hasTwoThemes,
		"fits a narrow screen":       fitsANarrowScreen,
		"prints":                     prints,
		"works by keyboard":          worksByKeyboard,
		"works without script":       worksWithoutScript,
		"names its parts aloud":      namesItsParts,
		"leads to what a filter hid": leadsToTheHidden,
	} {
		t.Run(name, func(t *testing.T) {
			b := openPage(t, chromium, data)
			reads(b)
			b.quiet()
		})
	}
	t.Run("runs nothing that somebody typed", func(t *testing.T) {
		b := openPage(t, chromium, must[[]byte](t)(r.Render(t.Context(), typedByAnEnemy(v), "html")))
		if n := eval[int](b, `document.querySelectorAll("script").length`); n != 1 {
			t.Errorf("%d scripts", n)
		}
		b.quiet()
	})
}

func needsNothingElse(b *browser) {
	b.t.Helper()
	if n := eval[int](b, `performance.getEntriesByType("resource").length`); n != 0 {
		b.t.Errorf("%d resources were loaded", n)
	}
	if s := eval[string](b, `getComputedStyle(document.body).color`); s == "rgb(0, 0, 0)" {
		b.t.Error("the style does not apply: its hash is wrong")
	}
}

// filterBy and the like are what a reader does with the controls above a list.
func (b *browser) filterBy(id, name, value string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => { const f = document.querySelector("form[data-for=%s]"); const e = f.elements[%q];
		if (e.type === "checkbox") e.checked = true; else e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true})); return true })()`, id, name, value))
}

func (b *browser) clearFilter(id string) {
	b.t.Helper()
	eval[bool](b, `(() => { document.querySelector("form[data-for=`+id+`] [data-clear]").click(); return true })()`)
}

// shown is how many items of a list a reader sees.
func (b *browser) shown(id string) int {
	b.t.Helper()
	return eval[int](b, `Array.from(document.querySelectorAll("#`+id+` article")).filter(a => a.getClientRects().length > 0).length`)
}

func filters(b *browser) {
	b.t.Helper()
	all := map[string]int{"controls": b.shown("controls"), "work": b.shown("work")}
	for _, c := range []struct{ id, name, value string }{
		{"controls", "layer", "infrastructure"},
		{"controls", "phase", "foundational"},
		{"controls", "state", "Still open"},
		{"controls", "state", "These differ"},
		{"controls", "role", "data owner"},
		{"controls", "must", "yes"},
		{"controls", "text", "GUARDRAIL"},
		{"work", "horizon", "now"},
		{"work", "owner", "Tomasz Nowak"},
		{"work", "role", "app developer"},
		{"work", "text", "notebook"},
	} {
		b.filterBy(c.id, c.name, c.value)
		n := b.shown(c.id)
		if n == 0 || n >= all[c.id] {
			b.t.Errorf("%s %s=%s: %d of %d are shown", c.id, c.name, c.value, n, all[c.id])
		}
		what := map[string]string{"controls": "controls", "work": "actions"}[c.id]
		got := eval[string](b, `document.querySelector("form[data-for=`+c.id+`] output").textContent`)
		if want := fmt.Sprintf("%d of %d %s shown", n, all[c.id], what); got != want {
			b.t.Errorf("%s %s=%s: %q, want %q", c.id, c.name, c.value, got, want)
		}
		b.clearFilter(c.id)
		if n := b.shown(c.id); n != all[c.id] {
			b.t.Errorf("after Clear %d of %d are shown", n, all[c.id])
		}
	}
}

func leadsToTheHidden(b *browser) {
	b.t.Helper()
	all := b.shown("controls")
	b.filterBy("controls", "text", "no such thing")
	if got := b.shown("controls"); got != 0 {
		b.t.Errorf("%d are shown that nobody asked for", got)
	}
	if n := eval[int](b, `Array.from(document.querySelectorAll("#controls .part")).filter(p => !p.hidden).length`); n != 0 {
		b.t.Errorf("%d headings stand above nothing", n)
	}
	if !eval[bool](b, `new Promise(r => { const a = document.querySelector("#controls article");
		addEventListener("hashchange", () => r(a.getClientRects().length > 0), {once: true}); location.hash = a.id })`) {
		b.t.Error("a link leads to what a filter hides")
	}
	eval[bool](b, `(() => { document.querySelector("a.cell").dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true})); return true })()`)
	if n := b.shown("controls"); n == 0 || n == all {
		b.t.Errorf("a cell of the picture leads to %d of %d controls", n, all)
	}
}

func hasTwoThemes(b *browser) {
	b.t.Helper()
	paper := func() string { return eval[string](b, `getComputedStyle(document.body).backgroundColor`) }
	seen := map[string]bool{}
	for _, scheme := range []string{"light", "dark"} {
		b.media("", scheme)
		seen[paper()] = true
		for _, poor := range eval[[]string](b, poorContrast) {
			b.t.Errorf("%s: %s", scheme, poor)
		}
	}
	if len(seen) != 2 {
		b.t.Errorf("light and dark look the same: %v", seen)
	}
	dark := paper()
	if got := eval[string](b, `document.getElementById("theme").getAttribute("aria-pressed")`); got != "true" {
		b.t.Errorf("in the dark the button says %q", got)
	}
	b.do(chromedp.Focus(chromedp.CSS("#theme")), chromedp.KeyEvent(" "))
	if got := paper(); got == dark {
		b.t.Error("the button changes nothing")
	}
	if got := eval[string](b, `document.getElementById("theme").getAttribute("aria-pressed")`); got != "false" {
		b.t.Errorf("after the change the button says %q", got)
	}
}

// poorContrast opens all that folds and names the texts whose contrast is below 4.5 to 1, with every colour and what it stands on.
const poorContrast = `(() => {
	for (const d of document.querySelectorAll("details")) d.open = true;
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const rgba = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
	const light = (c) => { const [r, g, b] = Array.from(c).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
	const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
	const behind = (el) => { for (let e = el; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return rgba("white"); };
	const poor = new Set(), known = new Map();
	const judge = (name, front, back, sample) => {
		const key = name + front + back.join();
		if (!known.has(key)) known.set(key, ratio(rgba(front), back));
		if (known.get(key) < 4.5) poor.add(name + " " + front + " on " + back.join() + ": " + known.get(key).toFixed(2) + " (" + sample.slice(0, 40) + ")");
	};
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	let judged = 0;
	for (let n = walk.nextNode(); n; n = walk.nextNode()) {
		const el = n.parentElement, name = el.tagName + "." + (el.className.baseVal ?? el.className);
		if (!n.data.trim() || ["SCRIPT", "STYLE", "OPTION"].includes(el.tagName) || !el.getClientRects().length) continue;
		judged++;
		const style = getComputedStyle(el);
		if (el instanceof SVGElement) {
			const box = el.parentElement.querySelector(".box");
			const fills = [box, ...document.querySelectorAll(".lane")].filter(Boolean).map(e => getComputedStyle(e).fill).filter(f => f !== "none");
			for (const back of [behind(el.ownerSVGElement), ...fills.map(rgba)]) judge(name, style.fill, back, n.data);
			continue;
		}
		judge(name, style.color, behind(el), n.data);
		for (const part of ["::before", "::after"]) {
			const s = getComputedStyle(el, part);
			if (s.content !== "none" && s.content !== "normal") judge(name + part, s.color, behind(el), s.content);
		}
	}
	if (judged < 1000) poor.add("only " + judged + " texts were judged");
	return Array.from(poor);
})()`

func fitsANarrowScreen(b *browser) {
	b.t.Helper()
	for _, width := range []int64{360, 768, 1120, 1920} {
		b.do(chromedp.EmulateViewport(width, 800))
		eval[bool](b, `(() => { for (const d of document.querySelectorAll("details")) d.open = true; return true })()`)
		if got := eval[int64](b, `document.documentElement.scrollWidth`); got > width {
			b.t.Errorf("%d px wide, the page scrolls sideways to %d: %v", width, got, eval[[]string](b, `Array.from(document.querySelectorAll("main *"))
				.filter(e => !e.closest("svg, pre, .picture") && e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.tagName + " " + e.textContent.slice(0, 60))`))
		}
	}
	b.do(chromedp.EmulateViewport(360, 800))
	if n := eval[int](b, `Array.from(document.querySelectorAll("td > *")).filter(e => e.getBoundingClientRect().left < e.parentElement.getBoundingClientRect().left + 100).length`); n != 0 {
		b.t.Errorf("%d cells stand under their label instead of beside it", n)
	}
}

// a4 is what the margins leave of the paper's width, in CSS pixels.
const a4 = 680

func prints(b *browser) {
	b.t.Helper()
	b.media("print", "dark")
	if got := eval[string](b, `getComputedStyle(document.body).backgroundColor`); got != "rgb(255, 255, 255)" {
		b.t.Errorf("it prints on %s", got)
	}
	if n := eval[int](b, `Array.from(document.querySelectorAll("main details > *:not(summary)")).filter(e => !e.closest("[hidden]") && !e.checkVisibility({contentVisibilityAuto: true})).length`); n != 0 {
		b.t.Errorf("%d things stay folded on paper", n)
	}
	if n := eval[int](b, `Array.from(document.querySelectorAll("button, select, input, nav, .skip")).filter(e => e.getClientRects().length > 0).length`); n != 0 {
		b.t.Errorf("%d controls are printed", n)
	}
	b.media("", "light")
	if n := eval[int](b, `new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(document.querySelectorAll("main details[open]").length))))`); n != 0 {
		b.t.Errorf("after printing %d details stay open", n)
	}
	b.do(chromedp.EmulateViewport(a4, 900))
	b.media("print", "light")
	if got := eval[int64](b, `document.documentElement.scrollWidth`); got > a4 {
		b.t.Errorf("it is %d px wide on paper of %d, so that all of it is shrunk", got, a4)
	}
	b.media("", "light")
	pdf, err := chromedp.Run(b, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil || !strings.HasPrefix(string(pdf), "%PDF-") || len(pdf) < 100_000 {
		b.t.Errorf("it prints to %d bytes, %v", len(pdf), err)
	}
}

func worksByKeyboard(b *browser) {
	b.t.Helper()
	b.do(chromedp.KeyEvent("\t"))
	if got := eval[string](b, `document.activeElement.getAttribute("href")`); got != "#decision" {
		b.t.Errorf("the first stop of the keyboard is %q", got)
	}
	if got := eval[string](b, `getComputedStyle(document.activeElement).outlineStyle`); got == "none" {
		b.t.Error("nobody sees where the keyboard is")
	}
	b.do(chromedp.Focus(chromedp.CSS("#controls article summary")), chromedp.KeyEvent("\r"))
	if !eval[bool](b, `document.querySelector("#controls article details").open`) {
		b.t.Error("Enter does not open what a control holds")
	}
}

func worksWithoutScript(b *browser) {
	b.t.Helper()
	all := eval[int](b, `document.querySelectorAll("article").length`)
	if _, err := chromedp.Call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Reload())
	if n := eval[int](b, `Array.from(document.querySelectorAll("article")).filter(a => a.getClientRects().length > 0).length`); n != all {
		b.t.Errorf("without script %d of %d are shown", n, all)
	}
	if n := eval[int](b, `Array.from(document.querySelectorAll("form, #theme")).filter(a => a.getClientRects().length > 0).length`); n != 0 {
		b.t.Errorf("without script %d controls are shown that do nothing", n)
	}
}

// Whoever hears the page instead of seeing it learns what each part and each control is.
func namesItsParts(b *browser) {
	b.t.Helper()
	for _, width := range []int64{1280, 360} {
		b.do(chromedp.EmulateViewport(width, 800))
		b.hear()
	}
}

func (b *browser) hear() {
	b.t.Helper()
	tree, err := chromedp.Call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	needsName := map[string]bool{
		"link": true, "button": true, "combobox": true, "searchbox": true, "checkbox": true, "heading": true, "table": true, "region": true, "navigation": true,
		"search": true, "DisclosureTriangle": true, "columnheader": true,
	}
	count := map[string]int{}
	for _, n := range tree.Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := strings.Trim(string(n.Role.Value), `"`)
		count[role]++
		if needsName[role] && (n.Name == nil || strings.Trim(string(n.Name.Value), `" `) == "") {
			b.t.Errorf("a %s without a name", role)
		}
	}
	for _, role := range []string{"main", "navigation", "banner", "contentinfo", "table", "rowheader", "columnheader", "cell", "search", "status", "link", "heading"} {
		if count[role] == 0 {
			b.t.Errorf("nobody hears a %s: %v", role, count)
		}
	}
}

// typedByAnEnemy is the view with what a hostile account or colleague would type.
func typedByAnEnemy(v *View) *View {
	for _, evil := range []string{
		"<script>alert(1)</script>", `"><img src="https://evil.example/x" onerror="alert(1)">`, "</style></script><script>alert(1)</script>", "javascript:alert(1)",
		`<svg onload=alert(1)>`, `<meta http-equiv=refresh content="0;url=https://evil.example">`, `<base href="https://evil.example">`,
	} {
		v.Session.Scope.Name += evil
		v.Session.Notes = append(v.Session.Notes, assess.Note{Control: v.Posture.Controls[0].Control.ID, Text: text.Untrusted(evil), Link: text.Untrusted(evil), By: text.Untrusted(evil)})
		v.Plan.Actions[0].State.Owner = text.Untrusted(evil)
	}
	return v
}
