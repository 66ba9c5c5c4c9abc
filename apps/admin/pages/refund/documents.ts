/** Documents of the page on which an order is refunded. */
import { graphql } from "../../generated/index.ts";

/** Units and amounts that can be refunded. */
export const RefundOrderDocument = graphql(`
  query OfficeRefundOrder($number: String!) {
    order(number: $number) {
      id
      number
      nextActions
      lines { id sku title shipped cancellable refundable }
      shippingRefundable { minor decimal currency }
      payableStep { minor decimal currency }
    }
  }
`);

export const RefundPreviewDocument = graphql(`
  query OfficeRefundPreview($input: OrderRefundPreviewInput!) {
    orderRefundPreview(input: $input) {
      __typename
      ... on OrderRefundPreview {
        amount { minor decimal currency }
        shipping { minor decimal currency }
        adjustment { minor decimal currency }
        heldBack { minor decimal currency }
        parts { line { id title } quantity amount { decimal currency } }
        cancels { line { id title } quantity }
        refundableAfter { decimal currency }
      }
      ... on InvalidTransitionError { blockedBy }
      ... on QuantityExceededError { line { id } maximum cause }
      ... on AmountExceededError { path maximumAmount { decimal currency } }
      ... on ValidationError { problems { path code } }
    }
  }
`);

export const RefundDocument = graphql(`
  mutation OfficeRefund($input: OrderRefundInput!) {
    orderRefund(input: $input) {
      __typename
      ... on OrderRefunded { refund { state amount { decimal currency } } }
      ... on InvalidTransitionError { blockedBy }
      ... on QuantityExceededError { line { id } maximum cause }
      ... on AmountExceededError { path maximumAmount { decimal currency } }
      ... on ValidationError { problems { path code } }
    }
  }
`);
