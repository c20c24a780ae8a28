#!/bin/sh
set -eu
n=$(cat "$CASE_STATE/$STEP_ID.count" 2>/dev/null || echo 0)
n=$((n + 1))
echo "$n" > "$CASE_STATE/$STEP_ID.count"
mkdir -p .wave/output
if [ "$STEP_ID" = code ]; then
  echo "fn b() {}" >> a.rs; echo "#[test]" > new.rs; sed -i '/test/d' t.rs
  git add -A >/dev/null; git -c user.name=x -c user.email=x@x commit -qm work
else
  sed -i '/test/d' t.rs; git checkout -q -- a.rs
  git log --oneline | grep -q work && exit 9
  rm t.rs; touch tests.txt
fi
