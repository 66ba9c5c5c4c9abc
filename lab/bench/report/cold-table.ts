/** The table of cold targets: CPU time per request after a start, beside the reference after its start. */
import { type ColdCell, windowNames } from "../cold-rounds.ts";
import { cpuTimes, reference } from "../measurement/cell.ts";
import { median, pairedRatio } from "../measurement/statistics.ts";
import { dash, markdownOf, ratioText } from "./table.ts";

/** One line for each target, the reference first; nothing without cells. */
export function coldTable(cells: readonly ColdCell[]): string[] {
  if (cells.length === 0) return [];
  const head = windowNames.flatMap((window) => [`${window}: CPU × stock`, "router + subgraphs µs"]);
  const names = ({ plane, operation, target }: ColdCell) => [plane, operation, target];
  const keyOf = (cell: ColdCell) => names(cell).join("/");
  const placeOf = (cell: ColdCell) =>
    `${cell.plane} ${cell.operation} ${cell.target === reference ? 0 : 1} ${cell.target}`;
  const sorted = cells.toSorted((one, another) => placeOf(one).localeCompare(placeOf(another)));
  const lines = [...new Map(sorted.map((cell) => [keyOf(cell), cell])).values()].map((cell) => [
    ...names(cell),
    ...windowNames.flatMap((window) => {
      const own = sorted.filter((each) => keyOf(each) === keyOf(cell) && each.window === window);
      const base = sorted.filter(
        (each) => keyOf(each) === keyOf({ ...cell, target: reference }) && each.window === window,
      );
      const ratio = pairedRatio(cpuTimes(base), cpuTimes(own));
      if (own.length === 0) return [dash, dash];
      const middle = (figure: "routerCpu" | "subgraphCpu") => median(own.map((each) => each[figure])).toFixed(0);
      return [ratio ? ratioText(ratio) : dash, `${middle("routerCpu")} + ${middle("subgraphCpu")}`];
    }),
  ]);
  return [
    "Cold: CPU time per request after a start",
    "",
    markdownOf(["plane", "operation", "target", ...head], lines),
    "",
  ];
}
