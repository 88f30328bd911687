package raster

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// ReadGeoTIFF reads the first band of the first full-resolution image of a
// GeoTIFF of size bytes; see OpenGeoTIFF. A rotated or unplaced raster is an
// error. Every line of an error begins with name.
func ReadGeoTIFF(r io.ReaderAt, size int64, name string) (*Raster, error) {
	f, err := OpenGeoTIFF(r, size, name)
	if err != nil {
		return nil, err
	}
	return f.Read()
}

// OpenGeoTIFF opens a GeoTIFF of size bytes: classic or BigTIFF, either byte
// order; integers of 8 to 64 bits, unsigned ones of fewer bits, floats of 16 to
// 64; strips or tiles, bands side by side or apart; uncompressed, LZW, deflate,
// PackBits or zstd with predictors 1, 2 and 3; overviews and validity masks.
// Scale and offset that GDAL keeps in its metadata are applied. Cells equal to
// GDAL's no-data value, those masked out and floats that are not finite in
// single precision have no data.
//
// It reads the directories and nothing else. An unplaced file is an error; for
// one that is turned against the map see File.Turned. Every line of an error
// begins with name.
func OpenGeoTIFF(r io.ReaderAt, size int64, name string) (*File, error) {
	return openGeoTIFF(r, size, name, nil)
}

// openGeoTIFF is OpenGeoTIFF with a place for files that do not know theirs.
func openGeoTIFF(r io.ReaderAt, size int64, name string, place *Affine) (*File, error) {
	tif, first, err := openTIFF(r, size)
	if err != nil {
		return nil, named(name, err)
	}
	dirs, err := tif.directories(first)
	if err != nil {
		return nil, named(name, err)
	}
	p, err := sortPictures(dirs)
	if err != nil {
		return nil, named(name, err)
	}
	f := &File{name: name, dir: p.full}
	if err := f.describe(tif, p.full, place); err != nil {
		return nil, f.fail(err)
	}
	if err := f.addLevels(p); err != nil {
		return nil, f.fail(err)
	}
	return f, nil
}

// describe reads all that the directory says, and reports all that is wrong
// with it together.
func (f *File) describe(tif *tiffFile, d *directory, place *Affine) error {
	im, errImage := readLayout(d)
	keys, errKeys := readGeoKeys(d)
	var errPlace error
	f.Affine, errPlace = readAffine(d, keys.PixelIsPoint())
	if errors.Is(errPlace, errUnplaced) && place != nil {
		f.Affine, errPlace = *place, place.check()
	}
	kind := sampleKind{}
	if im != nil {
		kind = im.kind
	}
	meaning, errMeaning := readMeaning(d, kind, 0)
	if err := errors.Join(errImage, errKeys, errPlace, errMeaning); err != nil {
		return err
	}

	f.Keys, f.EPSG = keys, keys.EPSG()
	f.Source = Source{
		Format: "GeoTIFF", Sample: im.kind.String(), Compression: im.compression.String(),
		Predictor: im.predictor, Bands: im.bands, NoData: meaning.noDataText,
		CRS: keys.Name(), MapUnit: keys.mapUnit(), VerticalEPSG: keys.VerticalEPSG(),
		ValueUnit: unitNames[keys.code(keyVerticalUnits)],
	}
	if tif.big {
		f.Source.Format = "BigTIFF GeoTIFF"
	}
	if meaning.unit != "" {
		f.Source.ValueUnit = meaning.unit
	}
	f.Levels = []Level{levelOf(im)}
	f.setPlace(im.nx, im.ny)
	return f.check()
}

func levelOf(im *layout) Level {
	return Level{NX: im.nx, NY: im.ny, BlockNX: im.blockNX, BlockNY: im.blockNY, image: im}
}

// setPlace derives corner and cell size from the transformation.
func (f *File) setPlace(nx, ny int) {
	f.NX, f.NY = nx, ny
	a := f.Affine
	if f.turned = a.turned(nx, ny); f.turned {
		f.CellX, f.CellY = math.Hypot(a[1], a[4]), math.Hypot(a[2], a[5])
		return
	}
	f.southUp = a[5] > 0
	f.X0, f.Y0, f.CellX, f.CellY = a[0], a[3], a[1], a[5]
	if !f.southUp {
		f.Y0, f.CellY = a[3]+float64(ny)*a[5], -a[5]
	}
}

// check reports what makes the place on the map unusable.
func (f *File) check() error {
	ra := Raster{NX: f.NX, NY: f.NY, X0: f.X0, Y0: f.Y0, CellX: f.CellX, CellY: f.CellY}
	return ra.checkPlace()
}

// meaning returns what the stored numbers of a band mean, counted from 0.
func (f *File) meaning(band int) (meaning, error) {
	if f.dir == nil { // all but GeoTIFF have one band
		m := meaning{kind: f.Levels[0].image.kind, scale: 1, noDataText: f.Source.NoData}
		var err error
		if m.noDataText != "" {
			m.noData, err = parseNoData(m.noDataText)
		}
		return m, err
	}
	return readMeaning(f.dir, f.Levels[0].image.kind, band)
}

// pictures are the directories of a TIFF by what they are for.
type pictures struct {
	full      *directory // the first image of full resolution
	overviews []*directory
	masks     []*directory
}

// Bits of NewSubfileType.
const (
	subfileReduced = 1
	subfileMask    = 4
)

// subfileType returns the bits of NewSubfileType, or what SubfileType, its
// elder, means in them.
func subfileType(d *directory) (uint64, error) {
	typ, err := d.uint(tagNewSubfileType, 0)
	if err != nil || typ != 0 {
		return typ, err
	}
	old, err := d.uint(tagSubfileType, 1)
	if old == 2 {
		typ = subfileReduced
	}
	return typ, err
}

func sortPictures(dirs []directory) (p pictures, err error) {
	for k := range dirs {
		d := &dirs[k]
		typ, err := subfileType(d)
		if err != nil {
			return p, fmt.Errorf("directory %d: %w", k, err)
		}
		switch {
		case typ&subfileMask != 0:
			p.masks = append(p.masks, d)
		case typ&subfileReduced != 0:
			p.overviews = append(p.overviews, d)
		case p.full == nil:
			p.full = d
		}
	}
	if p.full == nil {
		return p, fmt.Errorf("all %d images are overviews or masks: one of full resolution is needed", len(dirs))
	}
	return p, nil
}

// addLevels adds the overviews, finest first, and gives every level its mask.
// An overview that cannot be used costs no more than a note; a mask that cannot
// be is an error, for without it masked cells would pass for heights.
func (f *File) addLevels(p pictures) error {
	full := f.Levels[0].image
	for _, d := range p.overviews {
		im, err := readLayout(d)
		switch {
		case err != nil:
		case im.bands != full.bands || im.kind != full.kind:
			err = fmt.Errorf("%d bands of %s: the image itself has %d of %s", im.bands, im.kind, full.bands, full.kind)
		case im.nx >= full.nx && im.ny >= full.ny || im.nx > full.nx || im.ny > full.ny:
			err = fmt.Errorf("%d × %d cells: must be fewer than the image's %d × %d", im.nx, im.ny, full.nx, full.ny)
		}
		if err != nil {
			f.Notes = append(f.Notes, fmt.Sprintf("directory %d: overview left out: %v", d.index, err))
			continue
		}
		f.Levels = append(f.Levels, levelOf(im))
	}
	slices.SortStableFunc(f.Levels[1:], func(a, b Level) int { return b.NX*b.NY - a.NX*a.NY })

	for _, d := range p.masks {
		im, err := readLayout(d)
		if err == nil && im.bands != 1 {
			err = fmt.Errorf("%d bands: a mask has one", im.bands)
		}
		if err != nil {
			return fmt.Errorf("directory %d: validity mask: %w", d.index, err)
		}
		for k := range f.Levels {
			if l := &f.Levels[k]; l.mask == nil && l.NX == im.nx && l.NY == im.ny {
				l.mask = im
			}
		}
	}
	if len(p.masks) > 0 {
		return f.needMasks()
	}
	return nil
}

// needMasks drops the overviews that have no mask while the image has one.
func (f *File) needMasks() error {
	if f.Levels[0].mask == nil {
		return fmt.Errorf("none of its validity masks has the size of the image, %d × %d: make it a no-data value "+
			"(gdalwarp -dstnodata -9999 in.tif out.tif)", f.NX, f.NY)
	}
	f.Levels = slices.DeleteFunc(f.Levels, func(l Level) bool {
		if l.mask == nil {
			f.Notes = append(f.Notes, fmt.Sprintf("overview of %d × %d cells left out: has no validity mask", l.NX, l.NY))
		}
		return l.mask == nil
	})
	return nil
}
