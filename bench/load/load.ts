/** Starts the load generator and sends prepared sets of requests to targets. */
import path from "node:path";
import type { Shop } from "../../host/processes/process.ts";
import { root } from "../../host/shop.mjs";
import { askHelper } from "../processes/questions.ts";
import { startProcess } from "../shop/shop.ts";
import { pidOf } from "../targets/targets.ts";
import { type LoadQuestion, type LoadRequest, type LoadResult, loadResult, type Pace } from "./protocol.ts";

export type LoadGenerator = {
  pid: number;
  prepare(set: string, port: number, requests: readonly LoadRequest[]): Promise<void>;
  run(set: string, seconds: number, pace: Pace): Promise<LoadResult>;
};

export function startLoadGenerator(shop: Shop): LoadGenerator {
  const child = startProcess(shop, "load", [path.join(root, "bench/load/program.ts")]);
  const helper = askHelper(child);
  const ask = (question: LoadQuestion) => helper(question);
  return {
    pid: pidOf(child),
    prepare: async (set, port, requests) => void (await ask({ kind: "prepare", set, port, requests: [...requests] })),
    run: async (set, seconds, pace) => loadResult.parse(await ask({ kind: "run", set, seconds, pace })),
  };
}
