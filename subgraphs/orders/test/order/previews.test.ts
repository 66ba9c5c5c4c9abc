/** Previews of refunds and cancellations: equal to what the change then does, or to its refusal, and without a trace. */
import { userWith } from "@hansa/kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import {
  type Bought,
  buy,
  cancel,
  cancelParts,
  deliver,
  prepareUnits,
  refund,
  runRetries,
  ship,
  staff,
} from "../support/order-changes.ts";
import { type Sender, type Shop, shop } from "../support/shop.ts";

const amount = z.object({ minor: z.number() });
const parts = z.array(z.object({ line: z.object({ id: z.string() }), quantity: z.number(), amount }));
const member = z.looseObject({ __typename: z.string() });

const paidParts = "parts { line { id } quantity amount { minor } }";
const refusals = "... on UserError { code message path } ... on QuantityExceededError { units: maximum }";
const refundText = `query ($input: OrderRefundPreviewInput!) { orderRefundPreview(input: $input) { __typename ${refusals}
  ... on AmountExceededError { maximumAmount { minor } } ... on OrderRefundPreview { amount { minor } shipping { minor } adjustment { minor } heldBack { minor } ${paidParts}
    cancels { line { id } quantity } refundableAfter { minor } } } }`;
const cancelText = `query ($orderId: ID!, $parts: [LinePartInput!]) { orderCancelPreview(orderId: $orderId, parts: $parts) {
  __typename ${refusals} ... on OrderCancelPreview { refund { minor } released { minor } shipping { minor } ${paidParts} cancelsOrder } } }`;

async function ask(s: Shop, text: string, variables: Record<string, unknown>, sender: Sender = staff) {
  const { data, errors } = await s.query(text, variables, sender);
  if (errors) throw new Error(String(errors[0]?.extensions?.code));
  return member.parse(Object.values(Object(data))[0]);
}

const shownRefund = z.object({
  refund: z.object({ amount, shipping: amount, adjustment: amount, parts }),
  heldBack: amount,
  order: z.object({ lines: z.array(z.object({ id: z.string(), refundable: z.number().optional() })) }),
});

/** What both say of a refusal. */
function refusalOf(answer: z.infer<typeof member>) {
  const { __typename, code, message, path, units, maximumAmount } = answer;
  return { __typename, code, message, path: path ?? null, units, maximum: Object(maximumAmount).minor };
}

const orderText = `query ($id: ID!) { order(id: $id) { state settlement amountDue { minor } shippingRefundable { minor }
  lines { id cancelled refundable } refunds { id amount { minor } shipping { minor } ${paidParts} } } }`;
const shownOrder = z.object({
  state: z.string(),
  shippingRefundable: amount,
  lines: z.array(z.object({ id: z.string(), cancelled: z.number(), refundable: z.number() })),
  refunds: z.array(z.object({ id: z.string(), amount, shipping: amount, parts })),
});

async function readOrder(s: Shop, { orderId }: Bought) {
  return shownOrder.parse(Object((await s.query(orderText, { id: orderId }, staff)).data).order);
}

/** All rows of an order, and what is told about it. */
async function rowsOf(s: Shop): Promise<string> {
  const tables = [
    "orders",
    "line_counters",
    "order_money",
    "refunds",
    "refund_parts",
    "order_events",
    "order_tasks",
    "outbox",
    "tax_documents",
  ];
  return JSON.stringify(await Promise.all(tables.map((table) => s.rows(`SELECT * FROM ${table} ORDER BY 1, 2`))));
}

const anyRefund = fc.record({
  of: fc.nat(3),
  quantities: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 2 }),
  amountMinor: fc.option(fc.integer({ min: 0, max: 2_500 }), { freq: 2 }),
  shippingMinor: fc.option(fc.integer({ min: 0, max: 600 }), { freq: 2 }),
  adjustmentMinor: fc.option(fc.integer({ min: 0, max: 900 }), { freq: 3 }),
  keepFulfillable: fc.boolean(),
});
const anyCancellation = fc.record({ of: fc.nat(3), quantity: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 4 }) });

async function fourOrders(s: Shop): Promise<Bought[]> {
  const wishes = [{ quantity: 3 }, { quantity: 2, prices: { EUR: 999 } }];
  const orders = [await buy(s, wishes), await buy(s, wishes), await buy(s, wishes), await buy(s, wishes)];
  const [, sent, delivered, prepared] = orders;
  if (sent) await ship(s, sent, 1);
  if (delivered) await deliver(s, delivered, 3);
  if (prepared) await prepareUnits(s, prepared.orderId, [{ lineId: prepared.line.lineId, quantity: 2 }]);
  return orders;
}

test("a preview of a refund is what the refund then is, or its refusal, and changes no row", async () => {
  const seen = { done: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(anyRefund, { minLength: 8, maxLength: 8 }), async (refunds) => {
      const s = await shop();
      const orders = await fourOrders(s);
      for (const { of, quantities, amountMinor, ...more } of refunds) {
        const bought = orders[of];
        if (!bought) throw new Error("there are four orders");
        const lines = quantities.map((quantity, index) => ({
          lineId: bought.lines[index]?.lineId,
          quantity,
          amountMinor,
        }));
        const before = await rowsOf(s);
        const previewed = await ask(s, refundText, { input: { orderId: bought.orderId, lines, ...more } });
        expect(await rowsOf(s)).toBe(before);
        const left = await readOrder(s, bought);
        const done = await refund(s, bought, { lines, ...more });
        if (done.__typename !== "OrderRefunded") {
          seen.refused += 1;
          expect(refusalOf(previewed)).toEqual(refusalOf(done));
          continue;
        }
        seen.done += 1;
        const { refund: made, heldBack } = shownRefund.parse(done);
        const { amount: paid, shipping, adjustment, parts: refunded } = made;
        expect(previewed).toMatchObject({ amount: paid, shipping, adjustment, heldBack, parts: refunded });
        await runRetries(s);
        const now = await readOrder(s, bought);
        const cancelled = now.lines.flatMap(({ id, cancelled: units }, index) => {
          const quantity = units - (left.lines[index]?.cancelled ?? 0);
          return quantity > 0 ? [{ line: { id }, quantity }] : [];
        });
        expect(previewed.cancels).toEqual(cancelled);
        expect(made.shipping.minor).toBeLessThanOrEqual(left.shippingRefundable.minor);
      }
    }),
    { numRuns: 4 },
  );
  expect(Math.min(seen.done, seen.refused)).toBeGreaterThan(0);
});

test.each(["ON_PLACEMENT", "ON_FULFILMENT"] as const)(
  "a preview of a cancellation is what the cancellation then is, or its refusal, and changes no row: %s",
  async (captureMode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCancellation, { minLength: 6, maxLength: 6 }), async (cancellations) => {
        const s = await shop({ captureMode });
        const orders = await fourOrders(s);
        for (const { of, quantity } of cancellations) {
          const bought = orders[of];
          if (!bought) throw new Error("there are four orders");
          const named = quantity === null ? null : [{ lineId: bought.line.lineId, quantity }];
          const before = await rowsOf(s);
          const previewed = await ask(s, cancelText, { orderId: bought.orderId, parts: named });
          expect(await rowsOf(s)).toBe(before);
          const known = (await readOrder(s, bought)).refunds.map(({ id }) => id);
          const done =
            quantity === null ? await cancel(s, bought.orderId, staff) : await cancelParts(s, bought, quantity);
          if (done.__typename.endsWith("Error")) {
            expect(refusalOf(previewed)).toEqual(refusalOf(done));
            continue;
          }
          const { state, refunds } = await readOrder(s, bought);
          const [made] = refunds.filter(({ id }) => !known.includes(id));
          expect(previewed).toMatchObject({
            refund: { minor: made?.amount.minor ?? 0 },
            shipping: { minor: made?.shipping.minor ?? 0 },
            parts: made?.parts ?? [],
            cancelsOrder: state === "CANCELLED",
          });
        }
      }),
      { numRuns: 2 },
    );
  },
);

test("a preview needs the scope of its change, and each person has one at a time, beside which others go on", async () => {
  const s = await shop();
  const bought = await buy(s);
  const input = { orderId: bought.orderId, lines: [{ lineId: bought.line.lineId, quantity: 1 }] };
  const reader = { viewer: userWith("user_r", ["orders:read"], "SUPPORT") };
  await expect(ask(s, refundText, { input }, reader)).rejects.toThrow("FORBIDDEN");
  await expect(ask(s, cancelText, { orderId: bought.orderId }, reader)).rejects.toThrow("FORBIDDEN");
  await expect(ask(s, refundText, { input }, {})).rejects.toThrow("UNAUTHENTICATED");
  const other = { viewer: userWith("user_other", ["orders:read", "refunds:write"], "SUPPORT") };
  const [first, second, others] = await Promise.allSettled([
    ask(s, refundText, { input }),
    ask(s, refundText, { input }),
    ask(s, refundText, { input }, other),
  ]);
  expect([first.status, second.status, others.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(second).toMatchObject({ reason: new Error("OVERLOADED") });
  expect(await ask(s, refundText, { input })).toMatchObject({
    __typename: "OrderRefundPreview",
    amount: { minor: 1_000 },
  });
});
