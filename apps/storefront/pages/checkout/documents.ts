/** GraphQL documents of the checkout page. */
import { graphql } from "../../generated/index.ts";

export const CheckoutContentFragment = graphql(`
  fragment CheckoutContent on Checkout {
    id
    state
    reservedUntil
    email
    vatIdCheck { state untaxed }
    shippingAddress { firstName lastName company vatId line1 line2 city region regionName postalCode country phone }
    billingAddress { firstName lastName company vatId line1 line2 city region regionName postalCode country phone }
    shippingOptions { id label carrier price { decimal currency } etaDaysMin etaDaysMax }
    selectedShipping { id label price { decimal currency } }
    shippingProblem
    discounts { label code discount { minor decimal currency } }
    totals {
      subtotal { decimal currency }
      discount { minor decimal currency }
      shipping { decimal currency }
      tax { minor decimal currency }
      rounding { minor decimal currency }
      total { minor decimal currency }
      taxIncluded
      taxLines { category }
    }
    missing
    cart { id version lines { id title quantity lineTotal { decimal currency } } }
    order { number }
    payments { id provider state failureCode clientAction { kind clientSecret redirectUrl } method { label } }
    availableMethods { provider code label savable script { url publishableKey } }
  }
`);

/**
 * With it comes what its page needs once: pictures of the goods, the countries of the shop, the form of the likely one, and what an account has saved.
 */
export const CheckoutDocument = graphql(`
  query StorefrontCheckout($id: ID!, $country: CountryCode!, $language: String!, $isSignedIn: Boolean!) {
    checkout(id: $id) {
      ...CheckoutContent
      cart { lines { id variant { image { url(width: 320) } product { media(first: 1) { url(width: 320) } } } } }
    }
    shop { shipsTo }
    addressFormat(country: $country, language: $language) { ...AddressForm }
    me @include(if: $isSignedIn) {
      id
      email
      addresses { id name company line1 line2 city regionName postalCode country }
      savedPaymentMethods { id isDefault method { label ... on CardSummary { brand last4 } } }
    }
  }
`);

/** For polling: the page waits for a payment or an order. */
export const CheckoutProgressDocument = graphql(`
  query StorefrontCheckoutProgress($id: ID!, $isSignedIn: Boolean!) {
    checkout(id: $id) { ...CheckoutContent }
    me @include(if: $isSignedIn) { id }
  }
`);

export const CheckoutUpdateDocument = graphql(`
  mutation StorefrontCheckoutUpdate($input: CheckoutUpdateInput!) {
    checkoutUpdate(input: $input) {
      __typename
      ... on CheckoutSaved { checkout { ...CheckoutContent } }
      ... on CheckoutLockedError { checkout { ...CheckoutContent } }
      ... on ValidationError { problems { path code message } }
      ... on CountryNotServedError { served }
    }
  }
`);

export const PaymentStartDocument = graphql(`
  mutation StorefrontPaymentStart($input: PaymentStartInput!) {
    paymentStart(input: $input) {
      __typename
      ... on PaymentStarted { payment { id state clientAction { kind redirectUrl } } }
      ... on PaymentDeclinedError { declineCode retryable }
      ... on CheckoutNotPayableError { reason }
      ... on RateLimitedError { retryAfterMs }
      ... on IdempotencyInProgressError { retryAfterMs }
    }
  }
`);

export const PaymentConfirmDocument = graphql(`
  mutation StorefrontPaymentConfirm($input: PaymentConfirmInput!) {
    paymentConfirm(input: $input) {
      __typename
      ... on PaymentConfirmed { payment { id state clientAction { kind redirectUrl } } }
      ... on PaymentDeclinedError { declineCode retryable }
      ... on CheckoutNotPayableError { reason }
      ... on RateLimitedError { retryAfterMs }
      ... on IdempotencyInProgressError { retryAfterMs }
    }
  }
`);

export const CheckoutReopenDocument = graphql(`
  mutation StorefrontCheckoutReopen($input: CheckoutReopenInput!) {
    checkoutReopen(input: $input) {
      __typename
      ... on CheckoutReopened { checkout { ...CheckoutContent } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on CheckoutLockedError { checkout { ...CheckoutContent } }
    }
  }
`);

export const CheckoutCompleteDocument = graphql(`
  mutation StorefrontCheckoutComplete($input: CheckoutCompleteInput!) {
    checkoutComplete(input: $input) {
      __typename
      ... on CheckoutCompleted { guestToken order { number state } }
      ... on CheckoutIncompleteError { missing }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on CheckoutLockedError { checkout { ...CheckoutContent } }
    }
  }
`);
