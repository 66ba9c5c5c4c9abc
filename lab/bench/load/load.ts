/** Starts the load generator and sends prepared sets of requests to targets. */
import path from "node:path";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root } from "../../../cli/host/shop.mjs";
import { openHelper } from "../../harness/helper-process.ts";
import { startProcess } from "../shop/shop.ts";
import { pidOf } from "../targets/targets.ts";
import { type LoadRequest, type LoadResult, type LoadRun, type LoadSession, loadResult } from "./protocol.ts";

export type LoadGenerator = {
  pid: number;
  prepare(set: string, port: number, sessions: readonly LoadSession[]): Promise<void>;
  run(set: string, run: LoadRun): Promise<LoadResult>;
};

export function startLoadGenerator(shop: Shop): LoadGenerator {
  const child = startProcess(shop, "load", [path.join(root, "lab/bench/load/program.ts")]);
  const helper = openHelper(child);
  const send = (request: LoadRequest) => helper(request);
  return {
    pid: pidOf(child),
    prepare: async (set, port, sessions) => void (await send({ kind: "prepare", set, port, sessions: [...sessions] })),
    run: async (set, run) => loadResult.parse(await send({ kind: "run", set, ...run })),
  };
}
