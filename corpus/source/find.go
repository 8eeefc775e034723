package source

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"path/filepath"
	"strings"
)

// Find lists the files to read at a path: the path itself when it is a file,
// whatever its ending (Read judges it), or all files with a known ending below
// it when it is a folder, in lexical order folder by folder. Paths come as given:
// the folder as given, with the path below it.
//
// Hidden files and folders are passed over. Links within the folder are
// followed, and each file and folder is visited once: a link to something that
// the walk meets under its own name is passed over. The path given may itself be
// a link; links that lead out of the folder are not followed, since whoever adds
// a folder means what is in it.
//
// What cannot be listed comes in its place with its path and a *corpus.Problem
// that names it, and the walk goes on: no such file, a folder that may not be
// read, a link that is broken, leads out, or leads back to a folder it stands
// in, and, for a folder as a whole, that nothing in it can be read.
func (l *Local) Find(ctx context.Context, path string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		info, err := l.lookAt(path)
		if err == nil && !info.IsDir() {
			err = l.checkRegular(path, info)
			yield(path, err)
			return
		}
		if err != nil {
			yield(path, err)
			return
		}
		root, err := l.fs.resolve(path)
		if err != nil {
			yield(path, fileProblem(path, err))
			return
		}
		w := &walk{Local: l, ctx: ctx, yield: yield, root: root, seen: map[string]bool{}}
		if w.folder(path, root, nil) && w.reported == 0 {
			yield(path, invalid(nil, "%s has no files that can be read: %s.", quote(path), readable))
		}
	}
}

type walk struct {
	*Local
	ctx      context.Context
	yield    func(string, error) bool
	root     string          // resolved
	seen     map[string]bool // resolved paths
	reported int
}

func (w *walk) report(path string, err error) bool {
	w.reported++
	return w.yield(path, err)
}

// folder walks one folder, shown as path; above are the resolved folders that it
// stands in. It returns false when the walk is over.
func (w *walk) folder(path, resolved string, above []string) bool {
	if err := w.ctx.Err(); err != nil {
		w.report(path, fmt.Errorf("list folder: %w", err))
		return false
	}
	w.seen[resolved] = true
	entries, err := w.fs.readDir(path)
	if err != nil {
		return w.report(path, fileProblem(path, err))
	}
	above = append(above[:len(above):len(above)], resolved)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if !w.entry(join(path, e.Name()), resolved, above, e) {
			return false
		}
	}
	return true
}

func (w *walk) entry(path, in string, above []string, e fs.DirEntry) bool {
	known := formatOfPath(path) != formatGuess
	if e.Type()&fs.ModeSymlink != 0 {
		return w.link(path, above, known)
	}
	resolved := filepath.Join(in, e.Name())
	switch {
	case w.seen[resolved]:
		return true
	case e.IsDir():
		return w.folder(path, resolved, above)
	case !known:
		return true
	}
	return w.file(path, resolved)
}

func (w *walk) file(path, resolved string) bool {
	w.seen[resolved] = true
	info, err := w.fs.stat(path)
	if err != nil {
		return w.report(path, fileProblem(path, err))
	}
	return w.report(path, w.checkRegular(path, info))
}

func (w *walk) link(path string, above []string, known bool) bool {
	info, err := w.fs.stat(path)
	if err != nil {
		return w.report(path, linkProblem(path, err))
	}
	resolved, err := w.fs.resolve(path)
	if err != nil {
		return w.report(path, linkProblem(path, err))
	}
	for _, a := range above {
		if a == resolved {
			return w.report(path, invalid(nil, "%s is a link to a folder that it stands in, which never ends: remove the link.", quote(path)))
		}
	}
	switch {
	case !info.IsDir() && !known:
		return true
	case !w.within(resolved):
		return w.report(path, invalid(nil, "%s is a link that leads out of the folder, and was not followed: add what it leads to by its own name.", quote(path)))
	case w.seen[resolved], w.met(resolved):
		return true
	case info.IsDir():
		return w.folder(path, resolved, above)
	}
	return w.file(path, resolved)
}

// within reports whether a resolved path is below the root.
func (w *walk) within(resolved string) bool {
	rel, err := filepath.Rel(w.root, resolved)
	return err == nil && filepath.IsLocal(rel)
}

// linkProblem is fileProblem for a link, whose own name is there.
func linkProblem(path string, err error) error {
	if p := fileProblem(path, err); !isMissing(p) {
		return p
	}
	return missing(err, "%s is a link to something that is not there: mend or remove the link.", quote(path))
}

// met reports whether the walk comes by a resolved path under its own name: it
// is below the root, no part of the way is hidden, and its ending is known.
func (w *walk) met(resolved string) bool {
	rel, err := filepath.Rel(w.root, resolved)
	if err != nil {
		return false
	}
	for _, part := range strings.Split(filepath.ToSlash(rel), "/") {
		if strings.HasPrefix(part, ".") {
			return false // hidden, or "..": not below the root
		}
	}
	info, err := w.fs.stat(resolved)
	return err == nil && (info.IsDir() || formatOfPath(resolved) != formatGuess)
}

// join puts a name to a folder as the person gave it: filepath.Join would make
// another path of "./notes".
func join(folder, name string) string {
	if strings.HasSuffix(folder, "/") || strings.HasSuffix(folder, string(filepath.Separator)) {
		return folder + name
	}
	return folder + string(filepath.Separator) + name
}
