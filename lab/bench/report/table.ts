/** The tables of a run, as Markdown. */
import type { Ratio } from "../measurement/statistics.ts";
import type { Row } from "./summary.ts";

/** One table of all rows. */
export function tableOf(rows: readonly Row[]): string {
  const head = [
    "plane",
    "operation",
    "target",
    "throughput × stock",
    "CPU × stock",
    "router + subgraphs (+ server of databases) µs",
    "fetches",
    "req/s",
    "p50 / p99 ms",
  ];
  const lines = rows.map((row) => [
    row.plane,
    row.operation,
    row.target,
    ratioText(row.throughput),
    ratioText(row.cpu),
    cpuText(row),
    row.fetchesPerRequest.toFixed(2),
    row.requestsPerSecond.toFixed(0),
    `${row.p50.toFixed(1)} / ${row.p99.toFixed(1)}`,
  ]);
  return markdownOf(head, lines);
}

function cpuText({ routerCpu, subgraphCpu, serverCpu }: Row): string {
  const parts = serverCpu > 0 ? [routerCpu, subgraphCpu, serverCpu] : [routerCpu, subgraphCpu];
  return parts.map((each) => each.toFixed(0)).join(" + ");
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
