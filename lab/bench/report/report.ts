/** The report of a run: the table of ratios, the files in `lab/bench/results/`, and the last line as one JSON object. */
import { paint, say } from "../../../cli/host/terminal.mjs";
import { referenceAgain } from "../measurement/cell.ts";
import { againstTable, compareWithOurs } from "./comparison.ts";
import { writeResults } from "./files.ts";
import type { PlaneResult } from "./plane-result.ts";
import { headroomOf, isQuietRun, type Row, summarise } from "./summary.ts";
import { markdownOf, tableOf } from "./table.ts";

/** The canned server answers so many times as many requests as the fastest router, or the load generator may be the limit. */
const minHeadroom = 3;
const voidText = "The reference differs from itself by more than 10 %: no ratio here is a result.";

/** `against`: the commit that was measured beside ours. */
type ReportOptions = { isQuick: boolean; against: string | undefined };

/** Prints the report; a full run is written to files too. Answers with the exit code. */
export function printReport(results: readonly PlaneResult[], { isQuick, against }: ReportOptions): number {
  const rows = summarise(results.flatMap(({ cells }) => cells));
  const faults = results.flatMap(({ faults: own }) => own);
  const isQuiet = rows.length > 0 && isQuietRun(rows);
  const comparisons = compareWithOurs(results.flatMap(({ cells }) => cells));
  const compared = against === undefined ? [] : [againstTable(against, comparisons), ""];
  const text = [...compared, textOf(results, rows)].join("\n");
  say(text);
  for (const fault of faults) say(paint("red", `gate: ${fault}`));
  if (faults.length === 0 && !isQuiet) say(paint("red", voidText));
  if (!isQuick && faults.length === 0)
    writeResults(isQuiet ? text : `**${voidText}**\n\n${text}`, {
      quiet: isQuiet,
      ...(against === undefined ? {} : { against }),
      comparisons,
      rows,
      results,
    });
  const verdict = {
    ...(against === undefined ? {} : { against: { commit: against, comparisons } }),
    ...verdictOf(results, rows, isQuiet),
  };
  say(JSON.stringify({ bench: isQuick ? "quick" : "full", ...verdict }));
  return faults.length === 0 && isQuiet ? 0 : 1;
}

function textOf(results: readonly PlaneResult[], rows: readonly Row[]): string {
  const targets = results.flatMap(({ plane, targets: own }) =>
    own.map(({ target, startMs, memoryMb }) => [
      plane,
      target,
      startMs.toFixed(0),
      Number.isFinite(memoryMb) ? memoryMb.toFixed(0) : "not measured",
    ]),
  );
  const notes = results.flatMap(({ missing, notes: own }) => [...missing.map((each) => `missing: ${each}`), ...own]);
  const headroom = headroomOf(rows);
  const limit = `The canned server answers ${headroom.toFixed(1)} × the requests of the fastest router${headroom < minHeadroom ? `; below ${minHeadroom} the load generator may be the limit` : ""}.`;
  return [
    tableOf(rows),
    "",
    markdownOf(["plane", "target", "start ms", "memory MB"], targets),
    "",
    ...(Number.isFinite(headroom) ? [limit] : []),
    ...notes,
  ].join("\n");
}

/** The ratios of each target to the reference, by plane, operation and target. */
function verdictOf(results: readonly PlaneResult[], rows: readonly Row[], quiet: boolean) {
  const ratios: Record<string, Record<string, object>> = {};
  for (const { plane, operation, target, throughput, cpu, fetchesPerRequest } of rows) {
    const name = results.length === 1 ? operation : `${plane} ${operation}`;
    ratios[name] = {
      ...ratios[name],
      [target]: {
        throughput: rounded(throughput.median),
        min: rounded(throughput.min),
        max: rounded(throughput.max),
        cpu: rounded(cpu.median),
        fetches: rounded(fetchesPerRequest),
      },
    };
  }
  const again = rows
    .filter(({ target }) => target === referenceAgain)
    .map(({ throughput }) => rounded(throughput.median));
  const foreign = results.flatMap(({ cells }) => cells.map(({ foreignCores }) => foreignCores));
  return {
    quiet,
    aa: again,
    foreignCores: rounded(Math.max(0, ...foreign)),
    headroom: rounded(headroomOf(rows)),
    ratios,
    missing: results.flatMap(({ missing }) => missing),
    faults: results.flatMap(({ faults }) => faults),
  };
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 100) / 100 : null;
}
