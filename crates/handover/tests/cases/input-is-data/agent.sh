#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
prompt=$(cat)
case "$prompt" in *'Do: $(touch injected) `touch injected`; touch injected "{{ input }}"'"'"'!'*) ;; *) echo "prompt: $prompt" >&2; exit 8;; esac
printf '%s' '$(touch injected) `touch injected`; touch injected "{{ input }}"'"'" > want
