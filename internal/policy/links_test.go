package policy

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	fence    = regexp.MustCompile("^ *(?:[-*>] +)*(```+|~~~+)")
	codeSpan = regexp.MustCompile("`+[^`]*`+")
	link     = regexp.MustCompile(`\]\(\s*<?((?:[^()<>\s]|\([^()\s]*\))+)|` + // [text](target "title")
		`^ {0,3}\[[^\]]+\]:\s*<?([^<>\s]+)|` + // [name]: target
		`\b(?:href|src)="([^"]*)"`)
	heading = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*#*$`)
	anchor  = regexp.MustCompile(`\b(?:id|name)="([^"]*)"`)
	linked  = regexp.MustCompile(`!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])`)
)

// links complains of relative links that lead nowhere (H7).
func links(t *tree) (complaints []string) {
	for _, file := range t.markdown {
		lines, err := prose(t.fsys, file)
		if err != nil {
			return []string{err.Error()}
		}
		for i, line := range lines {
			for _, m := range link.FindAllStringSubmatch(codeSpan.ReplaceAllString(line, ""), -1) {
				if why := dead(t.fsys, file, m[1]+m[2]+m[3]); why != "" {
					complaints = append(complaints, fmt.Sprintf("%s:%d: link to %s: %s", file, i+1, m[1]+m[2]+m[3], why))
				}
			}
		}
	}
	return complaints
}

// dead returns why a link of a file leads nowhere, "" if it leads somewhere or away
// from the repository.
func dead(fsys fs.FS, file, target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return err.Error()
	}
	if u.Scheme != "" || u.Host != "" {
		return ""
	}
	to := file
	switch {
	case strings.HasPrefix(u.Path, "/"):
		to = path.Clean(u.Path[1:])
	case u.Path != "":
		to = path.Join(path.Dir(file), u.Path)
	}
	if !fs.ValidPath(to) {
		return "it leaves the repository"
	}
	if _, err := fs.Stat(fsys, to); err != nil {
		return "no such file or folder"
	}
	if u.Fragment == "" || path.Ext(to) != ".md" {
		return ""
	}
	lines, err := prose(fsys, to)
	if err != nil {
		return err.Error()
	}
	seen := map[string]int{}
	for _, line := range lines {
		for _, m := range anchor.FindAllStringSubmatch(line, -1) {
			if m[1] == u.Fragment {
				return ""
			}
		}
		if m := heading.FindStringSubmatch(line); m != nil {
			name := slug(m[1])
			n := seen[name]
			if seen[name]++; n > 0 {
				name = fmt.Sprintf("%s-%d", name, n)
			}
			if name == u.Fragment {
				return ""
			}
		}
	}
	return "no such heading in " + to
}

// slug returns the name that a heading gets.
func slug(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsNumber(r):
			return unicode.ToLower(r)
		}
		return -1
	}, linked.ReplaceAllString(heading, "$1"))
}

// prose returns a file's lines, those within code fences empty.
func prose(fsys fs.FS, file string) ([]string, error) {
	source, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.ReplaceAll(string(source), "\r\n", "\n"), "\n")
	open := ""
	for i, line := range lines {
		m := fence.FindStringSubmatch(line)
		switch {
		case open == "" && m != nil:
			open = m[1]
			lines[i] = ""
		case open != "":
			if m != nil && strings.HasPrefix(m[1], open) && strings.TrimSpace(line) == m[1] {
				open = ""
			}
			lines[i] = ""
		}
	}
	return lines, nil
}

func TestLinks(t *testing.T) { obey(t, links) }

func TestDeadLinksAreRejected(t *testing.T) {
	const quote = "```"
	files := map[string]string{
		"README.md": `# Top
[![badge](docs/a.svg)](docs/more.md "title") and [a folder](docs), [the file](./docs/a%20b.md),
[far](https://example.com/none), [mail](mailto:a@b.c), [//](//example.com/x), [up](#top),
[there](docs/more.md#the-d3-law-and-x_y-1), [by name][ref], <a href="/docs/more.md#here">x</a>, [p](docs/f_(x).md)

[ref]: docs/more.md#über-uns
` + quote + `go
m[k](nowhere)
` + quote + `
Code: ` + "`[x](nowhere)`" + `, and ` + "`a`[b](docs)`c`" + `.
`,
		"docs/more.md": `# More
<a id="here"></a>

## The "D" law, and x_y
## The [D3](../README.md) law and ` + "`x_y`" + `
## The D3 law and x_y
### Über uns
~~~~
# Not a heading
~~~~ Go
~~~
[x](nowhere)
~~~~
[back](../README.md#top), [from the root](/docs/a.svg)
`,
		"docs/a.svg": "", "docs/a b.md": "", "docs/f_(x).md": "",
	}
	const r, d = "README.md", "docs/more.md"
	reject(t, files, links, []mutant{
		{"docs/a.svg", "", "", "README.md:2: link to docs/a.svg: no such file"},
		{"docs/a b.md", "", "", "README.md:2: link to ./docs/a%20b.md: no such file"},
		{"docs/f_(x).md", "", "", "README.md:4: link to docs/f_(x).md: no such file"},
		{r, `docs/more.md "title"`, `docs/More.md "title"`, "README.md:2: link to docs/More.md: no such file"},
		{r, "(docs)`c`", "(doc)`c`", "README.md:10: link to doc: no such file"},
		{r, "[ref]: docs/more.md", "[ref]: more.md", "README.md:6: link to more.md#über-uns: no such file"},
		{r, "/docs/more.md#here", "/more.md#here", "README.md:4: link to /more.md#here: no such file"},
		{r, "#here", "#there", "README.md:4: link to /docs/more.md#there: no such heading in docs/more.md"},
		{r, "x_y-1", "x_y-2", "no such heading in docs/more.md"},
		{r, "[up](#top)", "[up](#bottom)", "README.md:3: link to #bottom: no such heading in README.md"},
		{r, "[up](#top)", "[up](docs/more.md#not-a-heading)", "no such heading"},
		{r, "```\nCode", "Code", ""}, // all the rest is code
		{r, quote + "go", "", "README.md:8: link to nowhere"},
		{d, "../README.md#top", "../../README.md", "docs/more.md:14: link to ../../README.md: it leaves the repository"},
		{d, "~~~~\n# Not", "~~~\n# Not", "docs/more.md:12: link to nowhere"},
		{d, "../README.md#top", "README.md", "docs/more.md:14: link to README.md: no such file"},
	})
}
