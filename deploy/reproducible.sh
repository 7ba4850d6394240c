#!/usr/bin/env bash
# Builds the last commit twice, in two places, two time zones and two languages, and compares what comes out to the byte.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A jar keeps the permissions of its files.
umask 022

build() { # folder time-zone language
  git clone -q "$repository" "$work/$1"
  (
    cd "$work/$1"
    TZ=$2 LC_ALL=$3 mvn -q -B -Dstyle.color=never package -Dmaven.test.skip=true >&2
    cd target
    sha256sum gemini-routes.jar gemini-routes-sbom.json THIRD-PARTY.txt lib/* gemini-routes-*.zip
  ) > "$work/$1.sums"
}

build one UTC C.UTF-8
build a-second-place Asia/Tokyo C

if ! diff "$work/one.sums" "$work/a-second-place.sums"; then
  echo "reproducible: the two builds differ" >&2
  exit 1
fi
grep gemini-routes.jar "$work/one.sums"
echo "reproducible: $(wc -l < "$work/one.sums") files are the same in both builds"
