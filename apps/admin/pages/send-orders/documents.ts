/** The document of the page on which several orders are sent. */
import { graphql } from "../../generated/index.ts";

/** The units that wait to be prepared, or to be packed. */
export const SendOrdersDocument = graphql(`
  query OfficeSendOrders($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Order {
        id
        number
        nextActions
        hold { reason }
        lines { id sku title toPrepare }
        fulfilments { id toPack { line { id sku title } quantity } }
        shippingOption { carrier label }
        shippingAddress { name postalCode city country }
      }
    }
  }
`);
