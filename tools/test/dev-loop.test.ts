/** `npm run dev` on the real shop: edits of every kind are served, and broken ones leave the last good version serving. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { findFreePorts } from "../host/processes/ports.ts";
import { copyRepository } from "./support/repository-copy.ts";

const resolverFile = "subgraphs/products/src/api/graphql/product.ts";
const schemaFile = "subgraphs/products/schema.graphql";
const generatedFile = "subgraphs/products/src/generated/resolvers.ts";
const resolverStart = "export const Product: ProductResolvers = {";
const titleQuery = "{ products(first: 1) { nodes { title } } }";

let checkout = "";
let port = 0;
let shop: ChildProcess;
let output = "";

beforeAll(async () => {
  checkout = copyRepository();
  const data = path.join(checkout, ".data-of-test");
  cpSync(inject("seededData"), data, { recursive: true });
  port = await findFreePorts(27_000);
  // Two processes are enough: the router, and a subgraph to edit.
  shop = spawn(process.execPath, ["tools/dev/main.ts", "--without", "users", "orders", "payments"], {
    cwd: checkout,
    env: { ...process.env, HANSA_PORT: String(port), HANSA_DATA: data, CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [shop.stdout, shop.stderr]) {
    stream?.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  while (!/^Hansa is ready, \d+ s after the set-up$/m.test(output)) {
    if (shop.exitCode !== null) throw new Error(`It ended before it was ready:\n${output}`);
    await pause(50);
  }
});

afterAll(async () => {
  if (shop.exitCode === null) {
    const ended = once(shop, "exit");
    shop.kill("SIGTERM");
    await ended;
  }
  rmSync(checkout, { recursive: true, force: true });
});

test("edits, a checkout and new files are served, an invalid source keeps the last valid one serving, and no request is refused meanwhile", async () => {
  const originals = { resolver: read(resolverFile), schema: read(schemaFile) };
  const requests = askAllTheTime();

  write(resolverFile, originals.resolver.replace(resolverStart, `$&\n  title: () => "edited",`));
  await expect.poll(() => ask(titleQuery)).toContain('"title":"edited"');

  write(
    resolverFile,
    originals.resolver.replace(resolverStart, `$&\n  title: () => "edited",\n  descriptionHtml: () => boom(),`) +
      '\nfunction boom(): never {\n  throw new Error("boom");\n}\n',
  );
  await expect.poll(() => ask("{ products(first: 1) { nodes { descriptionHtml } } }")).toContain('"message":"boom"');
  expect(await ask("{ products(first: 1) { nodes { descriptionHtml } } }")).toMatch(
    /"stack":\[[^\]]*graphql\/product\.ts/,
  );

  write(resolverFile, `${originals.resolver}\nconst broken = ;\n`);
  await expect
    .poll(() => health("products"))
    .toMatchObject({ ready: true, fault: expect.stringContaining(resolverFile) });
  expect(output).toMatch(/^products .*the last good version still serves/m);
  expect(await ask(titleQuery)).toContain('"title":"edited"');

  // As git does it: another file takes the place of the old one. Its time of modification is that of the original.
  replaceFile(resolverFile, originals.resolver);
  await expect.poll(() => health("products")).toEqual({ ready: true });
  await expect.poll(() => ask(titleQuery)).not.toContain('"title":"edited"');

  write(schemaFile, originals.schema.replace("type Product implements", "type Product implement"));
  await expect
    .poll(() => health("products"))
    .toMatchObject({ ready: true, fault: expect.stringContaining("products: ") });
  await expect
    .poll(() => health("router"))
    .toMatchObject({ ready: true, fault: expect.stringContaining("products: ") });
  expect(await ask(titleQuery)).toContain('"title":');

  // The schema, a resolver and a file that it imports come at once, as with another branch.
  write("subgraphs/products/src/api/graphql/motto.ts", `/** A motto. */\nexport const motto = () => "new";\n`);
  replaceFile(
    resolverFile,
    `import { motto } from "./motto.ts";\n${originals.resolver.replace(resolverStart, "$&\n  motto,")}`,
  );
  replaceFile(
    schemaFile,
    originals.schema.replace(/type Product implements .*/, '$&\n  "The motto."\n  motto: String!'),
  );
  await expect.poll(() => ask("{ products(first: 1) { nodes { motto } } }")).toContain('"motto":"new"');
  await expect.poll(() => health("router")).toMatchObject({ ready: true, fault: null });
  expect(await health("products")).toEqual({ ready: true });
  expect(read("router/supergraph.graphql")).toContain("motto: String!");
  await expect.poll(() => read(generatedFile)).toContain("motto?: Resolver<");

  expect(await requests.stop()).toEqual([]);
});

test("a service answers rover, curl and other gateways at its own port, for guests too, and nothing at its private one", async () => {
  const sendTo = async (offset: number, url: string) => {
    const response = await fetch(`http://127.0.0.1:${port + offset}${url}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ _service { sdl } }" }),
    });
    return { status: response.status, text: await response.text() };
  };
  const { status, text } = await sendTo(1, "/graphql");
  expect([status, text]).toEqual([200, expect.stringContaining("type Product implements")]);
  expect((await sendTo(11, "/internal/events")).status).toBe(401);
});

test("lines of the logs are readable, with the service in front, and one names the service that is away", async () => {
  for (let asked = 0; asked < 5; asked += 1) expect(await ask("{ me { id } }")).toContain("SUBGRAPH_UNAVAILABLE");
  const away = /^router +\d\d:\d\d:\d\d warn +subgraph users: unavailable/gm;
  await expect.poll(() => output.match(away)).toHaveLength(1);
  expect(output.split("\n").filter((line) => line.includes('{"level"'))).toEqual([]);
});

/** Asks one question after the other; the answers that are not data alone are what `stop` gives. */
function askAllTheTime(): { stop(): Promise<string[]> } {
  const refused: string[] = [];
  let isStopped = false;
  const asking = (async () => {
    while (!isStopped) {
      const answer = await ask(titleQuery).catch((error: unknown) => String(error));
      if (!answer.startsWith('{"data":')) refused.push(answer);
      await pause(20);
    }
  })();
  return {
    stop: async () => {
      isStopped = true;
      await asking;
      return refused;
    },
  };
}

async function ask(query: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

async function health(name: "products" | "router"): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port + (name === "router" ? 10 : 11)}/health`);
  return response.json();
}

function read(file: string): string {
  return readFileSync(path.join(checkout, file), "utf8");
}

function write(file: string, text: string): void {
  writeFileSync(path.join(checkout, file), text);
}

function replaceFile(file: string, text: string): void {
  write(`${file}.new`, text);
  utimesSync(path.join(checkout, `${file}.new`), 1_700_000_000, 1_700_000_000);
  renameSync(path.join(checkout, `${file}.new`), path.join(checkout, file));
}
