//go:build !unix

package store

func childReads() {}
