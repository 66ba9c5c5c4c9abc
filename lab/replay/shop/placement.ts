/** Places products, invoices and cancellations through the router, several at a time and in order. */

import type { Graph } from "@hansa/client/graphql-client";
import { openSessions } from "@hansa/client/sessions";
import { showProgress } from "../../../cli/host/progress.ts";
import { type numberedSteps, say } from "../../../cli/host/terminal.mjs";
import { matchCancellations } from "../file/cancellations.ts";
import { catalogueOf } from "../file/catalogue.ts";
import type { Cancellation, Invoice } from "../file/invoices.ts";
import type { Journal } from "../journal.ts";
import { accountOf, administrator } from "./accounts.ts";
import { performCancellation } from "./cancellation.ts";
import { runConcurrently } from "./concurrency.ts";
import { placeInvoice } from "./purchase.ts";
import { addProduct, addShippingZone } from "./stock.ts";

/** How many are on their way at once: enough to keep the processes busy, few enough to keep time order. */
const concurrency = 8;

export type Step = ReturnType<typeof numberedSteps>;
export type Work = { step: Step; graph: Graph; journal: Journal; invoices: readonly Invoice[] };

/** Puts on sale what the invoices need and the journal does not know. */
export async function stockShop({ step, graph, journal, invoices }: Work): Promise<void> {
  const tokenOf = openSessions(graph);
  const stocking = { graph, journal, adminToken: () => tokenOf(administrator()) };
  await step("Countries", async () => addShippingZone(graph, await stocking.adminToken()));
  await step("Products, prices, stock", async () => {
    const missing = catalogueOf(invoices).filter(({ variants }) =>
      variants.some(({ sku }) => !journal.variants.has(sku)),
    );
    if (missing.length === 0) return "all are there";
    const progress = showProgress(missing.length, "products");
    await runConcurrently(
      missing,
      concurrency,
      ({ code }) => code,
      async (product) => {
        await addProduct(stocking, product);
        progress.count();
      },
    );
    return progress.end();
  });
}

/** Performs the cancellations of these invoices that the journal does not know as performed: those of one order after each other, in time. */
export async function cancelMatched(
  { step, graph, journal, invoices }: Work,
  cancellations: readonly Cancellation[],
): Promise<void> {
  const tokenOf = openSessions(graph);
  const cancelling = { graph, journal, adminToken: () => tokenOf(administrator()) };
  await step("Cancellations", async () => {
    const { matched } = matchCancellations(invoices, cancellations);
    const waiting = matched.filter(({ name }) => !journal.cancelled.has(name));
    if (waiting.length === 0) return "none are left to perform";
    const progress = showProgress(waiting.length, "cancellations");
    await runConcurrently(
      waiting,
      concurrency,
      ({ invoice }) => invoice,
      async (each) => {
        await performCancellation(cancelling, each);
        progress.count();
      },
    );
    return progress.end();
  });
}

/** Places the invoices that the journal does not know as placed; with `accounts`, their customers sign in, else they buy as guests. */
export async function placeInvoices({ step, graph, journal, invoices }: Work, accounts: boolean): Promise<void> {
  const tokenOf = openSessions(graph);
  const shopping = {
    graph,
    journal,
    tokenFor: accounts ? (invoice: Invoice) => tokenOf(accountOf(invoice)) : undefined,
    emailOf: (invoice: Invoice) => accountOf(invoice).email,
  };
  await step("Orders", async () => {
    const waiting = invoices.filter(({ number }) => !journal.orders.has(number));
    const before = invoices.length - waiting.length;
    if (before > 0) say(`      ${before} were placed before`);
    const progress = showProgress(waiting.length, "invoices");
    await runConcurrently(
      waiting,
      concurrency,
      ({ customer }) => customer,
      async (invoice) => {
        await placeInvoice(shopping, invoice);
        progress.count();
      },
    );
    return progress.end();
  });
}
