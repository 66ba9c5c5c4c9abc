/** Fills carts: mostly featured products, always available ones, and none too heavy to send. */
import { type CatalogueProduct, catalogue } from "../catalogue/index.ts";
import { maxParcelGrams } from "../settings/shipping.ts";

/** Free in its week: its prices in `catalogue.jsonl` say so. */
const givenAway = "paper-boat-patterns";

type Variant = CatalogueProduct["variants"][number];

export type CartLine = { sku: string; quantity: number };
/** Goods, with something digital now and then; digital things alone; or what is given away this week. */
export type CartKind = "goods" | "digital" | "gift";

/** The units left of each tracked variant during the plan, by SKU. */
export type StockLeft = Map<string, number>;

/** How many there are of each counted variant when the story ends, by sku. */
export const stockToday: ReadonlyMap<string, number> = new Map(
  catalogue.products
    .flatMap((product) => product.variants)
    .filter((variant) => variant.tracked)
    .map(({ sku, stock }) => [sku, stock]),
);

/** Fills up what the shop still sells; what is sold out today was never delivered again. */
export function refill(shelves: StockLeft): void {
  for (const [sku, stock] of stockToday) if (stock > 0) shelves.set(sku, stock);
}

/** More than this many tries find nothing new on the shelves. */
const maxAttempts = 60;

export type Occasion = { at: number; currency: string; taste: CartKind; chance: () => number };

/** Puts together a basket and takes it off the shelves. Throws if nothing at all is sold on this occasion. */
export function fillCart(products: readonly CatalogueProduct[], shelves: StockLeft, occasion: Occasion): CartLine[] {
  const { taste, chance } = occasion;
  const wanted = taste === "goods" ? 1 + Math.floor(chance() * chance() * 5) : 1;
  const offered = products.filter((product) => Date.parse(product.publishedAt) <= occasion.at && suits(product, taste));
  const lines = new Map<string, number>();
  let grams = 0;
  for (let tries = 0; tries < maxAttempts && lines.size < wanted; tries += 1) {
    const product = offered[Math.floor(chance() ** 1.6 * offered.length)];
    const variant = product?.variants[Math.floor(chance() * product.variants.length)];
    const quantity = taste === "goods" ? 1 + Math.floor(chance() * chance() * chance() * 4) : 1;
    if (!variant || lines.has(variant.sku) || !isSold(variant, occasion)) continue;
    const weight = quantity * (variant.weightGrams ?? 0);
    if (grams + weight > maxParcelGrams || !take(shelves, variant, quantity)) continue;
    grams += weight;
    lines.set(variant.sku, quantity);
  }
  if (lines.size === 0 && taste === "goods") return fillCart(products, shelves, { ...occasion, taste: "digital" });
  if (lines.size === 0) throw new Error(`nothing ${taste} is sold in ${occasion.currency}`);
  return [...lines].map(([sku, quantity]) => ({ sku, quantity }));
}

/** Something digital is one in six of what is looked at among goods. */
function suits({ handle, variants }: CatalogueProduct, taste: CartKind): boolean {
  if (taste === "gift") return handle === givenAway;
  return taste === "goods" || variants.every((variant) => !variant.tracked);
}

/** Has a price in this currency then: above zero, but for a gift. */
function isSold({ prices }: Variant, { at, currency, taste }: Occasion): boolean {
  const hasStarted = (startsAt = "") => startsAt === "" || Date.parse(startsAt) <= at;
  const holding = prices.filter((price) => price.currency === currency && hasStarted(price.startsAt)).at(-1);
  if (!holding) return false;
  return taste === "gift" ? Number(holding.amount) === 0 : Number(holding.amount) > 0;
}

function take(shelves: StockLeft, { sku, tracked }: Variant, quantity: number): boolean {
  if (!tracked) return true;
  const left = shelves.get(sku) ?? 0;
  if (left < quantity) return false;
  shelves.set(sku, left - quantity);
  return true;
}
