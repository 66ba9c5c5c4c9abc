/** Skipped numbers after a restore: no number is issued twice, and the gap is recorded. */
import { expect, test } from "vitest";
import { z } from "zod";
import { skipNumbers } from "../../src/service/invoicing/skipped-numbers.ts";
import { finance } from "../support/back-office/tax-documents.ts";
import { bought } from "../support/purchase.ts";
import { minute, noon, type Shop, shop } from "../support/shop.ts";

const hour = 60 * minute;
const numbered = z.array(z.object({ number: z.string(), invoice_number: z.string() }));

const restore = (s: Shop, lostSince: number) =>
  s.running.service.deps.store.write("restore", (tx) =>
    skipNumbers(s.running.service.deps, tx, { lostSince, reason: "BACKUP_RESTORED" }),
  );

async function lastNumbers(s: Shop) {
  const rows = numbered.parse(await s.rows("SELECT number, invoice_number FROM orders ORDER BY number"));
  return { order: Number.parseInt(rows.at(-1)?.number ?? "", 10), invoice: Number(rows.at(-1)?.invoice_number) };
}

test("a restore skips 1,000 numbers and, for each hour since the backup, ten times the busiest hour or 100", async () => {
  const s = await shop();
  for (let placed = 0; placed < 12; placed += 1) await bought(s);
  s.runtime.setNow(noon + 2 * hour);
  await bought(s);
  expect(await lastNumbers(s)).toEqual({ order: 100_013, invoice: 13 });
  s.runtime.setNow(noon + 5 * hour);
  const skipped = await restore(s, noon + 2 * hour);
  expect(skipped).toMatchObject([
    { sequence: "order", first: 100_014, last: 100_013 + 1_000 + 3 * 120 },
    { sequence: "invoice", first: 14, last: 13 + 1_000 + 3 * 120 },
    { sequence: "credit-note", first: 1, last: 1_000 + 3 * 100 },
  ]);
  await bought(s);
  expect(await lastNumbers(s)).toEqual({ order: 101_374, invoice: 1_374 });

  // As where the command that restores is run again.
  expect(await restore(s, noon + 2 * hour)).toHaveLength(skipped.length);
  await bought(s);
  expect(await lastNumbers(s)).toEqual({ order: 101_375, invoice: 1_375 });
});

test("the same backup restored an hour later repeats none of the numbers issued since", async () => {
  const [first, second] = [await shop(), await shop()];
  for (const s of [first, second]) await bought(s);
  first.runtime.setNow(noon + hour);
  await restore(first, noon);
  for (let placed = 0; placed < 30; placed += 1) await bought(first);
  second.runtime.setNow(noon + 2 * hour);
  await restore(second, noon);
  const { order, invoice } = await lastNumbers(first);
  await bought(second);
  expect((await lastNumbers(second)).order).toBeGreaterThan(order);
  expect((await lastNumbers(second)).invoice).toBeGreaterThan(invoice);
});

test("the tax report of the month names the numbers of documents that were skipped, and only that month's", async () => {
  const s = await shop();
  await bought(s);
  await restore(s, noon - 24 * hour);
  const ask = async (month: string) => {
    const text = `query ($month: String!) { taxReport(month: $month) { invoices { count first last }
      skippedNumbers { kind first last reason lostSince skippedAt } } }`;
    const { data, errors } = await s.query(text, { month }, finance);
    expect(errors).toBeUndefined();
    return data?.taxReport;
  };
  const times = {
    reason: "BACKUP_RESTORED",
    lostSince: "2026-01-14T12:00:00.000Z",
    skippedAt: "2026-01-15T12:00:00.000Z",
  };
  expect(await ask("2026-01")).toEqual({
    invoices: { count: 1, first: "000001", last: "000001" },
    skippedNumbers: [
      { kind: "CREDIT_NOTE", first: "C000001", last: "C003400", ...times },
      { kind: "INVOICE", first: "000002", last: "003401", ...times },
    ],
  });
  expect(await ask("2026-02")).toMatchObject({ skippedNumbers: [] });
});

test("the record of skipped numbers cannot be changed or removed", async () => {
  const s = await shop();
  await restore(s, noon);
  await expect(s.corruptStore("UPDATE skipped_numbers SET last = last - 1")).rejects.toThrow("never changed");
  await expect(s.corruptStore("DELETE FROM skipped_numbers")).rejects.toThrow("never removed");
});
