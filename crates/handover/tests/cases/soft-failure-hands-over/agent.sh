#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
if [ "$STEP_ID" = use ]; then
  grep -q '"x"' .wave/artifacts/in/r || exit 9
  [ -f .wave/artifacts/lint/r.json ] || exit 9
  [ ! -L .wave/artifacts/in/r ] || exit 9
  exit 0
fi
echo '{"n": "x"}' > .wave/output/r.json
