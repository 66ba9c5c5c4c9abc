/** The change that makes a parcel, of one order or in a run of several. */
import { graphql } from "../../generated/index.ts";

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
