/** The requests of the scale plane: pages of the playground that read, and lists, with variables that rotate over both shops alike. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Kind, parse, print } from "graphql";
import { readPlaygroundText } from "../operations/texts.ts";
import type { Person } from "../shop/viewers.ts";
import type { Row, Rows } from "./rows.ts";

/** One request. `person` is null for a guest, and `guest` are the tokens of one. */
type ScaleRequest = { variables: Record<string, unknown>; person: Person | null; guest?: readonly string[] };

/** `request` builds request number `index` from rows of a shop; both shops have copies of the same rows. */
export type ScaleOperation = { name: string; query: string; request(rows: Rows, index: number): ScaleRequest };

const currencies = ["EUR", "USD", "GBP", "JPY"];
const countries = ["DE", "FR", "GB", "AT"];

const pages: readonly ScaleOperation[] = [
  page("Q01_ProductPage", (rows, index) =>
    byGuest({ slug: rows("product", index).slug, currency: pick(currencies, index), country: pick(countries, index) }),
  ),
  page("Q02_Search", (rows, index) => search(wordOf(rows("product", index), index), index), "a word"),
  page("Q02_Search", (rows, index) => search(rows("product", index).title, index), "a title"),
  page("Q03_Header", (rows, index) => byCustomer(rows("customer", index), {})),
  page("Q04_CartPage", ofCart),
  page("Q05_CartMini", ofCart),
  page("Q07_CheckoutPage", (rows, index) => {
    const { id, owner } = rows("checkout", index);
    return { variables: { id }, person: { id: owner, role: "CUSTOMER" } };
  }),
  page("Q10_OrderHistory", (rows, index) => byCustomer(rows("customer", index), { first: 10 })),
  page("Q11_OrderTrack", (rows, index) => {
    const { number, token } = rows("guestOrder", index);
    return byGuest({ number, token });
  }),
  page("Q12_AdminOrder", (rows, index) => byStaff(rows, { id: rows("order", index).id })),
  page("Q13_AdminLowStock", (rows, index) => byStaff(rows, { threshold: 3 + (index % 5), first: 20 })),
  page("Q15_ProfilePage", (rows, index) => byCustomer(rows("customer", index), { orders: 3 + (index % 5) })),
  page("Q16_MyPayment", (rows, index) => {
    const { id, checkout } = rows("payment", index);
    return { variables: { id }, person: null, guest: [checkout] };
  }),
];

const sorts = ["FEATURED", "PRICE_ASC", "PRICE_DESC", "NEWEST", "UPDATED", "RATING", "BESTSELLING"];
const filters = [
  { facets: [{ facet: "colour", values: ["navy"] }] },
  { inStock: true, minRating: 4 },
  { priceMin: 1_000, priceMax: 3_000, currency: "EUR" },
  { facets: [{ facet: "origin", values: ["denmark"] }], inStock: true },
];

const lists: readonly ScaleOperation[] = [
  ...sorts.map((sort) =>
    list("productList", (_rows, index) => byGuest({ sort, currency: pick(currencies, index) }), sort.toLowerCase()),
  ),
  list("collectionPage", (rows, index) =>
    byGuest({ slug: rows("collection", index).slug, currency: pick(currencies, index) }),
  ),
  list("filteredProducts", (_rows, index) => byGuest({ filter: pick(filters, index) })),
  list("filterPanel", () => byGuest({})),
  list("suggestions", (rows, index) => byGuest({ prefix: wordOf(rows("product", index), index).slice(0, 4) })),
  list("payments", (rows) => byStaff(rows, {}), "newest"),
  list("payments", (rows) => byStaff(rows, { filter: { state: "PARTIALLY_REFUNDED" } }), "by state"),
  list("payments", (rows, index) => byStaff(rows, { filter: { orderId: rows("order", index).id } }), "of an order"),
  list("paymentsCounted", (rows) => byStaff(rows, {})),
  list("orders", (rows) => byStaff(rows, {}), "newest"),
  list("orders", (rows) => byStaff(rows, { sort: "UPDATED" }), "updated"),
  list("orders", (rows) => byStaff(rows, { filter: { states: ["CONFIRMED", "SHIPPED"] } }), "open"),
  list("orders", (rows) => byStaff(rows, { filter: { settlements: ["PARTIALLY_REFUNDED"] } }), "refunded"),
  list("orders", (rows) => byStaff(rows, { filter: { hasFailedRefund: true } }), "failed refund"),
  list(
    "orders",
    (rows, index) => byStaff(rows, { filter: { variantId: rows("line", index).variant } }),
    "of a variant",
  ),
  list("orders", (rows, index) => byStaff(rows, { filter: { email: rows("guestOrder", index).email } }), "by e-mail"),
  list("ordersCounted", (rows) => byStaff(rows, {})),
  list("users", (rows) => byStaff(rows, {}), "newest"),
  list("users", (rows, index) => byStaff(rows, { filter: { query: rows("customer", index).email } }), "by e-mail"),
  list("returns", (rows) => byStaff(rows, { filter: { state: "REFUNDED" } })),
  list("taxDocuments", (rows) => byStaff(rows, { filter: { kind: "INVOICE" } })),
  list("reviews", (rows) => byStaff(rows, { filter: { status: "APPROVED" } })),
  list("reviewsOfCustomer", (rows, index) => byCustomer(rows("customer", index), {})),
  list("fulfilments", (rows) => byStaff(rows, {})),
  list("stockMovements", (rows) => byStaff(rows, {})),
];

export const operations: readonly ScaleOperation[] = [...pages, ...lists];

function page(name: string, request: ScaleOperation["request"], label?: string): ScaleOperation {
  return { name: label === undefined ? name : `${name}: ${label}`, query: readPlaygroundText(name), request };
}

function list(name: string, request: ScaleOperation["request"], label?: string): ScaleOperation {
  return { name: label === undefined ? name : `${name}: ${label}`, query: listText(name), request };
}

function listText(name: string): string {
  const { definitions } = parse(readFileSync(path.join(import.meta.dirname, "lists.graphql"), "utf8"));
  const found = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION && each.name?.value === name);
  if (!found) throw new Error(`there is no list ${name}`);
  return print(found);
}

function search(text: string, index: number): ScaleRequest {
  return byGuest({ text, first: 24, filter: { inStock: true }, currency: pick(currencies, index) });
}

function ofCart(rows: Rows, index: number): ScaleRequest {
  const { id, owner } = rows("cart", index);
  return { variables: { id }, person: owner === "" ? null : { id: owner, role: "CUSTOMER" } };
}

function byGuest(variables: Record<string, unknown>): ScaleRequest {
  return { variables, person: null };
}

function byCustomer({ id }: Row, variables: Record<string, unknown>): ScaleRequest {
  return { variables, person: { id, role: "CUSTOMER" } };
}

function byStaff(rows: Rows, variables: Record<string, unknown>): ScaleRequest {
  return { variables, person: { id: rows("administrator", 0).id, role: "ADMIN" } };
}

/** A word of the product's title, from which the number of its copy is absent. */
function wordOf({ title }: Row, index: number): string {
  const words = title.match(/\p{L}{4,}/gu) ?? [title];
  return pick(words, Math.floor(index / 7));
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("there is nothing to choose from");
  return item;
}
