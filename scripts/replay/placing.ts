/** Everything that goes through the router: the products first, then the invoices, then their cancellations, several at a time and in order. */
import { type numberedSteps, say } from "../terminal.mjs";
import { placeInvoice } from "./buying.ts";
import { matchCancellations } from "./cancellations.ts";
import { performCancellation } from "./cancelling.ts";
import { catalogueOf } from "./catalogue.ts";
import type { Graph } from "./graph.ts";
import type { Cancellation, Invoice } from "./invoices.ts";
import type { Journal } from "./journal.ts";
import { accountOf, administrator } from "./people.ts";
import { showProgress } from "./progress.ts";
import { openSessions } from "./sessions.ts";
import { sideBySide } from "./side-by-side.ts";
import { stockProduct } from "./stocking.ts";
import { openCountries } from "./zone.ts";

/** How many are on their way at once: enough to keep the processes busy, few enough to keep time order. */
const places = 8;

export type Step = ReturnType<typeof numberedSteps>;
export type Work = { step: Step; graph: Graph; journal: Journal; invoices: readonly Invoice[] };

/** Puts on sale what the invoices need and the journal does not know. */
export async function stockShop({ step, graph, journal, invoices }: Work): Promise<void> {
  const tokenOf = openSessions(graph);
  const stocking = { graph, journal, adminToken: () => tokenOf(administrator()) };
  await step("Countries", async () => openCountries(graph, await stocking.adminToken()));
  await step("Products, prices, stock", async () => {
    const missing = catalogueOf(invoices).filter(({ variants }) =>
      variants.some(({ sku }) => !journal.variants.has(sku)),
    );
    if (missing.length === 0) return "all are there";
    const progress = showProgress(missing.length, "products");
    await sideBySide(
      missing,
      places,
      ({ code }) => code,
      async (product) => {
        await stockProduct(stocking, product);
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
    await sideBySide(
      waiting,
      places,
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
    await sideBySide(
      waiting,
      places,
      ({ customer }) => customer,
      async (invoice) => {
        await placeInvoice(shopping, invoice);
        progress.count();
      },
    );
    return progress.end();
  });
}
