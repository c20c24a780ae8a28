#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
[ "$STEP_ID" = all ] || exit 0
if [ "$n" = 1 ]; then echo '{"n": "x"}' > a.json; else
  prompt=$(cat); case "$prompt" in *b.txt*/n*) ;; *) exit 8;; esac
  echo '{"n": 2}' > a.json; echo b > b.txt; fi
