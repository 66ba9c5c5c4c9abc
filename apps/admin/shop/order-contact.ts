/** Orders whose contact staff may correct: as the graph takes it, until something is packed and as long as there is a contact. */
import type { OrderState, ShipmentStatus } from "../generated/graphql.ts";

type ContactFacts = {
  state: OrderState;
  email: string | null;
  fulfilments: readonly { shipments: readonly { status: ShipmentStatus }[] }[];
};

/** Whether the contact is open to a correction. One that is refused all the same says why. */
export function isContactOpen({ state, email, fulfilments }: ContactFacts): boolean {
  const parcels = fulfilments.flatMap(({ shipments }) => shipments);
  return state !== "PENDING_PAYMENT" && email !== null && parcels.every(({ status }) => status === "UNPACKED");
}
