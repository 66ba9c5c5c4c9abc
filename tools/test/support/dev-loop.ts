/** `turbo dev` with the router and products in a copy of the repository, for the tests of one file. */
import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, inject, vi } from "vitest";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { askAt, type DevTasks, filesOf, startTasks } from "./dev-tasks.ts";
import { copyRepository } from "./repository-copy.ts";

export const resolverFile = "subgraphs/products/src/api/graphql/product.ts";
export const schemaFile = "subgraphs/products/schema.graphql";
export const supergraphFile = "router/supergraph.graphql";
export const resolverStart = "export const Product: ProductResolvers = {";
export const typeStart = /type Product implements .*/;
export const titleQuery = "{ products(first: 1) { nodes { title } } }";

export type DevLoop = {
  data: string;
  port: number;
  tasks: DevTasks;
  files: ReturnType<typeof filesOf>;
  /** The answer to the query for a title, and the supergraph, before any edit. */
  first: { title: string; supergraph: string };
  ask(query: string): Promise<string>;
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
  await tasks.untilServed(() =>
    expect(tasks.output()).toMatch(/^@hansa\/router:dev: Hansa is ready, \d+ s after its preparation$/m),
  );
  const ask = (query: string) => askAt(port, query);
  const first = { title: await ask(titleQuery), supergraph: files.read(supergraphFile) };
  return { data, port, tasks, files, first, ask };
}

function untilFirstSources({ tasks, files, first, ask }: DevLoop): Promise<void> {
  return tasks.until(async () => {
    expect(await ask(titleQuery)).toBe(first.title);
    expect(files.read(supergraphFile)).toBe(first.supergraph);
  });
}
