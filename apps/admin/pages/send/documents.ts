/** Documents of the page on which an order is sent. */
import { graphql } from "../../generated/index.ts";

/** The units that wait to be sent. */
export const SendOrderDocument = graphql(`
  query OfficeSendOrder($number: String!) {
    order(number: $number) {
      id
      number
      nextActions
      hold { reason }
      lines { id sku title toPrepare resendable }
      fulfilments { id toPack { line { id sku title } quantity } }
      shippingOption { carrier label }
      shippingAddress { name postalCode city country }
    }
  }
`);

export const ShipmentCreateDocument = graphql(`
  mutation OfficeShipmentCreate($input: ShipmentCreateInput!) {
    shipmentCreate(input: $input) {
      __typename
      ... on ShipmentCreated { shipment { status } }
      ... on InvalidTransitionError { blockedBy }
      ... on QuantityExceededError { line { id } maximum cause }
      ... on ValidationError { problems { path code } }
    }
  }
`);
