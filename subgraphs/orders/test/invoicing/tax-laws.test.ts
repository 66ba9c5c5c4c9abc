/** Sales without tax in documents and reports: categories, notes, and supplies to companies by VAT id. */
import { expect, test } from "vitest";
import { rebuildProjections } from "../../src/service/analytics/rebuild.ts";
import { save } from "../support/back-office/settings.ts";
import { documents, taxReport } from "../support/back-office/tax-documents.ts";
import { buyTo, company, mugs, shopOfLaws, shown, totalsOf, zurich } from "../support/back-office/tax-laws.ts";
import { present } from "../support/mutations.ts";
import { type Bought, refund, runRetries } from "../support/order-changes.ts";
import { type Shop, support } from "../support/shop.ts";

/** The pages of an order's invoice and of its first credit note. */
async function pagesOf(s: Shop, { orderId }: Bought): Promise<string[]> {
  const { data } = await s.query(
    "query ($id: ID!) { order(id: $id) { receiptUrl } }",
    { id: orderId },
    { viewer: support },
  );
  const { pathname } = new URL(Object(data).order.receiptUrl);
  const urls = [pathname, `${pathname}/C000001`];
  return Promise.all(
    urls.map(async (url) => (await s.running.service.internal.inject({ method: "GET", url })).payload),
  );
}

test("an export outside the Union names no article of its law", async () => {
  const s = await shopOfLaws();
  await save(s, "shopSettingsUpdate", { reverseCharge: false, vatId: null, country: "US" });
  const bought = await buyTo(s, zurich, [mugs]);
  expect(shown((await totalsOf(s, bought)).taxLines)).toEqual([["EXPORT", "CH", 3_970, 0]]);
  const [invoice] = await pagesOf(s, bought);
  expect(invoice).toContain("Export: exempt from tax.");
});

test("invoice and credit note of a company name the law, and the report lists it by buyer", async () => {
  const s = await shopOfLaws();
  const bought = await buyTo(s, company);
  await buyTo(s, zurich);
  await runRetries(s);
  await refund(s, bought, { lines: [{ lineId: present(bought.lines[1]).lineId, quantity: 1 }], keepFulfillable: true });
  await runRetries(s);
  const own = (await documents(s)).filter(({ order }) => order.id === bought.orderId);
  expect(own.map(({ kind, taxLines }) => [kind, shown(taxLines)])).toEqual([
    ["CREDIT_NOTE", [["REVERSE_CHARGE", "AT", 839, 0]]],
    [
      "INVOICE",
      [
        ["INTRA_COMMUNITY", "AT", 3_336, 0],
        ["REVERSE_CHARGE", "AT", 839, 0],
      ],
    ],
  ]);
  const pages = await pagesOf(s, bought);
  for (const page of pages) expect(page).toContain("(Article 196 of Directive 2006/112/EC).");
  expect(pages.map((page) => page.includes("(Article 138 of Directive 2006/112/EC)."))).toEqual([true, false]);
  for (const page of pages) expect(page).toContain("ATU13585627");
  const report = await taxReport(s, "2026-01");
  expect(report.rows.map(({ category, country, net }) => [category, country, net.base.minor])).toEqual([
    ["INTRA_COMMUNITY", "AT", 3_336],
    ["REVERSE_CHARGE", "AT", 0],
    ["EXPORT", "CH", 3_970],
    ["UNTAXED", "CH", 999],
  ]);
  expect(report.recapitulative).toEqual([
    { vatId: "ATU13585627", country: "AT", category: "INTRA_COMMUNITY", base: { minor: 3_336, currency: "EUR" } },
    { vatId: "ATU13585627", country: "AT", category: "REVERSE_CHARGE", base: { minor: 0, currency: "EUR" } },
  ]);
  expect((await rebuildProjections(s.running.service.deps)).filter(({ identical }) => !identical)).toEqual([]);
});
