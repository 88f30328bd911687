// Package geopackage lets vector.Open read GeoPackages: import it for its effect.
// It stands apart because SQLite is larger than all other readers together: who
// tests or fuzzes those need not compile it.
//
// A GeoPackage is an SQLite database of a fixed layout (OGC 12-128r19). The file
// is opened so that nothing is written, and no lock and no journal made. Tables
// alone are read, no views.
package geopackage

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	_ "modernc.org/sqlite" // driver "sqlite"

	"shapan/gis/vector"
)

func init() {
	vector.Register(vector.Format{Name: "GeoPackage", Is: isSQLite, Read: Read})
}

func isSQLite(head []byte) bool { return bytes.HasPrefix(head, []byte("SQLite format 3\x00")) }

// Read reads the layer that o chooses, or all. Its error is vector.Errors when
// geometries are at fault.
func Read(path string, o vector.Options) ([]*vector.Layer, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	dsn := url.URL{Scheme: "file", Path: absolute, RawQuery: "mode=ro&immutable=1&_pragma=query_only(1)&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)"}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer db.Close()
	tables, err := featureTables(db)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if o.Layer != "" {
		k := slices.IndexFunc(tables, func(t featureTable) bool { return t.name == o.Layer })
		if k < 0 {
			names := make([]string, len(tables))
			for k, t := range tables {
				names[k] = t.name
			}
			return nil, fmt.Errorf("%s: layer %q: the file has %s", path, o.Layer, strings.Join(names, ", "))
		}
		tables = tables[k : k+1]
	}
	var layers []*vector.Layer
	r := report{file: path}
	for _, t := range tables {
		l := &vector.Layer{Name: t.name, File: path, Format: "GeoPackage", CRS: t.crs}
		if st, err := os.Stat(path + "-wal"); err == nil && st.Size() > 0 {
			l.Warn("%s-wal holds changes that are not in the file yet and are not read: close the program that writes it", filepath.Base(path))
		}
		if t.crs == (vector.CRS{}) {
			l.Warn("layer %s has no reference system: say it (ogr2ogr -a_srs EPSG:… out.gpkg %s %s)", t.name, path, t.name)
		}
		if err := t.read(db, l, &r); err != nil {
			r.fail("layer "+t.name, "%v", err)
		}
		layers = append(layers, l)
	}
	if len(r.errs) > 0 {
		return nil, r.errs
	}
	return layers, nil
}

// maxErrors of a file are reported: who sees a hundred mends the cause.
const maxErrors = 100

// report collects a file's mistakes.
type report struct {
	file string
	errs vector.Errors
}

func (r *report) fail(place, format string, args ...any) {
	if len(r.errs) < maxErrors {
		r.errs = append(r.errs, &vector.Error{File: r.file, Place: place, Message: fmt.Sprintf(format, args...)})
	}
}

type featureTable struct {
	name, column string
	crs          vector.CRS
}

func featureTables(db *sql.DB) ([]featureTable, error) {
	rows, err := db.Query(`SELECT g.table_name, g.column_name, g.srs_id, s.organization, s.organization_coordsys_id, s.srs_name, s.definition
		FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
		WHERE EXISTS (SELECT 1 FROM sqlite_master m WHERE m.type = 'table' AND lower(m.name) = lower(g.table_name))
		ORDER BY g.rowid`) // no views: one could run for ever
	if err != nil {
		return nil, fmt.Errorf("is no GeoPackage: %w", err)
	}
	defer rows.Close()
	var list []featureTable
	for rows.Next() {
		var t featureTable
		var srs, code sql.NullInt64
		var organization, name, definition sql.NullString
		if err := rows.Scan(&t.name, &t.column, &srs, &organization, &code, &name, &definition); err != nil {
			return nil, fmt.Errorf("gpkg_geometry_columns: %w", err)
		}
		if srs.Int64 > 0 { // -1 and 0: undefined
			t.crs = vector.CRSOfWKT(definition.String, "gpkg_spatial_ref_sys")
			if name.String != "" {
				t.crs.Name = name.String
			}
			if strings.EqualFold(organization.String, "EPSG") && code.Int64 > 0 && code.Int64 < 1e6 {
				t.crs.EPSG = int(code.Int64)
			}
		}
		list = append(list, t)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errors.New("is a GeoPackage without features (tiles are for gdal_translate)")
	}
	return list, nil
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// read fills a layer with a table's rows.
func (t featureTable) read(db *sql.DB, l *vector.Layer, r *report) error {
	key, flags, err := t.columns(db)
	if err != nil {
		return err
	}
	rows, err := db.Query("SELECT * FROM " + quoted(t.name))
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(names)), make([]any, len(names))
	for k := range values {
		into[k] = &values[k]
	}
	for index := 0; rows.Next(); index++ {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("row %d: %w", index+1, err)
		}
		f := vector.Feature{Index: index, Properties: make(map[string]any, len(names))}
		for k, name := range names {
			switch {
			case strings.EqualFold(name, t.column):
				blob, ok := values[k].([]byte)
				if values[k] == nil {
					continue
				}
				if !ok {
					r.fail(fmt.Sprintf("layer %s: row %d", t.name, index+1), "%s is no geometry", name)
					continue
				}
				if f.Geometry, f.Heights, err = gpkgGeometry(blob); err != nil {
					r.fail(fmt.Sprintf("layer %s: row %d", t.name, index+1), "%v", err)
				}
			case name == key:
				f.ID = fmt.Sprint(values[k])
			default:
				f.Properties[name] = plainValue(values[k], flags[name])
			}
		}
		l.Features = append(l.Features, f)
	}
	return rows.Err()
}

// columns returns the table's key and the columns that are true or false.
func (t featureTable) columns(db *sql.DB) (key string, flags map[string]bool, err error) {
	rows, err := db.Query("SELECT name, type, pk FROM pragma_table_info(?)", t.name)
	if err != nil {
		return "", nil, err
	}
	defer rows.Close()
	flags = map[string]bool{}
	for rows.Next() {
		var name, kind string
		var pk int
		if err := rows.Scan(&name, &kind, &pk); err != nil {
			return "", nil, err
		}
		if pk == 1 {
			key = name
		}
		flags[name] = strings.EqualFold(kind, "BOOLEAN")
	}
	return key, flags, rows.Err()
}

// plainValue returns what a property may hold; nil for blobs.
func plainValue(v any, flag bool) any {
	switch v := v.(type) {
	case int64:
		if flag {
			return v != 0
		}
		return vector.WholeNumber(v)
	case float64:
		return vector.Finite(v)
	case string:
		return strings.ToValidUTF8(v, "\uFFFD")
	case bool:
		return v
	case time.Time:
		if h, m, s := v.Clock(); h == 0 && m == 0 && s == 0 {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339)
	}
	return nil
}

// gpkgGeometry decodes a geometry: a header with an envelope, then WKB.
func gpkgGeometry(b []byte) (orb.Geometry, []float64, error) {
	if len(b) < 8 || b[0] != 'G' || b[1] != 'P' {
		return nil, nil, errors.New("the geometry does not begin with GP")
	}
	flags := b[3]
	if flags&0x20 != 0 {
		return nil, nil, errors.New("the geometry is of an extended type")
	}
	kind := int(flags >> 1 & 7)
	if kind > 4 {
		return nil, nil, fmt.Errorf("envelope of kind %d: must be 0 to 4", kind)
	}
	start := 8 + [5]int{0, 32, 48, 48, 64}[kind]
	if start > len(b) {
		return nil, nil, errors.New("the geometry is cut off")
	}
	if flags&0x10 != 0 { // empty
		return nil, nil, nil
	}
	return vector.ParseWKB(b[start:])
}
