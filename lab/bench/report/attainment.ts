/** The attainment of the goals by a run: each with its bound, the measured figure, and whether it is met. */
import { type Cell, cpuTimes } from "../measurement/cell.ts";
import { pairedRatio, type Ratio } from "../measurement/statistics.ts";
import { type Goal, goals } from "./goals.ts";
import type { PlaneResult } from "./plane-result.ts";
import { figureByRound } from "./summary.ts";
import { markdownOf, ratioText } from "./table.ts";

/**
 * `missing`: a peer of the goal was not started. `not measured`: its plane, operation or peer was not part of the run, or its
 * memory could not be read. `no result`: a ratio of a run whose reference differs from itself.
 */
type Verdict = "met" | "not met" | "reported" | "missing" | "not measured" | "no result";

export type Attainment = {
  goal: string;
  bound: string;
  measured: string;
  /** The figure that decides; null where there is none. */
  value: number | null;
  verdict: Verdict;
};

/** The run: its planes, and whether its reference agrees with itself. */
type Run = { results: readonly PlaneResult[]; isQuiet: boolean };

/** All goals in the order of their declaration, then the counts of each plane, which its gates have compared. */
export function attainmentsOf(run: Run): Attainment[] {
  const measurements = goals.flatMap((goal) => {
    const bounds = "atLeast" in goal ? goal.atLeast : goal.atMost;
    return Object.entries(bounds).map(([operation, bound]) => attainmentOf(goal, operation, bound, run));
  });
  return [...measurements, ...run.results.map(countsOf)];
}

/** The table of the goals. */
export function attainmentTable(attainments: readonly Attainment[]): string {
  const lines = attainments.map(({ goal, bound, measured, verdict }) => [goal, bound, measured, verdict]);
  return markdownOf(["goal", "bound", "measured", "verdict"], lines);
}

function attainmentOf(goal: Goal, operation: string, bound: number | null, { results, isQuiet }: Run): Attainment {
  const { plane, figure, target, against } = goal;
  const sign = "atLeast" in goal ? "≥" : "≤";
  const named = {
    goal: [plane, operation, figure, `${target}${against === undefined ? "" : ` / ${against}`}`].join(", "),
    bound: bound === null ? "" : `${sign} ${bound}${against === undefined ? " MB" : ""}`,
  };
  const result = results.find((each) => each.plane === plane);
  const isMissing = [target, against].some((name) => result?.missing.some((each) => each.startsWith(`${name}: `)));
  if (isMissing) return { ...named, measured: "", value: null, verdict: "missing" };
  const ratio = result && measure(goal, operation, result);
  if (!ratio) return { ...named, measured: "", value: null, verdict: "not measured" };
  const isMet = bound !== null && ("atLeast" in goal ? ratio.median >= bound : ratio.median <= bound);
  return {
    ...named,
    measured: measuredText(goal, ratio),
    value: Math.round(ratio.median * 1_000) / 1_000,
    verdict: against !== undefined && !isQuiet ? "no result" : bound === null ? "reported" : isMet ? "met" : "not met",
  };
}

function measuredText({ figure, against }: Goal, ratio: Ratio): string {
  if (figure !== "memory") return ratioText(ratio);
  return against === undefined ? `${ratio.median.toFixed(0)} MB` : ratio.median.toFixed(2);
}

/** The figure of a goal, paired by round; undefined where it was not measured. */
function measure({ figure, target, against }: Goal, operation: string, result: PlaneResult): Ratio | undefined {
  if (figure === "memory") {
    const memoryOf = (name: string) => result.targets.find((each) => each.target === name)?.memoryMb;
    const [own, other] = [memoryOf(target), against === undefined ? 1 : memoryOf(against)];
    if (own === undefined || other === undefined || !(own > 0 && other > 0)) return undefined;
    return { median: own / other, min: own / other, max: own / other };
  }
  const cells = result.cells.filter((cell) => cell.operation === operation);
  const byRound = (own: readonly Cell[]) =>
    figure === "CPU" ? cpuTimes(own) : figureByRound(own, "requestsPerSecond");
  const [own, others] = [target, against].map((name) => byRound(cells.filter((cell) => cell.target === name)));
  return own && others && pairedRatio(own, others);
}

/** A wrong count of ours ends a run: without one, those of all its operations are as declared. */
function countsOf({ plane, cells, faults }: PlaneResult): Attainment {
  const gated = new Set(cells.map(({ operation }) => operation)).size;
  const goal = `${plane}, ${plane === "system" ? "fetches and SQL statements" : "fetches"} per operation`;
  const named = { goal, bound: "as declared", value: null };
  if (faults.length > 0) return { ...named, measured: `${faults.length} faults`, verdict: "not met" };
  return gated === 0
    ? { ...named, measured: "", verdict: "not measured" }
    : { ...named, measured: `${gated} operations`, verdict: "met" };
}
