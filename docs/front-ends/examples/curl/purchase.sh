#!/bin/sh
# Buys as a guest with curl, then signs in and renews the session. The shop is at HANSA_SHOP; Node takes values out of the answers.
set -eu
shop=${HANSA_SHOP:-http://localhost:4000}

checkout=

# ask QUERY VARIABLES PATH [TOKEN]: sends one operation and prints the value at that path of its data, as in cart.lines[0].id. Once there is
# a checkout, its id goes along in hansa-guest, which proves that the guest is the buyer.
ask() {
  body=$(node -p 'JSON.stringify({ query: process.argv[1], variables: JSON.parse(process.argv[2]) })' "$1" "$2")
  curl -sS "$shop/graphql" -H 'content-type: application/json' ${checkout:+-H "hansa-guest: $checkout"} ${4:+-H "authorization: Bearer $4"} -d "$body" |
    node -p "JSON.parse(require('node:fs').readFileSync(0, 'utf8')).data.$3"
}

refusal='... on UserError { code message }'

variant=$(ask '{ search(query: "mug", first: 3, filter: { inStock: true }) { nodes { variants(first: 10) { nodes { id stockStatus } } } } }' '{}' \
  'search.nodes.flatMap(({ variants }) => variants.nodes).find(({ stockStatus }) => stockStatus !== "OUT_OF_STOCK").id')

cart=$(ask "mutation (\$input: CartCreateInput!) { cartCreate(input: \$input) { ... on CartSaved { cart { id } } $refusal } }" \
  "{\"input\": {\"currency\": \"EUR\", \"lines\": [{\"variantId\": \"$variant\", \"quantity\": 1}]}}" cartCreate.cart.id)

checkout=$(ask "mutation (\$input: CheckoutStartInput!) { checkoutStart(input: \$input) { ... on CheckoutStarted { checkout { id } } $refusal } }" \
  "{\"input\": {\"cartId\": \"$cart\", \"email\": \"ada@example.com\", \"idempotencyKey\": \"start-$cart\"}}" checkoutStart.checkout.id)

update="mutation (\$input: CheckoutUpdateInput!) { checkoutUpdate(input: \$input) { ... on CheckoutSaved { checkout { shippingOptions { id } } } $refusal } }"
shipping=$(ask "$update" "{\"input\": {\"checkoutId\": \"$checkout\", \"shippingAddress\": {\"firstName\": \"Ada\", \"lastName\": \"Brandt\",
  \"line1\": \"Speicherweg 4\", \"city\": \"Lübeck\", \"postalCode\": \"23552\", \"country\": \"DE\"}}}" 'checkoutUpdate.checkout.shippingOptions[0].id')
ask "$update" "{\"input\": {\"checkoutId\": \"$checkout\", \"shippingOptionId\": \"$shipping\"}}" checkoutUpdate.checkout >/dev/null

# tok_ok is a card of the payment sandbox.
ask "mutation (\$input: PaymentStartInput!) { paymentStart(input: \$input) { ... on PaymentStarted { payment { state } } $refusal } }" \
  "{\"input\": {\"checkoutId\": \"$checkout\", \"methodCode\": \"card\", \"paymentToken\": \"tok_ok\", \"idempotencyKey\": \"pay-$checkout\"}}" \
  paymentStart.payment.state >/dev/null

order=$(ask "mutation (\$input: CheckoutCompleteInput!) { checkoutComplete(input: \$input) { ... on CheckoutCompleted { order { number state } } $refusal } }" \
  "{\"input\": {\"checkoutId\": \"$checkout\", \"idempotencyKey\": \"complete-$checkout\"}}" 'checkoutComplete.order.number')
echo "order $order"

refresh=$(ask "mutation (\$input: LoginInput!) { login(input: \$input) { ... on Session { refreshToken } $refusal } }" \
  '{"input": {"email": "ada@hansa.example", "password": "ada-buys-at-hansa"}}' login.refreshToken)
token=$(ask "mutation (\$input: RefreshSessionInput!) { refreshSession(input: \$input) { ... on Session { accessToken } $refusal } }" \
  "{\"input\": {\"refreshToken\": \"$refresh\"}}" refreshSession.accessToken)
echo "signed in as $(ask '{ me { email } }' '{}' me.email "$token")"
