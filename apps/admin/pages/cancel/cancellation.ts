/** A cancellation and its preview, which is the cancellation taken back: both have the same refusals. */
import type { Typed } from "@hansa/front/islands";
import type { LinePartInput, OfficeCancelOrderQuery, OfficeCancelPreviewQuery } from "../../generated/graphql.ts";
import type { Previewed } from "../../shop/changes/previewed-change.tsx";
import { fieldAmong } from "../../shop/changes/problems.ts";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { partsIn, type ShownLine } from "../../shop/changes/units.ts";
import { type KnownOutcome, makeChange, sendOnce } from "../../shop/graph/change.ts";
import { CancelPreviewDocument, PartsDocument, WholeDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export type CancelOrder = NonNullable<OfficeCancelOrderQuery["order"]>;

/** Without `parts` the whole order. */
export type Cancellation = { orderId: string; parts?: LinePartInput[] };

export type CancelPreview = Extract<
  OfficeCancelPreviewQuery["orderCancelPreview"],
  { __typename: "OrderCancelPreview" }
>;

/** The whole order, or parts of it. */
export type Scope = "whole" | "parts";

/** Those that the graph takes now. */
export function scopesOf({ nextActions }: CancelOrder): Scope[] {
  const actions = { whole: "CANCEL", parts: "CANCEL_LINES" } as const;
  return (["whole", "parts"] as const).filter((scope) => nextActions.includes(actions[scope]));
}

/** The cancellation that a form names; undefined: it names no unit. */
export function readCancellation(
  typed: Typed,
  { order, lines, isWhole }: { order: CancelOrder; lines: readonly ShownLine[]; isWhole: boolean },
): Cancellation | undefined {
  if (isWhole) return { orderId: order.id };
  const parts = partsIn(typed, lines);
  return parts.length === 0 ? undefined : { orderId: order.id, parts };
}

export async function previewCancellation(cancellation: Cancellation): Promise<Previewed<CancelPreview>> {
  const response = await sendOnce(CancelPreviewDocument, cancellation);
  if ("refusal" in response) return { refused: { text: response.refusal } };
  const { orderCancelPreview: result } = response.data;
  return result.__typename === "OrderCancelPreview" ? { preview: result } : { refused: refusedOutcome(result) };
}

type Request = Cancellation & { note: string; idempotencyKey: string };

export function cancel({ orderId, parts, note, idempotencyKey }: Request): Promise<KnownOutcome> {
  if (parts === undefined) {
    const input = { orderId, ...(note === "" ? {} : { note }), idempotencyKey };
    return makeChange(
      WholeDocument,
      { input },
      ({ orderCancel }) => orderCancel,
      (result) =>
        result.__typename === "OrderCancelled"
          ? { isSuccess: true, text: texts.cancelledWhole }
          : refusedOutcome(result, fieldAmong("note")),
    );
  }
  return makeChange(
    PartsDocument,
    { input: { orderId, parts, idempotencyKey } },
    ({ orderLinesCancel }) => orderLinesCancel,
    (result) =>
      result.__typename === "OrderLinesCancelled"
        ? { isSuccess: true, text: texts.cancelledParts }
        : refusedOutcome(result),
  );
}
