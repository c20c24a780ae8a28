#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
printf '{"kind": "circle",\n "radius": "1"}' > a.json
