#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
case "$STEP_ID" in
  build) echo '{"n": "x"}' > a.json;;
  mend) [ -f a.json ] || exit 9; if [ "$n" = 1 ]; then echo '{"n": []}' > a.json; else echo '{"n": 3}' > a.json; fi;;
  after) grep -q 3 .wave/artifacts/a || exit 9;;
esac
