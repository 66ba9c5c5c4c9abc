/** Prices of a variant in the JSON Lines format, with a start or for whole days in the shop's time zone. */
import type { Money } from "@hansa/commerce/money";
import { findStartsWithin } from "../../catalogue/price-ends.ts";
import type { Entry, ImportedPrice, ReaderOptions } from "../file/entries.ts";
import { readAmount } from "../text/amounts.ts";
import type { PriceLine } from "./schema.ts";

/** The entry that a value is read into, and the path of the value in its line. */
export type Target = { entry: Entry; reading: ReaderOptions; place: string };

/** A price with its path in the line. */
type DatedPrice = ImportedPrice & { place: string };

/** Reads a list of prices. */
export function readPrices(prices: readonly PriceLine[], { entry, reading, place }: Target): ImportedPrice[] {
  const dated = prices.flatMap(
    (price, index) => readPrice(price, { entry, reading, place: `${place}[${index}]` }) ?? [],
  );
  checkEnds(dated, entry);
  return dated.map(({ place: _place, ...price }) => price);
}

function readPrice(price: PriceLine, { entry, reading, place }: Target): DatedPrice | undefined {
  const { currency, amount, compareAt } = price;
  const { currencies } = reading;
  if (!currencies.includes(currency)) {
    const message = `The shop sells in ${currencies.join(", ")}, not in "${currency}".`;
    entry.problems.push({ line: entry.line, column: `${place}.currency`, code: "NOT_OFFERED", message });
    return undefined;
  }
  const minor = readMoney({ currency, amount }, entry, `${place}.amount`)?.minor;
  const above = typeof compareAt === "string" ? compareAt : undefined;
  const compared =
    above === undefined ? undefined : readMoney({ currency, amount: above }, entry, `${place}.compareAt`);
  const times = readTimes(price, { entry, reading, place });
  if (minor === undefined) return undefined;
  if (compared && compared.minor <= minor) {
    const message = "The price to strike through must be above the price.";
    entry.problems.push({ line: entry.line, column: `${place}.compareAt`, code: "NOT_ABOVE", message });
  }
  return { currency, minor, compareAtMinor: compared?.minor ?? null, ...times, place };
}

function readTimes(
  { startsAt, startsOn, endsOn }: PriceLine,
  { entry: { line, problems }, reading: { calendar }, place }: Target,
): Pick<DatedPrice, "startsAt" | "endsAt"> {
  const first = startsOn ? calendar.dayOf(startsOn) : undefined;
  const last = endsOn ? calendar.dayOf(endsOn) : undefined;
  const column = `${place}.${startsOn ? "startsOn" : "endsOn"}`;
  if (startsAt && (first || last))
    problems.push({ line, column, code: "NOT_BOTH", message: "Give days or a time, not both." });
  const times = { startsAt: startsAt ? Date.parse(startsAt) : first?.startsAt, endsAt: last?.endsAt };
  if (times.endsAt !== undefined && times.endsAt <= startOf(times)) {
    const message = "The last day is over before the price starts.";
    problems.push({ line, column: `${place}.endsOn`, code: "BEFORE_START", message });
    return { ...times, endsAt: undefined };
  }
  return times;
}

/** Without a price that lasts, the file does not say which one applies after the days. */
function checkEnds(prices: readonly DatedPrice[], { line, problems }: Entry): void {
  const timed = prices.map((price) => ({ ...price, startsAt: startOf(price), endsAt: price.endsAt ?? null }));
  for (const { currency, place, startsAt, endsAt } of timed) {
    if (endsAt === null) continue;
    const column = `${place}.endsOn`;
    const others = timed.filter((other) => other.currency === currency);
    if (findStartsWithin(others, Number.NEGATIVE_INFINITY).some(([period]) => period.place === place))
      problems.push({ line, column, code: "PLANNED_BETWEEN", message: "Another price starts within these days." });
    else if (
      !others.some((other) => other.startsAt === endsAt || (other.endsAt === null && other.startsAt <= startsAt))
    ) {
      const message = `The list has no price in ${currency} for the days after this one.`;
      problems.push({ line, column, code: "PRICE_MISSING", message });
    }
  }
}

function startOf({ startsAt }: Pick<ImportedPrice, "startsAt">): number {
  return startsAt ?? Number.NEGATIVE_INFINITY;
}

/** Reads an amount with its currency; undefined: a problem says why not. */
export function readMoney(
  { currency, amount }: { currency: string; amount: string },
  { line, problems }: Entry,
  column: string,
): Money | undefined {
  const read = readAmount(amount.trim(), currency);
  if ("value" in read) return { minor: read.value, currency };
  problems.push({ line, column, ...read.fault });
  return undefined;
}
