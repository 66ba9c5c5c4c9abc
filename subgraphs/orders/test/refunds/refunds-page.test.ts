/** docs/owners/refunds.md: its blocks run unchanged, one after the other, and do what the page states. */
import { expect, test } from "vitest";
import { colleague } from "../support/back-office/settings.ts";
import { buyTo, max, mugs, shopWithRegister } from "../support/back-office/tax-laws.ts";
import { present } from "../support/mutations.ts";
import { type Bought, buy, deliver, prepareUnits, readOrder, requestReturn } from "../support/order-changes.ts";
import { openPage } from "../support/page-blocks.ts";
import { ada, type Shop, shop } from "../support/shop.ts";

const page = openPage("owners/refunds");

/** Blocks that are for the warehouse; all others are run as support. */
const ofWarehouse = ["PutBack"];

/** Runs a block of the page, with these in the place of `<order>`, `<line>` and the like. The key is its name. */
async function run(s: Shop, name: string, { orderId, line }: Bought, more: Record<string, string> = {}) {
  const values = { order: orderId, line: line.lineId, key: name, ...more };
  const staff = colleague(ofWarehouse.includes(name) ? "FULFILMENT" : "SUPPORT");
  const response = await page.run(s, name, staff, values);
  expect(JSON.stringify(response), name).not.toMatch(/"__typename":"\w+Error"/);
  return response;
}

test("both kinds of cancellation refund as the page says", async () => {
  const s = await shop();
  const whole = await buy(s);
  expect(await run(s, "CancelOrder", whole)).toMatchObject({
    order: { state: "CANCELLED", cancelReason: "SHOP", refunds: [{ state: "SUCCEEDED", amount: { minor: 3_490 } }] },
  });
  const part = await buy(s);
  expect(await run(s, "CancelLine", part)).toMatchObject({
    order: { state: "CONFIRMED", lines: [{ cancelled: 1, refunded: 1 }], refunds: [{ amount: { minor: 1_000 } }] },
  });
});

test("goods that were set aside for a cancelled order are listed until they are put back", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { lineId } = bought.line;
  const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId, quantity: 1 }]);
  const { id } = present(fulfilment);
  await run(s, "CancelOrder", bought);
  expect(await run(s, "GoodsToPutBack", bought)).toMatchObject({
    nodes: [{ id, state: "CANCELLED", toPutBack: [{ line: { id: lineId }, quantity: 1 }] }],
  });
  expect(await run(s, "PutBack", bought, { fulfilment: id })).toMatchObject({
    fulfilment: { state: "CANCELLED", toPutBack: [] },
  });
  expect(await run(s, "GoodsToPutBack", bought)).toEqual({ nodes: [] });
});

test("returned goods are refunded with their return; lines, shipping and an adjustment without one", async () => {
  const s = await shop();
  const bought = await buy(s, undefined, { viewer: ada });
  await deliver(s, bought, 3);
  const back = present((await requestReturn(s, bought, 1)).orderReturn).id;
  expect(await run(s, "ApproveReturn", bought, { return: back })).toMatchObject({ orderReturn: { state: "APPROVED" } });
  expect(await run(s, "ReceiveReturn", bought, { return: back })).toMatchObject({
    orderReturn: { state: "RECEIVED", parts: [{ received: 1 }] },
  });
  expect((await readOrder(s, bought)).refunds).toEqual([]);
  expect(await run(s, "RefundReturn", bought, { return: back })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 1_000 } },
    order: { returns: [{ state: "REFUNDED" }] },
  });
  const lost = present((await requestReturn(s, bought, 1)).orderReturn).id;
  await run(s, "ApproveReturn", bought, { return: lost });
  expect(await run(s, "CloseReturn", bought, { return: lost })).toMatchObject({
    orderReturn: { state: "CLOSED", outcome: "NOT_ARRIVED", parts: [{ quantity: 0, released: 1 }] },
  });
  expect(await run(s, "RefundLine", bought)).toMatchObject({ refund: { parts: [{ amount: { minor: 1_000 } }] } });
  const other = await buy(s);
  await deliver(s, other, 1);
  expect(await run(s, "ReducePrice", other)).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 100 } },
    order: { lines: [{ refunded: 0, reduction: { minor: 100 } }] },
  });
  expect(await run(s, "RefundLess", other)).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 600 } },
    heldBack: { minor: 300 },
  });
  expect(await run(s, "RefundShipping", bought)).toMatchObject({ refund: { shipping: { minor: 490 } } });
  expect(await run(s, "RefundShipping", bought)).toMatchObject({ refund: { shipping: { minor: 490 } } });
  expect(bought.payment.refundedMinor).toBe(2_490);
  expect(await run(s, "Gesture", bought)).toMatchObject({ refund: { adjustment: { minor: 200 } } });
  const { number } = await readOrder(s, bought);
  expect(await run(s, "OrderToRefund", bought, { number })).toMatchObject({
    state: "DELIVERED",
    lines: [{ quantity: 3, returned: 1, refunded: 2 }],
    nextActions: ["REFUND", "REQUEST_RETURN"],
  });
  await s.work();
  expect(s.mail().filter((message) => message.includes("go back to you"))).toHaveLength(6);
});

test("a VAT id that was not checked is set right with another invoice", async () => {
  const { s, register } = await shopWithRegister("UNAVAILABLE");
  const bought = await buyTo(s, max, [mugs]);
  register.state = "VALID";
  expect(await run(s, "SetVatIdRight", bought)).toMatchObject({
    order: { invoiceNumber: "000002" },
    refund: { state: "SUCCEEDED", amount: { minor: 634 } },
  });
});

test("a disputed order is on the list of holds, and continues after its release", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.dispute(bought.payment, "OPEN");
  await s.applyEvents();
  expect(await run(s, "OrdersOnHold", bought)).toMatchObject({
    nodes: [{ id: bought.orderId, hold: { reason: "NEEDS_REVIEW" } }],
  });
  expect(await run(s, "LetItGoOn", bought)).toMatchObject({ order: { hold: null } });
  expect(await run(s, "OrdersOnHold", bought)).toMatchObject({ nodes: [] });
});

test("an order with a failed refund is on the list of holds, cancelled or not", async () => {
  const s = await shop();
  const cancelled = await buy(s);
  s.payments.refunds.responses.push({ outcome: "failed", reason: "closed" });
  await run(s, "CancelOrder", cancelled);
  expect(await run(s, "RefundsToSeeTo", cancelled)).toEqual({
    nodes: [
      expect.objectContaining({
        id: cancelled.orderId,
        settlement: "REFUND_DUE",
        refunds: [{ state: "FAILED", amount: { decimal: "34.90" }, failureReason: "closed" }],
      }),
    ],
  });
});

test("a refusal is never an empty answer: it has its name and a message", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 3);
  const refusal = await page.run(s, "CancelOrder", colleague("SUPPORT"), { order: bought.orderId, key: "late" });
  expect(refusal).toMatchObject({ __typename: "InvalidTransitionError", message: expect.any(String) });
});

test("every block of the page was run", () => {
  expect([...page.used].sort()).toEqual([...page.names].sort());
});
