/** The times of prices as staff enters them: as a moment, or as whole days in the shop's time zone, after which it is as without them. */
import { orders } from "@hansa/contracts/orders";
import { callPeer, type OutputOf } from "@hansa/kit/rpc";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { VariantPriceSetInput } from "../../generated/resolvers.ts";
import { findPriceHistory } from "../../store/catalogue/prices.ts";
import type { PriceRow } from "../../store/catalogue/tables.ts";
import { resolveStartTime } from "../start-time.ts";

/** A price with its times. `startsAt` undefined: they are refused, with `problems`. `endsAt` null: it applies until the next price. */
export type DatedPrice = {
  price: VariantPriceSetInput;
  startsAt: number | undefined;
  endsAt: number | null;
  problems: InputProblem[];
};

/** Its beginning, and that of the next day; null: the text is no day. */
export type Day = OutputOf<typeof orders.calendarDays>["days"][number];

/** The days of a price. */
export type NamedDays = { startsOn?: string | null | undefined; endsOn?: string | null | undefined };

/** The days that prices name, by their text. Asks orders, and throws if it cannot be reached. */
export async function findDays(
  { peers }: Pick<Deps, "peers">,
  prices: readonly NamedDays[],
): Promise<ReadonlyMap<string, Day>> {
  const written = prices.flatMap(({ startsOn, endsOn }) => [startsOn ?? "", endsOn ?? ""]);
  const texts = [...new Set(written)].filter((text) => /^\d{4}-\d{2}-\d{2}$/.test(text));
  if (texts.length === 0) return new Map();
  const { days } = await callPeer(peers.orders, orders.calendarDays, { days: texts });
  return new Map(texts.map((text, index) => [text, days[index] ?? null]));
}

/** Reads the times of a price. */
export function datePrice(price: VariantPriceSetInput, days: ReadonlyMap<string, Day>, now: number): DatedPrice {
  const dayOf = (text: string | null | undefined) => (typeof text === "string" ? (days.get(text) ?? null) : undefined);
  const [first, last] = [dayOf(price.startsOn), dayOf(price.endsOn)];
  const startsAt = first ? readFirstDay(first, now) : resolveStartTime(price.startsAt, now);
  const endsAt = last?.endsAt ?? null;
  const problems = [...checkDay("startsOn", first, price), ...checkDay("endsOn", last, price)];
  if (startsAt === undefined)
    problems.push(problem(first ? "startsOn" : "startsAt", "IN_THE_PAST", "A price starts now or later."));
  else if (endsAt !== null && endsAt <= startsAt)
    problems.push(problem("endsOn", "BEFORE_START", "The last day is over before the price starts."));
  return { price, startsAt, endsAt, problems };
}

/** A price of today starts now. */
function readFirstDay(day: NonNullable<Day>, now: number): number | undefined {
  return now < day.endsAt ? Math.max(now, day.startsAt) : undefined;
}

function checkDay(
  field: "startsOn" | "endsOn",
  day: Day | undefined,
  { startsAt }: VariantPriceSetInput,
): InputProblem[] {
  if (day === undefined) return [];
  if (typeof startsAt === "number") return [problem(field, "NOT_BOTH", "Give days or a time, not both.")];
  return day === null ? [problem(field, "FORMAT", "Give a day such as 2026-01-31.")] : [];
}

/** A price that applies from the end of another one on. */
type NextPrice = VariantPriceSetInput & { startsAt: number };

/**
 * Returns the prices that apply after the last days of valid ones: those that would apply without them, unless another one starts then. A price
 * that starts within the days of another would end them early, and is a problem of that one, by its index.
 */
export async function planNextPrices(
  tx: Tx,
  dated: readonly DatedPrice[],
): Promise<{ next: NextPrice[]; problems: ReadonlyMap<number, InputProblem[]> }> {
  const problems = new Map<number, InputProblem[]>();
  const next: NextPrice[] = [];
  const ids = dated.flatMap(({ price, endsAt }) => (endsAt === null ? [] : price.variantId));
  if (ids.length === 0) return { next, problems };
  const lasting = (await findPriceHistory(tx, [...new Set(ids)])).map(toNextPrice);
  const wanted = dated.flatMap(({ price, startsAt, endsAt }, index) =>
    startsAt === undefined ? [] : { ...price, startsAt, endsAt, index },
  );
  const starts = [...lasting, ...wanted];
  for (const price of wanted.sort((a, b) => a.startsAt - b.startsAt)) {
    const { startsAt, endsAt, index } = price;
    if (endsAt === null) {
      lasting.push(price);
      continue;
    }
    const others = starts.filter((other) => isOfSame(price, other) && other.startsAt > startsAt);
    if (others.some((other) => other.startsAt < endsAt)) {
      const message = "Another price starts within these days: cancel it, or give other days.";
      problems.set(index, [problem("endsOn", "PLANNED_BETWEEN", message)]);
    } else if (!others.some((other) => other.startsAt === endsAt)) {
      const { amountMinor, compareAtMinor } = findPriceAt(price, lasting);
      const { variantId, currency } = price;
      next.push({ variantId, currency, amountMinor, compareAtMinor, startsAt: endsAt });
    }
  }
  return { next, problems };
}

function toNextPrice({ variantId, currency, minor, compareAtMinor, startsAt }: PriceRow): NextPrice {
  return { variantId, currency, amountMinor: minor, compareAtMinor, startsAt };
}

function isOfSame(price: NextPrice, other: NextPrice): boolean {
  return other.variantId === price.variantId && other.currency === price.currency;
}

/** The amounts that would apply at the start of a price without it. */
function findPriceAt(price: NextPrice, prices: readonly NextPrice[]) {
  const started = prices.filter((other) => isOfSame(price, other) && other.startsAt <= price.startsAt);
  const [last] = started.sort((a, b) => b.startsAt - a.startsAt);
  return { amountMinor: last?.amountMinor ?? null, compareAtMinor: last?.compareAtMinor ?? null };
}
