/** Documents of the page on which money is captured by hand. */
import { graphql } from "../../generated/index.ts";

export const CaptureOrderDocument = graphql(`
  query OfficeCaptureOrder($number: String!) {
    order(number: $number) { id number nextActions amountDue { decimal currency } }
  }
`);

export const CaptureDocument = graphql(`
  mutation OfficeCapture($input: OrderCaptureInput!) {
    orderCapture(input: $input) {
      __typename
      ... on OrderCaptured { amount { decimal currency } isTaken }
      ... on AmountExceededError { path maximumAmount { decimal currency } }
      ... on InvalidTransitionError { blockedBy }
      ... on ValidationError { problems { path code } }
    }
  }
`);
