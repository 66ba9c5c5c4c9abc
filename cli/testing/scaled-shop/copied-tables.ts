/** The tables whose rows a scaled shop has many copies of, and the columns that are no id and still differ from copy to copy. */
import type { ShopService } from "../../host/shop-services.ts";

/** The number that a copy of a row is counted by: a copy of the catalogue, or of the customers with all of their orders. */
export type Axis = "catalogue" | "customers";

export type CopiedTable = {
  name: string;
  axis: Axis;
  /** Texts that are unique in the table: the mark of the copy is put behind them. */
  unique?: readonly string[];
  /** Texts with a mark before each word, in whose place a copy has the syllable of its vocabulary. */
  worded?: readonly string[];
  /** SQL of the value of a column; `r` is the row, and `k` the copy, with `n`, `mark`, `product` and `syllable`. */
  computed?: Readonly<Record<string, string>>;
  /** Whether only every `partOfCopies`th copy of an order has these rows: a million orders with all of theirs would take 10 GB. */
  isPartial?: boolean;
  /** A projection of sums: these columns are added up over all copies with the same key. */
  sums?: readonly string[];
};

/** Every so many copies of the customers have all of their rows; requests are sent for these. */
export const partOfCopies = 8;

/** More than any counted column of the rows that are copied. */
export const stride = 10_000;
const sequence = `r.seq + k.n * ${stride}`;

const products: readonly CopiedTable[] = [
  {
    name: "products",
    axis: "catalogue",
    unique: ["slug"],
    worded: ["title", "description_html"],
    computed: {
      title: "replace(r.title, char(3), k.syllable) || ' ' || k.mark",
      description_html: "replace(r.description_html, char(3), k.syllable)",
      search_row: `r.search_row + k.n * ${stride}`,
      featured_rank: `r.featured_rank + k.n * ${stride}`,
    },
  },
  { name: "variants", axis: "catalogue", unique: ["sku"] },
  ...["media", "prices", "price_ranges", "product_collections", "product_facets"].map(ofCatalogue),
  ofCatalogue("imported_publications"),
  ...["stock_levels", "imported_stock", "imported_prices", "stock_ledger"].map(ofCatalogue),
  { name: "sales", axis: "customers", sums: ["units"] },
  { name: "rating_stats", axis: "customers", sums: ["count", "sum"] },
  ...["purchases", "reviews"].map(ofCustomers),
];

const users: readonly CopiedTable[] = [
  {
    name: "users",
    axis: "customers",
    computed: { role: "'CUSTOMER'", search_row: `r.search_row + k.n * ${stride}` },
  },
  ...["credentials", "addresses"].map(ofCustomers),
];

const orders: readonly CopiedTable[] = [
  {
    name: "orders",
    axis: "customers",
    unique: ["number", "invoice_number"],
    // A delivered order is completed after some days: so many at once would be a load of their own.
    computed: { state: "CASE r.state WHEN 'DELIVERED' THEN 'COMPLETED' ELSE r.state END" },
  },
  { name: "sales_facts", axis: "customers", computed: { seq: sequence }, isPartial: true },
  { name: "tax_facts", axis: "customers", computed: { seq: sequence } },
  {
    name: "tax_documents",
    axis: "customers",
    unique: ["number"],
    computed: { sequence: `r.sequence + k.n * ${stride}` },
    isPartial: true,
  },
  { name: "variant_days", axis: "customers", sums: ["units"] },
  { name: "bought_together", axis: "customers", sums: ["orders"] },
  ...["order_lines", "line_counters", "order_variants", "order_money"].map(ofCustomers),
  ...["refunds", "refund_parts", "returns", "return_parts", "cancellations"].map(ofCustomers),
  ...["carts", "cart_lines", "active_carts", "checkouts", "sagas", "order_events", "order_notes"].map(partial),
  ...["fulfilments", "fulfilment_parts", "shipments", "shipment_parts"].map(partial),
  ...["customer_values", "sold_orders", "sold_lines"].map(ofCustomers),
];

const payments: readonly CopiedTable[] = [
  { name: "payments", axis: "customers", unique: ["order_number"] },
  ...["captures", "refunds", "saved_methods"].map(ofCustomers),
  ...["payment_events", "closed_checkouts"].map(partial),
];

/**
 * By store, every table after those that it refers to. Journals are left out, because no list of a page reads them and they would double the
 * size: outboxes, idempotency keys, the ledger with its chain, provider calls, webhooks, the audit log, leases and finished reservations.
 */
export const copiedTables: Readonly<Record<ShopService, readonly CopiedTable[]>> = {
  products,
  users,
  orders,
  payments,
};

function ofCatalogue(name: string): CopiedTable {
  return { name, axis: "catalogue" };
}

function ofCustomers(name: string): CopiedTable {
  return { name, axis: "customers" };
}

function partial(name: string): CopiedTable {
  return { name, axis: "customers", isPartial: true };
}
