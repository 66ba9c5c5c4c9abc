/** Commands that are killed at moments of their own progress: counted, so that a busy machine changes none of them. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chanceOf } from "@hansa/kit/testing";
import { z } from "zod";
import { newFolder, startCommand } from "./backup-commands.ts";

type Command = Parameters<typeof startCommand>;

const preload = pathToFileURL(path.join(import.meta.dirname, "../fixtures/faults/kill-at.mjs")).href;

/** Runs a command to its end, or until the moment `killAt`; resolves with what ended it, and what it printed. */
async function runCounted([command, args, data, more = {}]: Command, variables: Readonly<Record<string, string>>) {
  const child = startCommand(command, args, data, { ...more, ...variables, NODE_OPTIONS: `--import=${preload}` });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      output += String(chunk);
    });
  // Programs that it started may keep its streams open.
  await once(child, "exit");
  return { end: child.exitCode ?? child.signalCode, output };
}

/** The number of moments before the first step of a command, and of each step. */
export async function momentsOf(...command: Command): Promise<number[]> {
  const file = newFolder("moments");
  const { end, output } = await runCounted(command, { HANSA_TEST_MOMENTS: file });
  if (end !== 0) throw new Error(`the command ended with ${end}:\n${output}`);
  return z.array(z.number()).parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Runs a command until it is killed at this moment; resolves with what ended it, as moments may be fewer than they were. */
export async function runUntil(killAt: string, ...command: Command) {
  return runCounted(command, { HANSA_TEST_KILL_AT: killAt });
}

/** Of the last moments of a step, in which a backup holds locks and a restore commits, more are drawn. */
const last = 40;

/** So many moments, such as 3:17, drawn over all steps in turn: of one step anywhere, of the next in its end, and the other way round then. */
export function drawMoments(moments: readonly number[], count: number, part: string): string[] {
  const chance = chanceOf(1, part);
  return Array.from({ length: count }, (_each, at) => {
    const step = at % moments.length;
    const all = Math.max(1, moments[step] ?? 1);
    const isAnywhere = (step + Math.floor(at / moments.length)) % 2 === 0;
    return `${step}:${chance.whole(isAnywhere ? 1 : Math.max(1, all - last), all)}`;
  });
}
