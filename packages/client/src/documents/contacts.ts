/** GraphQL documents for the contact of an order, and for the mails about it. */
import { graphql } from "../generated/index.ts";

/** The contact of an order with the time by which a correction is judged, and its mails. */
export const OrderContactDocument = graphql(`
  query OrderContact($id: ID!) {
    order(id: $id) { id email updatedAt mails { kind subjectId queuedAt sentAt refusedAt } }
  }
`);

export const OrderContactUpdateDocument = graphql(`
  mutation OrderContactUpdate($input: OrderContactUpdateInput!) {
    orderContactUpdate(input: $input) {
      __typename
      ... on OrderContactUpdated { order { id email updatedAt } }
      ... on OrderChangedError { order { id email updatedAt } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on InvalidTransitionError { blockedBy }
      ... on ValidationError { problems { path code message } }
      ... on UserError { code message path }
    }
  }
`);

export const OrderMailResendDocument = graphql(`
  mutation OrderMailResend($input: OrderMailResendInput!) {
    orderMailResend(input: $input) {
      __typename
      ... on OrderMailQueued { order { id email } mail { kind subjectId queuedAt } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on InvalidTransitionError { blockedBy }
      ... on RateLimitedError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);
