/** Runs the command behind a raw file and records its figures with commit, machine and date. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { systemRuntime } from "@hansa/kit/runtime";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";
import { commands, fileOf, type RecordName, record } from "./records.ts";

/** The lines of the commands that carry figures. */
const figureLines = /^(\{.*\}|[\w-]+, (?:ours|stock): \{.*\}|replay: .*|\d+ of \d+ caught)$/;

/** A file in `lab/bench/results/` of a run of one plane. */
const benchFile = record.omit({ command: true, lines: true, targets: true }).extend({
  results: z.tuple([z.object({ targets: record.shape.targets, cells: z.array(z.unknown()) })]),
});

/**
 * Runs the command with more arguments, and prints what it prints. Throws, and records nothing, if it fails. A benchmark that has written its
 * file is recorded though the reference's throughput differed from itself: the spread of each row says how much its CPU time did.
 */
export async function measure(name: RecordName, more: string): Promise<void> {
  const command = commandWith(commands[name], more);
  const startedAt = new Date(systemRuntime.now()).toISOString();
  const { code, printed } = await run(command);
  if (code !== 0 && !isPlane(name)) throw new Error(`${command} ended with code ${code}`);
  const content = isPlane(name)
    ? { command, ...planeOf(printed) }
    : { command, startedAt, commit: commit(), machine: machine(), lines: printed.filter(isFigure) };
  writeFileSync(fileOf(name), `${JSON.stringify(content)}\n`);
}

function isPlane(name: RecordName): boolean {
  return name.endsWith("-plane");
}

function isFigure(line: string): boolean {
  return figureLines.test(line);
}

/** The figures of the file that the benchmark says it has written. */
function planeOf(printed: readonly string[]): object {
  const [, file] =
    printed.map((line) => /^Written: (lab\/bench\/results\/\S+\.json)/.exec(line)).find((found) => found) ?? [];
  if (file === undefined) throw new Error("the benchmark has written no file");
  const { results, ...others } = benchFile.parse(JSON.parse(readFileSync(path.join(root, file), "utf8")));
  const [result] = results;
  return { ...others, ...result };
}

function commandWith(command: string, more: string): string {
  if (more === "") return command;
  return `${command}${command.includes(" -- ") ? "" : " --"} ${more}`;
}

async function run(command: string): Promise<{ code: number; printed: string[] }> {
  const [program = "", ...args] = command.split(" ");
  const env = { ...process.env, NO_COLOR: "1" };
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"], env });
  child.stdout.pipe(process.stdout, { end: false });
  const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code: child.exitCode ?? 1, printed: output.split("\n") };
}

function commit(): string {
  return execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
}

function machine(): string {
  return `${availableParallelism()} cores, Node ${process.versions.node}`;
}
