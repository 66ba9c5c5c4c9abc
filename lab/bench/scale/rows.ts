/** Rows of a scaled shop from which variables are taken: request number `index` names copies of one and the same row in both shops. */

import { z } from "zod";
import type { ShopService } from "../../../tools/host/shop-services.ts";
import { type Axis, partOfCopies } from "../../client/scaled-shop/copied-tables.ts";
import type { Copies } from "../../client/scaled-shop/row-copies.ts";
import type { Connection } from "../../client/scaled-shop/stores.ts";

type RowKind = keyof typeof sources;
/** The columns of a row, of which `id` is one. */
export type Row = Record<
  "id" | "slug" | "title" | "owner" | "number" | "token" | "email" | "checkout" | "variant",
  string
>;
/** Row number `index` of a kind. */
export type Rows = (kind: RowKind, index: number) => Row;

type Source = { store: ShopService; axis: Axis | null; sql: string };

/** `axis` is null where a shop has no copies, such as of collections. Empty texts stand for what a kind does not have. */
const sources = {
  product: {
    store: "products",
    axis: "catalogue",
    sql: "SELECT id, slug, title FROM products WHERE status = 'ACTIVE'",
  },
  collection: { store: "products", axis: null, sql: "SELECT id, slug FROM collections" },
  customer: { store: "users", axis: "customers", sql: "SELECT id, email FROM users WHERE role = 'CUSTOMER'" },
  administrator: { store: "users", axis: null, sql: "SELECT id FROM users WHERE role = 'ADMIN'" },
  cart: {
    store: "orders",
    axis: "customers",
    sql: "SELECT id, coalesce(owner_id, '') AS owner FROM carts WHERE state = 'OPEN'",
  },
  checkout: {
    store: "orders",
    axis: "customers",
    sql: "SELECT id, owner_id AS owner FROM checkouts WHERE owner_id IS NOT NULL",
  },
  order: { store: "orders", axis: "customers", sql: "SELECT id FROM orders WHERE state = 'COMPLETED'" },
  guestOrder: {
    store: "orders",
    axis: "customers",
    sql: "SELECT id, number, email FROM orders WHERE customer_id IS NULL",
  },
  line: { store: "orders", axis: "customers", sql: "SELECT id, variant_id AS variant FROM order_lines" },
  payment: {
    store: "payments",
    axis: "customers",
    sql: "SELECT id, checkout_id AS checkout FROM payments WHERE customer_id IS NULL",
  },
} as const satisfies Record<string, Source>;

const kinds: readonly RowKind[] = [
  "product",
  "collection",
  "customer",
  "administrator",
  "cart",
  "checkout",
  "order",
  "guestOrder",
  "line",
  "payment",
];

const found = z.array(z.record(z.string(), z.string()));
/** Of each row, so many copies are used. */
const copiesUsed = 40;
/** The mark of a copy: the last digits of its ids. */
const markDigits = 4;
const none: Row = {
  id: "",
  slug: "",
  title: "",
  owner: "",
  number: "",
  token: "",
  email: "",
  checkout: "",
  variant: "",
};

/** Reads the rows of a shop; `tokenOf` gives the token of a guest's order. */
export function readRows(
  stores: Readonly<Record<ShopService, Connection>>,
  copies: Copies,
  tokenOf: (orderId: string) => string,
): Rows {
  const groups = new Map(kinds.map((kind) => [kind, groupsOf(stores, sources[kind], copies)]));
  return (kind, index) => {
    const ofKind = groups.get(kind) ?? [];
    const group = ofKind[index % ofKind.length];
    const row = group?.[Math.floor(index / ofKind.length) % group.length];
    if (!row) throw new Error(`the shop has no ${kind}`);
    return kind === "guestOrder" ? { ...row, token: tokenOf(row.id) } : row;
  };
}

/** The copies of each row, in the order of the rows that they are copies of. */
function groupsOf(
  stores: Readonly<Record<ShopService, Connection>>,
  { store, axis, sql }: Source,
  copies: Copies,
): Row[][] {
  const used = axis === null ? "" : `WHERE substr(id, -${markDigits}) IN (${usedMarks(axis, copies[axis])})`;
  const rows = found.parse(stores[store].prepare(`SELECT * FROM (${sql}) ${used}`).all());
  const groups = new Map<string, Row[]>();
  for (const row of rows.map((each) => ({ ...none, ...each }))) {
    const original = axis === null ? row.id : row.id.slice(0, -markDigits);
    const group = groups.get(original) ?? [];
    group.push(row);
    groups.set(original, group);
  }
  return [...groups].sort(([one], [another]) => (one < another ? -1 : 1)).map(([, group]) => group);
}

/** Copies that have all of their rows, spread over all copies of the shop, as a list for SQL. */
function usedMarks(axis: Axis, copies: number): string {
  const step = axis === "catalogue" ? 1 : partOfCopies;
  const complete = Math.floor((copies - 1) / step);
  const used = Math.min(copiesUsed, complete);
  const marks = Array.from({ length: used }, (_, index) => step * (1 + Math.floor((index * complete) / used)));
  return marks.map((mark) => `'${mark.toString(16).padStart(markDigits, "0")}'`).join(", ");
}
