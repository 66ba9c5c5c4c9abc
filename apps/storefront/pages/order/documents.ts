/** GraphQL documents of the order page. */
import { graphql } from "../../generated/index.ts";

export const OrderDocument = graphql(`
  query StorefrontOrder($number: String!, $token: String, $isSignedIn: Boolean!) {
    me @include(if: $isSignedIn) { id }
    order(number: $number, guestToken: $token) {
      id
      number
      state
      hold { reason }
      placedAt
      email
      customer { id }
      receiptUrl
      invoiceNumber
      nextActions
      withdrawalClosesAt
      lines {
        id
        title
        quantity
        cancelled
        delivered
        returned
        refunded
        reduction { minor decimal currency }
        lineTotal { decimal currency }
        variant {
          sku
          image { url(width: 320) }
          product { id slug title status media(first: 1) { url(width: 320) } }
        }
      }
      shippingOption { label etaDaysMin etaDaysMax }
      discounts { label code discount { minor decimal currency } }
      totals {
        subtotal { decimal currency }
        discount { minor decimal currency }
        shipping { decimal currency }
        tax { minor decimal currency }
        rounding { minor decimal currency }
        total { decimal currency }
        taxIncluded
        taxLines { category }
      }
      shippingAddress { name company vatId line1 line2 postalCode city regionName country }
      billingAddress { name company vatId line1 line2 postalCode city regionName country }
      fulfilments { shipments { id status carrier trackingNumber trackingUrl } }
      returns { id state outcome note parts { line { id title } quantity released } }
      refunds { id state amount { decimal currency } }
      timeline { at kind }
      payments { id state method { label } }
    }
  }
`);

export const OrderCancelDocument = graphql(`
  mutation StorefrontOrderCancel($input: OrderCancelInput!) {
    orderCancel(input: $input) { __typename }
  }
`);

export const ReturnRequestDocument = graphql(`
  mutation StorefrontReturnRequest($input: ReturnRequestInput!) {
    returnRequest(input: $input) { __typename }
  }
`);

export const OrderClaimDocument = graphql(`
  mutation StorefrontOrderClaim($input: OrderClaimInput!) {
    orderClaim(input: $input) { __typename }
  }
`);

export const ReviewSubmitDocument = graphql(`
  mutation StorefrontReviewSubmit($input: ReviewSubmitInput!) {
    reviewSubmit(input: $input) { __typename }
  }
`);
