/** Price reductions: a part of a price uses up no unit, and a refund with less than the price takes no right away. */
import { expect, test } from "vitest";
import { documents, invoicingShop } from "../support/back-office/tax-documents.ts";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancelParts,
  deliver,
  readOrder,
  receive,
  refund,
  refundUnits,
  requestReturn,
  resolve,
  runRetries,
  ship,
} from "../support/order-changes.ts";
import { closeReturn, requestedReturn, returnsOf } from "../support/returns.ts";
import { ada, type Shop, type ShopOptions, shop } from "../support/shop.ts";
import { listWithdrawals, withdraw } from "../support/withdrawals.ts";

/** A delivered order of `quantity` units of one line, with 4.90 for shipping. */
async function delivered(priceMinor: number, quantity: number, options: ShopOptions = {}) {
  const s = await invoicingShop(options);
  const bought = await buy(s, [{ prices: { EUR: priceMinor }, quantity }], { viewer: ada });
  await deliver(s, bought, quantity);
  return { s, bought };
}

/** Takes an amount off the first line. */
function reduce(s: Shop, { line, ...bought }: Bought, amountMinor: number) {
  return refund(s, bought, { lines: [{ lineId: line.lineId, quantity: 0, amountMinor }] });
}

/** Refunds units of the first line with this amount. */
function refundPart(s: Shop, { line, ...bought }: Bought, quantity: number, amountMinor: number) {
  return refund(s, bought, { lines: [{ lineId: line.lineId, quantity, amountMinor }] });
}

async function notesOf(s: Shop): Promise<[number, number][]> {
  const notes = await documents(s, { kind: "CREDIT_NOTE" });
  return notes.map(({ total, tax }) => [total.minor, tax.minor]);
}

/** The return of the order's withdrawal. */
async function returnOfWithdrawal(s: Shop, bought: Bought) {
  return present((await returnsOf(s, bought)).find(({ kind }) => kind === "WITHDRAWAL"));
}

test("a price reduction is taxed at the rate of its line, uses up no unit, and is at most what is left of the price", async () => {
  const { s, bought } = await delivered(18_900, 1);
  expect(await reduce(s, bought, 1_000)).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 1_000 }, parts: [{ quantity: 0, amount: { minor: 1_000 } }] },
    heldBack: { minor: 0 },
    order: {
      settlement: "PARTIALLY_REFUNDED",
      amountDue: { minor: 0 },
      lines: [{ refunded: 0, partlyRefunded: 0, reduction: { minor: 1_000 } }],
    },
  });
  await reduce(s, bought, 500);
  expect(await notesOf(s)).toEqual([
    [1_000, 159],
    [500, 80],
  ]);
  expect(await reduce(s, bought, 17_401)).toMatchObject({
    __typename: "AmountExceededError",
    path: ["input", "lines", "0", "amountMinor"],
    maximumAmount: { minor: 17_400 },
  });
});

test("a withdrawal takes a unit of reduced price, for what is left of it, and shipping", async () => {
  const { s, bought } = await delivered(18_900, 1);
  await reduce(s, bought, 1_000);
  await reduce(s, bought, 500);
  expect(await withdraw(s, bought)).toMatchObject({
    withdrawal: { parts: [{ returned: 1 }], shippingDue: { minor: 490 } },
  });
  const { id: returnId } = await returnOfWithdrawal(s, bought);
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await refundUnits(s, bought, 1, { returnId, shippingMinor: 490 })).toMatchObject({
    refund: { amount: { minor: 17_890 }, parts: [{ quantity: 1, amount: { minor: 17_400 } }] },
    heldBack: { minor: 0 },
    order: { settlement: "REFUNDED", lines: [{ refunded: 1, reduction: { minor: 0 } }] },
  });
  expect((await listWithdrawals(s)).nodes).toMatchObject([{ state: "SETTLED" }]);
  expect(await notesOf(s)).toMatchObject([[1_000], [500], [17_890]].map(([total]) => [total, expect.any(Number)]));
});

test("a withdrawal takes units that were refunded with less than their price, for the rest, and all of them bring shipping back", async () => {
  const { s, bought } = await delivered(1_000, 2);
  expect(await refundPart(s, bought, 1, 500)).toMatchObject({
    heldBack: { minor: 500 },
    order: { lines: [{ refunded: 1, partlyRefunded: 1, reduction: { minor: 0 } }] },
  });
  expect(await withdraw(s, bought)).toMatchObject({
    withdrawal: { parts: [{ quantity: 2, returned: 2 }], shippingDue: { minor: 490 } },
  });
  expect((await readOrder(s, bought)).lines).toMatchObject([{ refunded: 0, reduction: { minor: 500 } }]);
  const { id: returnId } = await returnOfWithdrawal(s, bought);
  await receive(s, bought, returnId, { quantity: 2 });
  expect(await refundUnits(s, bought, 2, { returnId, shippingMinor: 490 })).toMatchObject({
    refund: { amount: { minor: 1_990 } },
    order: { settlement: "REFUNDED", lines: [{ refunded: 2 }] },
  });
  expect((await listWithdrawals(s)).nodes).toMatchObject([{ state: "SETTLED" }]);
});

test("a withdrawal takes units that were closed with nothing due, for their whole price", async () => {
  const s = await invoicingShop();
  const { bought, returnId } = await requestedReturn(s, 1);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1, restock: false });
  await closeReturn(s, returnId, "NOTHING_DUE");
  expect(await withdraw(s, bought)).toMatchObject({ withdrawal: { state: "RECEIVED", parts: [{ returned: 1 }] } });
  const own = await returnOfWithdrawal(s, bought);
  expect(own).toMatchObject({ state: "RECEIVED", parts: [{ quantity: 1, received: 1 }] });
  expect(await refundUnits(s, bought, 1, { returnId: own.id, shippingMinor: 490 })).toMatchObject({
    refund: { amount: { minor: 1_490 } },
  });
  expect(await returnsOf(s, bought)).toMatchObject([
    { id: returnId, state: "CLOSED", outcome: "NOTHING_DUE", parts: [{ quantity: 0 }] },
    { id: own.id, state: "REFUNDED" },
  ]);
});

test("a withdrawal takes units out of a return that was refunded with less, and those in no return first", async () => {
  const s = await invoicingShop();
  const { bought, returnId } = await requestedReturn(s, 2, 1);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  const lines = [{ lineId: bought.line.lineId, quantity: 1, amountMinor: 600 }];
  await refund(s, bought, { returnId, lines });
  const part = (quantity: number) => ({ parts: [{ lineId: bought.line.lineId, quantity }] });
  await withdraw(s, bought, part(1));
  expect(await returnsOf(s, bought)).toMatchObject([
    { id: returnId, state: "REFUNDED", parts: [{ quantity: 1 }] },
    { kind: "WITHDRAWAL", state: "APPROVED", parts: [{ quantity: 1 }] },
  ]);
  await withdraw(s, bought, part(1));
  const [taken, , own] = await returnsOf(s, bought);
  expect(taken).toMatchObject({ id: returnId, state: "CLOSED", outcome: "WITHDRAWN", parts: [{ quantity: 0 }] });
  expect(own).toMatchObject({ kind: "WITHDRAWAL", state: "RECEIVED", parts: [{ quantity: 1, received: 1 }] });
  expect(await refundUnits(s, bought, 1, { returnId: present(own).id })).toMatchObject({
    refund: { amount: { minor: 400 } },
  });
});

test("a return of a unit that was refunded in part is refunded with the rest, and ends", async () => {
  const { s, bought } = await delivered(1_000, 1);
  await refundPart(s, bought, 1, 300);
  const { orderReturn } = await requestReturn(s, bought, 1);
  const returnId = present(orderReturn).id;
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({
    refund: { amount: { minor: 700 } },
    heldBack: { minor: 0 },
    order: { lines: [{ refunded: 1, partlyRefunded: 0 }], returns: [{ state: "REFUNDED" }] },
  });
});

test("each part of the price of a line is credited at the rate of that line", async () => {
  const s = await invoicingShop();
  const bought = await buy(s, [{ prices: { EUR: 850 }, taxClass: "reduced" }, { prices: { EUR: 1_490 } }]);
  for (const { lineId } of bought.lines) await deliver(s, { ...bought, line: { ...bought.line, lineId } }, 1);
  await reduce(s, bought, 400);
  expect(await refundUnits(s, bought, 1)).toMatchObject({ refund: { amount: { minor: 450 } } });
  const notes = await documents(s, { kind: "CREDIT_NOTE" });
  expect(notes.map(({ total, taxLines }) => [total.minor, taxLines.map(({ rate }) => rate)])).toEqual([
    [400, ["0.07"]],
    [450, ["0.07"]],
  ]);
});

test("a price reduction is spread over sent units by their prices, and over unsent ones only when nothing is left of those", async () => {
  const s = await invoicingShop();
  const bought = await buy(s, [{ prices: { EUR: 1_000 }, quantity: 3 }]);
  await ship(s, bought, 2);
  await reduce(s, bought, 301);
  await cancelParts(s, bought, 1);
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(301 + 1_000);
  expect(await refundUnits(s, bought, 1)).toMatchObject({ refund: { amount: { minor: 849 } } });
  expect(await refundUnits(s, bought, 1)).toMatchObject({ refund: { amount: { minor: 850 } } });
});

test("an unsent unit of reduced price is cancelled for what is left of its price", async () => {
  const s = await invoicingShop();
  const bought = await buy(s, [{ prices: { EUR: 1_000 }, quantity: 2 }]);
  await reduce(s, bought, 500);
  await cancelParts(s, bought, 1);
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(500 + 750);
  expect((await notesOf(s)).map(([total]) => total)).toEqual([500, 750]);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "PARTIALLY_REFUNDED", amountDue: { minor: 0 } });
});

test("captured on fulfilment, a price reduction is at most the captured money, and is not captured again", async () => {
  const s = await invoicingShop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s, [{ prices: { EUR: 1_000 }, quantity: 2 }]);
  expect(await reduce(s, bought, 1)).toMatchObject({ __typename: "AmountExceededError", maximumAmount: { minor: 0 } });
  await deliver(s, bought, 1);
  await runRetries(s);
  await reduce(s, bought, 400);
  await deliver(s, bought, 1);
  await runRetries(s);
  expect(bought.payment).toMatchObject({ capturedMinor: 2_490, refundedMinor: 400 });
  expect(await readOrder(s, bought)).toMatchObject({ amountDue: { minor: 0 }, settlement: "PARTIALLY_REFUNDED" });
});

test("a price reduction that fails leaves the whole price, also of a unit that is withdrawn meanwhile", async () => {
  const { s, bought } = await delivered(1_000, 1);
  const { refund: first } = await refundPart(s, bought, 1, 400);
  await withdraw(s, bought);
  s.payments.refunds.settle(present(first).id, "FAILED");
  await s.applyEvents();
  expect((await readOrder(s, bought)).lines).toMatchObject([{ refunded: 0, reduction: { minor: 0 } }]);
  const { id: returnId } = await returnOfWithdrawal(s, bought);
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({ refund: { amount: { minor: 1_000 } } });
  expect((await notesOf(s)).map(([total]) => total)).toEqual([400, -400, 1_000]);
});

test("a line without units needs an amount, and is reduced once in one refund", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { lineId } = bought.line;
  const path = ["input", "lines", "0", "quantity"];
  for (const line of [
    { lineId, quantity: 0 },
    { lineId, quantity: 0, amountMinor: 0 },
    { lineId, quantity: -1 },
  ])
    expect(await refund(s, bought, { lines: [line] })).toMatchObject({ problems: [{ path, code: "TOO_SMALL" }] });
  const twice = { lineId, quantity: 0, amountMinor: 100 };
  expect(await refund(s, bought, { lines: [twice, twice] })).toMatchObject({ problems: [{ code: "DUPLICATE" }] });
});

test("the e-mail about a price reduction names no units", async () => {
  const { s, bought } = await delivered(1_000, 1);
  await reduce(s, bought, 300);
  await runRetries(s);
  expect(s.mail().find((mail) => mail.includes("3.00 EUR"))).toMatch(/a lower price of \w/);
});
