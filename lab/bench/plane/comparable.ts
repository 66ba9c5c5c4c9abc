/** The parts of a response that must be equal on all targets. */
import { z } from "zod";

/** The comparison of responses: `new` compares all but ids, numbers and times of new objects. */
export type Comparison = "exact" | "new";

const envelope = z.looseObject({ data: z.unknown().optional(), errors: z.array(z.unknown()).optional() });

/** The errors of a response; undefined without any. */
export function errorsOf(response: string): readonly unknown[] | undefined {
  return envelope.parse(JSON.parse(response)).errors;
}

/** Fields of new objects, which have another value each time. */
const newValues = new Set(["id", "number", "guestToken", "reservedUntil"]);

/** Fields that are opaque to clients: services of an earlier commit may write other values. */
const opaqueValues = new Set(["startCursor", "endCursor", "cursor"]);

/** Keeps the whole response, or its data without the values of new objects. Cursors become the name of their type. */
export function comparable(comparison: Comparison, response: unknown): unknown {
  if (comparison === "exact") return withoutValues(response, opaqueValues, {}, "");
  const { data } = envelope.parse(response);
  return withoutValues(data, new Set([...newValues, ...opaqueValues]), captured, "");
}

/** Events place the order and capture its payment at once, on a busy machine before the buyer's request has been answered. */
const captured: Readonly<Record<string, string>> = {
  "paymentStart.payment.state": "CAPTURED",
  "checkoutComplete.order.settlement": "PAID",
};

/** An id ends with random characters, of which the shops of two commits have others. */
const randomId = /\b([a-z]+_)[0-9a-hjkmnp-tv-z]{26}\b/g;

/** An order number ends with digits of a keyed hash since November 2026: shops of earlier commits have none, those of two keys have others. */
const hashedNumber = /^(\d{6,})-\d{4}$/;

/**
 * Keeps the part of a comparable answer that the shops of two commits share: without fields that one of them lacks, ids as their kind, order numbers
 * without the digits of their hash.
 */
export function withoutIds(value: unknown, lacking: ReadonlySet<string>): unknown {
  if (typeof value === "string") return value.replace(randomId, "$1").replace(hashedNumber, "$1");
  if (Array.isArray(value)) return value.map((each) => withoutIds(each, lacking));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (lacking.has(name) ? [] : [[name, withoutIds(inner, lacking)]])),
  );
}

/** Values of these fields become the name of their type: they must be there, all others must be equal. Captured money counts as authorised. */
function withoutValues(
  value: unknown,
  names: ReadonlySet<string>,
  counted: Readonly<Record<string, string>>,
  place: string,
): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutValues(each, names, counted, place));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (names.has(name) && inner !== null) return [name, typeof inner];
      const path = place === "" ? name : `${place}.${name}`;
      return [name, counted[path] === inner ? "AUTHORIZED" : withoutValues(inner, names, counted, path)];
    }),
  );
}
