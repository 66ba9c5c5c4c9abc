/** The operations of the examples, typed by `graphql()`: each document knows the types of its variables and of its result. */
import { graphql } from "./generated/index.ts";

export const CatalogueDocument = graphql(`
  query Catalogue($search: String!, $currency: CurrencyCode!) {
    search(query: $search, first: 3, filter: { inStock: true }) {
      nodes {
        title
        media(first: 1) { url alt width height }
        variants(first: 10) { nodes { id stockStatus price(currency: $currency) { minor currency } } }
      }
    }
  }
`);

export const CartCreateDocument = graphql(`
  mutation CartCreate($input: CartCreateInput!) {
    cartCreate(input: $input) {
      __typename
      ... on CartSaved { cart { id totals { total { minor currency } } } }
      ... on OutOfStockError { lines { available } }
      ... on CartLimitError { maximumQuantity }
      ... on UserError { code message }
    }
  }
`);

export const CheckoutStartDocument = graphql(`
  mutation CheckoutStart($input: CheckoutStartInput!) {
    checkoutStart(input: $input) {
      __typename
      ... on CheckoutStarted { checkout { id } }
      ... on OutOfStockError { lines { available } }
      ... on PriceChangedError { cart { totals { total { minor currency } } } }
      ... on UserError { code message }
    }
  }
`);

export const CheckoutUpdateDocument = graphql(`
  mutation CheckoutUpdate($input: CheckoutUpdateInput!) {
    checkoutUpdate(input: $input) {
      __typename
      ... on CheckoutSaved {
        checkout { id missing shippingOptions { id label price { minor currency } } totals { total { minor currency } } }
      }
      ... on UserError { code message }
    }
  }
`);

export const CheckoutDocument = graphql(`
  query Checkout($id: ID!) {
    checkout(id: $id) { state email totals { total { minor currency } } }
  }
`);

export const PaymentStartDocument = graphql(`
  mutation PaymentStart($input: PaymentStartInput!) {
    paymentStart(input: $input) {
      __typename
      ... on PaymentStarted { payment { state clientAction { kind } } }
      ... on PaymentDeclinedError { declineCode retryable }
      ... on UserError { code message }
    }
  }
`);

export const CheckoutCompleteDocument = graphql(`
  mutation CheckoutComplete($input: CheckoutCompleteInput!) {
    checkoutComplete(input: $input) {
      __typename
      ... on CheckoutCompleted { guestToken order { number state totals { total { minor currency } } } }
      ... on UserError { code message }
    }
  }
`);

export const LoginDocument = graphql(`
  mutation Login($input: LoginInput!) {
    login(input: $input) {
      __typename
      ... on Session { accessToken refreshToken }
      ... on UserError { code message }
    }
  }
`);

export const RefreshDocument = graphql(`
  mutation Refresh($input: RefreshSessionInput!) {
    refreshSession(input: $input) {
      __typename
      ... on Session { accessToken refreshToken }
      ... on UserError { code message }
    }
  }
`);

export const MeDocument = graphql(`
  query Me {
    me { email orders(first: 3) { nodes { number state } } }
  }
`);
