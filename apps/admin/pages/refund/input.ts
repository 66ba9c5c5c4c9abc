/** The input of a refund, from what its form holds, and the field of each path in it. */
import type { Typed } from "@hansa/front/islands";
import type { OfficeRefundOrderQuery, OrderRefundPreviewInput, RefundLineInput } from "../../generated/graphql.ts";
import { type FieldOf, fieldAmong } from "../../shop/changes/problems.ts";
import { readAmount } from "../../shop/changes/typed-amount.ts";
import { type ShownLine, unitsField } from "../../shop/changes/units.ts";
import { changeTexts } from "../../shop/graph/change.ts";
import { language } from "../../shop/language.ts";

export type RefundOrder = NonNullable<OfficeRefundOrderQuery["order"]>;

export const amountField = (lineId: string) => `amount of ${lineId}`;
export const restockField = (lineId: string) => `restock ${lineId}`;
/** The values of the choice about units that were not sent. */
export const unsentChoices = { cancelled: "cancelled", sent: "sent" } as const;

/** `input` is undefined if nothing is to be refunded. `faults` has the fields whose text is no amount. */
type RefundTyped = { input: OrderRefundPreviewInput | undefined; faults: ReadonlyMap<string, string> };

type RefundForm = { order: RefundOrder; lines: readonly ShownLine[] };

export function readRefund(typed: Typed, { order, lines }: RefundForm): RefundTyped {
  const faults = new Map<string, string>();
  /** Undefined for an empty field, and for one whose text is no amount. */
  const minorIn = (field: string): number | undefined => {
    const text = typed(field).trim();
    if (text === "") return undefined;
    const amount = readAmount(text, order.payableStep, language);
    if (amount === undefined) faults.set(field, changeTexts.noAmount);
    return amount?.minor;
  };
  const named = lines.flatMap(({ id }): RefundLineInput[] => {
    const quantity = Number(typed(unitsField(id)));
    const amountMinor = minorIn(amountField(id));
    if (quantity === 0 && amountMinor === undefined) return [];
    const restock = typed(restockField(id)) !== "";
    return [{ lineId: id, quantity, restock, ...(amountMinor === undefined ? {} : { amountMinor }) }];
  });
  const shippingMinor = minorIn("shippingMinor");
  const adjustmentMinor = minorIn("adjustmentMinor");
  const isNothing = named.length === 0 && shippingMinor === undefined && adjustmentMinor === undefined;
  if (isNothing || faults.size > 0) return { input: undefined, faults };
  const input = {
    orderId: order.id,
    ...(named.length === 0 ? {} : { lines: named }),
    ...(shippingMinor === undefined ? {} : { shippingMinor }),
    ...(adjustmentMinor === undefined ? {} : { adjustmentMinor }),
    keepFulfillable: typed("unsent") === unsentChoices.sent,
  };
  return { input, faults };
}

/** The field of a path in this input: `input.lines.0.amountMinor` is the amount of the first line in it. */
export function fieldsOf({ lines }: OrderRefundPreviewInput): FieldOf {
  const ofOrder = fieldAmong("shippingMinor", "adjustmentMinor", "reason");
  return (path) => {
    const [, name, index, step] = path;
    if (name !== "lines") return ofOrder(path);
    const lineId = lines?.[Number(index)]?.lineId;
    if (typeof lineId !== "string") return undefined;
    if (step === "amountMinor") return amountField(lineId);
    return step === "restock" ? restockField(lineId) : unitsField(lineId);
  };
}
