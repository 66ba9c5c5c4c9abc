/** Limits and days of retention among the settings: the owner's numbers, and the defaults of those that the owner has not set. */
import { type RetentionDays, retentionDays } from "@hansa/contracts/retention-days";
import { type RateLimits, rateLimits } from "@hansa/contracts/shop-limits";
import { type InputProblem, problem } from "@hansa/kit/runtime/refusals";
import type { ShopSettingsUpdateInput } from "../../generated/resolvers.ts";
import type { Settings } from "../../store/settings/settings.ts";
import type { SettingsRow } from "../../store/tables.ts";

type LimitsInput = Pick<ShopSettingsUpdateInput, "rateLimits" | "retentionDays">;

/** Far above any use; it keeps the numbers within what the graph can show. */
const maxLimit = 1_000_000;

/** Ten years: nobody comes back to a cart later. */
const maxDays = 3_650;

/** The rate limits in force. */
export function rateLimitsOf({ rateLimits: own }: Pick<SettingsRow, "rateLimits">): RateLimits {
  return rateLimits.parse(own);
}

/** The days of retention in force. */
export function retentionDaysOf({ retentionDays: own }: Pick<SettingsRow, "retentionDays">): RetentionDays {
  return retentionDays.parse(own);
}

/** The numbers after the change that the input asks for. Those that it does not name stay. */
export function requestedLimits(before: SettingsRow, input: LimitsInput): Partial<Settings> {
  return {
    ...(input.rateLimits ? { rateLimits: { ...before.rateLimits, ...givenNumbers(input.rateLimits) } } : {}),
    ...(input.retentionDays
      ? { retentionDays: { ...before.retentionDays, ...givenNumbers(input.retentionDays) } }
      : {}),
  };
}

/** The problems of the limits and days in an input. */
export function checkLimits(input: LimitsInput): InputProblem[] {
  return [
    ...checkRange("rateLimits", input.rateLimits, maxLimit),
    ...checkRange("retentionDays", input.retentionDays, maxDays),
  ];
}

type Numbers = Readonly<Record<string, number | null | undefined>>;

function checkRange(field: keyof LimitsInput, numbers: Numbers | null | undefined, most: number): InputProblem[] {
  return Object.entries(givenNumbers(numbers ?? {})).flatMap(([name, number]) =>
    number >= 1 && number <= most
      ? []
      : [problem(`${field}.${name}`, "OUT_OF_RANGE", `This is a number from 1 to ${most}.`)],
  );
}

function givenNumbers(numbers: Numbers): Record<string, number> {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, number]) => (typeof number === "number" ? [[name, number]] : [])),
  );
}
