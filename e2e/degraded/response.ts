/** The response of a page without a service, in comparison with the complete one. */
import { z } from "zod";
import type { PageResponse } from "../../cli/testing/playground-pages.ts";

const paths = z.array(z.string());

/** Paths begin below `data`, which stands for the whole, and have `[]` in the place of positions in lists. */
export const degradation = z.strictObject({
  status: z.int(),
  /** Values of the complete response that are null. One that is null in some entries of a list only is marked. */
  nulls: paths,
  /** The places of the errors. */
  errors: paths,
  /** Values that are neither null nor those of the complete response. */
  others: paths.optional(),
});
export type Degradation = z.infer<typeof degradation>;

/** The fate of the values of the complete response: kept, lost or changed. */
type Found = { lost: Set<string>; kept: Set<string>; other: Set<string> };

/** Describes a response. Of a mutation, whose numbers change, only kinds and the types of unions are compared. */
export function describeDegradation(
  complete: unknown,
  { status, data, errors }: PageResponse,
  isMutation: boolean,
): Degradation {
  const found: Found = { lost: new Set(), kept: new Set(), other: new Set() };
  compare({ found, isSame: isMutation ? isSameKind : Object.is }, "", complete, data);
  const nulls = [...found.lost].map((place) => (found.kept.has(place) ? `${place} (some)` : place));
  const places = new Set(errors.map(({ path = [] }) => path.reduce<string>(placeBelow, "") || whole));
  const others = found.other.size > 0 ? { others: [...found.other].sort() } : {};
  return { status, nulls: nulls.sort(), errors: [...places].sort(), ...others };
}

const whole = "data";

type Comparison = { found: Found; isSame(complete: unknown, degraded: unknown, place: string): boolean };

function compare(comparison: Comparison, place: string, complete: unknown, degraded: unknown): void {
  const { found, isSame } = comparison;
  if (degraded === null) {
    if (complete !== null) found.lost.add(place || whole);
    return;
  }
  found.kept.add(place || whole);
  if (Array.isArray(complete) && Array.isArray(degraded) && complete.length === degraded.length) {
    for (const [index, entry] of degraded.entries()) compare(comparison, `${place}[]`, complete[index], entry);
  } else if (isObject(complete) && isObject(degraded)) {
    for (const name of new Set([...Object.keys(complete), ...Object.keys(degraded)])) {
      compare(comparison, placeBelow(place, name), complete[name], degraded[name]);
    }
  } else if (!isSame(complete, degraded, place)) {
    found.other.add(place || whole);
  }
}

function isSameKind(complete: unknown, degraded: unknown, place: string): boolean {
  if (place.endsWith("__typename")) return complete === degraded;
  return complete === null || typeof complete === typeof degraded;
}

function placeBelow(place: string, step: string | number): string {
  if (typeof step === "number") return `${place}[]`;
  return place === "" ? step : `${place}.${step}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
