/** `turbo dev` with the router and products in a copy of the repository, for the tests of one file. */
import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, inject, vi } from "vitest";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { healthAt, untilHealthAt } from "./dev-health.ts";
import { askAt, type DevTasks, filesOf, startTasks } from "./dev-tasks.ts";
import { copyRepository } from "./repository-copy.ts";

export const resolverFile = "subgraphs/products/src/api/graphql/product.ts";
export const queriesFile = "subgraphs/products/src/api/graphql/query.ts";
export const schemaFile = "subgraphs/products/schema.graphql";
export const supergraphFile = "router/supergraph.graphql";
export const resolverStart = "export const Product: ProductResolvers = {";
export const typeStart = /type Product implements .*/;
export const titleQuery = "{ products(first: 1) { nodes { title } } }";

type Name = "products" | "router";

export type DevLoop = {
  data: string;
  port: number;
  tasks: DevTasks;
  files: ReturnType<typeof filesOf>;
  /** The schema that products serves, and the supergraph, before any edit. */
  first: { schema: string; supergraph: string };
  ask(query: string): Promise<string>;
  health(name: Name): ReturnType<typeof healthAt>;
  untilHealth(name: Name, expected: object): Promise<void>;
  /** Until products serves its first schema, and without a fault. */
  untilNoFault(): Promise<void>;
};

/** Starts the tasks before the tests of this file and stops them after the last one; each test begins on the first sources. */
export function useDevLoop(): () => DevLoop {
  let opened: DevLoop | undefined;
  let checkout = "";
  /** The slowest test takes half a minute on a quiet machine. */
  vi.setConfig({ testTimeout: 10 * 60_000, hookTimeout: 10 * 60_000 });
  afterAll(vi.resetConfig);

  beforeAll(async () => {
    checkout = copyRepository();
    opened = await openDevLoop(checkout);
  });
  // The next test would wait in vain for its own edit while one that failed has left another.
  afterEach(async () => {
    if (opened?.files.restore()) await untilFirstSources(opened);
  });
  afterAll(async () => {
    await opened?.tasks.stop("SIGTERM");
    rmSync(checkout, { recursive: true, force: true, maxRetries: 20 });
  });
  return () => {
    if (!opened) throw new Error("the tasks are started before the tests");
    return opened;
  };
}

async function openDevLoop(checkout: string): Promise<DevLoop> {
  const files = filesOf(checkout);
  const data = path.join(checkout, ".data-of-test");
  cpSync(inject("seededData"), data, { recursive: true });
  const port = await findFreePorts(27_000);
  const tasks = startTasks(checkout, ["router", "products"], { HANSA_PORT: String(port), HANSA_DATA: data });
  await tasks.until(() =>
    expect(tasks.output()).toMatch(/^@hansa\/router:dev: Hansa is ready, \d+ s after its preparation$/m),
  );
  const health = (name: Name) => healthAt(port, name);
  const first = { schema: (await health("products")).schema, supergraph: files.read(supergraphFile) };
  return {
    data,
    port,
    tasks,
    files,
    first,
    ask: (query) => askAt(port, query),
    health,
    untilHealth: (name, expected) => untilHealthAt(tasks, port, name, expected),
    untilNoFault: () =>
      tasks.until(async () => expect(await health("products")).toEqual({ ready: true, schema: first.schema })),
  };
}

function untilFirstSources({ tasks, files, first, health }: DevLoop): Promise<void> {
  return tasks.until(async () => {
    expect(await health("products")).toEqual({ ready: true, schema: first.schema });
    expect(await health("router")).toMatchObject({ ready: true, fault: null });
    expect(files.read(supergraphFile)).toBe(first.supergraph);
  });
}
