/** Documents of the first page: the counts of each service. */
import { graphql } from "../../generated/index.ts";

/** `writes`: counts for those who send and decide; `refunds`: for those who pay back. */
export const OrderWorkDocument = graphql(`
  query OfficeOrderWork($writes: Boolean!, $refunds: Boolean!) {
    onHold: orders(first: 1, filter: { onHold: true }) { totalCount }
    toPrepare: orders(first: 1, filter: { work: TO_PREPARE }) @include(if: $writes) { totalCount }
    toPack: orders(first: 1, filter: { work: TO_PACK }) @include(if: $writes) { totalCount }
    toHandOver: orders(first: 1, filter: { work: TO_HAND_OVER }) @include(if: $writes) { totalCount }
    toSendAgain: orders(first: 1, filter: { work: TO_SEND_AGAIN }) @include(if: $writes) { totalCount }
    refundFailed: orders(first: 1, filter: { hasFailedRefund: true }) @include(if: $refunds) { totalCount }
    requested: returns(first: 1, filter: { state: REQUESTED }) @include(if: $writes) { totalCount }
    approved: returns(first: 1, filter: { state: APPROVED }) @include(if: $writes) { totalCount }
    received: returns(first: 1, filter: { state: RECEIVED }) { totalCount }
    due: withdrawals(first: 1, filter: { state: RECEIVED }) { totalCount }
    unconfirmed: withdrawals(first: 1, filter: { state: UNCONFIRMED }) @include(if: $writes) { totalCount }
    unmatched: withdrawals(first: 1, filter: { state: UNMATCHED }) @include(if: $writes) { totalCount }
  }
`);

export const PaymentWorkDocument = graphql(`
  query OfficePaymentWork {
    disputes: payments(first: 1, filter: { disputeStates: [OPEN] }) { totalCount }
  }
`);

export const ProductWorkDocument = graphql(`
  query OfficeProductWork($moderates: Boolean!, $seesStock: Boolean!) {
    reviews(first: 1, filter: { status: PENDING }) @include(if: $moderates) { totalCount }
    lowStock(first: 1) @include(if: $seesStock) { totalCount }
  }
`);
