#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
case "$STEP_ID" in
  comma) printf '{\n  "é": 1\n  "b": 2\n}' > a.json;;
  cut) printf '{"a": [1, 2' > a.json;;
  twice) printf '{"a": 1,\n "x": {"b": 1,\n  "\\u0062": 2}}' > a.json;;
  deep) i=0; while [ $i -lt 600 ]; do printf '['; i=$((i+1)); done > a.json;;
  blank) printf ' \n\t\n' > a.json;;
  bytes) printf '{"a": "\377"}' > a.json;;
  folder) mkdir a.json;;
  absent) echo '{}' > b.json;;
  nan) printf '{"a": NaN}' > a.json;;
esac
