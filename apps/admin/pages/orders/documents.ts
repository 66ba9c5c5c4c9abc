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

/** The count of what is shown, and those of the tabs. */
export const OrderCountsDocument = graphql(`
  query OfficeOrderCounts($filter: OrderFilter) {
    shown: orders(first: 1, filter: $filter) { totalCount }
    toPrepare: orders(first: 1, filter: { work: TO_PREPARE }) { totalCount }
    toPack: orders(first: 1, filter: { work: TO_PACK }) { totalCount }
    toHandOver: orders(first: 1, filter: { work: TO_HAND_OVER }) { totalCount }
    toSendAgain: orders(first: 1, filter: { work: TO_SEND_AGAIN }) { totalCount }
    onHold: orders(first: 1, filter: { onHold: true }) { totalCount }
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
