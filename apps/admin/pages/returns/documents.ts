/** Documents of the list of returns: one for each service. */
import { graphql } from "../../generated/index.ts";

export const ReturnsDocument = graphql(`
  query OfficeReturns($first: Int, $after: String, $last: Int, $before: String, $filter: ReturnFilter, $sort: TimeSort) {
    returns(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
      nodes {
        id
        state
        kind
        outcome
        requestedAt
        parts { line { id title } quantity received released }
        order { id number shippingAddress { name city country } }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

/** The count of what is shown, and those of the tabs. */
export const ReturnCountsDocument = graphql(`
  query OfficeReturnCounts($filter: ReturnFilter) {
    shown: returns(first: 1, filter: $filter) { totalCount }
    requested: returns(first: 1, filter: { state: REQUESTED }) { totalCount }
    approved: returns(first: 1, filter: { state: APPROVED }) { totalCount }
    received: returns(first: 1, filter: { state: RECEIVED }) { totalCount }
  }
`);

/** The pictures of the goods, which products has. */
export const ReturnPicturesDocument = graphql(`
  query OfficeReturnPictures($first: Int, $after: String, $last: Int, $before: String, $filter: ReturnFilter, $sort: TimeSort) {
    returns(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
      nodes {
        id
        parts { line { id variant { id image { url(width: 320) } product { id media(first: 1) { url(width: 320) } } } } }
      }
    }
  }
`);
