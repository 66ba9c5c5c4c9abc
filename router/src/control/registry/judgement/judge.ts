/** The judge of versions: a process of its own with a low priority, so that requests do not wait for the comparison of two graphs. */
import { fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { constants, setPriority } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { graphContracts } from "@hansa/contracts/graph-contracts";
import { z } from "zod";

/** Two supergraphs, the texts of the operations in use with their contracts, and the coordinates whose breaking changes are approved. */
export const caseSchema = z.object({
  before: z.string(),
  after: z.string(),
  operations: z.array(z.object({ text: z.string(), contract: z.enum(graphContracts) })),
  approved: z.array(z.string()),
});
export type Case = z.infer<typeof caseSchema>;

const verdictSchema = z.object({
  /** Why the version is refused; empty if it is not. */
  reasons: z.array(z.string()),
  /** The subgraphs, each with the elements that it must have. */
  subgraphs: z.array(z.object({ name: z.string(), url: z.string(), elements: z.array(z.string()) })),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** The file of the process; a build puts it beside the program. */
const file = fileURLToPath(new URL("./judge-process.ts", import.meta.url));
/** The most memory of its heap in MB: two graphs, and operations of 20 MB. */
const heapLimits = ["--max-old-space-size=304"];

/** Judges a version, until `signal` aborts. */
export type Judge = (judged: Case, signal: AbortSignal) => Promise<Verdict>;

/** Judges a version in a process. Rejects if the process ends without a verdict, or `signal` ends it. */
export function judgeInProcess(judged: Case, signal: AbortSignal): Promise<Verdict> {
  const cache = getCompileCacheDir();
  return new Promise((resolve, reject) => {
    // Node names a folder for its version inside the one that was asked for.
    const child = fork(file, cache ? [path.dirname(cache)] : [], {
      execArgv: heapLimits,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      signal,
      killSignal: "SIGKILL",
    });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    child.once("message", (message) => resolve(verdictSchema.parse(message)));
    child.once("error", reject);
    child.once("exit", () => reject(new Error("the judge ended without a verdict, most likely for want of memory")));
    child.send(judged);
  });
}
