/** GraphQL documents for returns: requested, decided, received and closed. */
import { graphql } from "../generated/index.ts";

export const ReturnRequestDocument = graphql(`
  mutation ReturnRequest($input: ReturnRequestInput!) {
    returnRequest(input: $input) {
      __typename
      ... on ReturnRequested { orderReturn { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const ReturnResolveDocument = graphql(`
  mutation ReturnResolve($input: ReturnResolveInput!) {
    returnResolve(input: $input) {
      __typename
      ... on ReturnResolved { orderReturn { id state } }
      ... on UserError { code message path }
    }
  }
`);

export const ReturnReceiveDocument = graphql(`
  mutation ReturnReceive($input: ReturnReceiveInput!) {
    returnReceive(input: $input) {
      __typename
      ... on ReturnReceived { orderReturn { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const ReturnCloseDocument = graphql(`
  mutation ReturnClose($input: ReturnCloseInput!) {
    returnClose(input: $input) {
      __typename
      ... on ReturnClosed { orderReturn { id state outcome } }
      ... on UserError { code message path }
    }
  }
`);
