package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

// Flags and sizes of bbolt's pages.
const (
	pageFlagBranch   = 0x01
	pageFlagLeaf     = 0x02
	pageFlagFreelist = 0x10
	leafFlagBucket   = 0x01
	elementSize      = 16
	bucketHeader     = 16
)

// sound walks every page that can be reached, without bbolt: a page that points to its own ancestor would send bbolt round
// in circles until the process dies, which no recover can stop.
func (f *boltFile) sound(ctx context.Context) error {
	file, err := f.open(ctx, false)
	if err != nil {
		return err
	}
	defer file.Close()
	return f.walk(ctx, file)
}

func (f *boltFile) walk(ctx context.Context, file *os.File) error {
	h, err := preflight(f.name, file)
	if err != nil {
		return err
	}
	w := &pageWalk{ctx: ctx, r: file, h: h, used: map[uint64]bool{}}
	if err := w.tree(h.root); err != nil {
		return f.pageError(ctx, err)
	}
	return f.pageError(ctx, w.freelist())
}

func (f *boltFile) pageError(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	return damaged(f.name, "its pages do not fit together", err)
}

// sound is the walk of a shelf's file, and a look at its schema.
func (f shelf) sound(ctx context.Context) error {
	if b, ok := f.file.(*boltFile); ok {
		if err := b.sound(ctx); err != nil {
			return err
		}
	}
	return f.view(ctx, func(tx) error { return nil })
}

type pageWalk struct {
	ctx  context.Context
	r    io.ReaderAt
	h    header
	used map[uint64]bool
}

// read gives a page with its overflow pages, after checking that it is what it says, and marks them as used.
func (w *pageWalk) read(id uint64) ([]byte, error) {
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	if id < 2 || id >= w.h.highWater {
		return nil, fmt.Errorf("page %d lies outside the file", id)
	}
	size := uint64(w.h.pageSize)
	var head [pageHeader]byte
	if _, err := w.r.ReadAt(head[:], int64(id*size)); err != nil {
		return nil, err
	}
	order := binary.NativeEndian
	if got := order.Uint64(head[:]); got != id {
		return nil, fmt.Errorf("page %d calls itself page %d", id, got)
	}
	overflow := uint64(order.Uint32(head[12:]))
	if id+overflow >= w.h.highWater {
		return nil, fmt.Errorf("page %d runs over the end of the file", id)
	}
	for p := id; p <= id+overflow; p++ {
		if w.used[p] {
			return nil, fmt.Errorf("page %d is used twice", p)
		}
		w.used[p] = true
	}
	page := make([]byte, (overflow+1)*size)
	_, err := w.r.ReadAt(page, int64(id*size))
	return page, err
}

// tree walks a page and all below it.
func (w *pageWalk) tree(id uint64) error {
	page, err := w.read(id)
	if err != nil {
		return err
	}
	switch binary.NativeEndian.Uint16(page[8:]) {
	case pageFlagBranch:
		return w.branch(id, page)
	case pageFlagLeaf:
		return w.leaf(id, page, true)
	}
	return fmt.Errorf("page %d is neither branch nor leaf", id)
}

func (w *pageWalk) branch(id uint64, page []byte) error {
	order, count := binary.NativeEndian, int(binary.NativeEndian.Uint16(page[10:]))
	if count == 0 || pageHeader+count*elementSize > len(page) {
		return fmt.Errorf("page %d holds %d branches", id, count)
	}
	var last []byte
	for i := range count {
		at := pageHeader + i*elementSize
		key, err := slice(page, uint64(at)+uint64(order.Uint32(page[at:])), uint64(order.Uint32(page[at+4:])))
		if err != nil || i > 0 && bytes.Compare(last, key) >= 0 {
			return fmt.Errorf("page %d: branch %d is out of place", id, i)
		}
		last = key
		if err := w.tree(order.Uint64(page[at+8:])); err != nil {
			return err
		}
	}
	return nil
}

// leaf checks the elements of a leaf page and goes into the buckets among them. Buckets inside a leaf hold no others.
func (w *pageWalk) leaf(id uint64, page []byte, buckets bool) error {
	order, count := binary.NativeEndian, int(binary.NativeEndian.Uint16(page[10:]))
	if pageHeader+count*elementSize > len(page) {
		return fmt.Errorf("page %d holds %d elements", id, count)
	}
	var last []byte
	for i := range count {
		at := pageHeader + i*elementSize
		start, keys, values := uint64(at)+uint64(order.Uint32(page[at+4:])), uint64(order.Uint32(page[at+8:])), uint64(order.Uint32(page[at+12:]))
		key, err := slice(page, start, keys)
		if err != nil || len(key) == 0 || i > 0 && bytes.Compare(last, key) >= 0 {
			return fmt.Errorf("page %d: element %d is out of place", id, i)
		}
		value, err := slice(page, start+keys, values)
		if err != nil {
			return fmt.Errorf("page %d: the value of element %d is out of place", id, i)
		}
		last = key
		switch flags := order.Uint32(page[at:]); {
		case flags == 0:
		case flags == leafFlagBucket && buckets:
			if err := w.bucket(id, value); err != nil {
				return err
			}
		default:
			return fmt.Errorf("page %d: element %d has flags %#x", id, i, flags)
		}
	}
	return nil
}

func (w *pageWalk) bucket(id uint64, value []byte) error {
	if len(value) < bucketHeader {
		return fmt.Errorf("page %d holds half a bucket", id)
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return w.tree(root)
	}
	inline := value[bucketHeader:]
	if len(inline) < pageHeader || binary.NativeEndian.Uint16(inline[8:]) != pageFlagLeaf {
		return fmt.Errorf("page %d holds a bucket without a leaf", id)
	}
	return w.leaf(id, inline, false)
}

// freelist checks that no page in use is marked as free: the next write would destroy it.
func (w *pageWalk) freelist() error {
	page, err := w.read(w.h.freelist)
	if err != nil {
		return err
	}
	order := binary.NativeEndian
	if order.Uint16(page[8:]) != pageFlagFreelist {
		return fmt.Errorf("page %d is no list of free pages", w.h.freelist)
	}
	count, start := uint64(order.Uint16(page[10:])), uint64(pageHeader)
	if count == 0xffff {
		count, start = order.Uint64(page[pageHeader:]), pageHeader+8
	}
	if count > (uint64(len(page))-start)/8 {
		return fmt.Errorf("the list of free pages claims %d pages", count)
	}
	for i := range count {
		switch free := order.Uint64(page[start+i*8:]); {
		case free < 2 || free >= w.h.highWater:
			return fmt.Errorf("free page %d lies outside the file", free)
		case w.used[free]:
			return fmt.Errorf("page %d is in use and marked as free", free)
		}
	}
	return nil
}

func slice(b []byte, from, length uint64) ([]byte, error) {
	if from > uint64(len(b)) || length > uint64(len(b))-from {
		return nil, io.ErrUnexpectedEOF
	}
	return b[from : from+length], nil
}
