/** GraphQL documents for orders after placement: parcels, refunds, review holds and the ledger. */
import { graphql } from "../generated/index.ts";

export const OrderInFullDocument = graphql(`
  query OrderInFull($id: ID!) {
    order(id: $id) {
      number state cancelReason settlement receiptUrl email nextActions
      amountDue { minor }
      customer { id displayName }
      shippingAddress { name line1 }
      totals { total { minor } shipping { minor } discount { minor } }
      lines { id sku title quantity cancelled shipped delivered returned refunded lineTotal { minor } }
      fulfilments {
        shipments { status carrier trackingNumber trackingUrl shippedAt deliveredAt parts { quantity line { sku } } }
      }
      returns { id state }
      refunds { id state amount { minor } shipping { minor } parts { quantity } refund { id state } }
      timeline { kind }
      payments { id state authorized { minor } captured { minor } refunded { minor } method { label } refunds { id orderRefund { id order { number } } } }
    }
  }
`);

export const OrderClaimDocument = graphql(`
  mutation OrderClaim($input: OrderClaimInput!) {
    orderClaim(input: $input) {
      __typename
      ... on OrderClaimed { order { id number } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const OrderCancelDocument = graphql(`
  mutation OrderCancel($input: OrderCancelInput!) {
    orderCancel(input: $input) {
      __typename
      ... on OrderCancelled { order { id state cancelReason } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on InvalidTransitionError { state allowed }
      ... on UserError { code message path }
    }
  }
`);

export const OrderLinesCancelDocument = graphql(`
  mutation OrderLinesCancel($input: OrderLinesCancelInput!) {
    orderLinesCancel(input: $input) {
      __typename
      ... on OrderLinesCancelled { order { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const FulfilmentCreateDocument = graphql(`
  mutation FulfilmentCreate($input: FulfilmentCreateInput!) {
    fulfilmentCreate(input: $input) {
      __typename
      ... on FulfilmentCreated { fulfilment { id } order { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on QuantityExceededError { maximum }
      ... on UserError { code message path }
    }
  }
`);

export const FulfilmentPutBackDocument = graphql(`
  mutation FulfilmentPutBack($input: FulfilmentPutBackInput!) {
    fulfilmentPutBack(input: $input) {
      __typename
      ... on FulfilmentGoodsPutBack { fulfilment { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const ShipmentCreateDocument = graphql(`
  mutation ShipmentCreate($input: ShipmentCreateInput!) {
    shipmentCreate(input: $input) {
      __typename
      ... on ShipmentCreated { shipment { id status } order { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const ShipmentUpdateDocument = graphql(`
  mutation ShipmentUpdate($input: ShipmentUpdateInput!) {
    shipmentUpdate(input: $input) {
      __typename
      ... on ShipmentUpdated { shipment { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const OrderRefundDocument = graphql(`
  mutation OrderRefund($input: OrderRefundInput!) {
    orderRefund(input: $input) {
      __typename
      ... on OrderRefunded { refund { id state amount { minor } shipping { minor } failureReason } heldBack { minor } order { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on AmountExceededError { maximumAmount { minor } }
      ... on UserError { code message path }
    }
  }
`);

export const OrderVatIdCorrectDocument = graphql(`
  mutation OrderVatIdCorrect($input: OrderVatIdCorrectInput!) {
    orderVatIdCorrect(input: $input) {
      __typename
      ... on OrderVatIdCorrected { refund { id state amount { minor } shipping { minor } } order { id invoiceNumber } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on InvalidTransitionError { blockedBy }
      ... on ValidationError { problems { code } }
      ... on UserError { code message path }
    }
  }
`);

export const LedgerDocument = graphql(`
  query Ledger($paymentId: ID!) {
    ledgerEntries(first: 50, filter: { paymentId: $paymentId }) { nodes { account kind amount { minor currency } } }
  }
`);

export const OrderCaptureDocument = graphql(`
  mutation OrderCapture($input: OrderCaptureInput!) {
    orderCapture(input: $input) {
      __typename
      ... on OrderCaptured { order { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const OrderHoldDocument = graphql(`
  mutation OrderHold($input: OrderHoldInput!) {
    orderHold(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const OrderHoldReleaseDocument = graphql(`
  mutation OrderHoldRelease($input: OrderHoldReleaseInput!) {
    orderHoldRelease(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const OrderNoteAddDocument = graphql(`
  mutation OrderNoteAdd($input: OrderNoteAddInput!) {
    orderNoteAdd(input: $input) {
      __typename ... on OrderNoteAdded { order { id state } warnings { code path message } }
      ... on UserError { code message path }
    }
  }
`);

export const OrderStateDocument = graphql(`
  query OrderState($id: ID!, $token: String) { order(id: $id, guestToken: $token) { __typename id state } }
`);

/** The money of an order, with what is left to be done about it. */
export const OrderMoneyDocument = graphql(`
  query OrderMoney($id: ID!) {
    order(id: $id) { __typename id state amountDue { minor } lines { id } refunds { state } payments { state } }
  }
`);

/** The lines of an order that is found by its number. */
export const OrderLinesDocument = graphql(`
  query OrderLines($number: String!) { order(number: $number) { id lines { id sku } } }
`);

export const OrdersToRefundDocument = graphql(`
  query OrdersToRefund($filter: OrderFilter!) {
    orders(first: 20, filter: $filter) {
      __typename
      nodes {
        id state refunds { state amount { minor } }
        payments { captured { minor } refunded { minor } refundPending { minor } disputes { state amount { minor } } }
      }
    }
  }
`);

export const WithdrawalDeclareDocument = graphql(`
  mutation WithdrawalDeclare($input: WithdrawalDeclareInput!) {
    withdrawalDeclare(input: $input) {
      __typename
      ... on WithdrawalReceived { reference receivedAt order { id state } withdrawal { id state } }
      ... on WithdrawalClosedError { cause }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const WithdrawalConfirmDocument = graphql(`
  mutation WithdrawalConfirm($input: WithdrawalConfirmInput!) {
    withdrawalConfirm(input: $input) {
      __typename
      ... on WithdrawalConfirmed { reference receivedAt state refundDueBy withdrawal { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const UnconfirmedWithdrawalsDocument = graphql(`
  query UnconfirmedWithdrawals($orderId: ID!) {
    withdrawals(filter: { orderId: $orderId, state: UNCONFIRMED }) { nodes { id } }
  }
`);

export const WithdrawalContestDocument = graphql(`
  mutation WithdrawalContest($input: WithdrawalContestInput!) {
    withdrawalContest(input: $input) {
      __typename
      ... on WithdrawalContested { withdrawal { id state } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const WithdrawalRecordDocument = graphql(`
  mutation WithdrawalRecord($input: WithdrawalRecordInput!) {
    withdrawalRecord(input: $input) {
      __typename
      ... on WithdrawalRecorded { withdrawal { id state returns { id } } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const WithdrawalProofRecordDocument = graphql(`
  mutation WithdrawalProofRecord($input: WithdrawalProofRecordInput!) {
    withdrawalProofRecord(input: $input) {
      __typename
      ... on WithdrawalProofRecorded { withdrawal { id state returns { id } } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);
