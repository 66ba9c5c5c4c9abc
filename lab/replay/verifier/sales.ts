/** Compares the sales facts of orders, and the titles and units sold of products, with the file. */
import type { ExpectedInvoice } from "./expected-invoices.ts";
import type { ProductSales, SalesFact } from "./stores.ts";

type Counts = Omit<SalesFact, "order" | "sku">;

const none: Counts = {
  orders: 0,
  units: 0,
  cancelled: 0,
  gross: 0,
  discount: 0,
  shipping: 0,
  tax: 0,
  total: 0,
  cancelledMinor: 0,
  refunded: 0,
};

/** The facts of an order: its lines with their units and pence, and one sum beside them that counts the order. */
export function compareSalesFacts({ lines }: ExpectedInvoice, found: readonly SalesFact[]): string[] {
  const wanted = new Map<string | null, Counts>([[null, { ...none, orders: 1 }]]);
  for (const { sku, pence, quantity, cancelled } of lines.values()) {
    const [gross, back] = [quantity * pence, cancelled * pence];
    const units = { units: quantity, cancelled, gross, total: gross };
    wanted.set(sku, { ...none, ...units, cancelledMinor: back, refunded: back });
  }
  const bySku = new Map(found.map(({ order, sku, ...counts }) => [sku, counts]));
  return [...new Set([...wanted.keys(), ...bySku.keys()])].flatMap((sku) => {
    const [is, should] = [write(bySku.get(sku)), write(wanted.get(sku))];
    return is === should ? [] : [`the sales facts of ${sku ?? "the whole order"} are ${is}, not ${should}`];
  });
}

/** A product has the title of its first row, and sold the units of its code less the cancelled ones, all of them lately. */
export function compareProductSales(
  expected: readonly ExpectedInvoice[],
  found: readonly ProductSales[],
  shared: boolean,
): string[] {
  const wanted = new Map<string, { title: string; units: number }>();
  for (const { code, title, quantity, cancelled } of expected.flatMap(({ lines }) => [...lines.values()])) {
    wanted.set(code, { title, units: (wanted.get(code)?.units ?? 0) + quantity - cancelled });
  }
  const byCode = new Map(found.map((product) => [product.sku.slice(0, product.sku.lastIndexOf("/")), product]));
  const missing = [...wanted.keys()].filter((code) => !byCode.has(code)).map((code) => `product ${code} is missing`);
  const different = [...byCode].flatMap(([code, product]) => {
    const should = wanted.get(code);
    if (should === undefined && shared) return [];
    const { title, units } = should ?? { title: product.title, units: 0 };
    return [
      ...(product.title === title ? [] : [`product ${code} is "${product.title}", not "${title}"`]),
      ...(product.units === units && product.soldLately === units
        ? []
        : [`product ${code} sold ${product.units}, ${product.soldLately} of them lately, not ${units}`]),
    ];
  });
  return [...missing, ...different];
}

function write(counts: Counts | undefined): string {
  if (counts === undefined) return "missing";
  return Object.entries({ ...none, ...counts })
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
