/** The schemas in development: composed and published by a worker process, which also keeps the generated types fresh. */
import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Shop } from "../host/processes/process.ts";
import { root, services } from "../host/shop.mjs";

export const question = z.object({
  id: z.number(),
  task: z.enum(["compose", "publish", "generate"]),
  services: z.array(z.string()),
});
type Question = z.output<typeof question>;

const answer = z.object({ id: z.number(), faults: z.array(z.string()), notes: z.array(z.string()) });
export type Answer = z.output<typeof answer>;

export type Schemas = {
  /** Composes the schemas as they are. Faults are reasons why they are no graph. */
  compose(): Promise<Answer>;
  /** Makes the graph that was composed last the one that the router serves. */
  publish(): Promise<Answer>;
  /** Generates the resolver types of these services, and the typed documents of front ends. */
  generate(services: readonly string[]): Promise<Answer>;
};

/** The file of a service's schema: a subgraph's own, the router's for node lookups. */
export function schemaFileOf(name: string): string {
  const service = services.find((each) => each.name === name);
  if (!service) throw new Error(`there is no service ${name}`);
  return path.join(root, service.folder, service.stores.length === 0 ? "nodes.graphql" : "schema.graphql");
}

/** The text of a service's schema; empty if its file is not there now. */
export function schemaOf(name: string): string {
  try {
    return readFileSync(schemaFileOf(name), "utf8");
  } catch {
    return "";
  }
}

/** Starts the worker, which ends with the shop. */
export function openSchemas(shop: Shop): Schemas {
  const waiting = new Map<number, (answer: Answer) => void>();
  let worker: ChildProcess | undefined;
  let lastId = 0;

  function start(): ChildProcess {
    const started = fork(path.join(root, "tools", "dev", "schema-worker.ts"), [], {
      cwd: root,
      env: shop.env,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      detached: true,
    });
    shop.children.add(started);
    started.on("message", (message) => {
      const read = answer.parse(message);
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

  function ask(task: Question["task"], names: readonly string[] = []): Promise<Answer> {
    worker ??= start();
    lastId += 1;
    const id = lastId;
    const sent: Question = { id, task, services: [...names] };
    worker.send(sent);
    return new Promise((resolve) => waiting.set(id, resolve));
  }

  worker = start();
  return {
    compose: () => ask("compose"),
    publish: () => ask("publish"),
    generate: (names) => ask("generate", names),
  };
}
