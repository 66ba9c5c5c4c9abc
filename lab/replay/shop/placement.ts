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

/** Things of one kind that are placed several at a time; those of one group one after the other, in order. */
type Batch<Item> = {
  title: string;
  what: string;
  waiting: readonly Item[];
  /** Said first; and instead of the progress where nothing waits. */
  note?: string | undefined;
  none?: string;
  groupOf(item: Item): string;
  place(item: Item): Promise<void>;
};

async function placeAll<Item>(
  step: Step,
  { title, what, waiting, note, none, groupOf, place }: Batch<Item>,
): Promise<void> {
  await step(title, async () => {
    if (note !== undefined) say(`      ${note}`);
    if (none !== undefined && waiting.length === 0) return none;
    const progress = showProgress(waiting.length, what);
    await runConcurrently(waiting, concurrency, groupOf, (item) => place(item).then(progress.count));
    return progress.end();
  });
}

/** Puts on sale what the invoices need and the journal does not know. */
export async function stockShop({ step, graph, journal, invoices }: Work): Promise<void> {
  const tokenOf = openSessions(graph);
  const stocking = { graph, journal, adminToken: () => tokenOf(administrator()) };
  await step("Countries", async () => addShippingZone(graph, await stocking.adminToken()));
  await placeAll(step, {
    ...{ title: "Products, prices, stock", what: "products", none: "all are there" },
    waiting: catalogueOf(invoices).filter(({ variants }) => variants.some(({ sku }) => !journal.variants.has(sku))),
    groupOf: ({ code }) => code,
    place: (product) => addProduct(stocking, product),
  });
}

/** Performs the cancellations of these invoices that the journal does not know as performed: those of one order after each other, in time. */
export async function cancelMatched(
  { step, graph, journal, invoices }: Work,
  cancellations: readonly Cancellation[],
): Promise<void> {
  const tokenOf = openSessions(graph);
  const cancelling = { graph, journal, adminToken: () => tokenOf(administrator()) };
  const { matched } = matchCancellations(invoices, cancellations);
  await placeAll(step, {
    ...{ title: "Cancellations", what: "cancellations", none: "none are left to perform" },
    waiting: matched.filter(({ name }) => !journal.cancelled.has(name)),
    groupOf: ({ invoice }) => invoice,
    place: (each) => performCancellation(cancelling, each),
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
  const waiting = invoices.filter(({ number }) => !journal.orders.has(number));
  const before = invoices.length - waiting.length;
  await placeAll(step, {
    ...{ title: "Orders", what: "invoices", waiting },
    note: before > 0 ? `${before} were placed before` : undefined,
    groupOf: ({ customer }) => customer,
    place: (invoice) => placeInvoice(shopping, invoice),
  });
}
