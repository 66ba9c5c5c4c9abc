/** Documents of the page of an order: one for each service, and the changes that it makes. */
import { graphql } from "../../generated/index.ts";

/** All that orders has. */
export const OrderDocument = graphql(`
  query OfficeOrder($number: String!) {
    order(number: $number) {
      id
      number
      state
      settlement
      hold { reason since }
      placedAt
      email
      invoiceNumber
      receiptUrl
      totalQuantity
      nextActions
      cancelReason
      cancelNote
      lines {
        id
        sku
        title
        quantity
        cancelled
        shipped
        delivered
        returned
        resendable
        toPrepare
        refunded
        unitPrice { decimal currency }
        reduction { minor decimal currency }
        lineTotal { decimal currency }
      }
      discounts { label code discount { decimal currency } }
      totals {
        subtotal { decimal currency }
        shipping { decimal currency }
        rounding { minor decimal currency }
        tax { decimal currency }
        total { decimal currency }
        taxIncluded
        taxLines { name base { decimal currency } amount { decimal currency } }
      }
      amountDue { minor decimal currency }
      shippingOption { carrier label etaDaysMin etaDaysMax }
      shippingAddress { ...OfficeAddress }
      billingAddress { ...OfficeAddress }
      fulfilments {
        id
        state
        isResend
        createdAt
        toPack { line { id title } quantity }
        toPutBack { line { id title } quantity }
        shipments {
          id
          status
          nextStatuses
          carrier
          trackingNumber
          trackingUrl
          parts { line { id title } quantity }
        }
      }
      refunds { id state amount { decimal currency } reason failureReason createdAt }
      returns { id state requestedAt reason note parts { line { id title } quantity received } }
      withdrawals { id reference state receivedAt refundDueBy settledAt parts { line { id title } quantity } }
      timeline { at kind }
      notes { at text }
      mails { kind subjectId queuedAt sentAt refusedAt }
    }
  }
`);

export const AddressFragment = graphql(`
  fragment OfficeAddress on AddressSnapshot {
    name
    company
    vatId
    line1
    line2
    postalCode
    city
    regionName
    country
    phone
  }
`);

/** Pictures and stock, which products has. */
export const GoodsDocument = graphql(`
  query OfficeOrderGoods($number: String!, $withStock: Boolean!) {
    order(number: $number) {
      id
      lines {
        id
        variant {
          id
          available @include(if: $withStock)
          image { url(width: 320) }
          product { id media(first: 1) { url(width: 320) } }
        }
      }
    }
  }
`);

export const PaymentsDocument = graphql(`
  query OfficeOrderPayments($number: String!) {
    order(number: $number) {
      id
      payments {
        id
        state
        provider
        failureCode
        createdAt
        method { label }
        amount { decimal currency }
        captured { minor decimal currency }
        refunded { minor decimal currency }
        refundPending { minor decimal currency }
        disputes { id state amount { decimal currency } }
      }
    }
  }
`);

/** Names of people, which accounts has. */
export const PeopleDocument = graphql(`
  query OfficeOrderPeople($number: String!) {
    order(number: $number) {
      id
      customer { id displayName }
      notes { at author { id displayName } }
      timeline { at kind actorUser { id displayName } }
    }
  }
`);

export const HoldDocument = graphql(`
  mutation OfficeOrderHold($input: OrderHoldInput!) {
    orderHold(input: $input) {
      __typename
      ... on OrderHeld { warnings { code } }
      ... on UserError { message }
    }
  }
`);

export const ReleaseDocument = graphql(`
  mutation OfficeOrderRelease($input: OrderHoldReleaseInput!) {
    orderHoldRelease(input: $input) {
      __typename
      ... on OrderHoldReleased { warnings { code } }
      ... on UserError { message }
    }
  }
`);

export const NoteDocument = graphql(`
  mutation OfficeOrderNote($input: OrderNoteAddInput!) {
    orderNoteAdd(input: $input) {
      __typename
      ... on OrderNoteAdded { warnings { code } }
      ... on UserError { message }
    }
  }
`);

export const ParcelDocument = graphql(`
  mutation OfficeParcelUpdate($input: ShipmentUpdateInput!) {
    shipmentUpdate(input: $input) {
      __typename
      ... on ShipmentTransitionError { status }
      ... on ValidationError { problems { path code } }
    }
  }
`);
