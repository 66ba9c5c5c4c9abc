/** Documents of the pick list: one for each service. */
import { graphql } from "../../generated/index.ts";

/** The units that wait to be prepared. */
export const PickListDocument = graphql(`
  query OfficePickList($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Order {
        id
        number
        nextActions
        hold { reason }
        lines { id sku title toPrepare }
      }
    }
  }
`);

/** Options, barcodes and pictures, which products has. */
export const PickGoodsDocument = graphql(`
  query OfficePickGoods($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Order {
        id
        lines {
          id
          variant {
            id
            barcode
            options { name value }
            image { url(width: 320) }
            product { id media(first: 1) { url(width: 320) } }
          }
        }
      }
    }
  }
`);
