/** Comparison of a gateway's answer with the monolith's: equal data in equal order, and equal errors by code and place. */
import type { ExecutionResult } from "graphql";
import { type Conditions, codes } from "./model/faults.ts";

type Path = readonly (string | number)[];
type Place =
  /** The error's position is null in the data. */
  | { kind: "exact"; path: Path }
  /** The position lies below a null that it caused. */
  | { kind: "spread"; path: Path }
  /** The client did not select the position: a required field failed. */
  | { kind: "hidden"; path: Path };

/** Errors of a response in a form that two correct executors share (`rules.md`). */
type Errors = {
  exact: string[];
  spread: Set<string>;
  silent: Set<string>;
  hidden: number;
  down: number;
  missing: number;
};

/** The first difference in words, or undefined. */
export function findDifference(
  expected: ExecutionResult,
  actual: ExecutionResult,
  { faults }: Conditions,
): string | undefined {
  const expectedData = JSON.stringify(expected.data ?? null);
  const actualData = JSON.stringify(actual.data ?? null);
  if (expectedData !== actualData) return "data";
  const wanted = readErrors(expected);
  const given = readErrors(actual);
  const fails = faults.some(({ kind }) => kind === "down" || kind === "absent");
  const exact = subtract(given.exact, wanted.exact);
  if (exact.missing.length > 0) return `errors: missing ${exact.missing.join("; ")}`;
  // A value that a failed fetch leaves out may have an error of its own, where the schema allows no null.
  const isLeftOut = (place: string) => fails && wanted.silent.has(place);
  // An error of a required field stands at the null around it, beside the error that caused this null.
  const isRequired = (place: string) => wanted.spread.has(place) && given.spread.has(place);
  const extra = exact.extra.filter((error) => !isLeftOut(placeOf(error)) && !isRequired(placeOf(error)));
  if (extra.length > 0) return `errors: unexpected ${extra.join("; ")}`;
  const explained = (place: string) => wanted.spread.has(place) || wanted.silent.has(place);
  const unexplained = [...given.spread].filter((place) => !explained(place));
  if (unexplained.length > 0) return `errors: unexpected below the null at ${unexplained.join("; ")}`;
  const lost = [...wanted.spread].filter(
    (place) => !given.spread.has(place) && !given.exact.some((error) => placeOf(error) === place),
  );
  if (lost.length > 0) return `errors: missing below the null at ${lost.join("; ")}`;
  if (given.hidden > 0 && faults.length === 0) return "errors: at a place that was not selected";
  const isDown = faults.some(({ kind }) => kind === "down");
  if (isDown && given.down === 0 && wanted.missing + wanted.silent.size > 0)
    return "errors: missing for a failed fetch";
  if (given.down > 0 && !fails) return "errors: a fetch failed";
  return undefined;
}

function readErrors({ data, errors = [] }: ExecutionResult): Errors {
  const read: Errors = { exact: [], spread: new Set(), silent: new Set(), hidden: 0, down: 0, missing: 0 };
  for (const { path, extensions } of errors) {
    const code = String(extensions?.code ?? codes.nulled);
    const place = locate(data, path ?? []);
    const text = JSON.stringify(place.path);
    if (code === codes.down) read.down += 1;
    else if (code === codes.missing && place.kind === "exact") read.missing += 1;
    else if (code === codes.missing) read.silent.add(text);
    else if (place.kind === "hidden") read.hidden += 1;
    else if (place.kind === "spread") read.spread.add(text);
    else read.exact.push(`${code} ${text}`);
  }
  return read;
}

function placeOf(error: string): string {
  return error.slice(error.indexOf(" ") + 1);
}

/** Follows a path through the data. */
function locate(data: unknown, path: Path): Place {
  let value = data ?? null;
  for (const [index, step] of path.entries()) {
    if (value === null) return { kind: "spread", path: path.slice(0, index) };
    const below: unknown = typeof value === "object" ? Reflect.get(value, step) : undefined;
    if (below === undefined) return { kind: "hidden", path: path.slice(0, index) };
    value = below;
  }
  return { kind: "exact", path };
}

function subtract(given: readonly string[], wanted: readonly string[]): { missing: string[]; extra: string[] } {
  const extra = [...given];
  const missing = wanted.filter((error) => {
    const at = extra.indexOf(error);
    if (at >= 0) extra.splice(at, 1);
    return at < 0;
  });
  return { missing, extra };
}
