package raster

import "fmt"

// compression is the value of the TIFF tag of that name.
type compression uint64

const (
	compressionNone     compression = 1
	compressionLZW      compression = 5
	compressionDeflate  compression = 8
	compressionPackBits compression = 32773
	compressionDeflate0 compression = 32946 // deflate by its first, private number
	compressionZstd     compression = 50000
)

func (c compression) String() string {
	switch c {
	case compressionNone:
		return "none"
	case compressionLZW:
		return "LZW"
	case compressionDeflate, compressionDeflate0:
		return "deflate"
	case compressionPackBits:
		return "PackBits"
	case compressionZstd:
		return "zstd"
	}
	return fmt.Sprint(uint64(c))
}

var unreadCompressions = map[compression]string{
	2: "CCITT", 3: "CCITT fax 3", 4: "CCITT fax 4", 6: "old JPEG", 7: "JPEG", 34712: "JPEG 2000",
	34887: "LERC", 34925: "LZMA", 50001: "WebP", 50002: "JPEG XL", 52546: "JPEG XL",
}

// check refuses what is not read, and says how to convert it.
func (c compression) check() error {
	switch c {
	case compressionNone, compressionLZW, compressionDeflate, compressionDeflate0, compressionPackBits, compressionZstd:
		return nil
	}
	return fmt.Errorf("%s: %d%s: is not read: convert it first (gdal_translate -co COMPRESS=DEFLATE in.tif out.tif)",
		tagNames[tagCompression], uint64(c), spaced(unreadCompressions[c]))
}

// maxRatio returns how many bytes one compressed byte can become at most.
func (c compression) maxRatio() uint64 {
	switch c {
	case compressionLZW:
		return 2560 // 12 bits stand for at most 3838 bytes: the longest string in the table
	case compressionDeflate, compressionDeflate0:
		return 1032 // 2 bits stand for at most 258 bytes
	case compressionPackBits:
		return 64 // 2 bytes stand for at most 128
	case compressionZstd:
		return 32768 // 4 bytes stand for a block of at most 128 KiB
	}
	return 1
}
