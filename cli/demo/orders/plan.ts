/** Plans the history of the demo shop: accounts, orders and deliveries, the same on every run. */
import { seededRandom } from "@hansa/kit/testing";
import { adasAddresses, companies, customers, guests, type Person } from "../accounts/people.ts";
import { dayMs, firstsOfMonths, giveaway, hourMs, lastDay, openingDay } from "../calendar.ts";
import type { CatalogueProduct } from "../catalogue/index.ts";
import { newsletterCode } from "../settings/newsletter-code.ts";
import { planSteps } from "./after-placement.ts";
import { type CartKind, fillCart, refill, type StockLeft } from "./baskets.ts";
import { planWork } from "./open-work.ts";
import type { Buyer, Course, PlannedOrder, PlannedStep } from "./planned-order.ts";

export type Planned =
  | PlannedOrder
  | PlannedStep
  | { kind: "account"; at: number; index: number }
  | { kind: "delivery"; at: number };

/** A new customer comes every so many days. */
const daysBetweenCustomers = 20;
const countries: Readonly<Record<string, string>> = { GB: "GBP", US: "USD", CA: "USD", AU: "USD", JP: "JPY" };

/** Everything that happens, in its order: `count` orders among it. Currencies are the shop's, its usual one first. */
export function planHistory(
  products: readonly CatalogueProduct[],
  currencies: readonly string[],
  count: number,
): Planned[] {
  const chance = seededRandom(1358);
  const accounts = customers.map((_, index) => ({
    kind: "account" as const,
    index,
    at: openingDay + index * daysBetweenCustomers * dayMs,
  }));
  const deliveries = firstsOfMonths().map((at) => ({ kind: "delivery" as const, at: at + 6 * hourMs }));
  const sketches = Array.from({ length: count }, (_, index) => sketch(index, count, chance));
  const past = [...accounts, ...deliveries, ...sketches].sort((a, b) => a.at - b.at);

  const shelves: StockLeft = new Map(
    products.flatMap(({ variants }) => variants.map(({ sku, stock }): [string, number] => [sku, stock])),
  );
  let known = 0;
  const drawnUp = past.map((planned) => {
    if (planned.kind === "account") known = planned.index + 1;
    if (planned.kind === "delivery") refill(shelves);
    return planned.kind === "sketch" ? drawUp(planned) : planned;
  });
  const orders = drawnUp.flatMap((planned) => (planned.kind === "order" ? [planned] : []));
  return [...drawnUp, ...planSteps(products, orders), ...planWork(currencies, count)].sort((a, b) => a.at - b.at);

  function drawUp({ at, index, who, course, taste }: Sketch): PlannedOrder {
    const buyer = chooseBuyer(who, known, chance);
    const { addresses } = personOf(buyer);
    const address = chance() < 0.75 ? 0 : Math.floor(chance() * addresses.length);
    const local = countries[addresses[address]?.country ?? ""] ?? "EUR";
    const currency = currencies.includes(local) ? local : (currencies[0] ?? local);
    const lines = fillCart(products, shelves, { at, currency, taste, chance });
    const isUrgent = chance() < 0.2;
    const code = index % 9 === 7 && at > newsletterCode.startsAt ? newsletterCode.code : null;
    const keepsCard = index === 1;
    const paying = { course, code, keepsCard, isWork: false };
    return { kind: "order", index, name: `seed-${index}`, at, buyer, address, currency, lines, isUrgent, ...paying };
  }
}

/** The buyer's personal data, except data that only accounts have. */
export function personOf(buyer: Buyer): Pick<Person, "addresses"> & { email: string | null } {
  if (buyer.kind === "demo") return { email: null, addresses: adasAddresses };
  const person = { guest: guests, customer: customers, company: companies }[buyer.kind][buyer.index];
  if (!person) throw new Error(`there is no ${buyer.kind} ${buyer.index}`);
  return person;
}

type Sketch = {
  kind: "sketch";
  index: number;
  at: number;
  who: "demo" | "guest" | "any";
  course: Course;
  taste: CartKind;
};

/** The kind of the order at `index`. The first few are one of each kind, so that the smallest shop has all of them. */
function sketch(index: number, count: number, chance: () => number): Sketch {
  // The demo customer has bought something again lately, where there is enough of a past for it.
  const isLatelyDemo = count > 30 && index === count - 4;
  const who = index % 30 === 0 ? "guest" : index % 30 === 1 || isLatelyDemo ? "demo" : "any";
  const at = momentOf(index, count, chance);
  const plain = { kind: "sketch", index, at, who, course: "paid", taste: "goods" } as const;
  if (index % 60 === 2) {
    const inItsWeek = giveaway.from + Math.floor(chance() * (giveaway.until - giveaway.from - hourMs));
    return { ...plain, at: inItsWeek, course: "free", taste: "gift" };
  }
  if (index % 20 === 3) return { ...plain, taste: "digital" };
  if (index % 90 === 4) return { ...plain, course: "captureRefused" };
  if (index % 90 === 17) return { ...plain, course: "closedLater" };
  if (index % 25 === 5) return { ...plain, course: "secondStep" };
  if (index % 15 === 6) return { ...plain, course: "declinedFirst" };
  return plain;
}

/** Over the whole time, more towards its end, and by day. */
function momentOf(index: number, count: number, chance: () => number): number {
  const days = Math.floor((lastDay - openingDay) / dayMs) - 2;
  const day = 1 + Math.floor(((index + chance()) / count) ** 0.8 * days);
  return openingDay + day * dayMs + Math.floor(chance() * 14 * hourMs);
}

function chooseBuyer(who: Sketch["who"], known: number, chance: () => number): Buyer {
  if (who === "demo") return { kind: "demo" };
  if (who === "any" && chance() < 0.6) return { kind: "customer", index: Math.floor(chance() * known) };
  return { kind: "guest", index: Math.floor(chance() * guests.length) };
}
