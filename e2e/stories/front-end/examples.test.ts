/** The examples for front ends run as their page says, against a real shop. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { buildSchema, parse, validate } from "graphql";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

/** Runs a program of the examples to its end: its exit code and all that it printed. */
function run(program: string, args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, HANSA_SHOP: `http://127.0.0.1:${shop.port}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += String(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

const clients = ["apollo-client", "fetch", "urql"];

test("every folder of the examples is run here", () => {
  const folders = readdirSync(path.join(root, "docs/front-ends/examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^\.|^generated$|^node_modules$/.test(entry.name))
    .map(({ name }) => name);
  // rendered-pages.test.ts runs the server.
  expect(folders.sort()).toEqual([...clients, "curl", "server"].sort());
});

test("every operation of docs/front-ends/frontend.md matches the schema", () => {
  const page = readFileSync(path.join(root, "docs/front-ends/frontend.md"), "utf8");
  const schema = buildSchema(readFileSync(path.join(root, "router/client/schema.graphql"), "utf8"));
  const operations = [...page.matchAll(/```graphql\n([\s\S]*?)```|graphql\(`([\s\S]*?)`\)/g)];
  expect(operations.length).toBeGreaterThanOrEqual(2);
  for (const [, block, inCode] of operations) expect(validate(schema, parse(block ?? inCode ?? ""))).toEqual([]);
});

test.each(clients)(
  "%s: products with pictures, a typed refusal, a guest's purchase, a renewed session",
  async (client) => {
    const { code, output } = await run(process.execPath, [`docs/front-ends/examples/${client}/main.ts`]);
    expect(output).toMatch(/ http:\/\/127\.0\.0\.1:\d+\/media\/\S+/);
    expect(output).toMatch(/^refused: (only \d+ are left|at most \d+ of one thing)$/m);
    expect(output).toMatch(/^order \d+-\d{4} CONFIRMED [\d.]+ EUR$/m);
    expect(output).toMatch(/^signed in as ada@hansa\.example, \d orders$/m);
    expect(code).toBe(0);
    const [picture = ""] = /http:\S+\/media\/\S+/.exec(output) ?? [];
    const response = await fetch(picture);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^image\//)]);
  },
);

test("curl: a guest's purchase and a renewed session", async () => {
  const { code, output } = await run("docs/front-ends/examples/curl/purchase.sh", []);
  expect(output).toMatch(/^order \d+-\d{4}\nsigned in as ada@hansa\.example\n$/);
  expect(code).toBe(0);
});
