/** An experiment of the lab: its command line, what a signal ends, its folder, its last line and its exit code. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Command, defineCommand, runCommand } from "@hansa/kit/command-line";
import { say } from "../../cli/host/terminal.mjs";

/** The result of an experiment. `line`: its figures, which are printed as one JSON object. */
export type Outcome = { isMet: boolean; line?: object };

/** Declares the command line of an experiment. `about` says what is done, the targets, and the exit code. */
export function defineExperiment(name: string, about: string) {
  return defineCommand(name, about, `npm run ${name} -w @hansa/lab --`);
}

/**
 * Runs an experiment: exit code 1 if a target is missed. `run` imports what it needs, so that help and mistakes are answered at once; it answers with
 * the exit code, or with the result. On a signal the process leaves, and its children with it, unless the experiment stops in an order of its own.
 */
export async function experiment<Arguments extends unknown[], Values extends Record<string, unknown>>(
  command: Command<Arguments, Values>,
  run: (values: Values, ...given: Arguments) => Promise<Outcome | number>,
  { stopsItself = false }: { stopsItself?: boolean } = {},
): Promise<void> {
  if (!stopsItself)
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
  await runCommand(command, async (values, ...given) => {
    const outcome = await run(values, ...given);
    if (typeof outcome === "number") return outcome;
    if (outcome.line) say(JSON.stringify(outcome.line));
    return outcome.isMet ? 0 : 1;
  });
}

/** Does work in a folder of its own, which is removed afterwards unless the work said last that it is to be kept. */
export async function inFolder<Result>(
  name: string,
  work: (folder: string, keep: (isKept?: boolean) => void) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), `hansa-${name}-`));
  let isKept = false;
  try {
    return await work(folder, (given = true) => {
      isKept = given;
    });
  } finally {
    if (!isKept) rmSync(folder, { recursive: true, force: true });
  }
}
