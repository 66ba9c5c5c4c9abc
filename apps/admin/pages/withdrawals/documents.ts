/** Documents of the list of withdrawals, all of orders. */
import { graphql } from "../../generated/index.ts";

export const WithdrawalsDocument = graphql(`
  query OfficeWithdrawals($first: Int, $after: String, $last: Int, $before: String, $filter: WithdrawalFilter, $sort: TimeSort) {
    withdrawals(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
      nodes {
        id
        reference
        state
        receivedAt
        refundDueBy
        enteredOrderNumber
        enteredLastName
        furtherDeclarations
        parts { line { id title } quantity }
        order { id number shippingAddress { name city country } }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

/** The count of what is shown, and those of the tabs. */
export const WithdrawalCountsDocument = graphql(`
  query OfficeWithdrawalCounts($filter: WithdrawalFilter) {
    shown: withdrawals(first: 1, filter: $filter) { totalCount }
    due: withdrawals(first: 1, filter: { state: RECEIVED }) { totalCount }
    unconfirmed: withdrawals(first: 1, filter: { state: UNCONFIRMED }) { totalCount }
    unmatched: withdrawals(first: 1, filter: { state: UNMATCHED }) { totalCount }
  }
`);
