#!/usr/bin/env python3
"""Writes gis/crs/testdata/*.txt with libproj: what the tests of package crs compare with.

    apt-get install proj-bin && python3 scripts/crs-oracle.py gis/crs

libproj is called through ctypes, x = east and y = north on either side.
"""
import ctypes
import random
import re
import subprocess
import sys

ROOT = sys.argv[1] if len(sys.argv) > 1 else "gis/crs"
lib = ctypes.CDLL("libproj.so.25")


class Coord(ctypes.Structure):
    _fields_ = [("v", ctypes.c_double * 4)]


for name, result, args in [
    ("proj_create_crs_to_crs", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p]),
    ("proj_normalize_for_visualization", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p]),
    ("proj_create", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p]),
    ("proj_trans", Coord, [ctypes.c_void_p, ctypes.c_int, Coord]),
    ("proj_destroy", ctypes.c_void_p, [ctypes.c_void_p]),
]:
    f = getattr(lib, name)
    f.restype, f.argtypes = result, args


def between(a, b):
    p = lib.proj_create_crs_to_crs(None, a.encode(), b.encode(), None)
    q = lib.proj_normalize_for_visualization(None, p)
    lib.proj_destroy(p)
    return q


def trans(p, x, y, z=0.0):
    c = lib.proj_trans(p, 1, Coord((ctypes.c_double * 4)(x, y, z, 0)))
    return c.v[0], c.v[1], c.v[2]


def rows(name):
    for line in open(f"{ROOT}/data/{name}.tsv"):
        if not line.startswith("#"):
            yield line.rstrip("\n").split("\t")


random.seed(4)
HEAD = "# by libproj 9.1.1, scripts/crs-oracle.py; x = east or longitude [degree], y = north or latitude [degree]\n"
NAMED = {2326, 27700, 28992, 28991, 25832, 25830, 3006, 3007, 3857, 3395, 32650, 32651, 2994, 2193, 2154}
CHINA = {"4490", "4214", "4610", "4555"}
axes = {r[0]: r[11] for r in rows("projected")}

with open(f"{ROOT}/testdata/projected.txt", "w") as out:
    out.write(HEAD + "# EPSG code, longitude, latitude on its own datum, x, y in its unit: every system of the table\n")
    for r in rows("projected"):
        code, datum = int(r[0]), r[2]
        w, s, e, n = map(float, r[12:16])
        if e < w:
            e += 360
        lon0 = float(r[5])
        if e - w > 60 and r[3] == "TM":
            w, e = lon0 - 6, lon0 + 6
        s, n = max(s, -80), min(n, 84)
        p = between("EPSG:" + datum, "EPSG:%d" % code)
        count = 8 if code in NAMED else 3 if datum in CHINA else 1
        for k in range(count):
            lon, lat = round(random.uniform(w, e), 6), round(random.uniform(s, n), 6)
            lon = (lon + 180) % 360 - 180
            lon = round(lon, 6)
            x, y, _ = trans(p, lon, lat)
            if x == float("inf"):
                sys.exit("no value: %d %r" % (code, (lon, lat)))
            out.write("%d %.6f %.6f %.6f %.6f\n" % (code, lon, lat, x, y))
        lib.proj_destroy(p)

# Datum shifts: the operation is chosen by name among all that libproj knows.
SHIFTS = [
    ("4326", "2326", "Hong Kong 1980 to WGS 84 (1)", (113.76, 22.13, 114.51, 22.58)),
    ("4326", "27700", "OSGB36 to WGS 84 (6)", (-6.5, 50, 1.7, 58.6)),
    ("4258", "28992", "Amersfoort to ETRS89 (8)", (3.4, 50.8, 7.1, 53.5)),
    ("4258", "31287", "MGI to ETRS89 (1)", (9.6, 46.5, 17, 48.9)),
    ("4258", "31467", "DHDN to ETRS89 (2)", (6, 47.4, 13.5, 55)),
    ("4326", "3405", "VN-2000 to WGS 84 (2)", (102.5, 9, 107.9, 23)),
    ("4326", "32250", "WGS 72 to WGS 84 (2)", (114, 1, 120, 50)),
]


def operation(a, b, name):
    text = subprocess.run(["projinfo", "-s", "EPSG:" + a, "-t", "EPSG:" + b, "-o", "PROJ", "--single-line", "--spatial-test",
                           "intersects", "--grid-check", "none"], capture_output=True, text=True).stdout
    for part in text.split("Operation No.")[1:] if "Operation No." in text else [text]:
        if name in part and "Ballpark" not in part:
            return re.search(r"^\+proj.*$", part, re.M).group(0)
    sys.exit("no operation %s" % name)


with open(f"{ROOT}/testdata/shifts.txt", "w") as out:
    out.write(HEAD + "# from, to (EPSG codes), x, y, z, x', y', z'\n")

    def table(a, b, pipeline, points):
        p = lib.proj_create(None, pipeline.encode())
        for x, y, z in points:
            # Pipelines of the registry take the authority's order.
            swap = lambda code, u, v: (v, u) if axes.get(code, "NE").startswith("N") else (u, v)
            u, v, w = trans(p, *swap(a, x, y), z)
            u, v = swap(b, u, v)
            digits = 12 if b not in axes else 6
            out.write("%s %s %r %r %g %.*f %.*f %.6f\n" % (a, b, x, y, z, digits, u, digits, v, w))

    for a, b, name, (w, s, e, n) in SHIFTS:
        points = [(round(random.uniform(w, e), 6), round(random.uniform(s, n), 6), z) for z in (0, 0, 0, 100, 500)]
        table(a, b, operation(a, b, name), points)
        p = between("EPSG:" + [r[2] for r in rows("projected") if r[0] == b][0], "EPSG:" + b)
        grid = [(round(x, 3), round(y, 3), z) for (x, y, _), z in zip([trans(p, *q) for q in points], (0, 0, 0, 100, 500))]
        table(b, a, operation(b, a, name), grid)
    for a, b, (w, s, e, n) in [("4490", "32650", (114, 18, 120, 50)), ("4490", "32651", (120, 25, 126, 50)), ("4547", "4526", (113, 22, 115, 45)),
                               ("4549", "32651", (120, 25, 121.4, 45)), ("3006", "3007", (11, 56, 13, 60)), ("25830", "4326", (-5, 40, -1, 43))]:
        p = between("EPSG:" + a, "EPSG:" + b)
        geo = {"3006": "4619", "25830": "4258", "4547": "4490", "4549": "4490"}.get(a)
        q = between("EPSG:" + geo, "EPSG:" + a) if geo else None
        for z in (0, 0, 25):
            x, y = random.uniform(w, e), random.uniform(s, n)
            if q:
                x, y, _ = trans(q, x, y)
            x, y = round(x, 6), round(y, 6)
            u, v, t = trans(p, x, y, z)
            digits = 6 if b in axes else 12
            out.write("%s %s %r %r %g %.*f %.*f %.6f\n" % (a, b, x, y, z, digits, u, digits, v, t))
    for a, b in [("4979", "4978"), ("4480", "4479")]:
        p = between("EPSG:" + a, "EPSG:" + b)
        for x, y, z in [(0, 0, 0), (121.4737, 31.2304, 4.5), (-45.25, -60.5, 8848), (10, 89.999999, -400), (179.999, 12, 20200000), (88, 27.9881, 8848.86)]:
            out.write("%s %s %r %r %g %.6f %.6f %.6f\n" % (a, b, x, y, z, *trans(p, x, y, z)))

# The EGM96 geoid as libproj reads it from the 15' grid, bilinear between its points.
with open(f"{ROOT}/testdata/egm96.txt", "w") as out:
    out.write(HEAD + "# longitude, latitude [degree], height of the geoid above the ellipsoid [m]: China, then the world\n")
    p = lib.proj_create(None, b"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=vgridshift +grids=egm96_15.gtx +multiplier=1 "
                        b"+step +proj=unitconvert +xy_in=rad +xy_out=deg")
    places = [(121.4737, 31.2304), (116.3913, 39.9075), (114.1694, 22.3193), (0, 0), (0, 90), (0, -90), (180, 10), (-180, 10), (179.9, -45)]
    places += [(random.uniform(73.5, 135), random.uniform(18, 53.5)) for _ in range(400)]
    places += [(random.uniform(-180, 180), random.uniform(-89.9, 89.9)) for _ in range(400)]
    for lon, lat in places:
        lon, lat = round(lon, 4), round(lat, 4)
        out.write("%.4f %.4f %.4f\n" % (lon, lat, trans(p, lon, lat)[2]))

# Well-known text as projinfo writes it in three dialects.
CODES = [4547, 4549, 4526, 4491, 4508, 4513, 2326, 28992, 27700, 3857, 3395, 4326, 4490, 4258, 32650, 25832, 25830, 3006, 3007, 2414, 2343, 4568,
         7415, 2994, 2193, 4479, 2154, 2263, 6668]
with open(f"{ROOT}/testdata/wkt.txt", "w") as out:
    out.write("# by projinfo 9.1.1, scripts/crs-oracle.py: EPSG code, dialect, well-known text\n")
    for c in CODES:
        for dialect in ("WKT1_GDAL", "WKT1_ESRI", "WKT2:2019"):
            t = subprocess.run(["projinfo", "EPSG:%d" % c, "-o", dialect, "--single-line", "-q"], capture_output=True, text=True).stdout.strip()
            if "[" in t and not t.startswith("Error"):
                out.write("%d\t%s\t%s\n" % (c, dialect, t.split("\n")[0]))
