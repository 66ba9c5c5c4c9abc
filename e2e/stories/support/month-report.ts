/** The tax report of this month, read as staff: sums by place and reason, in cents. */
import { requireData, sendRequest } from "@hansa/client/graphql-client";
import { signInStaff } from "@hansa/client/staff-desk";
import { z } from "zod";
import type { Shop } from "../../../cli/testing/shop.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const amount = z.object({ minor: z.number() });
const taxed = z.object({ base: amount, tax: amount });
const monthOfTaxes = z.object({
  taxReport: z.object({
    rows: z.array(
      z.object({
        ...{ country: z.string().nullable(), category: z.string(), rate: z.string() },
        ...{ sales: taxed, cancellations: taxed, refunds: taxed, net: taxed },
      }),
    ),
    invoices: z.object({ count: z.number() }),
    creditNotes: z.object({ count: z.number() }),
    distanceSales: z.object({ net: z.array(z.object({ minor: z.number(), currency: z.string() })) }),
    recapitulative: z.array(z.object({ vatId: z.string(), country: z.string(), category: z.string(), base: amount })),
  }),
});

/** This month's taxes by place and reason, in cents. A story that began before midnight may end in the next month. */
export async function readMonth(shop: Shop) {
  const [from, to] = [0, dayMs].map((ahead) => new Date(Date.now() + ahead).toISOString().slice(0, 7));
  const query = `query ($from: String!, $to: String!) {
    taxReport(from: $from, to: $to) {
      rows {
        country category rate
        sales { base { minor } tax { minor } } cancellations { base { minor } tax { minor } }
        refunds { base { minor } tax { minor } } net { base { minor } tax { minor } }
      }
      distanceSales { net { minor currency } }
      invoices { count } creditNotes { count } recapitulative { vatId country category base { minor } }
    }
  }`;
  const as = await signInStaff(shop, "ADMIN");
  const { taxReport } = monthOfTaxes.parse(
    await requireData(sendRequest(shop.url, { query, variables: { from, to }, as })),
  );
  const sums = new Map<string, number>();
  for (const { country, category, rate, ...parts } of taxReport.rows) {
    for (const [part, { base, tax }] of Object.entries(parts)) {
      sums.set(`${country} ${category} ${rate} ${part}`, base.minor);
      sums.set(`${country} ${category} ${rate} ${part}, tax`, tax.minor);
    }
  }
  for (const { vatId, country, category, base } of taxReport.recapitulative)
    sums.set(`${vatId} ${country} ${category}`, base.minor);
  for (const { minor, currency } of taxReport.distanceSales.net) sums.set(`distance sales ${currency}`, minor);
  sums.set("invoices", taxReport.invoices.count).set("credit notes", taxReport.creditNotes.count);
  return sums;
}

/** The sums that have changed since, and by how much. */
export async function readChanges(shop: Shop, before: ReadonlyMap<string, number>) {
  const month = [...(await readMonth(shop))].map(([name, sum]) => [name, sum - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(month.filter(([, sum]) => sum !== 0));
}
