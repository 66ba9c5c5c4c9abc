/**
 * Tax report as a property: for any history of orders, invoices less credit notes equal the report and the money that was kept, less the
 * amount that is owed back for cancelled units.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { rebuildProjections } from "../../src/service/analytics/rebuild.ts";
import { loadBalance } from "../../src/service/payment/balance.ts";
import {
  byRate,
  type Document,
  documents,
  finance,
  invoicingShop,
  netOf,
  taxReport,
} from "../support/back-office/tax-documents.ts";
import { change } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  prepareUnits,
  readOrder,
  refund,
  runRetries,
  send,
  staff,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import type { Shop } from "../support/shop.ts";

const day = 24 * 60 * 60_000;
const months = ["2026-01", "2026-02", "2026-03"];

const step = fc.oneof(
  fc.record({ do: fc.constant("refund" as const), line: fc.nat(2), units: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant("refundPart" as const), line: fc.nat(2), amountMinor: fc.nat(4_999) }),
  fc.record({ do: fc.constant("shipping" as const), minor: fc.integer({ min: 1, max: 490 }) }),
  fc.record({ do: fc.constant("gesture" as const), minor: fc.integer({ min: 1, max: 700 }) }),
  fc.record({ do: fc.constant("cancelParts" as const), line: fc.nat(2), units: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant("send" as const), line: fc.nat(2), units: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant("there" as const), minor: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ do: fc.constant("bankReturns" as const), pick: fc.nat() }),
  fc.record({ do: fc.constant("cancel" as const) }),
  fc.record({ do: fc.constant("fails" as const), outcome: fc.constantFrom("failed" as const, "pending" as const) }),
  fc.record({
    do: fc.constant("dispute" as const),
    minor: fc.integer({ min: 1, max: 9_000 }),
    decision: fc.constantFrom("WON" as const, "LOST" as const),
  }),
  fc.record({ do: fc.constant("decide" as const) }),
  fc.record({ do: fc.constant("days" as const), days: fc.integer({ min: 1, max: 12 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** A counterexample found at random: a returned refund of units that were refunded before their charge pays for other units. */
const returnedBeforeCharged: Step[] = [
  { do: "send", line: 0, units: 2 },
  { do: "refund", line: 1, units: 2 },
  { do: "bankReturns", pick: 0 },
  { do: "there", minor: 102 },
];

let there = 0;
/** The open dispute with its later decision, and the amount of lost ones. */
const disputes: { open: { minor: number; decision: "WON" | "LOST" } | null; lostMinor: number } = {
  open: null,
  lostMinor: 0,
};

function leftAtProvider({ payment: { capturedMinor = 0, refundedMinor = 0 } }: Bought): number {
  return capturedMinor - refundedMinor - (disputes.open?.minor ?? 0) - disputes.lostMinor;
}

async function act(s: Shop, bought: Bought, todo: Step): Promise<unknown> {
  const lineOf = (index: number) => bought.lines[index]?.lineId ?? "";
  const { orderId } = bought;
  switch (todo.do) {
    case "refund":
      return refund(s, bought, { lines: [{ lineId: lineOf(todo.line), quantity: todo.units }] });
    case "refundPart":
      return refund(s, bought, {
        lines: [{ lineId: lineOf(todo.line), quantity: 1, amountMinor: todo.amountMinor }],
      });
    case "shipping":
      return refund(s, bought, { shippingMinor: todo.minor });
    case "gesture":
      return refund(s, bought, { adjustmentMinor: todo.minor });
    case "cancelParts": {
      const parts = [{ lineId: lineOf(todo.line), quantity: todo.units }];
      return change(s, "orderLinesCancel", { orderId, parts, idempotencyKey: newKey() }, staff);
    }
    case "send": {
      const { fulfilment } = await prepareUnits(s, orderId, [{ lineId: lineOf(todo.line), quantity: todo.units }]);
      return fulfilment && send(s, fulfilment.id);
    }
    case "there": {
      if (leftAtProvider(bought) < todo.minor) return;
      there += 1;
      s.payments.refunds.refundThere(bought.payment, `ref_there_${there}`, todo.minor);
      return s.applyEvents();
    }
    case "bankReturns": {
      const succeeded = [...s.payments.refunds.known].filter(([, { state }]) => state === "SUCCEEDED");
      const [id] = succeeded[todo.pick % Math.max(1, succeeded.length)] ?? [];
      if (id !== undefined) s.payments.refunds.settle(id, "FAILED");
      return s.applyEvents();
    }
    case "cancel":
      return cancel(s, orderId, staff);
    case "fails": {
      const outcome =
        todo.outcome === "failed"
          ? ({ outcome: "failed", reason: "closed" } as const)
          : ({ outcome: "pending" } as const);
      return void s.payments.refunds.responses.push(outcome);
    }
    case "dispute": {
      const minor = Math.min(todo.minor, leftAtProvider(bought));
      if (disputes.open || minor === 0) return;
      disputes.open = { minor, decision: todo.decision };
      s.payments.dispute(bought.payment, "OPEN", minor);
      return s.applyEvents();
    }
    case "decide": {
      if (!disputes.open) return;
      const { minor, decision } = disputes.open;
      disputes.open = null;
      if (decision === "LOST") disputes.lostMinor += minor;
      s.payments.dispute(bought.payment, decision, minor);
      return s.applyEvents();
    }
    case "days":
      await s.runtime.advance(todo.days * day);
      return runRetries(s);
  }
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const signed = ({ kind, total }: Document) => (kind === "INVOICE" ? total.minor : -total.minor);

/** Checks that the numbers of a kind are consecutive from 1. */
function expectNoGaps(all: readonly Document[]): void {
  for (const kind of ["INVOICE", "CREDIT_NOTE"]) {
    const numbers = all.filter((one) => one.kind === kind).map(({ number }) => Number(number.replace("C", "")));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_number, index) => index + 1));
  }
}

/** Checks that bases and taxes of each document and each of its lines sum to the total. */
function expectToAddUp({ total, tax, taxLines, items }: Document): void {
  expect(sumOf(taxLines.map(({ base, amount }) => base.minor + amount.minor))).toBe(total.minor);
  expect(sumOf(taxLines.map(({ amount }) => amount.minor))).toBe(tax.minor);
  expect(sumOf(items.map((item) => item.total.minor))).toBe(total.minor);
}

test.each([
  ["ON_PLACEMENT", true],
  ["ON_FULFILMENT", true],
  ["ON_PLACEMENT", false],
  ["ON_FULFILMENT", false],
] as const)(
  "captured %s, tax in the prices: %s: invoices less credit notes equal the report by rate, and the money kept and not owed back",
  async (mode, included) => {
    const prices = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 7, max: 4_999 })));
    await fc.assert(
      fc.asyncProperty(prices, fc.array(step, { minLength: 4, maxLength: 12 }), async (some, steps) => {
        const s = await invoicingShop({ captureMode: mode, pricesIncludeTax: included });
        const classes = ["standard", "reduced", "zero"];
        const wishes = some.map((minor, index) => {
          return { prices: { EUR: minor }, quantity: 3, taxClass: classes[index] ?? "", weightGrams: 50 };
        });
        const bought = await buy(s, wishes);
        Object.assign(disputes, { open: null, lostMinor: 0 });
        for (const one of steps) await act(s, bought, one);
        await runRetries(s);
        await cancel(s, bought.orderId, staff);
        await runRetries(s);

        const all = await documents(s);
        for (const one of all) expectToAddUp(one);
        expectNoGaps(all);
        for (const month of months) {
          const report = await taxReport(s, month);
          const ofMonth = all.filter(({ date }) => date.startsWith(month));
          const rows = report.rows.map(({ name, rate, net }) => {
            return { name, rate, baseMinor: net.base.minor, taxMinor: net.tax.minor };
          });
          expect(byRate(rows)).toEqual(netOf(ofMonth));
          expect(report.totals[0]?.net.total.minor ?? 0).toBe(sumOf(ofMonth.map(signed)));
          expect([report.invoices.count, report.creditNotes.count]).toEqual([
            ofMonth.filter(({ kind }) => kind === "INVOICE").length,
            ofMonth.filter(({ kind }) => kind === "CREDIT_NOTE").length,
          ]);
        }
        const { capturedMinor = 0, refundedMinor = 0, amountMinor } = bought.payment;
        const { deps } = s.running.service;
        const { leftMinor } = await deps.store.read((db) => loadBalance(db, bought.orderId));
        // The credit notes of cancelled units stand while their money is not back: its refund is pending or failed, or a bank has it.
        const owedMinor = capturedMinor - refundedMinor + leftMinor - sumOf(all.map(signed));
        const [open] = await s.rows(
          "SELECT coalesce(sum(amount_minor), 0) AS minor FROM refunds WHERE state <> 'SUCCEEDED'",
        );
        expect(owedMinor).toBeGreaterThanOrEqual(0);
        expect(owedMinor).toBeLessThanOrEqual(Object(open).minor + (disputes.open?.minor ?? 0) + disputes.lostMinor);
        const { state } = await readOrder(s, bought);
        if (state === "CANCELLED") expect(sumOf(all.map(signed))).toBe(0);
        // If no money of the order was kept, no tax rate has an amount left.
        if (sumOf(all.map(signed)) === 0) expect(netOf(all)).toEqual({});
        expect((await askInBerlin(s)).total).toEqual([{ minor: amountMinor, currency: "EUR" }]);
        expect((await rebuildProjections(deps)).filter(({ identical }) => !identical)).toEqual([]);
      }),
      { numRuns: 6, endOnFailure: true, examples: [[[4_998, 2_211, 4_081], returnedBeforeCharged]] },
    );
  },
);

/** The sales of the three months. */
async function askInBerlin(s: Shop) {
  const text = `{ salesReport(from: "2025-12-31T23:00:00Z", to: "2026-03-31T22:00:00Z", by: MONTH) { total { total { minor currency } } } }`;
  const { data } = await s.query(text, {}, finance);
  return z.object({ total: z.object({ total: z.unknown() }) }).parse(data?.salesReport).total;
}
