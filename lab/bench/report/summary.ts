/** The summary of a run: ratios to the reference, paired by round, for each plane, operation and target. */
import { type Cell, cpuTimes, reference, referenceAgain } from "../measurement/cell.ts";
import { isQuiet, median, pairedRatio, type Ratio } from "../measurement/statistics.ts";

/**
 * Ratios above 1 are better than the reference: more requests, less CPU time. On the router plane the CPU time is that of the router, on the
 * system plane that of all processes of the target.
 */
export type Row = {
  plane: string;
  operation: string;
  target: string;
  throughput: Ratio;
  cpu: Ratio;
  requestsPerSecond: number;
  routerCpu: number;
  subgraphCpu: number;
  serverCpu: number;
  p50: number;
  p99: number;
  fetchesPerRequest: number;
};

/** Summarises cells by plane, operation and target, in this order, the reference first. */
export function summarise(cells: readonly Cell[]): Row[] {
  const groups = groupBy(sortedCells(cells), ({ plane, operation, target }) => `${plane}/${operation}/${target}`);
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const base = groups.get(`${first.plane}/${first.operation}/${reference}`) ?? [];
    const throughput = pairedRatio(figureByRound(own, "requestsPerSecond"), figureByRound(base, "requestsPerSecond"));
    const cpu = pairedRatio(cpuTimes(base), cpuTimes(own));
    if (!throughput || !cpu) return [];
    const middle = (figure: Figure) => median(own.map((cell) => cell[figure]));
    return [
      {
        plane: first.plane,
        operation: first.operation,
        target: first.target,
        throughput,
        cpu,
        requestsPerSecond: middle("requestsPerSecond"),
        routerCpu: middle("routerCpu"),
        subgraphCpu: middle("subgraphCpu"),
        serverCpu: middle("serverCpu"),
        p50: middle("p50"),
        p99: middle("p99"),
        fetchesPerRequest: middle("fetchesPerRequest"),
      },
    ];
  });
}

/** Rounds visit the cells in random order; readers compare targets of one operation. */
function sortedCells(cells: readonly Cell[]): Cell[] {
  const placeOf = ({ plane, operation, target }: Cell) =>
    `${plane} ${operation} ${target.startsWith(reference) ? 0 : 1} ${target}`;
  return cells.toSorted((one, another) => placeOf(one).localeCompare(placeOf(another)));
}

function groupBy<Thing>(things: readonly Thing[], keyOf: (thing: Thing) => string): Map<string, Thing[]> {
  const groups = new Map<string, Thing[]>();
  for (const thing of things) groups.set(keyOf(thing), [...(groups.get(keyOf(thing)) ?? []), thing]);
  return groups;
}

type Figure = "requestsPerSecond" | "routerCpu" | "subgraphCpu" | "serverCpu" | "p50" | "p99" | "fetchesPerRequest";

/** A figure by round. */
function figureByRound(cells: readonly Cell[], figure: Figure): Map<number, number> {
  return new Map(cells.map((cell) => [cell.round, cell[figure]]));
}

/** Whether every second measurement of the reference agrees with the first: without that no ratio is a result. */
export function isQuietRun(rows: readonly Row[]): boolean {
  return rows.filter(({ target }) => target === referenceAgain).every(({ throughput }) => isQuiet(throughput));
}

/** How often the canned server answers as many requests as the fastest router; below 3 the load generator may be the limit. */
export function headroomOf(rows: readonly Row[]): number {
  const operations = groupBy(rows, ({ plane, operation }) => `${plane}/${operation}`);
  const headrooms = [...operations.values()].flatMap((own) => {
    const canned = own.find(({ target }) => target === "canned")?.requestsPerSecond;
    const others = own.filter(({ target }) => target !== "canned").map(({ requestsPerSecond }) => requestsPerSecond);
    return canned === undefined || others.length === 0 ? [] : [canned / Math.max(...others)];
  });
  return Math.min(...headrooms);
}
