#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
case "$STEP_ID" in
  reader) grep -q '"u": "http://x,]"' .wave/artifacts/a.json || exit 9; ! grep -q '```' .wave/artifacts/a.json || exit 9;;
  fenced|strict) printf 'Here you are:\n\n```json\n{"n": 1, "u": "http://x,]", // note\n}\n```\nDone.\n' > a.json;;
  two) printf '{"n": 1}\n\n{"n": 2}\n' > a.json;;
  bent) printf "{n: 1, 'u': 'x'}" > a.json;;
  cut) printf '{"n": 1, "u": "abc' > a.json;;
esac
