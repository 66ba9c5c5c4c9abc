/** Limits, times and days among the settings: the owner's numbers, and the defaults of those that the owner has not set. */
import { type RetentionDays, retentionDays } from "@hansa/contracts/retention-days";
import { type RateLimits, type ReservationLimits, rateLimits, reservationLimits } from "@hansa/contracts/shop-limits";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { ShopSettingsUpdateInput } from "../../generated/resolvers.ts";
import {
  type CartLimits,
  cartLimits,
  type ReservationSeconds,
  reservationSeconds,
} from "../../store/settings/purchase-rules.ts";
import type { Settings } from "../../store/settings/settings.ts";
import type { SettingsRow } from "../../store/tables.ts";

type LimitsInput = Pick<
  ShopSettingsUpdateInput,
  "rateLimits" | "reservationLimits" | "retentionDays" | "cartLimits" | "reservationSeconds"
>;
type Numbers = Readonly<Record<string, number | null | undefined>>;
/** The numbers that a setting can have. */
export type Range = { least: number; most: number };

/** Far above any use; it keeps the numbers within what the graph can show. */
const limits: Range = { least: 1, most: 1_000_000 };
const percents: Range = { least: 0, most: 100 };
/** The hours after which a payment is late: up to 30 days, for methods of which banks decide after days. */
export const latePaymentRange: Range = { least: 1, most: 720 };
/** Up to ten years: no buyer comes back to a cart later. */
const days: Range = { least: 1, most: 3_650 };
/** Up to ten years; with none, no return can be requested. */
export const returnRange: Range = { least: 0, most: 3_650 };
/** All lines are written in one statement, whose number of values SQLite limits. */
const cartLines: Range = { least: 1, most: 2_000 };

/** The rate limits in force. */
export function rateLimitsOf({ rateLimits: own }: Pick<SettingsRow, "rateLimits">): RateLimits {
  return rateLimits.parse(own);
}

/** The limits of reservations in force. */
export function reservationLimitsOf({
  reservationLimits: own,
}: Pick<SettingsRow, "reservationLimits">): ReservationLimits {
  return reservationLimits.parse(own);
}

/** The days of retention in force. */
export function retentionDaysOf({ retentionDays: own }: Pick<SettingsRow, "retentionDays">): RetentionDays {
  return retentionDays.parse(own);
}

/** The limits of a cart in force. */
export function cartLimitsOf({ cartLimits: own }: Pick<SettingsRow, "cartLimits">): CartLimits {
  return cartLimits.parse(own);
}

/** The times of reservations in force, in seconds. */
export function reservationSecondsOf({
  reservationSeconds: own,
}: Pick<SettingsRow, "reservationSeconds">): ReservationSeconds {
  return reservationSeconds.parse(own);
}

/** The numbers after the change that the input asks for. Those that it does not name stay. */
export function requestedLimits(before: SettingsRow, input: LimitsInput): Partial<Settings> {
  const changed = (own: Numbers, given: Numbers) => ({ ...own, ...givenNumbers(given) });
  return {
    ...(input.rateLimits ? { rateLimits: changed(before.rateLimits, input.rateLimits) } : {}),
    ...(input.reservationLimits
      ? { reservationLimits: changed(before.reservationLimits, input.reservationLimits) }
      : {}),
    ...(input.retentionDays ? { retentionDays: changed(before.retentionDays, input.retentionDays) } : {}),
    ...(input.cartLimits ? { cartLimits: changed(before.cartLimits, input.cartLimits) } : {}),
    ...(input.reservationSeconds
      ? { reservationSeconds: changed(before.reservationSeconds, input.reservationSeconds) }
      : {}),
  };
}

/** The problems of the limits and days in an input. */
export function checkLimits(input: LimitsInput): InputProblem[] {
  return [
    ...checkNumbers("rateLimits", input.rateLimits, () => limits),
    ...checkNumbers("reservationLimits", input.reservationLimits, (name) =>
      name.endsWith("Percent") ? percents : limits,
    ),
    ...checkNumbers("retentionDays", input.retentionDays, () => days),
    ...checkNumbers("cartLimits", input.cartLimits, (name) => (name === "lines" ? cartLines : limits)),
    ...checkNumbers("reservationSeconds", input.reservationSeconds, () => limits),
  ];
}

function checkNumbers(
  field: keyof LimitsInput,
  numbers: Numbers | null | undefined,
  rangeOf: (name: string) => Range,
): InputProblem[] {
  return Object.entries(givenNumbers(numbers ?? {})).flatMap(([name, number]) => {
    const { least, most } = rangeOf(name);
    if (number >= least && number <= most) return [];
    return [problem(`${field}.${name}`, "OUT_OF_RANGE", `This is a number from ${least} to ${most}.`)];
  });
}

function givenNumbers(numbers: Numbers): Record<string, number> {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, number]) => (typeof number === "number" ? [[name, number]] : [])),
  );
}
