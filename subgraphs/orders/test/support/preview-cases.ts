/** Random orders of one shop, with what was done to them, and the refunds and cancellations that are previewed then. */
import fc from "fast-check";
import { expect } from "vitest";
import { promote } from "./back-office/promotions.ts";
import { company } from "./back-office/tax-laws.ts";
import { present } from "./mutations.ts";
import { type Bought, buy, prepareUnits, type Wish } from "./order-changes.ts";
import { act, step } from "./order-steps.ts";
import {
  type Compared,
  compareCancellation,
  compareRefund,
  previewCancellation,
  previewRefund,
  readLimits,
  rowReader,
} from "./previews.ts";
import { type Shop, shop } from "./shop.ts";

/** When money is captured: on order, on shipment, all of it with the first shipment, or by staff before anything is sent. */
export const captureModes = ["on order", "on shipment", "at once", "by hand"] as const;
type CaptureMode = (typeof captureModes)[number];

const steps = { EUR: 1, JPY: 1, KWD: 20 };

/** A shop that captures in this way, with the goods of all of its orders. */
async function openShop(mode: CaptureMode) {
  const s = await shop({
    currencies: ["EUR", "JPY", "KWD"],
    captureMode: mode === "on order" ? "ON_PLACEMENT" : "ON_FULFILMENT",
    payableSteps: steps,
    vatId: "DE136695976",
    reverseCharge: true,
    reverseChargeCheck: "FORM",
  });
  s.payments.provider.takesOnce = mode === "at once";
  await promote(s, { label: "Ten percent", code: "TEN", rateOff: "0.1" });
  const goods: Wish[] = [
    { prices: { EUR: 1_001, JPY: 999, KWD: 10_007 } },
    { prices: { EUR: 7, JPY: 1, KWD: 33 } },
    { prices: { EUR: 999, JPY: 120, KWD: 3_000 }, weightGrams: null },
    { prices: { EUR: 0, JPY: 0, KWD: 0 } },
  ];
  const sold: Wish[] = [];
  for (const each of goods) {
    const options = { ...each, stock: 5_000 };
    sold.push({ ...options, variant: await s.products.sell(options) });
  }
  return { s, goods: sold, rows: rowReader(s) };
}

const quantity = fc.constantFrom("none", "one", "one", "one", "most", "most", "most", "more");
const rarely = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
const refundChange = fc.record({
  do: fc.constant("refund" as const),
  lines: fc.array(fc.record({ of: fc.nat(3), quantity, amountMinor: rarely(fc.integer({ min: 0, max: 2_100 })) }), {
    maxLength: 3,
  }),
  shipping: fc.constantFrom("none", "none", "none", "most", "more"),
  adjustmentMinor: rarely(fc.oneof(fc.integer({ min: 0, max: 900 }), fc.constantFrom(2_000, 5_400))),
  keepFulfillable: fc.boolean(),
  isOfReturn: fc.boolean(),
});
const cancelChange = fc.record({
  do: fc.constant("cancel" as const),
  lines: fc.option(fc.array(fc.record({ of: fc.nat(3), quantity }), { minLength: 1, maxLength: 2 }), { freq: 3 }),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;
const change = fc.oneof(refundChange, cancelChange);

const orderCase = fc.record({
  currency: fc.constantFrom("EUR", "EUR", "JPY", "KWD"),
  lines: fc.uniqueArray(fc.record({ of: fc.nat(3), units: fc.integer({ min: 1, max: 4 }) }), {
    selector: ({ of }) => of,
    minLength: 1,
    maxLength: 3,
  }),
  isCompany: fc.boolean(),
  hasCode: fc.boolean(),
  /** Payments gives no answer when the order is placed. */
  isStalled: fc.constantFrom(false, false, false, false, false, true),
  steps: fc.array(step, { maxLength: 6 }),
  changes: fc.array(change, { minLength: 2, maxLength: 2 }),
});
type OrderCase = typeof orderCase extends fc.Arbitrary<infer Value> ? Value : never;

async function buyCase(s: Shop, goods: readonly Wish[], one: OrderCase): Promise<Bought> {
  const wishes = one.lines.map(({ of, units }) => ({ ...present(goods[of]), quantity: units }));
  const isSent = wishes.some(({ weightGrams }) => weightGrams !== null);
  const toCompany = isSent
    ? { shippingAddress: company, shippingOptionId: "abroad" }
    : { shippingAddress: undefined, billingAddress: company };
  const isUntaxed = one.isCompany && one.currency === "EUR";
  const addresses = isUntaxed ? toCompany : {};
  if (one.isStalled) for (const name of ["capture", "link"]) s.transport.dropRequests(`payments.${name}`);
  const bought = await buy(s, wishes, {}, { currency: one.currency, code: one.hasCode ? "TEN" : undefined, addresses });
  s.transport.clearFaults();
  return bought;
}

/** Compares the changes of one order with their previews, and the limits that it names then with what is taken. */
async function runCase(opened: Awaited<ReturnType<typeof openShop>>, mode: CaptureMode, one: OrderCase) {
  const { s, goods, rows } = opened;
  for (const answers of [s.payments.captures, s.payments.refunds.responses]) answers.length = 0;
  const bought = await buyCase(s, goods, one);
  const stepMinor = one.currency === "KWD" ? steps.KWD : 1;
  const changed = { bought, stepMinor, withheld: { openMinor: 0, lostMinor: 0 } };
  if (mode === "by hand") await act(s, changed, { do: "capture", minor: 900 });
  for (const each of one.steps) await act(s, changed, each);
  const outcomes: string[] = [];
  for (const each of one.changes) outcomes.push(await compare({ s, bought, rows }, each, stepMinor));
  await checkLimits(s, bought, stepMinor);
  await checkPreparation(s, bought);
  return outcomes;
}

/** `lines` of the input, with as many units as said, of the most. */
async function compare(compared: Compared, each: Change, stepMinor: number) {
  const order = await readLimits(compared.s, compared.bought);
  const unitsOf = { none: () => 0, one: () => 1, most: (most: number) => most, more: (most: number) => most + 1 };
  if (each.do === "cancel") {
    const named = each.lines?.map(({ of, quantity: units }) => {
      const { id: lineId, cancellable } = present(order.lines[of % order.lines.length]);
      return { lineId, quantity: unitsOf[units](cancellable) };
    });
    return compareCancellation(compared, named ?? null);
  }
  const returned = each.isOfReturn ? order.returns.at(-1) : undefined;
  const lines = each.lines.map(({ of, quantity: units, amountMinor }) => {
    const line = present(order.lines[of % order.lines.length]);
    const part = returned?.parts.find((known) => known.line.id === line.id);
    const most = returned ? (part?.refundable ?? 0) : line.refundable;
    return { lineId: line.id, quantity: unitsOf[units](most), amountMinor };
  });
  const most = order.shippingRefundable.minor;
  const shippingMinor = { none: null, most, more: most + stepMinor }[each.shipping];
  const { keepFulfillable, adjustmentMinor } = each;
  const amounts = { shippingMinor, adjustmentMinor, keepFulfillable };
  return compareRefund(compared, { lines, ...amounts, ...(returned ? { returnId: returned.id } : {}) });
}

/** Exactly the units and amounts that the order names are taken: so much, and not one unit or one step more. */
async function checkLimits(s: Shop, bought: Bought, stepMinor: number): Promise<void> {
  const { orderId } = bought;
  const order = await readLimits(s, bought);
  const isTaken = async (input: Record<string, unknown>) =>
    (await previewRefund(s, { orderId, ...input })).__typename === "OrderRefundPreview";
  expect(order.payableStep.minor).toBe(stepMinor);
  for (const { id: lineId, refundable, cancellable } of order.lines) {
    await checkMost({ lineId, refundable }, refundable, (units) => isRefundTaken(s, { orderId }, lineId, units));
    await checkMost({ lineId, cancellable }, cancellable, async (units) => {
      const answer = await previewCancellation(s, orderId, [{ lineId, quantity: units }]);
      return answer.__typename === "OrderCancelPreview";
    });
  }
  for (const { id: returnId, parts } of order.returns)
    for (const { line, refundable } of parts) {
      const isReturnTaken = (units: number) => isRefundTaken(s, { orderId, returnId }, line.id, units);
      await checkMost({ returnId, refundable }, refundable, isReturnTaken);
    }
  const { minor } = order.shippingRefundable;
  if (minor > 0) expect([minor, await isTaken({ shippingMinor: minor })]).toEqual([minor, true]);
  expect([minor, await isTaken({ shippingMinor: minor + stepMinor })]).toEqual([minor, false]);
  if (stepMinor > 1) expect(await isTaken({ adjustmentMinor: stepMinor + 1 })).toBe(false);
}

async function checkMost(of: Record<string, unknown>, most: number, isTaken: (units: number) => Promise<boolean>) {
  if (most > 0) expect({ ...of, most: await isTaken(most) }).toEqual({ ...of, most: true });
  expect({ ...of, more: await isTaken(most + 1) }).toEqual({ ...of, more: false });
}

/** Whether a refund takes so many units of a line, with any amounts: the whole ones, or none for some that were sent. */
async function isRefundTaken(s: Shop, input: { orderId: string; returnId?: string }, lineId: string, units: number) {
  for (let first = units; first >= 0; first -= 1)
    for (let kept = 0; kept <= units - first; kept += 1) {
      const lines = [
        { lineId, quantity: first },
        { lineId, quantity: kept, amountMinor: 0 },
        { lineId, quantity: units - first - kept },
      ];
      const answer = await previewRefund(s, { ...input, lines: lines.filter(({ quantity: some }) => some > 0) });
      if (answer.__typename === "OrderRefundPreview") return true;
      if (answer.__typename !== "AmountExceededError" && answer.__typename !== "ValidationError") return false;
    }
  return false;
}

/** All units to prepare are taken unless the order is on hold, and one more is refused. */
async function checkPreparation(s: Shop, bought: Bought): Promise<void> {
  const { lines, nextActions } = await readLimits(s, bought);
  for (const { id: lineId, toPrepare } of lines) {
    const isTaken = async (units: number) =>
      (await prepareUnits(s, bought.orderId, [{ lineId, quantity: units }])).__typename === "FulfilmentCreated";
    expect({ lineId, toPrepare, more: await isTaken(toPrepare + 1) }).toEqual({ lineId, toPrepare, more: false });
    if (toPrepare > 0 && nextActions.includes("FULFIL")) expect(await isTaken(toPrepare)).toBe(true);
  }
}

/** Checks random orders, so many in each shop; each has two changes. Returns how many of the changes were made and refused. */
export async function checkPreviews(mode: CaptureMode, shops: number, ordersInEach: number) {
  const seen = { done: 0, refused: 0 };
  const size = { minLength: ordersInEach, maxLength: ordersInEach };
  await fc.assert(
    fc.asyncProperty(fc.array(orderCase, size), async (cases) => {
      const opened = await openShop(mode);
      for (const one of cases)
        for (const outcome of await runCase(opened, mode, one)) seen[outcome === "done" ? "done" : "refused"] += 1;
    }),
    { numRuns: shops, endOnFailure: true },
  );
  return seen;
}
