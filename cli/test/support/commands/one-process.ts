/** Commands that a file of tests runs one after another in one process: their help and their mistakes need none of their own. */
import { fork } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { z } from "zod";
import type { Ended, ProgramRun } from "./program-process.ts";

export type { Ended };

const ended = z.object({ code: z.number(), out: z.string(), err: z.string(), left: z.array(z.string()) });

/** Starts the process for the tests of this file, and answers with how they run a program in it. */
export function openOneProcess(): (run: ProgramRun) => Promise<Ended> {
  const open = () => fork(path.join(import.meta.dirname, "program-process.ts"));
  let child: ReturnType<typeof open>;
  beforeAll(() => {
    child = open();
  });
  afterAll(() => {
    if (child.connected) child.disconnect();
  });
  return async (run) => {
    const answer = await new Promise<unknown>((resolve, reject) => {
      const fail = (code: number | null) => reject(new Error(`${run.file} ended the process of all with ${code}`));
      child.once("exit", fail).once("message", (message) => {
        child.off("exit", fail);
        resolve(message);
      });
      child.send(run);
    });
    return ended.parse(answer);
  };
}
