/** docs/owners/close-a-month.md: its blocks run unchanged, and its statements about the responses are true. */
import { graphqlBlocks, readDoc, userWith } from "@hansa/kit/testing";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { z } from "zod";
import { byRate, netOf, documents as taxDocuments, taxReport } from "../support/back-office/tax-documents.ts";
import {
  belfast,
  buyTo,
  company,
  monaco,
  mugs,
  shopOfPlaces,
  tenerife,
  vienna,
  zurich,
} from "../support/back-office/tax-laws.ts";
import { present } from "../support/mutations.ts";
import { deliver, receive, refund, refundUnits } from "../support/order-changes.ts";
import { bought, home } from "../support/purchase.ts";
import { ada, type Shop, shop } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

const page = readDoc("owners/close-a-month");
const finance = userWith("user_finance", ["reports:read", "orders:read"], "FINANCE");

type Block = { name: string; field: string; text: string; variables: Record<string, unknown> };

/** Each GraphQL block with the variables beneath it. */
const blocks = graphqlBlocks(page).map(({ text, json }): Block => {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`no operation: ${text}`);
  const [root] = operation.selectionSet.selections;
  const variables = z.record(z.string(), z.unknown()).parse(json);
  return {
    name: operation.name?.value ?? "",
    field: root?.kind === Kind.FIELD ? root.name.value : "",
    text,
    variables,
  };
});
const own = blocks.filter(({ field }) => ["taxReport", "salesReport", "taxDocuments"].includes(field));

async function run(s: Shop, name: string) {
  const block = own.find((known) => known.name === name);
  if (!block) throw new Error(`the page has no ${name}`);
  const { data, errors } = await s.query(block.text, block.variables, { viewer: finance });
  expect(errors).toBeUndefined();
  return data?.[block.field];
}

const money = z.array(z.object({ minor: z.number(), currency: z.string() }));
const sold = z.object({ total: z.object({ orders: z.number(), total: money }) });
const amount = z.object({ minor: z.number() });
const taxes = z.object({
  totals: z.array(z.object({ net: z.object({ total: amount }) })),
  invoices: z.object({ count: z.number(), first: z.string(), last: z.string() }),
  creditNotes: z.object({ count: z.number() }),
});
const documents = z.object({
  totalCount: z.number(),
  nodes: z.array(z.object({ kind: z.enum(["INVOICE", "CREDIT_NOTE"]), number: z.string(), total: amount })),
});

test("every block of the page is run, except the ledger's, which belongs to payments", () => {
  expect(page.match(/```graphql/g)).toHaveLength(blocks.length);
  expect(blocks.map(({ name }) => name)).toEqual([
    "TaxesOfTheMonth",
    "SalesOfTheMonth",
    "SalesByCountry",
    "DocumentsOfTheMonth",
    "LedgerOfTheMonth",
  ]);
  expect(own).toHaveLength(4);
});

test("a December with a lower price and a withdrawal over Christmas: report, statement and documents agree", async () => {
  const s = await shopOfPlaces({ timeZone: "Europe/Berlin" });
  s.runtime.setNow(Date.UTC(2026, 11, 11, 12));
  const [german, austrian] = [await buyTo(s, home, [mugs]), await buyTo(s, vienna, [mugs])];
  for (const place of [company, monaco, tenerife, belfast, zurich]) await buyTo(s, place, [mugs]);
  await deliver(s, german, 2);
  await refund(s, austrian, { lines: [{ lineId: austrian.line.lineId, quantity: 0, amountMinor: 100 }] });
  // Day 14 is Christmas; Saturday, Sunday: the period ends on Monday, the 28th, at midnight in Berlin.
  s.runtime.setNow(Date.UTC(2026, 11, 28, 22, 59));
  const { withdrawal } = await withdraw(s, german);
  const [{ id: returnId }] = z.tuple([z.object({ id: z.string() })]).parse(present(withdrawal).returns);
  await receive(s, german, returnId, { quantity: 2 });
  await refundUnits(s, german, 2, { returnId, shippingMinor: 990 });
  await s.applyEvents();
  const report = await taxReport(s, "2026-12");
  const net = (category: string) => {
    const rows = report.rows.filter((row) => row.category === category);
    return rows.map(({ country, net: { base, tax } }) => [country, base.minor, tax.minor]);
  };
  // Vienna, Monaco and Belfast bought for 39.70 each at the rate of the shop's country, and Vienna has 1.00 back.
  expect(net("STANDARD")).toEqual([["DE", 3 * 3_336 - 85, 3 * 634 - 15]]);
  expect(net("EXPORT")).toEqual([
    ["CH", 3_970, 0],
    ["ES", 3_970, 0],
  ]);
  expect(net("INTRA_COMMUNITY")).toEqual([["AT", 3_336, 0]]);
  expect(report.recapitulative).toMatchObject([{ vatId: "ATU13585627", base: { minor: 3_336 } }]);
  expect(report.creditNotes.count).toBe(2);
  expect(netOf(await taxDocuments(s, { month: "2026-12" }))).toEqual(
    byRate(
      report.rows.map(({ name, rate, net: { base, tax } }) => ({
        name,
        rate,
        baseMinor: base.minor,
        taxMinor: tax.minor,
      })),
    ),
  );
});

test("invoices less credit notes of the month add up to its reports, and their numbers have no gaps", async () => {
  const s = await shop();
  const first = await bought(s);
  for (let count = 0; count < 2; count += 1) await bought(s, { viewer: ada });
  await refund(s, first, { adjustmentMinor: 300 });
  s.runtime.setNow(Date.UTC(2026, 1, 1));
  await bought(s);
  await s.applyEvents();
  const report = taxes.parse(await run(s, "TaxesOfTheMonth"));
  const sales = sold.parse(await run(s, "SalesOfTheMonth"));
  const byCountry = sold.parse(await run(s, "SalesByCountry"));
  const list = documents.parse(await run(s, "DocumentsOfTheMonth"));
  const sumOf = (kind: string) =>
    list.nodes.filter((node) => node.kind === kind).reduce((sum, { total }) => sum + total.minor, 0);
  expect(sales.total).toMatchObject({ orders: 3, total: [{ minor: sumOf("INVOICE"), currency: "EUR" }] });
  expect(byCountry.total.total).toEqual(sales.total.total);
  expect(report.totals[0]?.net.total.minor).toBe(sumOf("INVOICE") - sumOf("CREDIT_NOTE"));
  expect(report).toMatchObject({ invoices: { count: 3, first: "000001", last: "000003" }, creditNotes: { count: 1 } });
  expect(list.nodes.map(({ number }) => number).sort()).toEqual(["000001", "000002", "000003", "C000001"]);
});
