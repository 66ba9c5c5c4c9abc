/** The document of packing slips, all of which orders has. */
import { graphql } from "../../generated/index.ts";

/** No prices: a slip may lie in a gift. */
export const SlipsDocument = graphql(`
  query OfficeSlips($ids: [ID!]!) {
    shop { name }
    nodes(ids: $ids) {
      __typename
      ... on Order {
        id
        number
        placedAt
        nextActions
        hold { reason }
        shippingAddress { name company line1 line2 postalCode city regionName country }
        lines { id sku title toPrepare }
        fulfilments {
          id
          toPack { line { id sku title } quantity }
          shipments { id status carrier trackingNumber parts { line { id sku title } quantity } }
        }
      }
    }
  }
`);
