#!/usr/bin/env python3
"""Writes gis/crs/testdata/albers.txt with PROJ's cct: what the tests of package crs compare with.

    apt-get install proj-bin && python3 scripts/crs-albers.py gis/crs
"""
import random
import subprocess
import sys

ROOT = sys.argv[1] if len(sys.argv) > 1 else "gis/crs"
random.seed(20260720)
CONES = [  # definition, west, south, east, north of the points
    ("+proj=aea +lat_0=0 +lon_0=105 +lat_1=25 +lat_2=47 +x_0=0 +y_0=0 +ellps=GRS80 +units=m", 73, 3, 136, 54),
    ("+proj=aea +lat_0=0 +lon_0=132 +lat_1=-18 +lat_2=-36 +x_0=0 +y_0=0 +ellps=GRS80 +units=m", 112, -44, 154, -9),
    ("+proj=aea +lat_0=45 +lon_0=-126 +lat_1=50 +lat_2=58.5 +x_0=1000000 +y_0=0 +ellps=GRS80 +units=m", -139, 48, -114, 60),
    ("+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 +ellps=clrk66 +units=us-ft", -125, 24, -66, 50),
    ("+proj=aea +lat_0=40 +lon_0=105 +lat_1=40 +lat_2=40 +x_0=500000 +y_0=100000 +ellps=krass +units=m", 95, 20, 115, 60),
    ("+proj=aea +lat_0=0 +lon_0=105 +lat_1=25 +lat_2=47 +x_0=0 +y_0=0 +R=6370997 +units=m", 20, -60, 180, 89.9),
    ("+proj=aea +lat_0=0 +lon_0=20 +lat_1=-10 +lat_2=70 +x_0=0 +y_0=0 +ellps=WGS84 +units=m", -150, -60, 170, 89.9999),
]
with open(f"{ROOT}/testdata/albers.txt", "w") as out:
    version = subprocess.run(["cct", "--version"], capture_output=True, text=True)
    out.write("# by %s, scripts/crs-albers.py\n# definition, longitude, latitude [degree], x, y in its unit\n" % (version.stdout + version.stderr).strip())
    for cone, w, s, e, n in CONES:
        points = [(round(random.uniform(w, e), 6), round(random.uniform(s, n), 6)) for _ in range(12)]
        text = "\n".join("%.6f %.6f 0 0" % p for p in points)
        r = subprocess.run(["cct", "-d", "7"] + cone.split(), input=text, capture_output=True, text=True)
        for p, line in zip(points, r.stdout.strip().split("\n")):
            x, y = line.split()[:2]
            out.write("%s\t%.6f\t%.6f\t%s\t%s\n" % (cone, *p, x, y))
