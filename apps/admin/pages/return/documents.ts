/** Documents of the page of a return: one for each service, and the changes that it makes. */
import { graphql } from "../../generated/index.ts";

/** All that orders has. */
export const ReturnDocument = graphql(`
  query OfficeReturn($id: ID!) {
    node(id: $id) {
      __typename
      ... on OrderReturn {
        id
        state
        kind
        reason
        note
        requestedAt
        resolvedAt
        receivedAt
        outcome
        closedAt
        nextActions
        nextOutcomes
        parts { line { id sku title } quantity received released replaced awaited refundable }
        refunds { id state amount { decimal currency } reason createdAt }
        order { id number placedAt shippingAddress { name city country } }
      }
    }
  }
`);

/** Pictures and stock, which products has. */
export const ReturnGoodsDocument = graphql(`
  query OfficeReturnGoods($id: ID!, $withStock: Boolean!) {
    node(id: $id) {
      __typename
      ... on OrderReturn {
        id
        parts {
          line {
            id
            variant {
              id
              available @include(if: $withStock)
              image { url(width: 320) }
              product { id media(first: 1) { url(width: 320) } }
            }
          }
        }
      }
    }
  }
`);

export const ReturnResolveDocument = graphql(`
  mutation OfficeReturnResolve($input: ReturnResolveInput!) {
    returnResolve(input: $input) {
      __typename
      ... on ReturnResolved { orderReturn { id } }
      ... on ValidationError { problems { path code } }
      ... on UserError { message }
    }
  }
`);

export const ReturnReceiveDocument = graphql(`
  mutation OfficeReturnReceive($input: ReturnReceiveInput!) {
    returnReceive(input: $input) {
      __typename
      ... on ReturnReceived { orderReturn { id } }
      ... on QuantityExceededError { line { id } maximum cause }
      ... on ValidationError { problems { path code } }
      ... on UserError { message }
    }
  }
`);

export const ReturnCloseDocument = graphql(`
  mutation OfficeReturnClose($input: ReturnCloseInput!) {
    returnClose(input: $input) {
      __typename
      ... on ReturnClosed { orderReturn { id } }
      ... on OutOfStockError { lines { title wanted available } }
      ... on ValidationError { problems { path code } }
      ... on UserError { message }
    }
  }
`);
