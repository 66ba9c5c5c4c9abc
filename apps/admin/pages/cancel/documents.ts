/** Documents of the page on which an order is cancelled, whole or in parts. */
import { graphql } from "../../generated/index.ts";

/** Units that can be cancelled. */
export const CancelOrderDocument = graphql(`
  query OfficeCancelOrder($number: String!) {
    order(number: $number) {
      id
      number
      nextActions
      lines { id sku title cancellable }
    }
  }
`);

export const CancelPreviewDocument = graphql(`
  query OfficeCancelPreview($orderId: ID!, $parts: [LinePartInput!]) {
    orderCancelPreview(orderId: $orderId, parts: $parts) {
      __typename
      ... on OrderCancelPreview {
        refund { minor decimal currency }
        released { minor decimal currency }
        shipping { minor decimal currency }
        cancelsOrder
      }
      ... on InvalidTransitionError { blockedBy }
      ... on QuantityExceededError { line { id } maximum cause }
      ... on ValidationError { problems { path code } }
    }
  }
`);

export const WholeDocument = graphql(`
  mutation OfficeOrderCancel($input: OrderCancelInput!) {
    orderCancel(input: $input) {
      __typename
      ... on InvalidTransitionError { blockedBy }
      ... on ValidationError { problems { path code } }
    }
  }
`);

export const PartsDocument = graphql(`
  mutation OfficeLinesCancel($input: OrderLinesCancelInput!) {
    orderLinesCancel(input: $input) {
      __typename
      ... on InvalidTransitionError { blockedBy }
      ... on QuantityExceededError { line { id } maximum cause }
      ... on ValidationError { problems { path code } }
    }
  }
`);
