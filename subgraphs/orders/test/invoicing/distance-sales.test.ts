/** Taxes by place in documents and reports: distance sales of a year against the limit, notes of exports, and supplies to Monaco and Belfast. */
import { expect, test } from "vitest";
import { z } from "zod";
import { rebuildProjections } from "../../src/service/analytics/rebuild.ts";
import { colleague, save } from "../support/back-office/settings.ts";
import { finance, taxReport } from "../support/back-office/tax-documents.ts";
import {
  addRate,
  belfast,
  buyTo,
  company,
  download,
  monaco,
  mugs,
  shopOfPlaces,
  tenerife,
  vienna,
  zurich,
} from "../support/back-office/tax-laws.ts";
import { refundUnits, runRetries, ship } from "../support/order-changes.ts";
import { home } from "../support/purchase.ts";
import { type Shop, support } from "../support/shop.ts";

const amount = z.object({ minor: z.number(), currency: z.string() });
const note = z.object({ year: z.number(), net: z.array(amount), limit: amount, isNear: z.boolean() }).nullable();

async function noteOf(s: Shop, month: string) {
  const text = `query ($month: String) { taxReport(month: $month) {
    distanceSales { year net { minor currency } limit { minor currency } isNear } } }`;
  const { data, errors } = await s.query(text, { month }, finance);
  if (errors) throw new Error(JSON.stringify(errors));
  return note.parse(Object(data).taxReport.distanceSales);
}

async function noticesOf(s: Shop): Promise<unknown> {
  const { data } = await s.query("{ shopSetup { notices } }", {}, colleague("ADMIN"));
  return Object(data).shopSetup.notices;
}

const eur = (minor: number) => ({ minor, currency: "EUR" });

test("the report counts sales to consumers in other member states against 10,000 euros, with a notice from 8,000 on", async () => {
  const s = await shopOfPlaces();
  for (const address of [home, zurich, company, tenerife]) await buyTo(s, address, [mugs]);
  const sold = await buyTo(s, vienna, [mugs]);
  await buyTo(s, monaco, [download]);
  await buyTo(s, belfast, [download]);
  await runRetries(s);
  const limit = eur(1_000_000);
  expect(await noteOf(s, "2026-01")).toEqual({ year: 2026, net: [eur(3_336 + 839)], limit, isNear: false });
  expect(await noteOf(s, "2025-12")).toEqual({ year: 2025, net: [], limit, isNear: false });
  await ship(s, sold, 1);
  await refundUnits(s, sold, 1);
  await runRetries(s);
  expect(await noteOf(s, "2026-01")).toMatchObject({ net: [eur(3_336 + 839 - 1_252)] });
  expect(await noticesOf(s)).toEqual([]);
  await buyTo(s, belfast, [{ ...mugs, prices: { EUR: 470_000 } }]);
  await runRetries(s);
  expect(await noteOf(s, "2026-01")).toMatchObject({ isNear: false });
  await buyTo(s, vienna, [{ prices: { EUR: 9_000 } }]);
  await runRetries(s);
  expect(await noteOf(s, "2026-01")).toMatchObject({ isNear: true });
  expect(await noticesOf(s)).toEqual(["DISTANCE_SALES_LIMIT"]);
  await addRate(s, "AT", "0.2");
  await save(s, "shopSettingsUpdate", { distanceSales: "DESTINATION" });
  expect(await noticesOf(s)).toEqual([]);
  const before = Object(await noteOf(s, "2026-01")).net[0].minor;
  await buyTo(s, vienna, [mugs]);
  await runRetries(s);
  expect(await noteOf(s, "2026-01")).toMatchObject({ net: [eur(before + 3_308)] });
  expect((await rebuildProjections(s.running.service.deps)).filter(({ identical }) => !identical)).toEqual([]);
  await save(s, "shopSettingsUpdate", { country: "CH", reverseCharge: false });
  expect(await noteOf(s, "2026-01")).toBeNull();
});

test("the invoice of an export to Tenerife names Article 146, and the statement lists companies in Monaco and Belfast", async () => {
  const s = await shopOfPlaces();
  await addRate(s, "ES", "0.21");
  const { orderId } = await buyTo(s, tenerife, [mugs]);
  await buyTo(s, { ...monaco, company: "Rocher SARL", vatId: "FR40303265045" });
  await buyTo(s, { ...belfast, company: "Lagan Ltd", vatId: "XI100000089" });
  await runRetries(s);
  const { data } = await s.query(
    "query ($id: ID!) { order(id: $id) { receiptUrl } }",
    { id: orderId },
    { viewer: support },
  );
  const { pathname: url } = new URL(Object(data).order.receiptUrl);
  const page = (await s.running.service.internal.inject({ method: "GET", url })).payload;
  expect(page).toContain("Export: exempt from tax (Article 146 of Directive 2006/112/EC).");
  const { rows, recapitulative } = await taxReport(s, "2026-01");
  expect(rows.map(({ category, country, net }) => [category, country, net.base.minor])).toEqual([
    ["EXPORT", "ES", 3_970],
    ["INTRA_COMMUNITY", "FR", 3_336],
    ["REVERSE_CHARGE", "FR", 839],
    ["INTRA_COMMUNITY", "GB", 3_336],
    ["UNTAXED", "GB", 999],
  ]);
  expect(recapitulative).toEqual([
    { vatId: "FR40303265045", country: "FR", category: "INTRA_COMMUNITY", base: eur(3_336) },
    { vatId: "FR40303265045", country: "FR", category: "REVERSE_CHARGE", base: eur(839) },
    { vatId: "XI100000089", country: "GB", category: "INTRA_COMMUNITY", base: eur(3_336) },
  ]);
});
