/** A sending, as the address of its page says it: units that wait, those that are sent once more, or those of a fulfilment. */
import type { OfficeSendOrderQuery } from "../../generated/graphql.ts";
import type { LineLeft } from "../../shop/changes/units.ts";

export type SendOrder = NonNullable<OfficeSendOrderQuery["order"]>;

/** `fulfilmentId`: its units are set aside already. */
export type Sending = { fulfilmentId: string | undefined; resend: boolean };

export function readSending(search: string): Sending {
  const parameters = new URLSearchParams(search);
  const fulfilmentId = parameters.get("fulfilment") ?? undefined;
  return { fulfilmentId, resend: fulfilmentId === undefined && parameters.has("again") };
}

/** The units that can be sent, by line. */
export function linesOf(order: SendOrder, { fulfilmentId, resend }: Sending): LineLeft[] {
  if (fulfilmentId === undefined)
    return order.lines.map(({ toPrepare, resendable, ...line }) => ({
      ...line,
      left: resend ? resendable : toPrepare,
    }));
  const fulfilment = order.fulfilments.find(({ id }) => id === fulfilmentId);
  return (fulfilment?.toPack ?? []).map(({ line, quantity }) => ({ ...line, left: quantity }));
}

/** Whether the graph takes a parcel of it now. */
export function maySend({ nextActions }: SendOrder, { fulfilmentId }: Sending): boolean {
  return nextActions.includes(fulfilmentId === undefined ? "FULFIL" : "SHIP");
}
