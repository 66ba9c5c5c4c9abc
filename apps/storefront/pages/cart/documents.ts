/** GraphQL documents of the cart page. */
import { graphql } from "../../generated/index.ts";

export const CartContentFragment = graphql(`
  fragment CartContent on Cart {
    id
    state
    version
    currency
    totalQuantity
    code
    codeRejection
    discounts { label code discount { minor decimal currency } }
    lines {
      id
      quantity
      title
      unitPrice { decimal currency }
      discount { minor }
      lineTotal { decimal currency }
      priceChanged
      outOfStock
      variant {
        id
        sku
        stockStatus
        prices { decimal currency }
        image { url(width: 320) width height }
        product { slug media(first: 1) { url(width: 320) width height } }
      }
    }
    totals {
      subtotal { decimal currency }
      discount { minor decimal currency }
      tax { minor decimal currency }
      rounding { minor decimal currency }
      total { decimal currency }
      taxIncluded
      taxLines { category }
    }
    freeShipping { country missing { minor decimal currency } }
    checkout { id state }
  }
`);

export const CartDocument = graphql(`
  query StorefrontCart($id: ID!, $isSignedIn: Boolean!) {
    cart(id: $id) { ...CartContent }
    me @include(if: $isSignedIn) { id }
  }
`);

/** The cart of an account that another device has begun. */
export const AccountCartDocument = graphql(`
  query StorefrontAccountCart { me { id activeCart { ...CartContent } } }
`);

export const CartLinesUpdateDocument = graphql(`
  mutation StorefrontCartLinesUpdate($input: CartLinesUpdateInput!) {
    cartLinesUpdate(input: $input) {
      __typename
      ... on CartSaved { cart { ...CartContent } }
      ... on CartConflictError { current { ...CartContent } }
      ... on OutOfStockError { lines { variantId available } }
      ... on CartLimitError { maximumQuantity }
      ... on CheckoutLockedError { checkout { id state } }
    }
  }
`);

export const CartLinesRemoveDocument = graphql(`
  mutation StorefrontCartLinesRemove($input: CartLinesRemoveInput!) {
    cartLinesRemove(input: $input) {
      __typename
      ... on CartSaved { cart { ...CartContent } }
      ... on CartConflictError { current { ...CartContent } }
      ... on OutOfStockError { lines { variantId available } }
      ... on CartLimitError { maximumQuantity }
      ... on CheckoutLockedError { checkout { id state } }
    }
  }
`);

export const CartCodeApplyDocument = graphql(`
  mutation StorefrontCartCodeApply($input: CartCodeApplyInput!) {
    cartCodeApply(input: $input) {
      __typename
      ... on CartSaved { cart { ...CartContent } }
      ... on CartConflictError { current { ...CartContent } }
      ... on CodeRejectedError { reason minimum { decimal currency } }
      ... on CheckoutLockedError { checkout { id state } }
    }
  }
`);

export const CartCodeRemoveDocument = graphql(`
  mutation StorefrontCartCodeRemove($input: CartCodeRemoveInput!) {
    cartCodeRemove(input: $input) {
      __typename
      ... on CartSaved { cart { ...CartContent } }
      ... on CartConflictError { current { ...CartContent } }
      ... on CheckoutLockedError { checkout { id state } }
    }
  }
`);

export const CheckoutStartDocument = graphql(`
  mutation StorefrontCheckoutStart($input: CheckoutStartInput!) {
    checkoutStart(input: $input) {
      __typename
      ... on CheckoutStarted { checkout { id } }
      ... on PriceChangedError { cart { ...CartContent } }
      ... on CartConflictError { current { ...CartContent } }
      ... on OutOfStockError { lines { variantId title available } }
      ... on ReservationLimitError { lines { variantId title available } }
      ... on ReservedUnitsLimitError { maximum }
      ... on CodeRejectedError { reason minimum { decimal currency } }
    }
  }
`);
