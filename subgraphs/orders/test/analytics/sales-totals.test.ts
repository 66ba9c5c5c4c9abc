/** Sales report: its rows add up to its total and equal a recount of the orders. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { rebuildProjections } from "../../src/service/analytics/rebuild.ts";
import { type History, histories, publishHistories } from "../support/order-histories.ts";
import { amounts, type Row, readReport, sumByCurrency } from "../support/sales-report.ts";
import { shop } from "../support/shop.ts";

const start = Date.UTC(2026, 0, 1, 23, 30);

const headings = ["DAY", "WEEK", "MONTH", "PRODUCT", "VARIANT", "COUNTRY", "PROMOTION"];

/** The totals of the histories themselves. */
function recount(all: readonly History[]) {
  const list = (of: (history: History) => number) =>
    sumByCurrency([all.map((history) => ({ minor: of(history), currency: history.sale.total.currency }))]);
  const after = (history: History, of: (then: History["after"][number]) => number) =>
    history.after.reduce((total, then) => total + of(then), 0);
  const cancelledUnits = (history: History) =>
    after(history, (then) =>
      then.kind === "cancelled" ? then.parts.reduce((units, part) => units + part.quantity, 0) : 0,
    );
  return {
    orders: all.length,
    units: all.flatMap(({ sale }) => sale.lines).reduce((units, line) => units + line.quantity, 0),
    unitsCancelled: all.reduce((units, history) => units + cancelledUnits(history), 0),
    gross: list(({ sale }) => sale.subtotalMinor),
    discount: list(({ sale }) => sale.discountMinor),
    shipping: list(({ sale }) => sale.shippingMinor),
    tax: list(({ sale }) => sale.taxMinor),
    total: list(({ sale }) => sale.total.minor),
    refunded: list((history) => after(history, (then) => (then.kind === "refunded" ? then.refund.amount.minor : 0))),
  };
}

test("every report adds up to the total of the orders after any history, and a rebuild changes no row", async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (all) => {
      const s = await shop();
      await publishHistories(s, all, start);
      await s.applyEvents();
      const { cancelled: _value, ...expected } = { ...recount(all), cancelled: null };
      for (const by of headings) {
        const { rows, rest, total } = await readReport(s, by);
        const counted = by === "PRODUCT" || by === "VARIANT" ? { orders: total.orders } : {};
        const added = Object.fromEntries(amounts.map((name) => [name, sumByCurrency(rows.map((part) => part[name]))]));
        const counts = (of: (part: Row) => number) => rows.reduce((units, part) => units + of(part), 0);
        expect(rest).toBeNull();
        expect({
          ...added,
          orders: counts((part) => part.orders ?? 0),
          units: counts((part) => part.units),
          unitsCancelled: counts((part) => part.unitsCancelled),
          ...counted,
        }).toEqual({
          ...Object.fromEntries(amounts.map((name) => [name, sumByCurrency([total[name]])])),
          orders: total.orders,
          units: total.units,
          unitsCancelled: total.unitsCancelled,
        });
        expect({
          ...added,
          ...counted,
          orders: total.orders,
          units: total.units,
          unitsCancelled: total.unitsCancelled,
        }).toMatchObject(expected);
      }
      for (const { sale, after } of all.filter((history) =>
        history.after.some((then) => then.kind === "cancelled" && then.isWhole),
      )) {
        expect(after).toBeDefined();
        const rows = z
          .array(z.object({ value: z.number() }))
          .parse(
            await s.rows(`SELECT sum(cancelled_minor) AS value FROM sales_facts WHERE order_id = '${sale.orderId}'`),
          );
        expect(rows).toEqual([{ value: sale.total.minor }]);
      }
      const rebuilt = await rebuildProjections(s.running.service.deps);
      expect(rebuilt.filter(({ identical }) => !identical)).toEqual([]);
    }),
    { numRuns: 12 },
  );
});
