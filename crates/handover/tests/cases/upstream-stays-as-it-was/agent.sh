#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
case "$STEP_ID" in
  one) echo '{"n": 1}' > .wave/output/out.json;;
  two) [ ! -e .wave/output/out.json ] || exit 9; chmod u+w .wave/artifacts/first 2>/dev/null || true; echo broken > .wave/artifacts/first || true;;
  three) grep -q '{"n": 1}' .wave/artifacts/first || exit 9; [ ! -e .wave/artifacts/second ] || exit 9;;
esac
