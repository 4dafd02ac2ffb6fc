package questionnaire

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// CatalogVersion is the version of the built-in catalogue; packs name the one they need.
const CatalogVersion = "2026.11"

//go:embed catalog
var embedded embed.FS

// File is a catalogue file before it is read. Of a built-in topic the folder of Name is its layer.
type File struct {
	Name string
	Data []byte
}

// Builtin reads the embedded catalogue.
func Builtin() (*Catalog, error) {
	files, err := builtinFiles()
	if err != nil {
		return nil, err
	}
	return Load(files)
}

func builtinFiles() ([]File, error) {
	var files []File
	err := fs.WalkDir(embedded, "catalog", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		data, err := embedded.ReadFile(name)
		files = append(files, File{Name: strings.TrimPrefix(name, "catalog/"), Data: data})
		return err
	})
	return files, err
}

// Load reads catalogue files into a catalogue, or says everything that is wrong with them, with file and line.
func Load(files []File) (*Catalog, error) {
	refs, err := readReferences()
	if err != nil {
		return nil, err
	}
	c := &Catalog{Version: CatalogVersion, Digest: digest(files), refs: refs}
	return c.add(files)
}

// Merge adds a pack to a catalogue and returns the sum; base stays as it is. What is wrong with the pack comes with
// file and line.
func Merge(base *Catalog, pack File) (*Catalog, error) {
	c := &Catalog{
		Version:  base.Version,
		Digest:   base.Digest,
		Topics:   slices.Clone(base.Topics),
		Controls: slices.Clone(base.Controls),
		Actions:  slices.Clone(base.Actions),
		Agreed:   slices.Clone(base.Agreed),
		Packs:    slices.Clone(base.Packs),
		Retired:  slices.Clone(base.Retired),
		LeftOut:  slices.Clone(base.LeftOut),
		refs:     base.refs,
	}
	return c.add([]File{pack})
}

func (c *Catalog) add(files []File) (*Catalog, error) {
	var errs []error
	for _, f := range files {
		r := &reader{file: f.Name, refs: c.refs}
		if root := r.document(f.Data); root != nil {
			r.file = f.Name
			r.topicFile(c, f, root)
		}
		errs = append(errs, r.errs...)
	}
	c.arrange()
	errs = append(errs, c.problems()...)
	if err := joined(errs); err != nil {
		return nil, err
	}
	return c, nil
}

// digest is the SHA-256 over names and contents, in order of name.
func digest(files []File) string {
	sorted := slices.Clone(files)
	slices.SortFunc(sorted, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	h := sha256.New()
	for _, f := range sorted {
		h.Write([]byte(f.Name))
		h.Write([]byte{0})
		h.Write(f.Data)
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// topicFile reads one file: a topic with its controls and actions, a pack, or the lists beside them.
func (r *reader) topicFile(c *Catalog, f File, root *yaml.Node) {
	top := r.mapping(root, "the file", "pack", "topic", "controls", "actions", "agreed", "retired", "left-out")
	var pack PackInfo
	if top.has("pack") {
		pack = r.pack(top.m["pack"], f)
		c.Packs = append(c.Packs, pack)
	}
	for _, n := range top.items("agreed") {
		c.Agreed = append(c.Agreed, r.agreed(n))
	}
	for _, n := range top.items("retired") {
		c.Retired = append(c.Retired, r.retired(n))
	}
	for _, n := range top.items("left-out") {
		c.LeftOut = append(c.LeftOut, r.leftOut(r.mapping(n, "what is left out", "source", "id", "because")))
	}
	if !top.has("topic") {
		if top.has("controls") || top.has("actions") {
			r.fail(root.Line, "add topic: {id, title, order, about}", "controls and actions need a topic")
		}
		return
	}
	topic := r.topic(top.m["topic"], f, pack)
	c.Topics = append(c.Topics, topic)
	for _, n := range top.items("controls") {
		control := r.control(n)
		control.Topic, control.Layer, control.Pack = topic.ID, topic.Layer, pack.ID
		c.Controls = append(c.Controls, control)
	}
	for _, n := range top.items("actions") {
		action := r.action(n)
		action.Pack = pack.ID
		c.Actions = append(c.Actions, action)
	}
}

func (r *reader) pack(n *yaml.Node, file File) PackInfo {
	f := r.mapping(n, "pack", "id", "version", "title", "needs-catalog")
	f.need("id", "version", "title", "needs-catalog")
	p := PackInfo{ID: f.text("id"), Version: f.text("version"), Title: f.text("title"), NeedsCatalog: f.text("needs-catalog"), Digest: digest([]File{file})}
	r.id(f, p.ID)
	if p.NeedsCatalog > CatalogVersion {
		r.fail(f.at("needs-catalog"), "update Drydock, or ask the pack's author", "the pack needs catalogue %s, this is %s", p.NeedsCatalog, CatalogVersion)
	}
	return p
}

func (r *reader) agreed(n *yaml.Node) AgreedList {
	f := r.mapping(n, "an agreed list", "id", "title", "type", "ask")
	f.need("id", "title", "type", "ask")
	a := AgreedList{ID: f.text("id"), Title: f.text("title"), Type: f.oneOf("type", "strings", "days"), Ask: f.text("ask"), Place: r.place(n)}
	r.id(f, a.ID)
	return a
}

func (r *reader) retired(n *yaml.Node) Retired {
	f := r.mapping(n, "a retired control", "id", "because", "instead")
	f.need("id", "because")
	x := Retired{ID: f.text("id"), Because: f.text("because"), Instead: f.text("instead"), Place: r.place(n)}
	r.id(f, x.ID)
	return x
}

func (r *reader) topic(n *yaml.Node, file File, pack PackInfo) Topic {
	f := r.mapping(n, "topic", "id", "title", "order", "about", "layer")
	f.need("id", "title", "order", "about")
	t := Topic{ID: f.text("id"), Title: f.text("title"), About: f.text("about"), Order: f.whole("order", 1, 999), Place: r.place(n)}
	r.id(f, t.ID)
	t.Layer = Layer(f.oneOf("layer", layerNames()...))
	if t.Layer == "" {
		t.Layer = Layer(path.Dir(file.Name))
	}
	if !slices.Contains(Layers(), t.Layer) {
		fix := "put the file into a folder of that name: " + strings.Join(layerNames(), ", ")
		if pack.ID != "" {
			fix = "add layer: one of " + strings.Join(layerNames(), ", ")
		}
		r.fail(n.Line, fix, "topic %q has no layer", t.ID)
	}
	return t
}

func (r *reader) place(n *yaml.Node) Place { return Place{File: r.file, Line: n.Line} }

// id checks that an id is kebab-case.
func (r *reader) id(f fields, id string) {
	if id != "" && !kebab(id) {
		r.fail(f.at("id"), "use a-z, 0-9 and single hyphens", "%q is not a kebab-case id", id)
	}
}

func kebab(s string) bool {
	if s == "" || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func layerNames() []string {
	var out []string
	for _, l := range Layers() {
		out = append(out, string(l))
	}
	return out
}
