/** The life of a new subgraph in a copy of the repository: the files that it writes pass the checks, generated types, the compiler, a shop that serves it, and its removal by Git. */
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type OwnedProgram, startOwned } from "@hansa/kit/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { buildProcesses, builtProgram } from "../../../cli/host/build/bundle.ts";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { blockFiles } from "../../service-blocks/block-files.ts";
import { programFiles } from "../../service-blocks/program-blocks.ts";
import { commitCopy } from "../support/new-subgraph.ts";

const name = "wishlists";
/** The unit of the limit of the test that checks the types of the whole repository, which takes a quarter of an hour on a busy machine. */
const oneMinute = 60_000;
const { folder: copy, command, tool, evaluate, changes, difference, takeOut, remove } = commitCopy({ packages: true });
/** A service that the audit does not include stands in no program with several of them. */
const written = blockFiles.filter((each) => !programFiles.includes(each)).map(({ file }) => file);
/** Composition writes these from the schemas. */
const composed = /^router\/(client\/|supergraph\.graphql$)/;
afterAll(remove);

test("a subgraph is created without a registry, well formed and listed, and Git removes it without a trace", () => {
  expect(command(name, "--extends", "User,Product")).toMatchObject({ code: 0 });
  expect(changedFiles()).toEqual([...written, "packages/contracts/src/services.mjs", "package-lock.json"].sort());
  expect(linesOutside(written)).toEqual([]);
  expect(evaluate("cli/setup/packages.mjs", "reasonToInstall()")).toBe(undefined);
  expect(evaluate("tools/check/steps/services.ts", "checkServices().faults")).toEqual([]);
  tool("vitest", "run", path.join("subgraphs", name), "tools/test/check/workspaces");
  tool("biome", "check", path.join("subgraphs", name), "packages/contracts/src/services.mjs");

  takeOut(name);
  expect(changes()).toBe("");
  const places = [path.join("subgraphs", name), path.join("node_modules/@hansa", name)];
  expect(places.filter((place) => existsSync(path.join(copy, place)))).toEqual([]);
});

test(
  "a subgraph is created, has the types that it declares, and answers through the router",
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

/** The files outside the folder of the service, and outside those of composition, that differ from the commit. */
function changedFiles(): string[] {
  const files = changes()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.slice(3));
  return files.filter((file) => !file.startsWith(`subgraphs/${name}/`) && !composed.test(file)).sort();
}

/** The changed lines of these files that are in none of their written blocks. */
function linesOutside(files: readonly string[]): string[] {
  return files.flatMap((file) => {
    let isInside = false;
    return difference(file).filter((line) => {
      if (/: written by npm run codegen/.test(line)) isInside = true;
      if (/^.\s*(?:#|<!--) [\w ]+: end/.test(line)) isInside = false;
      return !isInside && /^[+-]/.test(line);
    });
  });
}
