/** The page docs/owners/scaling.md: what a shop of a size needs, by the model beside this file. */
import { type Engine, type Load, mostPurchases, needOf } from "./scaling-model.ts";

const introduction = `# Scaling

For an owner who asks whether a shop outgrows its machine. The figures follow from a model,
\`lab/test/support/scaling-model.ts\`, which multiplies what [requests
cost](../results.md#stores-on-postgresql); \`lab/test/scaling-page.test.ts\` checks this page, and
writes it with \`-u\`. They are estimates: measure before you buy.

## The bound of each load

- **Pages** cost processor time alone. Any number of processes of a service answers them, on one
  machine with files, on several [with PostgreSQL](postgresql.md#two-machines), and an edge cache
  [takes most of them away](../front-ends/frontend.md#a-catalogue-in-a-cdn).
- **Purchases are bounded by one writer.** One process of a service writes at a time. With files it
  waits for the disk, with PostgreSQL for the way to the server and back: each statement whose rows
  a write needs is a round trip, for which it holds the lock of the store.
- **Limits of senders** are counted by each router for itself: of several, each allows its share
  (\`HANSA_ROUTERS\`). Limits of sign-in and of codes are in the stores, and need nothing.
- **Pictures** are processor time once, when a size is first asked for, and files after that.

## Purchases in a second, at most

`;

const loads: readonly (Load & { name: string })[] = [
  { name: "a small shop", ordersPerMinute: 5, pagesPerOrder: 100, cached: 0 },
  { name: "a busy day", ordersPerMinute: 30, pagesPerOrder: 100, cached: 0 },
  { name: "the same, with an edge cache", ordersPerMinute: 30, pagesPerOrder: 100, cached: 0.8 },
  { name: "a large sale", ordersPerMinute: 600, pagesPerOrder: 100, cached: 0.8 },
  { name: "a very large one", ordersPerMinute: 10_000, pagesPerOrder: 100, cached: 0.8 },
];

const places: readonly { name: string; engine: Engine; roundTripMs: number }[] = [
  { name: "files", engine: "sqlite", roundTripMs: 0 },
  { name: "PostgreSQL on the same machine", engine: "postgresql", roundTripMs: 0.05 },
  { name: "PostgreSQL in the same data centre, 0.3 ms away", engine: "postgresql", roundTripMs: 0.3 },
  { name: "in another zone, 1 ms away", engine: "postgresql", roundTripMs: 1 },
];

/** The text of the page. */
export function renderScalingPage(): string {
  return [
    introduction,
    "| stores | purchases a second |\n|---|---|\n",
    ...places.map(
      ({ name, engine, roundTripMs }) => `| ${name} | ${Math.floor(mostPurchases(engine, roundTripMs))} |\n`,
    ),
    "\nA synchronous standby adds its own round trip to each commit.\n",
    "\n## Cores\n\nCores of the processes, and of the database server, 0.3 ms away; and the part of its time for which\nthe writer of orders is busy. Plan for half of it at most.\n",
    "\n| load | files | PostgreSQL | server | writer |\n|---|---|---|---|---|\n",
    ...loads.map((load) => `| ${cells(load).join(" | ")} |\n`),
    "\nWhere the writer is above 100 %, this shop cannot do it: its purchases would have to be written\nside by side, which is not there. Such a shop is split, by market or by brand, into several.\n",
  ].join("");
}

function cells(load: Load & { name: string }): string[] {
  const [file, database] = [needOf(load, "sqlite", 0), needOf(load, "postgresql", 0.3)];
  const what = `${load.name}: ${load.ordersPerMinute.toLocaleString("en")} orders a minute`;
  return [
    what,
    cores(file.nodeCores),
    cores(database.nodeCores),
    cores(database.serverCores),
    percent(database.writerLoad),
  ];
}

function cores(count: number): string {
  return count < 0.1 ? "below 0.1" : count < 10 ? count.toFixed(1) : String(Math.ceil(count));
}

function percent(part: number): string {
  return `${Math.ceil(part * 100)} %`;
}
