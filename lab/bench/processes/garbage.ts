/** Garbage collection of Node processes, recorded by a preloaded module on request: not while CPU time or memory are measured. */
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { type Ask, askHelper } from "./questions.ts";

/** Arguments of Node that preload the recorder. */
export const recorderArguments: readonly string[] = [
  "--import",
  path.join(root, "lab/bench/processes/garbage-recorder.mjs"),
];

/** Collections of one or more processes: bytes of the young generation before its scavenges and after them, and full collections. */
const garbage = z.object({ young: z.number(), survived: z.number(), markCompacts: z.int() });
export type Garbage = z.infer<typeof garbage>;

const recorders = new Map<number, Ask>();

/** Remembers a process that has preloaded the recorder. */
export function addRecorder(child: ChildProcess): void {
  if (child.pid !== undefined) recorders.set(child.pid, askHelper(child));
}

/** Whether the collections of a process can be recorded. */
export function isRecorded(pid: number): boolean {
  return recorders.has(pid);
}

/** Records the collections of these processes during the work, by process; those without a recorder are left out. */
export async function recordGarbage<Result>(
  pids: readonly number[],
  work: () => Promise<Result>,
): Promise<{ result: Result; of: ReadonlyMap<number, Garbage> }> {
  const asked = [...new Set(pids)].flatMap((pid) => {
    const ask = recorders.get(pid);
    return ask ? [{ pid, ask }] : [];
  });
  await Promise.all(asked.map(({ ask }) => ask("begin garbage")));
  const result = await work();
  const sums = asked.map(async ({ pid, ask }) => [pid, garbage.parse(await ask("end garbage"))] as const);
  return { result, of: new Map(await Promise.all(sums)) };
}
