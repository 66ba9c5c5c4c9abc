/** The tables of a run, as Markdown. */
import type { GarbageCell, GarbageFigures } from "../measurement/garbage-cell.ts";
import type { Ratio } from "../measurement/statistics.ts";
import type { Row } from "./summary.ts";

/** One table of all rows, with the garbage collection of each target that runs on Node. */
export function tableOf(rows: readonly Row[], garbage: readonly GarbageCell[]): string {
  const head = [
    "plane",
    "operation",
    "target",
    "throughput × stock",
    "CPU × stock",
    "router + subgraphs µs",
    "fetches",
    "req/s",
    "p50 / p99 ms",
    "survival %, router / services",
    "Mark-Compacts per 1,000",
  ];
  const collected = (row: Row, figure: keyof GarbageFigures, digits: number) => {
    const found = garbage.find(
      ({ plane, operation, target }) => plane === row.plane && operation === row.operation && target === row.target,
    );
    const parts = [found?.router, found?.services].map((own) => numberText(own?.[figure], digits));
    return parts.every((part) => part === dash) ? dash : parts.join(" / ");
  };
  const lines = rows.map((row) => [
    row.plane,
    row.operation,
    row.target,
    ratioText(row.throughput),
    ratioText(row.cpu),
    `${row.routerCpu.toFixed(0)} + ${row.subgraphCpu.toFixed(0)}`,
    row.fetchesPerRequest.toFixed(2),
    row.requestsPerSecond.toFixed(0),
    `${row.p50.toFixed(1)} / ${row.p99.toFixed(1)}`,
    collected(row, "survival", 1),
    collected(row, "markCompactsPerThousand", 2),
  ]);
  return markdownOf(head, lines);
}

/** Stands where a figure is missing. */
const dash = "–";

/** A figure, or a dash where there is none. */
function numberText(value: number | undefined, digits: number): string {
  return value !== undefined && Number.isFinite(value) ? value.toFixed(digits) : dash;
}

/** The median, and the extremes in brackets. */
export function ratioText({ median, min, max }: Ratio): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

/** A table whose columns are as wide as their longest cell. */
export function markdownOf(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0), title.length),
  );
  const lineOf = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [lineOf(head), lineOf(widths.map((width) => "-".repeat(width))), ...lines.map(lineOf)].join("\n");
}
