/** Starts the canned router with hops, and teaches it what ours asks and answers. */
import path from "node:path";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root } from "../../../cli/host/shop.mjs";
import { askHelper } from "../processes/questions.ts";
import { startProcess } from "../shop/shop.ts";
import { pidOf, post, type Target } from "../targets/targets.ts";
import type { Canned } from "./canned.ts";
import type { Lesson } from "./protocol.ts";

export type HopsRouter = {
  target: Target;
  /** Sends this request to `teacher` and records the fetches that follow. Nothing else may ask the canned subgraphs meanwhile. */
  teach(teacher: Target, request: { body: string; authorization: string | null }): Promise<void>;
};

export async function startHops(shop: Shop, canned: Canned): Promise<HopsRouter> {
  const port = await findFreePorts(30_300);
  const child = startProcess(shop, "canned-hops", [path.join(root, "lab/bench/canned/hops-program.ts")], {
    HANSA_PORT: String(port),
  });
  const ask = askHelper(child);
  return {
    target: { name: "canned-hops", port, pid: pidOf(child), startMs: 0 },
    teach: async (teacher, { body, authorization }) => {
      await canned.record(true);
      const { text: answer } = await post(teacher.port, body, authorization);
      const lesson: Lesson = { authorization, body, answer, hops: await canned.record(false) };
      await ask(lesson);
    },
  };
}
