/** Coverage of processes: the source files whose functions ran in a period, found through the source maps of the bundles. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const report = z.object({
  result: z.array(
    z.object({
      url: z.string(),
      functions: z.array(z.object({ ranges: z.array(z.object({ startOffset: z.number(), count: z.number() })) })),
    }),
  ),
  "source-map-cache": z
    .record(z.string(), z.object({ lineLengths: z.array(z.number()), data: z.unknown() }))
    .optional(),
});
type Report = z.infer<typeof report>;
const payload = z.looseObject({ version: z.number(), sources: z.array(z.string()), mappings: z.string() });

const maxWriteMs = 30_000;

/** Has each process write its coverage into `folder`, and resolves with the reports, whose files it removes. Counters start again at zero. */
export async function takeReports(folder: string, pids: readonly number[]): Promise<Report[]> {
  for (const pid of pids) process.kill(pid, "SIGUSR2");
  const deadline = performance.now() + maxWriteMs;
  for (;;) {
    const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
    const reports = files.map((file) => parseWhole(path.join(folder, file)));
    const whole = reports.filter((each) => each !== undefined);
    if (whole.length === pids.length && files.length === pids.length) {
      for (const file of files) rmSync(path.join(folder, file));
      return whole;
    }
    if (performance.now() > deadline) throw new Error(`${whole.length} of ${pids.length} processes wrote coverage`);
    await pause(50);
  }
}

/** A report that is written to its end; undefined before. */
function parseWhole(file: string): Report | undefined {
  const text = readFileSync(file, "utf8");
  if (!text.endsWith("}")) return undefined;
  return report.parse(JSON.parse(text));
}

/** The source files below `root`, packages of others apart, of which a function ran. */
export function filesThatRan(reports: readonly Report[], root: string): Set<string> {
  const files = new Set<string>();
  for (const { result, "source-map-cache": maps = {} } of reports) {
    for (const { url, functions } of result) {
      const ran = functions.flatMap(({ ranges }) => (ranges[0] && ranges[0].count > 0 ? [ranges[0].startOffset] : []));
      const map = maps[url];
      if (ran.length === 0 || !map) continue;
      const sourceAt = sourceFinder(url, map);
      for (const offset of ran) {
        const file = path.relative(root, sourceAt(offset) ?? root);
        if (file !== "" && !file.startsWith("..") && !file.includes("node_modules")) files.add(file);
      }
    }
  }
  return files;
}

type CachedMap = NonNullable<Report["source-map-cache"]>[string];

/** Finds the source file of a place in a bundle, given as characters from its start. */
function sourceFinder(url: string, { lineLengths, data }: CachedMap): (offset: number) => string | undefined {
  const parsed = payload.safeParse(data);
  if (!parsed.success) return () => undefined;
  const map = new SourceMap({ file: "", names: [], sourcesContent: [], sourceRoot: "", ...parsed.data });
  const starts: number[] = [];
  let start = 0;
  for (const length of lineLengths) {
    starts.push(start);
    start += length + 1;
  }
  return (offset) => {
    const after = starts.findIndex((each) => each > offset);
    const line = (after === -1 ? starts.length : after) - 1;
    const entry = map.findEntry(line, offset - (starts[line] ?? 0));
    if (!("originalSource" in entry) || entry.originalSource === undefined) return undefined;
    return fileURLToPath(new URL(entry.originalSource, url));
  };
}
