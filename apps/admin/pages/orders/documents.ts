/** Documents of the list of orders: one for each service. */
import { graphql } from "../../generated/index.ts";

export const OrdersDocument = graphql(`
  query OfficeOrders($first: Int, $after: String, $last: Int, $before: String, $filter: OrderFilter, $sort: ChangeSort) {
    orders(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
      nodes {
        id
        number
        state
        settlement
        hold { reason }
        placedAt
        totalQuantity
        shippingAddress { name city country }
        billingAddress { name city country }
        lines { id title }
        totals { total { decimal currency } }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

export const OrderCountDocument = graphql(`
  query OfficeOrderCount($filter: OrderFilter) {
    orders(first: 1, filter: $filter) { totalCount }
  }
`);

/** The pictures of the lines, which products has. */
export const OrderPicturesDocument = graphql(`
  query OfficeOrderPictures($first: Int, $after: String, $last: Int, $before: String, $filter: OrderFilter, $sort: ChangeSort) {
    orders(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
      nodes {
        id
        lines { id variant { id image { url(width: 320) } product { id media(first: 1) { url(width: 320) } } } }
      }
    }
  }
`);
