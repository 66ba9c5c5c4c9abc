/** Composition in development, by a worker process that also publishes the graph. */
import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root } from "../../../cli/host/shop.mjs";

export const request = z.object({
  id: z.number(),
  task: z.enum(["compose", "publish"]),
});
type Request = z.output<typeof request>;

const response = z.object({ id: z.number(), faults: z.array(z.string()), notes: z.array(z.string()) });
export type Response = z.output<typeof response>;

export type Schemas = {
  /** Composes the schemas as they are. Faults are reasons why they are no graph. */
  compose(): Promise<Response>;
  /** Makes the graph that was composed last the one that the router serves. */
  publish(): Promise<Response>;
};

/** Starts the worker, which ends with the shop. */
export function openSchemas(shop: Shop): Schemas {
  const waiting = new Map<number, (response: Response) => void>();
  let worker: ChildProcess | undefined;
  let lastId = 0;

  function start(): ChildProcess {
    const started = fork(path.join(import.meta.dirname, "schema-worker.ts"), [], {
      cwd: root,
      env: shop.env,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      detached: true,
    });
    shop.children.add(started);
    started.on("message", (message) => {
      const read = response.parse(message);
      waiting.get(read.id)?.(read);
      waiting.delete(read.id);
    });
    started.once("exit", () => {
      shop.children.delete(started);
      worker = undefined;
      for (const [id, resolve] of waiting) resolve({ id, faults: ["the process that composes has ended"], notes: [] });
      waiting.clear();
    });
    return started;
  }

  function ask(task: Request["task"]): Promise<Response> {
    worker ??= start();
    lastId += 1;
    const id = lastId;
    const sent: Request = { id, task };
    worker.send(sent);
    return new Promise((resolve) => waiting.set(id, resolve));
  }

  worker = start();
  return {
    compose: () => ask("compose"),
    publish: () => ask("publish"),
  };
}
