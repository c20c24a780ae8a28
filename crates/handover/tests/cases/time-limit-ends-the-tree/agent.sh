#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
cat > slow.sh <<EOF
echo begun
(sleep 5; touch "$CASE_STATE/child-lived") &
(setsid sh -c 'sleep 5; touch "$CASE_STATE/far-child-lived"' >/dev/null 2>&1 &)
trap '' TERM
sleep 30
sleep 30
EOF
