package raster

import "fmt"

// Colours says how the bands of a TIFF are to be seen.
type Colours struct {
	Bands   int        // 1, or 3: red, green and blue
	Inverse bool       // of one band: less is brighter
	Palette [][3]uint8 // of one band: the colour of every value; nil: brightness, or red, green and blue
	Alpha   int        // the band that says how opaque a cell is; 0: none
	Most    float64    // what is fully bright: 255 of 8 bits
}

// Values of PhotometricInterpretation and ExtraSamples.
const (
	photometricWhiteIsZero = 0
	photometricBlackIsZero = 1
	photometricRGB         = 2
	photometricPalette     = 3

	extraAssociatedAlpha   = 1
	extraUnassociatedAlpha = 2
)

// Colours tells how the file is to be seen; an error where it is no picture:
// heights are none, nor are CMYK and YCbCr, which are not read.
func (f *File) Colours() (Colours, error) {
	if f.dir == nil {
		return Colours{}, f.fail(fmt.Errorf("%s holds heights, not colours", f.Source.Format))
	}
	c, err := f.colours()
	if err != nil {
		err = f.fail(err)
	}
	return c, err
}

func (f *File) colours() (c Colours, err error) {
	kind := f.Levels[0].image.kind
	if kind.format != formatUint || kind.bits > 16 {
		return c, fmt.Errorf("values of %s are no colours: make them bytes first (gdal_translate -ot Byte -scale in.tif out.tif)", kind)
	}
	c.Most = float64(uint64(1)<<kind.bits - 1)
	photometric, err := f.dir.uint(tagPhotometric, photometricBlackIsZero)
	if err != nil {
		return c, err
	}
	c.Bands = 1
	switch photometric {
	case photometricWhiteIsZero:
		c.Inverse = true
	case photometricBlackIsZero:
	case photometricRGB:
		c.Bands = 3
	case photometricPalette:
		if c.Palette, err = f.palette(1 << kind.bits); err != nil {
			return c, err
		}
	default:
		return c, fmt.Errorf("%s: %d: must be 0 to 3 (brightness, RGB, palette): convert it first (gdal_translate -expand rgb, or -co PHOTOMETRIC=RGB)",
			tagNames[tagPhotometric], photometric)
	}
	if f.Source.Bands < c.Bands {
		return c, fmt.Errorf("%d bands: RGB has three", f.Source.Bands)
	}
	extra, err := f.dir.uints(tagExtraSamples)
	if err != nil {
		return c, err
	}
	for k, x := range extra {
		if (x == extraAssociatedAlpha || x == extraUnassociatedAlpha) && c.Bands+k < f.Source.Bands {
			c.Alpha = c.Bands + k + 1
			break
		}
	}
	return c, nil
}

// palette reads the colour map: all reds, all greens, all blues, 16 bits each.
func (f *File) palette(values int) ([][3]uint8, error) {
	all, err := f.dir.uints(tagColorMap)
	if err != nil {
		return nil, err
	}
	if len(all) != 3*values {
		return nil, fmt.Errorf("%s: %d numbers: must be %d", tagNames[tagColorMap], len(all), 3*values)
	}
	palette := make([][3]uint8, values)
	for k := range palette {
		palette[k] = [3]uint8{uint8(all[k] >> 8), uint8(all[values+k] >> 8), uint8(all[2*values+k] >> 8)}
	}
	return palette, nil
}
