set -eu
grep -q '^## Apples' .wave/artifacts/page.md
mkdir -p .wave/output
echo '{"publishable": true}' > .wave/output/verdict.json
