/** The run: four shops, each with its share of the purchases, compared with the model, and audited at the end. */
import path from "node:path";
import { OrderBooksDocument, OrderTaxDocumentsDocument } from "@hansa/client/documents/order-books";
import { chanceOf, countWrites, type WriteCount } from "@hansa/kit/testing";
import { auditStores } from "../../cli/audit/audit.ts";
import { executeInProcess } from "../../cli/host/in-process-client.ts";
import { drainWork } from "../../cli/host/in-process-shop.ts";
import { inFolder } from "../harness/experiment.ts";
import { buy, vatIdOf } from "./buyer.ts";
import {
  compare,
  compareDocuments,
  comparePrices,
  compareStanding,
  type Disagreement,
  type Documents,
  signOf,
} from "./comparison.ts";
import { drawPromotions, drawPurchase } from "./draw.ts";
import { playLife } from "./life.ts";
import { moneyLeft, placeOrder } from "./model/order.ts";
import { computePrices } from "./model/prices.ts";
import { checkOf, isServed } from "./model/taxes.ts";
import { closeMonths, monthOf, sumsOf } from "./months.ts";
import { moneyAtProvider, movementsInLedger } from "./provider.ts";
import { beginDay, type Mode, openPurchaseShop, type PurchaseShop, staff } from "./shop.ts";
import { currencies, type Purchase, type Terms } from "./terms.ts";

const modes: readonly Mode[] = [true, false].flatMap((pricesIncludeTax) =>
  (["ON_PLACEMENT", "ON_FULFILMENT"] as const).map((capture) => ({ pricesIncludeTax, capture })),
);
/** Promotions, the prices of exports and the tax of distance sales change after so many purchases. */
const purchasesPerDay = 5;
/** An order is handled so long after its placement: now and then in the next month. */
const halfAnHour = 30 * 60 * 1_000;

/** `postgresql`: the address of a database for the stores of all services. */
export type RunOptions = { purchases: number; seed: number; postgresql?: string | undefined };
/** The numbers of a run, and its disagreements as text. */
export type RunResult = {
  purchases: number;
  shops: number;
  /** How often each step was taken. */
  steps: Map<string, number>;
  currencies: number;
  /** The closed months of all shops. */
  months: number;
  /** The time between the cart and the confirmed order, of all purchases: one after the other. */
  seconds: number;
  /** Statements of writes between the cart and the confirmed order, by service; none on SQLite. */
  writes: Map<string, WriteCount>;
  disagreements: string[];
};

/** The last line of a run. */
export function summaryOf({ purchases, steps, currencies, shops, months, disagreements }: RunResult): string {
  const taken = [...steps.values()].reduce((sum, count) => sum + count, 0);
  const [many, changes, wrong] = [purchases, taken, disagreements.length].map((count) => count.toLocaleString("en"));
  return `purchases: ${many} purchases, ${changes} steps, ${currencies} currencies, ${shops} shops, ${months} months, ${wrong} disagreements`;
}

/** Plays all purchases, each shop after the other. */
export function runPurchases({ purchases, seed, postgresql }: RunOptions): Promise<RunResult> {
  return inFolder("purchases", async (folder) => {
    const result: RunResult = {
      ...{ purchases: 0, shops: modes.length, steps: new Map(), currencies: 0, months: 0 },
      ...{ seconds: 0, writes: new Map(), disagreements: [] },
    };
    const used = new Set<string>();
    for (const [index, mode] of modes.entries()) {
      const name = `shop ${index + 1} (${mode.pricesIncludeTax ? "gross" : "net"} prices, ${mode.capture})`;
      const data = path.join(folder, String(index));
      const opened = await openPurchaseShop(data, mode, chanceOf(seed, `shop ${index}`), postgresql);
      try {
        const share = Math.floor((purchases + modes.length - 1 - index) / modes.length);
        const playing = { seed, name, result, used, documents: [] };
        const before = result.disagreements.length;
        await playShop(opened, share, playing);
        await drainWork(opened.shop);
        // The documents of an order with a disagreement were not read.
        if (result.disagreements.length === before) await closeBooks(opened, playing);
      } finally {
        await opened.shop.close();
      }
      // The audit reads files.
      if (postgresql === undefined)
        result.disagreements.push(...auditOf(data, opened.shop.runtime.now()).map((breach) => `${name}: ${breach}`));
    }
    return { ...result, currencies: used.size };
  });
}

/** `documents`: those of the orders so far. */
type Playing = { seed: number; name: string; result: RunResult; used: Set<string>; documents: Documents[number][] };

async function playShop(opened: PurchaseShop, share: number, playing: Playing): Promise<void> {
  let terms: Terms | undefined;
  for (let number = 1; number <= share; number += 1) {
    const chance = chanceOf(playing.seed, `${playing.name} purchase ${number}`);
    const code = `CODE-${Math.ceil(number / purchasesPerDay)}`;
    if (terms === undefined || number % purchasesPerDay === 1) {
      const skus = opened.goods.map(({ sku }) => sku);
      const promotions = drawPromotions(chance, skus, code);
      const exportPrices = chance.oneOf(["GROSS", "NET"] as const);
      const distanceSales = chance.oneOf(["HOME", "DESTINATION"] as const);
      const reverseChargeCheck = chance.oneOf(["SERVICE", "FORM"] as const);
      terms = { ...opened.terms, promotions, exportPrices, distanceSales, reverseChargeCheck };
      await beginDay(opened, terms);
    }
    const disagreements = await playPurchase(opened, { terms, number, code, chance }, playing);
    report(playing, `, purchase ${number}`, disagreements);
    playing.result.purchases += 1;
  }
}

async function closeBooks(opened: PurchaseShop, playing: Playing): Promise<void> {
  const { months, disagreements } = await closeMonths(opened, playing.documents);
  report(playing, "", disagreements);
  playing.result.months += months;
}

function report({ name, seed, result }: Playing, purchase: string, disagreements: readonly Disagreement[]): void {
  for (const { place, expected, found } of disagreements)
    result.disagreements.push(
      `${name}, seed ${seed}${purchase}: ${place}: ${expected} was expected, ${found} was found`,
    );
}

type Turn = { terms: Terms; number: number; code: string; chance: ReturnType<typeof chanceOf> };

async function playPurchase(
  opened: PurchaseShop,
  { terms, number, code, chance }: Turn,
  { used, result, documents }: Playing,
): Promise<Disagreement[]> {
  const currency = currencies[number % currencies.length] ?? "EUR";
  used.add(currency);
  const drawn = drawPurchase(chance, opened.goods, currency, code);
  // A buyer who is refused at one place buys at home.
  const isRefused = !isServed(terms, drawn);
  const purchase = isRefused ? { ...drawn, buyer: { ...drawn.buyer, place: "luebeck" as const } } : drawn;
  const prices = computePrices(terms, purchase);
  const began = performance.now();
  const placed = await countWrites(result.writes, () =>
    buy(opened, purchase, `purchase-${number}`, isRefused ? drawn.buyer : undefined),
  );
  result.seconds += (performance.now() - began) / 1_000;
  const read = async () => {
    const { order } = await executeInProcess(opened.shop, staff, OrderBooksDocument, { id: placed.id });
    if (!order) throw new Error(`the order of purchase ${number} cannot be read`);
    return order;
  };
  const booked = await read();
  const order = placeOrder(purchase, prices, terms.capture);
  const found = [
    ...comparePrices(prices, booked),
    ...compare("order.vatIdCheck", checkOf(terms, purchase.buyer), booked.vatIdCheck?.state ?? null),
    ...compareStanding("placed", order, booked),
  ];
  // Later steps of an order that began with a disagreement would only repeat it.
  if (found.length > 0) return found;

  const keys: string[] = [];
  const key = () => {
    const next = `purchase-${number}-${keys.length}`;
    keys.push(next);
    return next;
  };
  await opened.shop.runtime.advance(halfAnHour);
  const lineIds = booked.lines.map(({ id }) => id);
  const step = terms.steps[currency];
  const played: string[] = [];
  const knownId = knownIdOf(terms, purchase);
  const life = { opened, chance, placed, order, lineIds, step, parcels: [], key, read, knownId };
  await playLife(life, async (name, responses) => {
    played.push(name);
    result.steps.set(name, (result.steps.get(name) ?? 0) + 1);
    if (found.length > 0) return;
    const place = played.join(", ");
    for (const [field, [expected, was]] of Object.entries(responses))
      found.push(...compare(`${place}.${field}`, expected, was));
    found.push(...compareStanding(place, order, await read()));
  });
  if (found.length > 0) return found;
  const { taxDocuments } = await executeInProcess(opened.shop, staff, OrderTaxDocumentsDocument, {
    orderId: placed.id,
  });
  documents.push(...taxDocuments.nodes);
  const ending = [
    ...compareDocuments(order, taxDocuments.nodes),
    ...(order.lost > 0n ? [] : await compareLedger(opened, placed.id, taxDocuments.nodes)),
    ...compare("provider", Number(moneyLeft(order)), await moneyAtProvider(opened.books, placed.id)),
  ];
  return ending.map((one) => ({ ...one, place: `${played.join(", ")}: ${one.place}` }));
}

/** The same purchase with a VAT id that the register knows, if it did not know that of the buyer, and with another tax. */
function knownIdOf(terms: Terms, purchase: Purchase) {
  const buyer = { ...purchase.buyer, answer: "VALID" as const };
  const vatId = vatIdOf(buyer);
  const isUnknown = ["INVALID", "UNAVAILABLE"].includes(checkOf(terms, purchase.buyer) ?? "");
  if (vatId === null || !isUnknown) return null;
  const prices = computePrices(terms, { ...purchase, buyer });
  const isLower = prices.taxes.some(({ category }) => category === "INTRA_COMMUNITY" || category === "REVERSE_CHARGE");
  return isLower ? { vatId, prices } : null;
}

/** Where all is captured on placement, documents and ledger of an order have the same sum in each month. */
async function compareLedger({ books, terms }: PurchaseShop, orderId: string, documents: Documents) {
  if (terms.capture !== "ON_PLACEMENT") return [];
  const issued = documents.map((one) => [monthOf(one.issuedAt), signOf(one) * one.total.minor] as const);
  const moved = (await movementsInLedger(books, orderId)).map(({ at, minor }) => [monthOf(at), minor] as const);
  return compare("ledger", sumsOf(issued), sumsOf(moved));
}

function auditOf(data: string, now: number): string[] {
  const { orders, isClean, verdicts } = auditStores({ data, drained: true, now });
  const broken = verdicts.flatMap(({ id, findings }) =>
    findings.filter((found) => found.broken > 0).map((found) => `audit ${id}: ${found.must}: ${found.broken} broken`),
  );
  // An audit of no orders proves nothing.
  return broken.length > 0 || (isClean && orders > 0) ? broken : [`audit: of ${orders} orders, not clean`];
}
