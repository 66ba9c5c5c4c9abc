/** Compares the expected orders with the stores. Each wrong fact is reported once. */
import { domain, type ExpectedInvoice } from "./expected-invoices.ts";
import { compareProductSales, compareSalesFacts } from "./sales.ts";
import type { Order, Stores } from "./stores.ts";

/** Names every difference. With `shared`, the shop sells to others too, and the invoices were bought by guests. */
export function compare(expected: readonly ExpectedInvoice[], stores: Stores, shared: boolean): string[] {
  const orders = shared ? stores.orders.filter(({ email }) => email?.endsWith(domain)) : stores.orders;
  const books = {
    ordersByLabel: groupBy(orders, (order) => order.label ?? ""),
    linesByOrder: groupBy(stores.lines, (line) => line.order),
    paymentsByCheckout: groupBy(stores.payments, (payment) => payment.checkout),
    postedByPayment: new Map(stores.posted.map((posted) => [posted.payment, posted])),
    soldByCheckout: groupBy(stores.sold, (movement) => movement.checkout),
    factsByOrder: groupBy(stores.salesFacts, (fact) => fact.order),
    emails: stores.emails,
  };
  const differences: string[] = [];
  const missed = new Set<string>();
  for (const invoice of expected) {
    const label = `Invoice ${invoice.number}`;
    const [order, ...others] = books.ordersByLabel.get(label) ?? [];
    if (!order) {
      differences.push(`${label}: there is no order`);
      missed.add(label);
    }
    for (const other of others) differences.push(`${label}: ${other.id} is a second order`);
    if (order) differences.push(...compareOrder(invoice, order, books, shared).map((text) => `${label}: ${text}`));
  }
  const labels = new Set(expected.map(({ number }) => `Invoice ${number}`));
  for (const order of orders) {
    if (!labels.has(order.label ?? "")) differences.push(`order ${order.id} (${order.label}) stands for no invoice`);
  }
  differences.push(...compareShelves(expected, stores, shared));
  differences.push(...compareProductSales(expected, stores.productSales, shared));
  if (!shared) differences.push(...findRemains(stores, missed));
  return differences;
}

/** Orders without a parcel are handed over an hour after their confirmation. */
const handedOver = new Set(["DELIVERED", "COMPLETED"]);

type Books = {
  linesByOrder: Map<string, Stores["lines"]>;
  paymentsByCheckout: Map<string, Stores["payments"]>;
  postedByPayment: Map<string, Stores["posted"][number]>;
  soldByCheckout: Map<string, Stores["sold"]>;
  factsByOrder: Map<string, Stores["salesFacts"]>;
  emails: Map<string, string>;
};

function compareOrder(invoice: ExpectedInvoice, order: Order, books: Books, shared: boolean): string[] {
  const account = shared ? null : invoice.email;
  const facts: [string, unknown, unknown][] = [
    [
      "state",
      isWhollyCancelled(invoice) ? "CANCELLED" : "CONFIRMED",
      handedOver.has(order.state) ? "CONFIRMED" : order.state,
    ],
    ["hold", null, order.hold],
    ["e-mail address", invoice.email, order.email],
    ["account", account, order.customer === null ? null : books.emails.get(order.customer)],
    ["currency", "GBP", order.currency],
    ["sum of lines", invoice.total, order.subtotal],
    ["shipping", 0, order.shipping],
    ["tax", 0, order.tax],
    ["total", invoice.total, order.total],
  ];
  return [
    ...facts.flatMap(([name, wanted, found]) => (wanted === found ? [] : [`${name} is ${found}, not ${wanted}`])),
    ...compareLines(invoice, books.linesByOrder.get(order.id) ?? []),
    ...compareMoney(invoice, order, books),
    ...compareSold(invoice, books.soldByCheckout.get(order.checkout) ?? []),
    ...compareSalesFacts(invoice, books.factsByOrder.get(order.id) ?? []),
  ];
}

function isWhollyCancelled({ lines }: ExpectedInvoice): boolean {
  return [...lines.values()].every(({ quantity, cancelled }) => quantity === cancelled);
}

function compareLines({ lines }: ExpectedInvoice, found: Stores["lines"]): string[] {
  const written = found.map(({ sku, title, price, quantity, cancelled, total, tax }) => ({
    sku,
    text: `${quantity} x ${sku} "${title}" at ${price} = ${total}, tax ${tax}, ${cancelled} cancelled`,
  }));
  return compareTexts(
    "line",
    [...lines.values()].map(({ sku, title, pence, quantity, cancelled }) => ({
      sku,
      text: `${quantity} x ${sku} "${title}, ${(pence / 100).toFixed(2)}" at ${pence} = ${pence * quantity}, tax 0, ${cancelled} cancelled`,
    })),
    written,
  );
}

function compareSold({ lines }: ExpectedInvoice, found: Stores["sold"]): string[] {
  return compareTexts(
    "movement of stock",
    [...lines.values()].map(({ sku, quantity }) => ({ sku, text: `${quantity} x ${sku}` })),
    found.map(({ sku, units }) => ({ sku, text: `${units} x ${sku}` })),
  );
}

type Written = { sku: string; text: string };

/** One difference for each sku that is missing, there although it should not be, there twice, or not as it should be. */
function compareTexts(what: string, wanted: readonly Written[], found: readonly Written[]): string[] {
  const bySku = groupBy(found, ({ sku }) => sku);
  const skus = new Set(wanted.map(({ sku }) => sku));
  return [
    ...wanted.flatMap(({ sku, text }) => {
      const [first, ...more] = bySku.get(sku) ?? [];
      if (!first) return [`the ${what} ${text} is missing`];
      return [
        ...(first.text === text ? [] : [`the ${what} ${text} is ${first.text}`]),
        ...more.map((again) => `the ${what} ${again.text} is there twice`),
      ];
    }),
    ...found.filter(({ sku }) => !skus.has(sku)).map(({ text }) => `the ${what} ${text} should not be there`),
  ];
}

/** Exactly one payment, captured in full and refunded by the cancelled amount, each movement posted in two entries that sum to zero. */
function compareMoney({ total, refunded, cancellations }: ExpectedInvoice, order: Order, books: Books): string[] {
  const [payment, ...others] = books.paymentsByCheckout.get(order.checkout) ?? [];
  const extra = others.map(({ id, state, captured }) => `payment ${id} (${state}, ${captured}) is a second one`);
  if (!payment) return ["there is no payment", ...extra];
  const { state, captured, currency, pending } = payment;
  const wanted = refunded === 0 ? "CAPTURED" : refunded === total ? "REFUNDED" : "PARTIALLY_REFUNDED";
  if (state !== wanted || captured !== total || currency !== "GBP" || payment.order !== order.id) {
    extra.push(`payment ${payment.id} is ${state}, ${captured} ${currency} for ${payment.order}, not ${total} taken`);
  }
  if (payment.refunded !== refunded || pending !== 0) {
    extra.push(`payment ${payment.id} gave ${payment.refunded} back and waits for ${pending}, not ${refunded} and 0`);
  }
  const posted = books.postedByPayment.get(payment.id);
  const [entries, netMinor] = [2 + 2 * cancellations, total - refunded];
  if (posted?.entries !== entries || posted.balance !== 0 || posted.netMinor !== netMinor) {
    extra.push(
      `the ledger has ${posted?.entries ?? 0} entries with ${posted?.netMinor ?? 0} net, not ${entries} with ${netMinor}`,
    );
  }
  return extra;
}

/** Units on hand that are not committed must equal deliveries less sales, and nothing may be reserved any more. */
function compareShelves(
  expected: readonly ExpectedInvoice[],
  { shelves, restocked }: Stores,
  shared: boolean,
): string[] {
  const taken = new Map<string, number>();
  const broughtBack = new Map<string, number>();
  for (const { sku, quantity, cancelled } of expected.flatMap(({ lines }) => [...lines.values()])) {
    taken.set(sku, (taken.get(sku) ?? 0) + quantity);
    broughtBack.set(sku, (broughtBack.get(sku) ?? 0) + cancelled);
  }
  const returned = new Map(restocked.map(({ sku, units }) => [sku, units]));
  const known = new Set(shelves.map(({ sku }) => sku));
  const missing = [...taken.keys()].filter((sku) => !known.has(sku)).map((sku) => `${sku} has no shelf`);
  const ours = shared ? shelves.filter(({ sku }) => taken.has(sku)) : shelves;
  return [
    ...missing,
    ...ours.flatMap(({ sku, unsold, reserved, delivered }) => {
      const [back, wanted] = [returned.get(sku) ?? 0, broughtBack.get(sku) ?? 0];
      const left = delivered - (taken.get(sku) ?? 0) + wanted;
      if (unsold === left && reserved === 0 && back === wanted) return [];
      return [`${sku}: ${unsold} unsold, ${reserved} reserved, ${back} came back; not ${left}, 0 and ${wanted}`];
    }),
  ];
}

/** Lines, money, stock and sales facts that belong to no order at all: one difference for each checkout, none if its order was missed already. */
function findRemains(
  { orders, lines, payments, sold, salesFacts, labels }: Stores,
  missed: ReadonlySet<string>,
): string[] {
  const orderIds = new Set(orders.map(({ id }) => id));
  const checkouts = new Set(orders.map(({ checkout }) => checkout));
  const checkoutOf = new Map(payments.map((payment) => [payment.order ?? "", payment.checkout]));
  const remains = new Set([
    ...[...lines, ...salesFacts]
      .filter(({ order }) => !orderIds.has(order))
      .map(({ order }) => checkoutOf.get(order) ?? order),
    ...payments.filter(({ checkout }) => !checkouts.has(checkout)).map(({ checkout }) => checkout),
    ...sold.filter(({ checkout }) => !checkouts.has(checkout)).map(({ checkout }) => checkout),
  ]);
  return [...remains]
    .filter((checkout) => !missed.has(labels.get(checkout) ?? ""))
    .map((checkout) => `${checkout}: lines, money, stock or sales facts without an order`);
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
