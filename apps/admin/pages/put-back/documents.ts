/** Documents of the page on which goods are reported back on their shelves. */
import { graphql } from "../../generated/index.ts";

export const PutBackOrderDocument = graphql(`
  query OfficePutBackOrder($number: String!) {
    order(number: $number) { id number fulfilments { id toPutBack { line { id sku title } quantity } } }
  }
`);

export const PutBackDocument = graphql(`
  mutation OfficePutBack($input: FulfilmentPutBackInput!) {
    fulfilmentPutBack(input: $input) {
      __typename
      ... on QuantityExceededError { line { id } maximum cause }
      ... on ValidationError { problems { path code } }
    }
  }
`);
