#!/usr/bin/env python3
"""Writes gis/crs/data/*.tsv from PROJ's copy of the EPSG registry.

    apt-get install proj-bin && python3 scripts/crs-tables.py gis/crs/data

Chosen are the reference systems of the datums below whose projection package
crs can compute. Values stay in the registry's own units, except sexagesimal
degrees, which become decimal ones, and false eastings, which take the unit of
the axes. What scripts/crs-oracle.py then checks is every row of the result.
"""
import sqlite3
import sys

DB = "/usr/share/proj/proj.db"
OUT = sys.argv[1] if len(sys.argv) > 1 else "gis/crs/data"

# Geographic 2D codes; a second column restricts the conversions by name.
DATUMS = {
    4326: "", 4490: "", 4214: "", 4610: "", 4555: "", 4611: "", 8427: "", 8431: "", 3821: "", 3824: "",
    4258: "", 4619: "", 4277: "", 4289: "", 4171: "", 9777: "", 4314: "", 4312: "", 4230: "UTM",
    4269: "SPCS83|UTM|Oregon GIC", 4152: "SPCS83|UTM|Oregon GIC", 6318: "SPCS83|UTM|Oregon GIC", 4267: "UTM",
    6668: "", 4612: "", 4737: "", 4757: "", 4283: "", 7844: "", 4167: "", 4674: "", 4756: "", 4322: "UTM",
    4181: "", 4670: "", 5681: "",
}
METHODS = {9807: "TM", 9804: "MercatorA", 9805: "MercatorB", 1024: "WebMercator", 9809: "ObliqueStereographic",
           9801: "LCC1SP", 9802: "LCC2SP"}
# EPSG parameter codes in the order of the columns p1..p6.
ORDER = {
    "TM": (8801, 8802, 8805, 8806, 8807), "MercatorA": (8801, 8802, 8805, 8806, 8807),
    "MercatorB": (8823, 8802, 8806, 8807), "WebMercator": (8801, 8802, 8806, 8807),
    "ObliqueStereographic": (8801, 8802, 8805, 8806, 8807), "LCC1SP": (8801, 8802, 8805, 8806, 8807),
    "LCC2SP": (8821, 8822, 8823, 8824, 8826, 8827),
}
# The transformation taken for a datum when nobody names another one: the newest
# for the whole area that needs no grid. None for Beijing 1954, Xi'an 1980 and
# New Beijing, whose parameters are not public or only hold regionally.
SHIFTS = {4611: 1825, 4277: 1314, 4289: 9281, 4258: 1149, 4619: 1878, 4171: 1591, 9777: 9789, 4314: 1776, 4312: 1619,
          4269: 1188, 4152: 1580, 6318: 9774, 4283: 1150, 7844: 8450, 4167: 1565, 4674: 15894, 4612: 1826, 6668: 9936,
          4737: 15831, 4757: 8886, 3824: 3830, 8427: 8439, 8431: 8436, 4322: 1238, 4756: 6960,
          4181: 5486, 4670: 1099, 5681: 5826}
VERTICAL = [5736, 5737, 5738, 5739, 5773, 3855, 5709, 5701, 5703, 6360, 8228, 5782, 5613, 5621, 5730, 7837, 5783, 5710, 8357,
            8434, 8904]

# Names that would be taken for another datum's.
NOT = [(4152, "NAD83"), (9777, "Réseau Géodésique Français 1993")]

db = sqlite3.connect(DB)


def one(sql, *args):
    return db.execute(sql, args).fetchone()


def num(v):
    v = float(v)
    return str(int(v)) if v == int(v) and abs(v) < 1e15 else repr(v)


def unit(code):
    return one("select name, conv_factor from unit_of_measure where auth_name='EPSG' and code=?", code)


def degrees(value, uom):
    if uom == 9110:  # sexagesimal DDD.MMSSsss
        sign, text = (-1 if value < 0 else 1), "%.11f" % abs(value)
        d, rest = text.split(".")
        return sign * (int(d) + int(rest[:2]) / 60 + float(rest[2:4] + "." + rest[4:]) / 3600)
    name, factor = unit(uom)
    if name.startswith("degree"):
        return value
    return value * factor * 180 / 3.141592653589793


def area(table, code):
    r = one("""select e.west_lon, e.south_lat, e.east_lon, e.north_lat from usage u
               join extent e on e.auth_name=u.extent_auth_name and e.code=u.extent_code
               where u.object_table_name=? and u.object_auth_name='EPSG' and u.object_code=?
               order by (e.north_lat-e.south_lat) desc""", table, code)
    return [num(x) for x in r]


AXES = {"east": "E", "north": "N", "west": "W", "south": "S", "up": "U", "down": "D"}


def axes(cs):
    rows = db.execute("""select orientation, uom_code from axis where coordinate_system_auth_name='EPSG'
                         and coordinate_system_code=? order by coordinate_system_order""", (cs,)).fetchall()
    return "".join(AXES.get(r[0], "?") for r in rows), rows[0][1]


def write(name, head, rows):
    with open(f"{OUT}/{name}.tsv", "w") as f:
        f.write("# Facts of the EPSG Geodetic Parameter Dataset %s (IOGP), written by scripts/crs-tables.py\n" % VERSION)
        f.write("# " + "\t".join(head) + "\n")
        for r in rows:
            f.write("\t".join(str(x) for x in r) + "\n")


VERSION = one("select value from metadata where key='EPSG.VERSION'")[0]
ellipsoids, datums, geodetic, projected, shifts = {}, [], [], [], []
for geo in sorted(DATUMS):
    name, datum = one("select name, datum_code from geodetic_crs where auth_name='EPSG' and code=?", geo)
    dname, ell, pm = one("select name, ellipsoid_code, prime_meridian_code from geodetic_datum where auth_name='EPSG' and code=?", datum)
    assert pm == 8901, name
    ename, a, uom, invf, b = one("select name, semi_major_axis, uom_code, inv_flattening, semi_minor_axis from ellipsoid where auth_name='EPSG' and code=?", ell)
    a *= unit(uom)[1]
    if invf is None:
        b *= unit(uom)[1]
        invf = a / (a - b)
    ellipsoids[ell] = (ell, ename, num(a), num(invf))
    alias = {}
    for table, key in (("geodetic_datum", datum), ("geodetic_crs", geo)):
        for a, source in db.execute("select alt_name, source from alias_name where table_name=? and auth_name='EPSG' and code=?", (table, key)):
            if source == "ESRI":
                alias[table] = a
            elif not a.isdigit() and "LatLon" not in a and "lat-lon" not in a and not any(a == x and geo == g for g, x in NOT):
                alias.setdefault("also", []).append(a)
    others = [name] + alias.get("also", [])
    datums.append((geo, datum, dname, ell, *area("geodetic_crs", geo), alias.get("geodetic_datum", "-"), alias.get("geodetic_crs", "-"),
                   "|".join(dict.fromkeys(others))))
    for code, n, kind, cs in db.execute("""select code, name, type, coordinate_system_code from geodetic_crs
            where auth_name='EPSG' and datum_code=? and deprecated=0 and coordinate_system_code not in (6424) order by code""", (datum,)):
        ax = axes(cs)[0] if kind != "geocentric" else "XYZ"
        geodetic.append((code, n, geo, {"geographic 2D": "2D", "geographic 3D": "3D", "geocentric": "ECEF"}[kind], ax))
    if geo in SHIFTS:
        s = one("""select name, method_name, source_crs_code, target_crs_code, tx, ty, tz, rx, ry, rz, rotation_uom_code, scale_difference,
                          scale_difference_uom_code, accuracy, code from helmert_transformation where auth_name='EPSG' and code=? and deprecated=0""", SHIFTS[geo])
        if s is None:
            print("no shift", geo, SHIFTS[geo])
        else:
            (sn, method, src, dst, tx, ty, tz, rx, ry, rz, ruom, ds, suom, acc, code) = s
            assert src == geo, (geo, s)
            kind = "PV" if method.startswith("Position Vector") else "CF" if method.startswith("Coordinate Frame") else "T"
            rot = 1 if ruom in (None, 9104) else unit(ruom)[1] / unit(9104)[1]
            sc = 1 if suom in (None, 9202) else unit(suom)[1] / unit(9202)[1]
            shifts.append((code, sn, src, dst, kind, *[num(x or 0) for x in (tx, ty, tz)],
                           *[num((x or 0) * rot) for x in (rx, ry, rz)], num((ds or 0) * sc), num(acc)))
    else:
        print("no shift asked for", geo, name)
    cols = ",".join(f"v.param{i}_code, v.param{i}_value, v.param{i}_uom_code" for i in range(1, 8))
    for r in db.execute(f"""select p.code, p.name, p.coordinate_system_code, v.name, v.method_code, {cols} from projected_crs p
            join conversion_table v on v.auth_name=p.conversion_auth_name and v.code=p.conversion_code
            where p.auth_name='EPSG' and p.deprecated=0 and p.geodetic_crs_auth_name='EPSG' and p.geodetic_crs_code=? order by p.code""", (geo,)):
        code, n, cs, conv, method = r[:5]
        if method not in METHODS or (DATUMS[geo] and not any(w in conv for w in DATUMS[geo].split("|"))):
            continue
        ax, uom = axes(cs)
        if ax not in ("EN", "NE"):
            continue  # systems about a pole
        uname, ufactor = unit(uom)
        given = {r[5 + 3 * i]: (r[6 + 3 * i], r[7 + 3 * i]) for i in range(7) if r[5 + 3 * i]}
        values = []
        for p in ORDER[METHODS[method]]:
            v, u = given[p]
            if p in (8801, 8802, 8821, 8822, 8823, 8824):
                v = degrees(v, u)
            elif p in (8806, 8807, 8826, 8827) and u != uom:
                v = v * unit(u)[1] / ufactor
            values.append(num(v))
        values += ["-"] * (6 - len(values))
        projected.append((code, n, geo, METHODS[method], *values, uname, ax, *area("projected_crs", code)))

vertical = []
comp = []
have = {r[0] for r in projected} | {r[0] for r in geodetic}
for code, n, h, v in db.execute("""select code, name, horiz_crs_code, vertical_crs_code from compound_crs
        where auth_name='EPSG' and deprecated=0 and horiz_crs_auth_name='EPSG' order by code"""):
    if h in have:
        comp.append((code, n, h, v))
        if v not in VERTICAL:
            VERTICAL.append(v)
for code in sorted(VERTICAL):
    r = one("select name, coordinate_system_code from vertical_crs where auth_name='EPSG' and code=?", code)
    ax, uom = axes(r[1])
    vertical.append((code, r[0], unit(uom)[0], ax))

units = sorted({r[10] for r in projected} | {r[2] for r in vertical})
write("units", ["name", "metres"], [(u, repr(one("select conv_factor from unit_of_measure where name=? and auth_name='EPSG'", u)[0])) for u in units])
write("ellipsoids", ["code", "name", "a [m]", "1/f"], [ellipsoids[k] for k in sorted(ellipsoids)])
write("datums", ["geographic code", "datum code", "name", "ellipsoid", "west", "south", "east", "north [degrees]", "ESRI's datum", "ESRI's system", "other names"], datums)
write("geodetic", ["code", "name", "datum (geographic code)", "kind", "axes"], sorted(geodetic))
write("shifts", ["code", "name", "from", "to", "method (T, PV, CF)", "dx", "dy", "dz [m]", "rx", "ry", "rz [arc-second]", "ds [ppm]", "accuracy [m]"], shifts)
write("projected", ["code", "name", "datum", "method", "p1", "p2", "p3", "p4", "p5", "p6 (see table.go)", "unit", "axes", "west", "south", "east", "north"], sorted(projected))
write("vertical", ["code", "name", "unit", "axis"], vertical)
write("compound", ["code", "name", "horizontal", "vertical"], comp)
print(len(projected), "projected")
