/** `turbo dev` with one service alone, its peers after it, and the preparation that precedes both. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { processFolder, root } from "../../../cli/host/shop.mjs";
import { schemaFile, supergraphFile, typeStart } from "../support/dev-loop.ts";
import { askAt, type DevTasks, filesOf, livingOf, startTasks } from "../support/dev-tasks.ts";
import { copyRepository } from "../support/repository-copy.ts";

let checkout = "";
let data = "";
let port = 0;
const started: DevTasks[] = [];

beforeAll(async () => {
  checkout = copyRepository();
  data = path.join(checkout, ".data-of-test");
  cpSync(inject("seededData"), data, { recursive: true });
  port = await findFreePorts(29_000);
});

afterAll(async () => {
  for (const tasks of started) await tasks.stop("SIGTERM");
  rmSync(checkout, { recursive: true, force: true, maxRetries: 20 });
});

function start(...names: string[]): DevTasks {
  const tasks = startTasks(checkout, names, { HANSA_PORT: String(port), HANSA_DATA: data });
  started.push(tasks);
  return tasks;
}

test("one service alone prints its address, which answers, and a line for each absent peer, and a line when one comes", async () => {
  const products = start("products");
  await products.until(() => expect(products.output().match(/does not run/g)).toHaveLength(5));
  expect(products.output()).toMatch(
    new RegExp(`^@hansa/products:dev: http://127\\.0\\.0\\.1:${port + 1}/graphql answers curl`, "m"),
  );
  expect(await askAt(port + 1, "{ products(first: 1) { nodes { title } } }")).toContain('"title":');
  expect(products.output()).not.toMatch(/^@hansa\/products:dev: +at /m);

  const users = start("users");
  await users.until(() => expect(products.output()).toContain("@hansa/products:dev: users runs now"));
  await users.until(() => expect(users.output().match(/does not run/g)).toHaveLength(4));
  // It was absent for longer than the consumer of its events stays silent.
  expect(products.output()).not.toContain("event consumer");
  expect(products.output().match(/users/g)).toHaveLength(3);

  await users.stop();
  await products.until(() => expect(products.output().match(/users does not run/g)).toHaveLength(2));
});

test("a service that runs is not started twice, nor is the whole shop", async () => {
  const [products] = started;
  if (!products) throw new Error("the test before has started no products");
  const twice = start("products");
  await expect.poll(() => livingOf(twice.processes())).toEqual([]);
  expect(() => twice.output()).toThrow(/process \d+ already runs products on .*HANSA_DATA/);
  const shop = run(["cli/start/main.ts"], data);
  expect(shop).toMatchObject({ status: 1, out: expect.stringMatching(/in use: .* for products/) });
});

test("an edit brings a killed process back, and without a router's task the supergraph and the types follow the schema", async () => {
  const [products] = started;
  if (!products) throw new Error("the test before has started no products");
  process.kill(products.processes().at(-1) ?? 0, "SIGKILL");
  await products.until(() => expect(products.output()).toMatch(/ended \(SIGKILL\): the next edit starts it again/));

  const files = filesOf(checkout);
  files.write(schemaFile, files.read(schemaFile).replace(typeStart, '$&\n  "The motto."\n  motto: String'));
  const query = "{ products(first: 1) { nodes { motto } } }";
  await products.untilServed(async () => expect(await askAt(port + 1, query)).toContain('"motto":null'));
  await products.until(() => expect(products.output()).toContain("the types are written"));
  for (const file of [supergraphFile, "subgraphs/products/src/generated/resolvers.ts"])
    expect(files.read(file)).toContain("motto");
  files.restore();
  await products.until(() => expect(files.read(supergraphFile)).not.toContain("motto"));
});

test("the preparation seeds an empty folder only, and never one of which a part runs", () => {
  expect(run(["tools/dev/preparation.ts"], data)).toEqual({ status: 0, out: "" });

  const empty = mkdtempSync(path.join(checkout, ".data-"));
  const folder = processFolder(empty, "users");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "running.pid"), String(process.pid));
  expect(run(["tools/dev/preparation.ts"], empty)).toEqual({
    status: 1,
    out: expect.stringMatching(/^The shop was not prepared: process \d+ already runs a shop on .*\n$/),
  });
  rmSync(folder, { recursive: true });
  expect(run(["tools/dev/preparation.ts"], empty)).toEqual({
    status: 0,
    out: expect.stringMatching(/^Demo data: done$/m),
  });
  expect(existsSync(path.join(processFolder(empty, "products"), "products.db"))).toBe(true);
});

/** Runs a program of ours in the place of the installed repository. */
function run(args: readonly string[], folder: string): { status: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
    cwd: root,
    env: { ...process.env, HANSA_DATA: folder, HANSA_PORT: String(port), HANSA_SEED_ORDERS: "2", CI: "true" },
    encoding: "utf8",
  });
  return { status, out: stdout + stderr };
}
