/** The report of the scale plane: one table, the operations that fail, and the last line as one JSON object. */
import { paint, say } from "../../../tools/host/terminal.mjs";
import { markdownOf } from "../report/table.ts";
import type { Measured, PageCost } from "./measurement.ts";

/** A page of a shop with a hundred times the rows may take so many times as long. */
const maxRatio = 1.5;
/** Differences below this do not count, in milliseconds: another process that runs for a moment takes as much. */
const floorMs = 1;

/** The times as long that the large shop takes; 1 where the difference is below the floor. */
export function ratioOf({ small, large }: Pick<Measured, "small" | "large">): number {
  return large.p95 - small.p95 < floorMs ? Math.min(1, large.p95 / small.p95) : large.p95 / small.p95;
}

/** The reasons for which an operation fails. */
export function faultsOf(measured: Measured): string[] {
  const ratio = ratioOf(measured);
  const slow =
    ratio > maxRatio ? [`${measured.operation}: p95 is ${ratio.toFixed(1)} times that of the small shop`] : [];
  return [...measured.faults, ...statementFaults(measured), ...slow];
}

function statementFaults({ operation, small, large }: Measured): string[] {
  if (small.statements === large.statements) return [];
  return [`${operation}: ${large.statements} statements instead of the ${small.statements} of the small shop`];
}

/** Prints the table and the verdict. Answers with the exit code. */
export function printScale(results: readonly Measured[]): number {
  const head = ["operation", "statements", "p50 ms", "p95 ms", "ratio of p95", "CPU ms", "ratio of CPU"];
  const both = (name: keyof PageCost, digits: number) => (each: Measured) =>
    `${each.small[name].toFixed(digits)} / ${each.large[name].toFixed(digits)}`;
  say(
    markdownOf(
      head,
      results.map((each) => [
        each.operation,
        both("statements", 0)(each),
        both("p50", 2)(each),
        both("p95", 2)(each),
        (each.large.p95 / each.small.p95).toFixed(2),
        both("cpu", 2)(each),
        (each.large.cpu / each.small.cpu).toFixed(2),
      ]),
    ),
  );
  const faults = results.flatMap(faultsOf);
  for (const fault of faults) say(paint("red", fault));
  const ratios = Object.fromEntries(results.map((each) => [each.operation, Number(ratioOf(each).toFixed(2))]));
  say(JSON.stringify({ bench: "scale", operations: results.length, failed: faults.length, ratios }));
  return faults.length === 0 && results.length > 0 ? 0 : 1;
}
