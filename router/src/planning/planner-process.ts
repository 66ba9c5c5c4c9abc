/** The planner's process: plans one document after the other on one supergraph, and ends with the router that started it. */
import { enableCompileCache, flushCompileCache } from "node:module";
import type { PlannerResponse } from "./planner-child.ts";

// The router's cache of compiled code, if it has one, halves the start.
const [cache] = process.argv.slice(2);
if (cache) enableCompileCache(cache);
const { parseSupergraph } = await import("./key-order.ts");
const { buildSupergraph, openPlanBuilder } = await import("./plan-builder.ts");

let plan: ReturnType<typeof openPlanBuilder> | undefined;
const answer = (message: PlannerResponse) => process.send?.(message);

process.on("message", (text) => {
  if (typeof text !== "string") return;
  if (!plan) {
    plan = openPlanBuilder(buildSupergraph(parseSupergraph(text)));
    answer({ kind: "ready" });
    flushCompileCache();
    return;
  }
  try {
    answer({ kind: "planned", plan: JSON.stringify(plan(JSON.parse(text))) });
  } catch (error) {
    answer({ kind: "failed", fault: String(error), isRange: error instanceof RangeError });
  }
});
process.on("disconnect", () => process.exit());
// A terminal signals the whole group. The router plans the requests in progress, and then lets go of this process.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
