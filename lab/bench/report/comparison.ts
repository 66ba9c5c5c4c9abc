/**
 * The comparison of ours with every other target: CPU time per request, median of the rounds. A difference counts only beyond the spread of
 * the reference measured twice (A/A) in the same run, and only if all rounds agree on its direction.
 */
import { type Cell, cpuTimes, reference, referenceAgain } from "../measurement/cell.ts";
import { median, pairedRatio, type Ratio } from "../measurement/statistics.ts";
import { earlier } from "../targets/targets.ts";
import { markdownOf, ratioText } from "./table.ts";

export type Comparison = {
  plane: string;
  operation: string;
  target: string;
  /** CPU time per request of the target over that of ours: above 1 ours needs less. */
  cpu: Ratio;
  /** The medians in microseconds. */
  targetCpu: number;
  ownCpu: number;
  /** The greatest distance from 1 of the reference's CPU time over that of its second measurement. */
  spread: number;
  verdict: "ours needs less" | "ours needs more" | "no difference";
};

/** Compares every operation of each target that ours has too. */
export function compareWithOurs(cells: readonly Cell[]): Comparison[] {
  const keys = new Map(
    cells.map(({ plane, operation, target }) => [`${plane}/${operation}/${target}`, { plane, operation, target }]),
  );
  return [...keys.values()].flatMap((key) => {
    const { plane, operation, target } = key;
    const timesOf = (name: string) =>
      cpuTimes(cells.filter((cell) => cell.plane === plane && cell.operation === operation && cell.target === name));
    const [own, others] = [timesOf("ours"), timesOf(target)];
    const cpu = pairedRatio(others, own);
    const again = pairedRatio(timesOf(reference), timesOf(referenceAgain));
    if (target === "ours" || target === referenceAgain || !cpu || !again) return [];
    const spread = Math.max(Math.abs(again.min - 1), Math.abs(again.max - 1));
    const medians = { targetCpu: median([...others.values()]), ownCpu: median([...own.values()]) };
    return [{ ...key, cpu, ...medians, spread, verdict: verdictOf(cpu, spread) }];
  });
}

function verdictOf({ median: ratio, min, max }: Ratio, spread: number): Comparison["verdict"] {
  if (ratio - 1 > spread && min > 1) return "ours needs less";
  return 1 - ratio > spread && max < 1 ? "ours needs more" : "no difference";
}

/** The table of the comparison with another commit. */
export function againstTable(commit: string, comparisons: readonly Comparison[]): string {
  const head = ["plane", "operation", `CPU, ${commit.slice(0, 12)} / ours`, "µs", "A/A spread", "verdict"];
  const lines = comparisons
    .filter(({ target }) => target === earlier)
    .map(({ plane, operation, cpu, targetCpu, ownCpu, spread, verdict }) => [
      plane,
      operation,
      ratioText(cpu),
      `${targetCpu.toFixed(0)} / ${ownCpu.toFixed(0)}`,
      `±${(spread * 100).toFixed(0)} %`,
      verdict,
    ]);
  return markdownOf(head, lines);
}
