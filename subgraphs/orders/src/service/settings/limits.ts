/** Limits among the settings: the owner's numbers, and the defaults of those that the owner has not set. */
import { type RateLimits, rateLimits } from "@hansa/contracts/shop-limits";
import { type InputProblem, problem } from "@hansa/kit/runtime/refusals";
import type { ShopSettingsUpdateInput } from "../../generated/resolvers.ts";
import type { Settings } from "../../store/settings/settings.ts";
import type { SettingsRow } from "../../store/tables.ts";

type LimitsInput = Pick<ShopSettingsUpdateInput, "rateLimits">;

/** Far above any use; it keeps the numbers within what the graph can show. */
const maxLimit = 1_000_000;

/** The rate limits in force. */
export function rateLimitsOf({ rateLimits: own }: Pick<SettingsRow, "rateLimits">): RateLimits {
  return rateLimits.parse(own);
}

/** The limits after the change that the input asks for. Limits that it does not name stay. */
export function requestedLimits(before: SettingsRow, input: LimitsInput): Partial<Settings> {
  return input.rateLimits ? { rateLimits: { ...before.rateLimits, ...givenNumbers(input.rateLimits) } } : {};
}

/** The problems of the limits in an input. */
export function checkLimits(input: LimitsInput): InputProblem[] {
  return Object.entries(givenNumbers(input.rateLimits ?? {})).flatMap(([name, number]) =>
    number >= 1 && number <= maxLimit
      ? []
      : [problem(`rateLimits.${name}`, "OUT_OF_RANGE", `This is a number from 1 to ${maxLimit}.`)],
  );
}

function givenNumbers(limits: Readonly<Record<string, number | null | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, number]) => (typeof number === "number" ? [[name, number]] : [])),
  );
}
