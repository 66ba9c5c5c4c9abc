/** A refund and its preview, which is the refund taken back: both have the same refusals. */
import { formatAmount } from "@hansa/front/format";
import type { OfficeRefundPreviewQuery, OrderRefundInput, OrderRefundPreviewInput } from "../../generated/graphql.ts";
import type { Previewed } from "../../shop/changes/previewed-change.tsx";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { type KnownOutcome, makeChange, sendOnce } from "../../shop/graph/change.ts";
import { language } from "../../shop/language.ts";
import { RefundDocument, RefundPreviewDocument } from "./documents.ts";
import { fieldsOf } from "./input.ts";
import { refundedTexts } from "./texts.ts";

export type RefundPreview = Extract<
  OfficeRefundPreviewQuery["orderRefundPreview"],
  { __typename: "OrderRefundPreview" }
>;

export async function previewRefund(input: OrderRefundPreviewInput): Promise<Previewed<RefundPreview>> {
  const response = await sendOnce(RefundPreviewDocument, { input });
  if ("refusal" in response) return { refused: { text: response.refusal } };
  const { orderRefundPreview: result } = response.data;
  if (result.__typename === "OrderRefundPreview") return { preview: result };
  return { refused: refusedOutcome(result, fieldsOf(input)) };
}

export function makeRefund(input: OrderRefundInput): Promise<KnownOutcome> {
  return makeChange(
    RefundDocument,
    { input },
    ({ orderRefund }) => orderRefund,
    (result) => {
      if (result.__typename !== "OrderRefunded") return refusedOutcome(result, fieldsOf(input));
      const { state, amount } = result.refund;
      const text = refundedTexts[state](formatAmount(amount, language));
      return state === "FAILED" ? { text } : { isSuccess: true, text };
    },
  );
}
