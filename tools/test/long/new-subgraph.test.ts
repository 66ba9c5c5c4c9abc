/** The life of a new subgraph in a copy of the repository: generated types, the compiler, a shop that serves it, and its removal. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type OwnedProgram, startOwned } from "@hansa/kit/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { buildProcesses, builtProgram } from "../../../cli/host/build/bundle.ts";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { commitCopy } from "../support/new-subgraph.ts";

const name = "wishlists";
/** The unit of the limit of the test that checks the types of the whole repository, which takes a quarter of an hour on a busy machine. */
const oneMinute = 60_000;
const { folder: copy, command, tool, changes, remove } = commitCopy();
afterAll(remove);

test(
  "a subgraph is created, has the types that it declares, answers through the router, and is removed without a trace",
  async () => {
    expect(command(name, "--extends", "User,Product")).toMatchObject({ code: 0 });
    tool("graphql-codegen", "--config", "codegen.ts");
    tool("tsc");

    const { ask, data } = await startShop();
    const Database = loadDriver();
    const store = new Database(storeFile(data, name));
    store.prepare("INSERT INTO entries (slug, title) VALUES ('first', 'First entry')").run();
    store.close();
    expect(
      await ask('{ found: wishlistsEntry(slug: "first") { title } unknown: wishlistsEntry(slug: "x") { title } }'),
    ).toEqual({ data: { found: { title: "First entry" }, unknown: null } });

    expect(command("--remove", name)).toMatchObject({ code: 0 });
    expect(changes()).toBe("");
  },
  30 * oneMinute,
);

/** Builds and starts the router and the new subgraph: the others are not needed to read it. */
async function startShop(): Promise<{ ask(query: string): Promise<unknown>; data: string }> {
  const folders = { router: "router", [name]: path.join("subgraphs", name) };
  const built = path.join(copy, "dist");
  const entries = Object.entries(folders).map(([process, folder]) => [
    process,
    path.join(copy, folder, "src/index.ts"),
  ]);
  await buildProcesses(built, Object.fromEntries(entries));
  const data = path.join(copy, ".data");
  mkdirSync(data);
  const port = await findFreePorts(28_500);
  const children = Object.entries(folders).map(([process, folder]) => start(process, folder));
  onTestFinished(() => {
    for (const { child } of children) child.kill("SIGKILL");
  });

  function start(process_: string, folder: string): OwnedProgram {
    const environment = { HANSA_PORT: String(port), HANSA_DATA: data, HANSA_LOG_LEVEL: "warn" };
    return startOwned(process.execPath, [builtProgram(built, process_)], {
      cwd: path.join(copy, folder),
      env: { ...process.env, ...environment },
    });
  }

  const send = async (query: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    return response.json();
  };
  const probe = () => send(`{ ${name}Entry(slug: "none") { slug } }`).catch(() => undefined);
  while (!isDeepStrictEqual(await probe(), { data: { [`${name}Entry`]: null } })) {
    const ended = children.find(({ child }) => child.exitCode !== null);
    if (ended) throw new Error(`${ended.child.spawnargs.at(-1)} ended:\n${ended.output()}`);
    await pause(250);
  }
  return { ask: send, data };
}
