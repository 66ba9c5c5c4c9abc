/** GraphQL documents for orders after placement: parcels, refunds, returns, ledger and capture mode. */
import { graphql } from "../../../e2e/generated/index.ts";

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

export const OrderCancelDocument = graphql(`
  mutation OrderCancelStory($input: OrderCancelInput!) {
    orderCancel(input: $input) {
      __typename
      ... on OrderCancelled { order { state cancelReason } }
      ... on InvalidTransitionError { state allowed }
      ... on UserError { code message path }
    }
  }
`);

export const OrderLinesCancelDocument = graphql(`
  mutation OrderLinesCancelStory($input: OrderLinesCancelInput!) {
    orderLinesCancel(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const FulfilmentCreateDocument = graphql(`
  mutation FulfilmentCreateStory($input: FulfilmentCreateInput!) {
    fulfilmentCreate(input: $input) {
      __typename
      ... on FulfilmentCreated { fulfilment { id } }
      ... on QuantityExceededError { maximum }
      ... on UserError { code message path }
    }
  }
`);

export const ShipmentCreateDocument = graphql(`
  mutation ShipmentCreateStory($input: ShipmentCreateInput!) {
    shipmentCreate(input: $input) {
      __typename
      ... on ShipmentCreated { shipment { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const ShipmentUpdateDocument = graphql(`
  mutation ShipmentUpdateStory($input: ShipmentUpdateInput!) {
    shipmentUpdate(input: $input) {
      __typename
      ... on ShipmentUpdated { shipment { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const OrderRefundDocument = graphql(`
  mutation OrderRefundStory($input: OrderRefundInput!) {
    orderRefund(input: $input) {
      __typename
      ... on OrderRefunded { refund { state amount { minor } shipping { minor } failureReason } }
      ... on AmountExceededError { maximumAmount { minor } }
      ... on UserError { code message path }
    }
  }
`);

export const ReturnRequestDocument = graphql(`
  mutation ReturnRequestStory($input: ReturnRequestInput!) {
    returnRequest(input: $input) {
      __typename
      ... on ReturnRequested { orderReturn { id state } }
      ... on UserError { code message path }
    }
  }
`);

export const ReturnResolveDocument = graphql(`
  mutation ReturnResolveStory($input: ReturnResolveInput!) {
    returnResolve(input: $input) {
      __typename
      ... on ReturnResolved { orderReturn { state } }
      ... on UserError { code message path }
    }
  }
`);

export const ReturnReceiveDocument = graphql(`
  mutation ReturnReceiveStory($input: ReturnReceiveInput!) {
    returnReceive(input: $input) {
      __typename
      ... on ReturnReceived { orderReturn { state } }
      ... on UserError { code message path }
    }
  }
`);

export const LedgerDocument = graphql(`
  query LedgerStory($paymentId: ID!) {
    ledgerEntries(first: 50, filter: { paymentId: $paymentId }) { nodes { account kind amount { minor currency } } }
  }
`);

export const CaptureModeDocument = graphql(`
  mutation CaptureModeStory($input: ShopSettingsUpdateInput!) {
    shopSettingsUpdate(input: $input) {
      __typename
      ... on ShopSettingsSaved { settings { captureMode } }
      ... on UserError { code message path }
    }
  }
`);
