set -eu
amount=$(sed -n 's/.*"amount": \([0-9.]*\).*/\1/p' .wave/artifacts/prices.json)
printf '# Prices of today\n\n## Apples\n\n%s EUR a kilogram.\n' "$amount" > page.md
