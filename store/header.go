package store

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// bbolt's own header page, of which a file has two: they are written in turn, so that one is always whole.
const (
	boltMagic    = 0xED0CDAED
	boltVersion  = 2
	boltPage     = 4096 // the page size of every file that we create
	boltMinimum  = 4 * boltPage
	pageHeader   = 16
	metaSummed   = 56 // bytes of a header that its checksum covers
	pageFlagMeta = 0x04
)

// header is the part of a bbolt header page that a look from outside can judge.
type header struct {
	pageSize   uint32
	root       uint64 // page of the root bucket
	freelist   uint64
	highWater  uint64 // first page never used
	generation uint64 // number of the commit that wrote it
}

// preflight looks at a file before bbolt maps it: bbolt would take an empty file for a new store, fall back to the
// older header in silence, and crash on a file that was cut off.
func preflight(path string, f *os.File) (header, error) {
	info, err := f.Stat()
	if err != nil {
		return header{}, explain(path, err)
	}
	switch {
	case !info.Mode().IsRegular():
		return header{}, foreign(path, "it is no regular file")
	case info.Size() == 0:
		return header{}, damaged(path, "it is empty (0 bytes)", nil)
	case info.Size() < boltMinimum:
		return header{}, shortFile(path, f, info.Size())
	}
	first, err := readHeader(f, 0)
	if err != nil {
		return header{}, headerError(path, f, err)
	}
	second, err := readHeader(f, int64(first.pageSize))
	if err != nil {
		return header{}, damaged(path, "its second header page", err)
	}
	newest, oldest := first, second
	if second.generation > first.generation {
		newest, oldest = second, first
	}
	switch {
	case first.pageSize != second.pageSize:
		return header{}, damaged(path, "its two headers disagree about the page size", nil)
	case newest.generation-oldest.generation < 1 || newest.generation-oldest.generation > 2: // 2 in the first commit after WriteTo
		return header{}, damaged(path, fmt.Sprintf("its headers are of commits %d and %d, which do not follow each other", oldest.generation, newest.generation), nil)
	case newest.highWater*uint64(newest.pageSize) > uint64(info.Size()):
		return header{}, damaged(path, fmt.Sprintf("it was cut off: %d bytes of %d are there", info.Size(), newest.highWater*uint64(newest.pageSize)), nil)
	case newest.root < 2 || newest.root >= newest.highWater, newest.freelist < 2 || newest.freelist >= newest.highWater:
		return header{}, damaged(path, "its header points outside the file", nil)
	}
	return newest, nil
}

// shortFile says what a file is that is too short for a store.
func shortFile(path string, f *os.File, size int64) error {
	if _, err := readHeader(f, 0); err != nil {
		return foreign(path, fmt.Sprintf("it has only %d bytes", size))
	}
	return damaged(path, fmt.Sprintf("it was cut off after %d bytes", size), nil)
}

// headerError tells a store with a broken first header from a file that never was a store.
func headerError(path string, f *os.File, cause error) error {
	if _, err := readHeader(f, boltPage); err == nil {
		return damaged(path, "its first header page", cause)
	}
	return foreign(path, "both header pages are unreadable")
}

func readHeader(r io.ReaderAt, at int64) (header, error) {
	var page [pageHeader + metaSummed + 8]byte
	if _, err := r.ReadAt(page[:], at); err != nil {
		return header{}, err
	}
	order, meta := binary.NativeEndian, page[pageHeader:]
	sum := fnv.New64a()
	sum.Write(meta[:metaSummed])
	switch {
	case order.Uint32(meta) != boltMagic:
		return header{}, fmt.Errorf("the magic number is wrong")
	case order.Uint32(meta[4:]) != boltVersion:
		return header{}, fmt.Errorf("format version %d, expected %d", order.Uint32(meta[4:]), boltVersion)
	case order.Uint64(meta[metaSummed:]) != sum.Sum64():
		return header{}, fmt.Errorf("the checksum does not fit")
	case order.Uint16(page[8:])&pageFlagMeta == 0 || order.Uint64(page[:]) > 1:
		return header{}, fmt.Errorf("the page is not marked as a header")
	}
	h := header{
		pageSize: order.Uint32(meta[8:]), root: order.Uint64(meta[16:]), freelist: order.Uint64(meta[32:]),
		highWater: order.Uint64(meta[40:]), generation: order.Uint64(meta[48:]),
	}
	if h.pageSize < 1024 || h.pageSize > 1<<20 || h.pageSize&(h.pageSize-1) != 0 {
		return header{}, fmt.Errorf("page size %d", h.pageSize)
	}
	return h, nil
}
