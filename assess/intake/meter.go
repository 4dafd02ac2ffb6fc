package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// errLongRecord says that a single finding would take more memory than any finding should.
var errLongRecord = fmt.Errorf("one finding holds more than %d KiB; that is no finding", maxRecord>>10)

// errEmpty says that there is nothing in the file.
var errEmpty = errors.New("the file is empty")

// readAhead is how much a decoder may have read beyond the finding that it is at.
const readAhead = 1 << 17

// meter reads a stream, knows the line of an offset that was just passed, and stops a record that grows too long.
type meter struct {
	in      *bufio.Reader
	offset  int64 // bytes given out
	left    int   // bytes that the record at hand may still take
	passed  int   // newlines before the offset last asked for
	pending []int64
}

func newMeter(r io.Reader) *meter {
	return &meter{in: bufio.NewReaderSize(r, 1<<16), left: maxRecord + readAhead}
}

// first takes away a byte order mark and tells the first byte that is no space.
func (m *meter) first() (byte, error) {
	if mark, err := m.in.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		if _, err := m.in.Discard(3); err != nil {
			return 0, err
		}
	}
	for n := 1; n <= 1<<12; n++ {
		head, err := m.in.Peek(n)
		if len(head) < n {
			if errors.Is(err, io.EOF) {
				return 0, errEmpty
			}
			return 0, err
		}
		if c := head[n-1]; c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, nil
		}
	}
	return 0, errors.New("the file begins with nothing but spaces")
}

// Read implements io.Reader.
func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errLongRecord
	}
	n, err := m.in.Read(p[:min(len(p), m.left)])
	for i, c := range p[:n] {
		if c == '\n' {
			m.pending = append(m.pending, m.offset+int64(i))
		}
	}
	m.offset, m.left = m.offset+int64(n), m.left-n
	return n, err
}

// next begins another record.
func (m *meter) next() { m.left = maxRecord + readAhead }

// line is the line of an offset. Offsets may only be asked for in rising order.
func (m *meter) line(offset int64) int {
	i := 0
	for i < len(m.pending) && m.pending[i] < offset {
		i++
	}
	m.passed += i
	m.pending = append(m.pending[:0], m.pending[i:]...)
	return m.passed + 1
}
