/** Previews of refunds and cancellations for tests: asked, and compared with the change that follows with the same input. */
import { openLookUps } from "@hansa/kit/testing";
import { getTableName, is, Table } from "drizzle-orm";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";
import * as tables from "../../src/store/tables.ts";
import { change, type Member } from "./mutations.ts";
import { type Bought, cancel, refund, staff } from "./order-changes.ts";
import { newKey } from "./purchase.ts";
import type { Sender, Shop } from "./shop.ts";

const amount = z.object({ minor: z.number() });
const parts = z.array(z.object({ line: z.object({ id: z.string() }), quantity: z.number(), amount }));
const member = z.looseObject({ __typename: z.string() });
type Answer = z.infer<typeof member>;

const paidParts = "parts { line { id } quantity amount { minor } }";
const refusals = "... on UserError { code message path } ... on QuantityExceededError { units: maximum }";
const refundText = `query ($input: OrderRefundPreviewInput!) { orderRefundPreview(input: $input) { __typename ${refusals}
  ... on AmountExceededError { maximumAmount { minor } } ... on OrderRefundPreview { amount { minor } shipping { minor } adjustment { minor } heldBack { minor } ${paidParts}
    cancels { line { id } quantity } refundableAfter { minor } } } }`;
const cancelText = `query ($orderId: ID!, $parts: [LinePartInput!]) { orderCancelPreview(orderId: $orderId, parts: $parts) {
  __typename ${refusals} ... on OrderCancelPreview { refund { minor } released { minor } shipping { minor } ${paidParts} cancelsOrder } } }`;

async function ask(s: Shop, text: string, variables: Record<string, unknown>, sender: Sender) {
  const { data, errors } = await s.query(text, variables, sender);
  if (errors) throw new Error(String(errors[0]?.extensions?.code));
  return member.parse(Object.values(Object(data))[0]);
}

export function previewRefund(s: Shop, input: Record<string, unknown>, sender: Sender = staff): Promise<Answer> {
  return ask(s, refundText, { input }, sender);
}

/** `named`: the parts; null for the whole order. */
export function previewCancellation(s: Shop, orderId: string, named: Parts | null = null, sender: Sender = staff) {
  return ask(s, cancelText, { orderId, parts: named }, sender);
}

export type Parts = { lineId: string; quantity: number }[];

const shownOrder = z.object({
  state: z.string(),
  nextActions: z.array(z.string()),
  shippingRefundable: amount,
  payableStep: amount,
  lines: z.array(
    z.object({
      id: z.string(),
      cancelled: z.number(),
      toPrepare: z.number(),
      refundable: z.number(),
      cancellable: z.number(),
    }),
  ),
  refunds: z.array(z.object({ id: z.string(), state: z.string(), amount, shipping: amount, parts })),
  returns: z.array(
    z.object({
      id: z.string(),
      nextActions: z.array(z.string()),
      parts: z.array(z.object({ line: z.object({ id: z.string() }), refundable: z.number() })),
    }),
  ),
});
const orderText = `query ($id: ID!) { order(id: $id) { state nextActions shippingRefundable { minor } payableStep { minor }
  lines { id cancelled toPrepare refundable cancellable } refunds { id state amount { minor } shipping { minor } ${paidParts} }
  returns { id nextActions parts { line { id } refundable } } } }`;

/** The limits that an order names for its units and amounts. */
export async function readLimits(s: Shop, { orderId }: Pick<Bought, "orderId">) {
  const { data, errors } = await s.query(orderText, { id: orderId }, staff);
  if (errors) throw new Error(JSON.stringify(errors));
  return shownOrder.parse(data?.order);
}

const tableNames = Object.values(tables)
  .filter((one) => is(one, Table))
  .map(getTableName);

/** A function that reads all rows of all tables of the shop, and the calls to payments. */
export function rowReader(s: Shop): () => Promise<string> {
  const lookUps = openLookUps(s.place);
  onTestFinished(() => lookUps.close());
  return async () => {
    const all: string[] = [];
    for (const name of tableNames) {
      const rows = await lookUps.rows(`SELECT * FROM ${name}`);
      all.push(`${name}: ${rows.map((row) => JSON.stringify(row)).sort()}`);
    }
    const { captures, voids } = s.payments.requested;
    return [...all, `calls: ${captures.length} ${voids.length} ${s.payments.refunds.known.size}`].join("\n");
  };
}

/** The most that can be refunded now, as a refusal says. A billion is a multiple of every payable step. */
async function refundableMoney(s: Shop, { orderId }: Bought): Promise<number> {
  const { maximumAmount } = await previewRefund(s, { orderId, adjustmentMinor: 1_000_000_000 });
  return amount.parse(maximumAmount).minor;
}

/** The authorised amount that will never be captured: neither captured, nor left to capture, as a refusal says. */
async function lostAuthorisation(s: Shop, { orderId, payment }: Bought): Promise<number> {
  if ((await readLimits(s, { orderId })).state === "PENDING_PAYMENT") return 0;
  const input = { orderId, amountMinor: 1_000_000_000, idempotencyKey: newKey() };
  const { maximumAmount } = await change(s, "orderCapture", input, staff);
  const leftMinor = maximumAmount ? amount.parse(maximumAmount).minor : 0;
  return payment.amountMinor - (payment.capturedMinor ?? 0) - leftMinor;
}

/** Whether nothing of the order waits for an answer of payments, and the next answer is an ordinary one. */
async function isSettled(s: Shop, { orderId }: Bought): Promise<boolean> {
  const { refunds, captures } = s.payments;
  const open = await s.rows(`SELECT 1 FROM order_tasks WHERE order_id = '${orderId}' AND done_at IS NULL`);
  return open.length + refunds.responses.length + captures.length === 0;
}

/** The fields of a refusal that both have. */
function refusalOf(answer: Answer | Member) {
  const { __typename, code, message, path, units, maximumAmount } = answer;
  return { __typename, code, message, path: path ?? null, units, maximum: Object(maximumAmount).minor };
}

const shownRefund = z.object({
  refund: z.object({ state: z.string(), amount, shipping: amount, adjustment: amount, parts }),
  heldBack: amount,
});

/** A shop, an order of it, and the reader of its rows. */
export type Compared = { s: Shop; bought: Bought; rows: () => Promise<string> };
type Outcome = "done" | "refused";

/** Previews a refund, makes it, and compares both: all figures, or the refusal. */
export async function compareRefund({ s, bought, rows }: Compared, input: Record<string, unknown>): Promise<Outcome> {
  const before = await rows();
  const previewed = await previewRefund(s, { orderId: bought.orderId, ...input });
  expect(await rows()).toBe(before);
  const left = await readLimits(s, bought);
  const wasSettled = await isSettled(s, bought);
  const done = await refund(s, bought, input);
  if (done.__typename !== "OrderRefunded") {
    expect(refusalOf(previewed)).toEqual(refusalOf(done));
    return "refused";
  }
  const { refund: made, heldBack } = shownRefund.parse(done);
  const { state, ...figures } = made;
  expect(previewed).toMatchObject({ ...figures, heldBack });
  if (!wasSettled || state !== "SUCCEEDED") return "done";
  const cancels = (await readLimits(s, bought)).lines.flatMap(({ id, cancelled }, index) => {
    const quantity = cancelled - (left.lines[index]?.cancelled ?? 0);
    return quantity > 0 ? [{ line: { id }, quantity }] : [];
  });
  expect(previewed.cancels).toEqual(cancels);
  expect(previewed.refundableAfter).toEqual({ minor: await refundableMoney(s, bought) });
  return "done";
}

/** Previews a cancellation of parts, or of the whole order, makes it, and compares both. */
export async function compareCancellation({ s, bought, rows }: Compared, named: Parts | null): Promise<Outcome> {
  const { orderId } = bought;
  const before = await rows();
  const previewed = await previewCancellation(s, orderId, named);
  expect(await rows()).toBe(before);
  const known = (await readLimits(s, bought)).refunds.map(({ id }) => id);
  const wasSettled = await isSettled(s, bought);
  const lost = await lostAuthorisation(s, bought);
  const done = named
    ? await change(s, "orderLinesCancel", { orderId, parts: named, idempotencyKey: newKey() }, staff)
    : await cancel(s, orderId, staff);
  if (done.__typename.endsWith("Error")) {
    expect(refusalOf(previewed)).toEqual(refusalOf(done));
    return "refused";
  }
  const { state, refunds } = await readLimits(s, bought);
  if (!wasSettled) return "done";
  const made = refunds.filter(({ id }) => !known.includes(id));
  const sumOf = (of: (each: (typeof made)[number]) => number) => made.reduce((total, each) => total + of(each), 0);
  expect(previewed).toMatchObject({
    refund: { minor: sumOf((each) => each.amount.minor) },
    shipping: { minor: sumOf((each) => each.shipping.minor) },
    released: { minor: (await lostAuthorisation(s, bought)) - lost },
    parts: made.flatMap((each) => each.parts),
    cancelsOrder: state === "CANCELLED",
  });
  return "done";
}
