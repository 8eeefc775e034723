package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// skipped counts the files below the folders among the arguments that were
// passed over, since they are of no kind that is read: nobody should take them
// for added. done has the clean path of every file that was reported. Hidden
// files and links are not looked for.
func skipped(ctx context.Context, args []string, done map[string]bool) int {
	n := 0
	for _, arg := range args {
		if info, err := os.Stat(arg); err != nil || !info.IsDir() {
			continue
		}
		root := arg
		if real, err := filepath.EvalSymlinks(arg); err == nil {
			root = real // WalkDir does not enter a link
		}
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return fs.SkipAll
			case err != nil:
				return nil // what cannot be listed was reported
			case path != root && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
			case d.Type().IsRegular():
				rel, err := filepath.Rel(root, path)
				if err == nil && !done[filepath.Join(arg, rel)] {
					n++
				}
			}
			return nil
		})
	}
	return n
}
