/** The raw files behind docs/results.md: each is what one command printed, with its commit, machine and date. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";

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

const cpu = z.object({ median: z.number(), min: z.number(), max: z.number() });
const cpuTimes = { cpu, targetCpu: z.number(), ownCpu: z.number(), spread: z.number() };

/** A run: the lines with figures that a command printed, or the comparisons and targets of a benchmark. */
export const record = z.object({
  ...{ command: z.string(), startedAt: z.string(), commit: z.string(), machine: z.string() },
  lines: z.array(z.string()).default([]),
  comparisons: z.array(z.object({ operation: z.string(), target: z.string(), ...cpuTimes })).default([]),
  targets: z.array(z.object({ target: z.string(), startMs: z.number(), memoryMb: z.number().nullable() })).default([]),
});
export type RawRecord = z.output<typeof record>;
/** The raw files that are there. */
export type Records = Partial<Record<RecordName, RawRecord>>;

export function readRecords(): Records {
  const present = recordNames.filter((name) => existsSync(fileOf(name)));
  return Object.fromEntries(
    present.map((name) => [name, record.parse(JSON.parse(readFileSync(fileOf(name), "utf8")))]),
  );
}

export function fileOf(name: RecordName): string {
  return path.join(root, "docs/results", `${name}.json`);
}
