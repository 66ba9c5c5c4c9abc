/** The rows of docs/results.md: each with its anchor, its figure and spread, and the raw file that it comes from. */
import { z } from "zod";
import { publishedRatios } from "./published.ts";
import type { PlaneRecord, RecordName, Records } from "./records.ts";

/** `figure` is undefined where nothing was measured, `record` where no command measures it yet. */
export type Row = {
  anchor: string;
  title: string;
  figure?: string | undefined;
  spread?: string | undefined;
  record?: RecordName;
  /** A figure that others have published. */
  published?: string;
};

export type Section = { title: string; note: string; rows: readonly Row[] };

const planes = [
  {
    record: "router-plane",
    prefix: "router",
    title: "Router beside other routers",
    note: [
      "CPU time per request of the peer over that of our router, on canned subgraphs. Grafbase verified",
      "no token, checked no access rule and signed nothing; the others verified and signed as ours did.",
    ].join("\n"),
    operations: ["account", "product", "search", "tiny", "list", "heavy"],
    peers: { stock: "stock gateway", hive: "Hive", "hive-rust": "Hive with Rust planner", grafbase: "Grafbase" },
  },
  {
    record: "system-plane",
    prefix: "system",
    title: "System beside others",
    note: "CPU time per request of all processes of the peer over that of our five, on real services.",
    operations: ["account", "product", "purchase"],
    peers: {
      stock: "all stock",
      "stock-today": "stock gateway on today's services",
      mono: "monolith",
      "mono-jit": "compiled monolith",
    },
  },
  {
    record: "postgresql-plane",
    prefix: "postgresql",
    title: "Stores on PostgreSQL",
    note: [
      "CPU time per request of Node's processes with all stores on a PostgreSQL of the same machine over",
      "that of our five with files. The server's own is not in it; it takes its part of the two cores.",
    ].join("\n"),
    operations: ["account", "product", "purchase"],
    peers: { postgresql: "on PostgreSQL", "postgresql-two": "on PostgreSQL, two processes of each service" },
  },
  {
    record: "public-plane",
    prefix: "public",
    title: "Public federation benchmark",
    note: [
      "CPU time per request of the peer over that of our router, on the scenarios of the public",
      "benchmarks with graphs, data and texts of our own. Apollo Router and Cosmo are not measured here:",
      "the last rows are their CPU time over Grafbase's, from the published requests per core-second",
      "(grafbase/graphql-federation-benchmarks, 22 September 2025).",
    ].join("\n"),
    operations: ["query", "big-response", "many-plans"],
    peers: { stock: "stock gateway", "hive-rust": "Hive with Rust planner", grafbase: "Grafbase" },
  },
] as const;

/** Figures of others that were not measured here. */
const publishedRows: readonly Row[] = publishedRatios.map(({ operation, gateway, name, ratio }) => ({
  anchor: `published-${operation}-${gateway}`,
  title: `${operation}, ${name} / Grafbase`,
  published: `${ratio.toFixed(2)} ×`,
}));

/** Peers whose memory and start are shown beside ours. */
const processes = { ours: "our router", ...planes[0].peers } as const;

/** All sections with their rows, measured or not. */
export function sectionsOf({ planes: measured, lines }: Records): Section[] {
  const router = measured["router-plane"];
  return [
    ...planes.map(({ record, prefix, title, note, operations, peers }) => ({
      title,
      note,
      rows: [
        ...operations.flatMap((operation): Row[] =>
          Object.entries(peers).map(([peer, name]) => ({
            anchor: `${prefix}-${operation}-${peer}`,
            title: `${operation}, ${name} / ours`,
            record,
            ...cpuOf(measured[record], operation, peer),
          })),
        ),
        ...(record === "public-plane" ? publishedRows : []),
      ],
    })),
    {
      title: "Memory and start",
      note: "Proportional memory of the process at the end of the load, and time to its first answer.",
      rows: Object.entries(processes).flatMap(([target, name]) => {
        const found = router?.targets.find((each) => each.target === target);
        const memory = found?.memoryMb ?? undefined;
        return [
          {
            anchor: `memory-${target}`,
            title: `memory, ${name}`,
            record: "router-plane" as const,
            figure: memory === undefined ? undefined : `${memory.toFixed(0)} MB`,
            spread: "one run",
          },
          {
            anchor: `start-${target}`,
            title: `start, ${name}`,
            record: "router-plane" as const,
            figure: found && `${found.startMs.toFixed(0)} ms`,
            spread: "one run",
          },
        ];
      }),
    },
    {
      title: "Correctness",
      note: [
        "Counts of whole runs; none of them has a spread. Answers of differential runs are compared with",
        "those of a monolith, also where a subgraph fails.",
      ].join("\n"),
      rows: [
        { anchor: "federation-audit", title: "federation audit" },
        ...(["ours", "stock"] as const).flatMap((gateway) => [
          {
            anchor: `wrong-answers-${gateway}`,
            title: `wrong answers of ${gateway}, our supergraph`,
            record: "differential" as const,
            figure: wrongResponsesOf(lines.differential?.lines, new RegExp(`^${ownSupergraph}, ${gateway}: (.*)$`)),
          },
          {
            anchor: `wrong-answers-${gateway}-others`,
            title: `wrong answers of ${gateway}, other supergraphs`,
            record: "differential" as const,
            figure: wrongResponsesOf(
              lines.differential?.lines,
              new RegExp(`^(?!${ownSupergraph},)[\\w-]+, ${gateway}: (.*)$`),
            ),
          },
        ]),
        {
          anchor: "kills",
          title: "kills survived under load",
          record: "chaos",
          figure: killsOf(lines.chaos?.lines),
        },
        {
          anchor: "invoices",
          title: "real invoices replayed",
          record: "replay",
          figure: matchIn(
            lines.replay?.lines,
            /^replay: (\d+) invoices,.* (\d+) differences$/,
            "invoices, differences",
          ),
        },
        {
          anchor: "mutants",
          title: "planted defects caught",
          record: "mutants",
          figure: matchIn(lines.mutants?.lines, /^(\d+) of (\d+) caught$/, "caught, planted"),
        },
      ],
    },
  ];
}

/** The ratio of a peer's CPU time to ours, with both times, and the spread of the rounds beside that of the reference measured twice. */
function cpuOf(record: PlaneRecord | undefined, operation: string, peer: string): Pick<Row, "figure" | "spread"> {
  const found = record?.comparisons.find((each) => each.operation === operation && each.target === peer);
  if (!found) return {};
  const { cpu, targetCpu, ownCpu, spread } = found;
  return {
    figure: `${cpu.median.toFixed(2)} × (${thousands(targetCpu)} / ${thousands(ownCpu)} µs)`,
    spread: `${cpu.min.toFixed(2)} to ${cpu.max.toFixed(2)}; A/A ±${(spread * 100).toFixed(0)} %`,
  };
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString("en-GB");
}

/** The name of our supergraph in differential runs. */
const ownSupergraph = "hansa";
const differentialCounts = z.object({ operations: z.int(), wrong: z.int() });

/** The sums over the supergraphs whose lines fit the pattern. */
function wrongResponsesOf(lines: readonly string[] | undefined, pattern: RegExp): string | undefined {
  const own = (lines ?? []).flatMap((line) => {
    const [, counts] = pattern.exec(line) ?? [];
    return counts === undefined ? [] : [differentialCounts.parse(JSON.parse(counts))];
  });
  if (own.length === 0) return undefined;
  const sum = (figure: "wrong" | "operations") => thousands(own.reduce((total, each) => total + each[figure], 0));
  return `${sum("wrong")} of ${sum("operations")} operations`;
}

const chaosLine = z.object({ chaos: z.string(), kills: z.record(z.string(), z.int()), violations: z.int() });

function killsOf(lines: readonly string[] | undefined): string | undefined {
  const [line] = (lines ?? []).filter((each) => each.startsWith('{"chaos"'));
  if (line === undefined) return undefined;
  const { kills, violations } = chaosLine.parse(JSON.parse(line));
  const count = Object.values(kills).reduce((sum, each) => sum + each, 0);
  return `${thousands(count)} kills, ${violations} violations`;
}

/** The two numbers of the first line that has them, each before its word. */
function matchIn(lines: readonly string[] | undefined, pattern: RegExp, words: string): string | undefined {
  const [found] = (lines ?? []).flatMap((line) => [pattern.exec(line) ?? []]).filter(({ length }) => length > 0);
  const [one, another] = words.split(", ");
  return found && `${thousands(Number(found[1]))} ${one}, ${thousands(Number(found[2]))} ${another}`;
}
