#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
if [ "$STEP_ID" = plan ] && [ "$n" -gt 1 ]; then
  prompt=$(cat)
  case "$prompt" in *"attempt $n of 3"*"/n"*"Plan."*) ;; *) echo "no feedback in the prompt: $prompt" >&2; exit 8;; esac
  [ -f "$WAVE_FEEDBACK_FILE" ] || { echo "no feedback file" >&2; exit 8; }
  grep -q '"/n"' ".wave/feedback/attempt-$((n-1)).json" || exit 8
  [ -f ".wave/feedback/attempt-$((n-1))/.wave/output/plan.json" ] || { echo "failing artifact not given back" >&2; exit 8; }
fi
echo "{\"n\": \"$n\"}" > .wave/output/plan.json
