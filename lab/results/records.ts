/** The raw files behind docs/results.md: each is what one command printed, with its commit, machine and date. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";

const folder = path.join(root, "docs/results");

/** The command behind each raw file. */
export const commands = {
  "router-plane": "npm run bench -- --plane router",
  "system-plane": "npm run bench -- --plane system",
  "postgresql-plane":
    "npm run bench -- --plane system --today --peers postgresql,postgresql-two --operations account,product,purchase --rounds 3",
  "public-plane": "npm run bench -- --plane public",
  differential: "npm run differential -w @hansa/lab",
  chaos: "npm run chaos -w @hansa/lab -- --seed 1 --minutes 60",
  replay: "npm run replay -w @hansa/lab",
  mutants: "npm run mutants -w @hansa/lab",
} as const;

export type RecordName = keyof typeof commands;

export function isRecordName(name: string): name is RecordName {
  return Object.hasOwn(commands, name);
}

export const recordNames: readonly RecordName[] = Object.keys(commands).filter(isRecordName);

const origin = { command: z.string(), startedAt: z.string(), commit: z.string(), machine: z.string() };
/** The printed lines of a command that carry figures. */
const lines = z.object({ ...origin, lines: z.array(z.string()) });
/** A run of the benchmark: the figures that the page shows; the cells behind them stand beside them in the file. */
const plane = z.looseObject({
  ...origin,
  comparisons: z.array(
    z.object({
      operation: z.string(),
      target: z.string(),
      cpu: z.object({ median: z.number(), min: z.number(), max: z.number() }),
      targetCpu: z.number(),
      ownCpu: z.number(),
      spread: z.number(),
    }),
  ),
  targets: z.array(z.object({ target: z.string(), startMs: z.number(), memoryMb: z.number().nullable() })),
});

export type Lines = z.output<typeof lines>;
export type PlaneRecord = z.output<typeof plane>;
/** The raw files that are there. */
export type Records = {
  planes: Partial<Record<RecordName, PlaneRecord>>;
  lines: Partial<Record<RecordName, Lines>>;
};

/** Reads the raw files. */
export function readRecords(): Records {
  const records: Records = { planes: {}, lines: {} };
  for (const name of recordNames) {
    const file = fileOf(name);
    if (!existsSync(file)) continue;
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isPlane(name)) records.planes[name] = plane.parse(content);
    else records.lines[name] = lines.parse(content);
  }
  return records;
}

export function fileOf(name: string): string {
  return path.join(folder, `${name}.json`);
}

export function isPlane(name: RecordName): boolean {
  return name.endsWith("-plane");
}

/** A file in `lab/bench/results/` of a run of one plane. */
export const benchFile = z.object({
  ...plane.omit({ command: true, targets: true }).shape,
  results: z.tuple([z.object({ targets: plane.shape.targets, cells: z.array(z.unknown()) })]),
});
