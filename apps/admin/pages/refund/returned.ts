/** A refund of returned units, with shipping that is due: its input, from what its form holds. */
import type { Amount } from "@hansa/front/format";
import type { Typed } from "@hansa/front/islands";
import type { OrderRefundPreviewInput } from "../../generated/graphql.ts";
import { type LineLeft, partsIn } from "../../shop/changes/units.ts";

/** Units of a return that can be refunded, and shipping that is due. Without a return there is shipping alone. */
export type Refundable = {
  orderId: string;
  returnId?: string;
  lines: readonly LineLeft[];
  shippingDue?: Amount & { minor: number };
};

/** Undefined: the form names nothing to refund. */
export function readReturned(
  typed: Typed,
  { orderId, returnId, lines, shippingDue }: Refundable,
): OrderRefundPreviewInput | undefined {
  const parts = partsIn(typed, lines);
  const withShipping = shippingDue !== undefined && typed("shippingMinor") !== "";
  if (parts.length === 0 && !withShipping) return undefined;
  const ofReturn = returnId !== undefined && parts.length > 0 ? { returnId, lines: parts } : {};
  return { orderId, ...ofReturn, ...(withShipping ? { shippingMinor: shippingDue.minor } : {}) };
}
