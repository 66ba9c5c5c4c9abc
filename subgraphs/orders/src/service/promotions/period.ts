/** The period of a promotion as staff enters it: as moments, or as whole days in the shop's time zone. */
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { PromotionSaveInput } from "../../generated/resolvers.ts";
import { readDay, startOfDay } from "../invoicing/calendar.ts";

/** Undefined: the promotion keeps its time. `endsAt` null: it has no end. */
export type Period = { startsAt: number | undefined; endsAt: number | null | undefined };

/** Returns the entered times. The last day is part of the promotion: it ends when the next day begins. */
export function readPeriod(
  { startsAt, startsOn, endsAt, endsOn }: PromotionSaveInput,
  timeZone: string,
): Period & { problems: InputProblem[] } {
  const [first, last] = [startsOn ? readDay(startsOn) : undefined, endsOn ? readDay(endsOn) : undefined];
  return {
    startsAt: first === undefined ? (startsAt ?? undefined) : startOfDay(first, timeZone),
    endsAt: last !== undefined ? startOfDay(last + 1, timeZone) : endsOn === null ? null : endsAt,
    problems: [...checkDay("startsOn", startsOn, first, startsAt), ...checkDay("endsOn", endsOn, last, endsAt)],
  };
}

function checkDay(
  field: "startsOn" | "endsOn",
  text: string | null | undefined,
  day: number | undefined,
  moment: number | null | undefined,
): InputProblem[] {
  if (typeof text === "string" && typeof moment === "number")
    return [problem(field, "NOT_BOTH", "Give a day or a time, not both.")];
  if (typeof text === "string" && day === undefined)
    return [problem(field, "FORMAT", "Give a day such as 2026-01-31.")];
  return [];
}
