/** The times of prices as staff enters them: as a moment, or as whole days in the shop's time zone, after which it is as without them. */
import { orders } from "@hansa/contracts/orders";
import { callPeer, type OutputOf } from "@hansa/kit/rpc";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { VariantPriceSetInput } from "../../generated/resolvers.ts";
import { findPriceHistory } from "../../store/catalogue/prices.ts";
import { resolveStartTime } from "../start-time.ts";
import { findEarlyEnds } from "./price-ends.ts";

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

/** The problems of prices that a planned one would end early, or that would end a planned or present one early, by their index. */
export async function checkEarlyEnds(
  tx: Tx,
  dated: readonly DatedPrice[],
  now: number,
): Promise<ReadonlyMap<number, InputProblem[]>> {
  const stored = await findPriceHistory(tx, [...new Set(dated.map(({ price }) => price.variantId))]);
  const wanted = dated.map(({ price: { variantId, currency }, startsAt, endsAt }) => ({
    ...{ variantId, currency, endsAt },
    startsAt: startsAt ?? Number.NEGATIVE_INFINITY,
  }));
  const faults = [...findEarlyEnds(stored, wanted, now)].map(([index, field]): [number, InputProblem[]] => {
    if (field === "endsOn") return [index, [problem(field, "PLANNED_BETWEEN", otherStartsWithin)]];
    const path = dated[index]?.price.startsOn ? "startsOn" : "startsAt";
    return [index, [problem(path, "PLANNED_BETWEEN", startsWithinOther)]];
  });
  return new Map(faults);
}

const otherStartsWithin = "Another price starts within these days: cancel it, or give other days.";
const startsWithinOther = "This is within the days of another price: set that one for fewer days, or cancel it.";
