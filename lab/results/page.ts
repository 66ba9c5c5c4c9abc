/** The page docs/results.md: the figures of its rows follow from the raw files in docs/results/, each by its anchor; all other text is the page's own. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";
import { commands, isRecordName, type RawRecord, type RecordName, type Records, readRecords } from "./records.ts";

/** `figure` is undefined where nothing was measured. */
type Measured = { record: RecordName; figure?: string | undefined; spread?: string };

const pageFile = path.join(root, "docs/results.md");
const row = /^\| <a id="([\w-]+)"><\/a>([^|]+) \|.*$/gm;

/** Writes the page. Answers with the exit code. */
export function writePage(): number {
  writeFileSync(pageFile, renderPage(readPage(), readRecords()));
  return 0;
}

export function readPage(): string {
  return readFileSync(pageFile, "utf8");
}

/** The page with the figures of these raw files. A row that no raw file has by its anchor, such as a published figure, stays. */
export function renderPage(page: string, records: Records): string {
  return page.replace(row, (line, anchor: string, title: string) => {
    const measured = measuredOf(anchor, records);
    if (measured === undefined) return line;
    const { record, figure, spread = "" } = measured;
    const source = records[record];
    const cells =
      figure === undefined || source === undefined
        ? ["NOT MEASURED", "", "", "", "", `\`${commands[record]}\``]
        : [figure, spread, ...originOf(source)];
    return `| <a id="${anchor}"></a>${[title, ...cells].join(" | ")} |`;
  });
}

function originOf({ commit, machine, startedAt, command }: RawRecord): string[] {
  return [commit.slice(0, 12), machine, startedAt.slice(0, 10), `\`${command}\``];
}

/** `router-account-stock` is an operation and a peer of a plane, `memory-hive` a process of the router plane, others are counts. */
function measuredOf(anchor: string, records: Records): Measured | undefined {
  const [first = "", ...rest] = anchor.split("-");
  const [plane, name] = [`${first}-plane`, rest.join("-")];
  if (isRecordName(plane)) return { record: plane, ...cpuOf(records[plane], name) };
  if (first === "memory" || first === "start") {
    const process = records["router-plane"]?.targets.find(({ target }) => target === name);
    const memory = process?.memoryMb ?? undefined;
    const figures = {
      memory: memory === undefined ? undefined : `${memory.toFixed(0)} MB`,
      start: process && `${process.startMs.toFixed(0)} ms`,
    };
    return { record: "router-plane", figure: figures[first], spread: "one run" };
  }
  const count = counts[anchor];
  return count && { record: count.record, figure: count.figureIn(records[count.record]?.lines ?? []) };
}

/** The ratio of a peer's CPU time to ours, with both times, and the spread of the rounds beside that of the reference measured twice. */
function cpuOf(record: RawRecord | undefined, name: string): Pick<Measured, "figure" | "spread"> {
  const found = record?.comparisons.find(({ operation, target }) => `${operation}-${target}` === name);
  if (!found) return {};
  const { cpu, targetCpu, ownCpu, spread } = found;
  return {
    figure: `${cpu.median.toFixed(2)} × (${thousands(targetCpu)} / ${thousands(ownCpu)} µs)`,
    spread: `${cpu.min.toFixed(2)} to ${cpu.max.toFixed(2)}; A/A ±${(spread * 100).toFixed(0)} %`,
  };
}

type Count = { record: RecordName; figureIn(lines: readonly string[]): string | undefined };

/** The counts of whole runs, by anchor. The name of our supergraph in differential runs is "hansa". */
const counts: Readonly<Record<string, Count>> = {
  "wrong-answers-ours": { record: "differential", figureIn: wrongAnswers(/^hansa, ours: (.*)$/) },
  "wrong-answers-stock": { record: "differential", figureIn: wrongAnswers(/^hansa, stock: (.*)$/) },
  "wrong-answers-ours-others": { record: "differential", figureIn: wrongAnswers(/^(?!hansa,)[\w-]+, ours: (.*)$/) },
  "wrong-answers-stock-others": { record: "differential", figureIn: wrongAnswers(/^(?!hansa,)[\w-]+, stock: (.*)$/) },
  kills: { record: "chaos", figureIn: countKills },
  invoices: {
    record: "replay",
    figureIn: pair(/^replay: (\d+) invoices,.* (\d+) differences$/, ["invoices", "differences"]),
  },
  mutants: { record: "mutants", figureIn: pair(/^(\d+) of (\d+) caught$/, ["caught", "planted"]) },
};

/** The sums over the supergraphs whose lines fit the pattern. */
function wrongAnswers(pattern: RegExp): Count["figureIn"] {
  const answers = z.object({ operations: z.int(), wrong: z.int() });
  return (lines) => {
    const found = lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).map((text) => answers.parse(JSON.parse(text)));
    const sum = (name: "wrong" | "operations") => thousands(found.reduce((total, each) => total + each[name], 0));
    return found.length === 0 ? undefined : `${sum("wrong")} of ${sum("operations")} operations`;
  };
}

function countKills(lines: readonly string[]): string | undefined {
  const chaos = z.object({ kills: z.record(z.string(), z.int()), violations: z.int() });
  const line = lines.find((each) => each.startsWith('{"chaos"'));
  if (line === undefined) return undefined;
  const { kills, violations } = chaos.parse(JSON.parse(line));
  return `${thousands(Object.values(kills).reduce((sum, each) => sum + each, 0))} kills, ${violations} violations`;
}

/** The two numbers of the first line that has them, each before its word. */
function pair(pattern: RegExp, [one, other]: readonly [string, string]): Count["figureIn"] {
  return (lines) => {
    const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
    return found && `${thousands(Number(found[1]))} ${one}, ${thousands(Number(found[2]))} ${other}`;
  };
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString("en-GB");
}
