/** The page docs/results.md, as it follows from the raw files in docs/results/. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";
import { commands, fileOf, type Lines, type PlaneRecord, type Records, readRecords } from "./records.ts";
import { type Row, type Section, sectionsOf } from "./rows.ts";

export const pageFile = "docs/results.md";

const introduction = `# Results

Every figure of Hansa that is a ratio, a CPU time or a count of a proof, with the commit, the
machine, the date and the command that repeats it. This page is written by
\`npm run results -w @hansa/lab\` from the raw files in [results](results/); a test compares both.
\`npm run results -w @hansa/lab -- router-plane\` measures the rows of one file again and records
them, and \`npm run results -w @hansa/lab -- all\` those of all.

**How to read it.** A ratio of CPU time is that of the other program over ours: above 1, ours needs
less. It is the median of the rounds of one run, paired by round, beside both medians in
microseconds per request. The spread is the least and the greatest ratio of a round; A/A is the
greatest difference of the reference from itself in the same run. A difference counts only beyond
it. [Benchmark](contributors/benchmark.md) describes planes, programs and method.`;

/** Figures in decisions and guides whose raw data were not kept. */
const earlierFigures = z.array(
  z.object({ anchor: z.string(), title: z.string(), commit: z.string(), date: z.string() }),
);
type EarlierFigures = z.output<typeof earlierFigures>;

/** Writes the page. Answers with the exit code. */
export function writePage(): number {
  writeFileSync(path.join(root, pageFile), renderStoredPage());
  return 0;
}

/** The page that the raw files of this checkout give. */
export function renderStoredPage(): string {
  return renderPage(readRecords(), earlierFigures.parse(JSON.parse(readFileSync(fileOf("earlier"), "utf8"))));
}

/** The page that these raw files give. */
export function renderPage(records: Records, earlier: EarlierFigures): string {
  const sections = sectionsOf(records).map((section) => renderSection(section, records));
  return `${[introduction, ...sections, renderEarlier(earlier)].join("\n\n")}\n`;
}

function renderSection({ title, note, rows }: Section, { planes, lines }: Records): string {
  const cells = rows.map((row) => rowOf(row, row.record && (planes[row.record] ?? lines[row.record])));
  return [
    `## ${title}`,
    "",
    note,
    "",
    ...table(["row", "figure", "spread", "commit", "machine", "date", "command"], cells),
  ].join("\n");
}

/** A row that was not measured says so, and how it would be. */
function rowOf(
  { anchor, title, figure, spread, record, published }: Row,
  source: PlaneRecord | Lines | undefined,
): string[] {
  const command = record ? `\`${commands[record]}\`` : "none yet";
  const name = `<a id="${anchor}"></a>${title}`;
  if (published !== undefined) return [name, published, "published, not measured here", "", "", "", ""];
  if (figure === undefined || source === undefined) return [name, "NOT MEASURED", "", "", "", "", command];
  const { commit, machine, startedAt } = source;
  const origin = [commit.slice(0, 12), machine, startedAt.slice(0, 10), `\`${source.command}\``];
  return [name, figure, spread ?? "", ...origin];
}

function renderEarlier(earlier: EarlierFigures): string {
  const cells = earlier.map(({ anchor, title, commit, date }) => [`<a id="${anchor}"></a>${title}`, commit, date]);
  return [
    "## Earlier figures",
    "",
    "These figures stand in decisions and guides. They are history: their raw data were not kept, so",
    "that only the commit in which they were written and its date can be named.",
    "",
    ...table(["figures", "commit", "date"], cells),
  ].join("\n");
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...lines.map(line)];
}
