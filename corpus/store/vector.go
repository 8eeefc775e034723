package store

import (
	"encoding/binary"
	"fmt"
	"math"
)

// packVectors writes vectors one after another as little-endian 32-bit floats.
// All must have one dimension, above 0, and be finite.
func packVectors(vectors [][]float32) (blob []byte, dimension int, err error) {
	if len(vectors) == 0 {
		return []byte{}, 0, nil
	}
	dimension = len(vectors[0])
	blob = make([]byte, 0, 4*dimension*len(vectors))
	for i, v := range vectors {
		if len(v) != dimension || dimension == 0 {
			return nil, 0, fmt.Errorf("vector %d has dimension %d, the first has %d", i, len(v), dimension)
		}
		for _, f := range v {
			if f64 := float64(f); math.IsNaN(f64) || math.IsInf(f64, 0) {
				return nil, 0, fmt.Errorf("vector %d holds %v", i, f)
			}
			blob = binary.LittleEndian.AppendUint32(blob, math.Float32bits(f))
		}
	}
	return blob, dimension, nil
}

// unpackVectors reads count vectors, which share one block of memory.
func unpackVectors(blob []byte, count, dimension int) ([][]float32, error) {
	if len(blob) != 4*count*dimension {
		return nil, fmt.Errorf("%d bytes of vectors for %d passages of dimension %d", len(blob), count, dimension)
	}
	if count == 0 {
		return nil, nil
	}
	all := make([]float32, count*dimension)
	for i := range all {
		all[i] = math.Float32frombits(binary.LittleEndian.Uint32(blob[4*i:]))
	}
	vectors := make([][]float32, count)
	for i := range vectors {
		vectors[i] = all[i*dimension : (i+1)*dimension : (i+1)*dimension]
	}
	return vectors, nil
}
