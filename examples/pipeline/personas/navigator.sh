# Makes the mistakes that models make, and learns from what it is told: the prompt of a retry has the violations in it.
set -eu
prompt=$(cat)
mkdir -p .wave/output
case "$prompt" in
  *"lacks the member"*)
    echo '{"currency": "EUR", "prices": [{"item": "Apples", "amount": 2.5}]}' > .wave/output/prices.json ;;
  *"must be a number"*)
    echo '{"prices": [{"item": "Apples", "amount": 2.5}]}' > .wave/output/prices.json ;;
  *)
    echo '{"currency": "EUR", "prices": [{"item": "Apples", "amount": "2.50"}]}' > .wave/output/prices.json ;;
esac
