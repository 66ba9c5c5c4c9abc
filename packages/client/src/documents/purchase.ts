/** GraphQL documents for a purchase: cart, checkout, payment, order and session. */
import { graphql } from "../generated/index.ts";

export const CartCreateDocument = graphql(`
  mutation CartCreate($input: CartCreateInput!) {
    cartCreate(input: $input) {
      __typename
      ... on CartSaved { cart { id version lines { id quantity } totals { total { minor } } } }
      ... on OutOfStockError { lines { wanted available } }
      ... on CurrencyNotOfferedError { offered }
      ... on CartLimitError { maximumQuantity maximumLines }
      ... on ValidationError { problems { path code } }
      ... on UserError { code message path }
    }
  }
`);

export const CartLinesUpdateDocument = graphql(`
  mutation CartLinesUpdate($input: CartLinesUpdateInput!) {
    cartLinesUpdate(input: $input) { __typename ... on CartSaved { cart { id version } } ... on UserError { code message path } }
  }
`);

export const CartLinesRemoveDocument = graphql(`
  mutation CartLinesRemove($input: CartLinesRemoveInput!) {
    cartLinesRemove(input: $input) { __typename ... on CartSaved { cart { id version } } ... on UserError { code message path } }
  }
`);

export const CartClaimDocument = graphql(`
  mutation CartClaim($input: CartClaimInput!) {
    cartClaim(input: $input) { __typename ... on CartSaved { cart { id version } } ... on UserError { code message path } }
  }
`);

export const CartByIdDocument = graphql(`
  query CartById($id: ID!) { cart(id: $id) { id } }
`);

export const CartLinesAddDocument = graphql(`
  mutation CartLinesAdd($input: CartLinesAddInput!) {
    cartLinesAdd(input: $input) {
      __typename
      ... on CartSaved { cart { id version lines { id } } }
      ... on CartConflictError { current { version } }
      ... on CheckoutLockedError { checkout { state } }
      ... on CartLimitError { maximumQuantity }
      ... on UserError { code message path }
    }
  }
`);

export const CheckoutStartDocument = graphql(`
  mutation CheckoutStart($input: CheckoutStartInput!) {
    checkoutStart(input: $input) {
      __typename
      ... on CheckoutStarted { checkout { id state missing reservedUntil totals { total { minor currency } } } }
      ... on OutOfStockError { lines { sku wanted available } }
      ... on PriceChangedError { cart { id version totals { total { minor } } } changes { was { minor } line { unitPrice { minor } } } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const CheckoutUpdateDocument = graphql(`
  mutation CheckoutUpdate($input: CheckoutUpdateInput!) {
    checkoutUpdate(input: $input) {
      __typename
      ... on CheckoutSaved {
        checkout { id state missing shippingOptions { id label price { minor } } shippingAddress { city } totals { total { minor currency } } }
      }
      ... on CheckoutLockedError { checkout { id totals { total { minor currency } } } }
      ... on UserError { code message path }
    }
  }
`);

export const CheckoutReopenDocument = graphql(`
  mutation CheckoutReopen($input: CheckoutReopenInput!) {
    checkoutReopen(input: $input) {
      __typename
      ... on CheckoutReopened { checkout { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on ProviderUnavailableError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const CheckoutDocument = graphql(`
  query Checkout($id: ID!) {
    checkout(id: $id) { id state reservedUntil payments { id state } order { id number state lines { id } } }
  }
`);

/** Without the payments, so that orders can answer it alone. */
export const CheckoutStateDocument = graphql(`
  query CheckoutState($id: ID!) {
    checkout(id: $id) { state order { id number state lines { id quantity } } }
  }
`);

export const SavedMethodSetDefaultDocument = graphql(`
  mutation SavedMethodSetDefault($input: SavedMethodSetDefaultInput!) {
    savedMethodSetDefault(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const SavedMethodRemoveDocument = graphql(`
  mutation SavedMethodRemove($input: SavedMethodRemoveInput!) {
    savedMethodRemove(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const PaymentStartDocument = graphql(`
  mutation PaymentStart($input: PaymentStartInput!) {
    paymentStart(input: $input) {
      __typename
      ... on PaymentStarted { payment { id state clientAction { kind redirectUrl } } }
      ... on PaymentDeclinedError { declineCode retryable payment { id state } }
      ... on CheckoutNotPayableError { reason }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on ProviderUnavailableError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const PaymentConfirmDocument = graphql(`
  mutation PaymentConfirm($input: PaymentConfirmInput!) {
    paymentConfirm(input: $input) {
      __typename
      ... on PaymentConfirmed { payment { id state } }
      ... on PaymentDeclinedError { declineCode }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on ProviderUnavailableError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const CheckoutCompleteDocument = graphql(`
  mutation CheckoutComplete($input: CheckoutCompleteInput!) {
    checkoutComplete(input: $input) {
      __typename
      ... on CheckoutCompleted { guestToken order { ...PlacedOrder } }
      ... on PaymentRequiredError { outstanding { minor } }
      ... on CheckoutIncompleteError { missing }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

graphql(`
  fragment PlacedOrder on Order {
    id
    number
    state
    cancelReason
    invoiceNumber
    settlement
    totals { total { minor currency } shipping { minor } discount { minor } }
    shippingOption { carrier }
    lines { id sku title quantity lineTotal { minor } }
  }
`);

export const OrderDocument = graphql(`
  query Order($number: String!, $token: String) {
    order(number: $number, guestToken: $token) { ...PlacedOrder timeline { kind } payments { id state captured { minor } } }
  }
`);

export const LoginDocument = graphql(`
  mutation Login($input: LoginInput!) {
    login(input: $input) {
      __typename
      ... on Session { accessToken refreshToken expiresAt }
      ... on UserError { code message }
    }
  }
`);

export const RefreshDocument = graphql(`
  mutation Refresh($input: RefreshSessionInput!) {
    refreshSession(input: $input) {
      __typename
      ... on Session { accessToken refreshToken expiresAt }
      ... on UserError { code message }
    }
  }
`);

export const MeDocument = graphql(`
  query Me {
    me { id email addresses { id city country } activeCart { id } orders(first: 5) { nodes { number state } } }
  }
`);
