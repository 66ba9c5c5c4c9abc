/** `turbo dev` with the router and one service: edits of every kind are served, and broken ones leave the last good version serving. */
import { cpSync, globSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, inject, onTestFinished, test, vi } from "vitest";
import { holderOf } from "../host/data/folder-lock.mjs";
import { findFreePorts } from "../host/processes/ports.ts";
import { healthAt, untilHealthAt } from "./support/dev-health.ts";
import { askAt, askRepeatedly, type DevTasks, filesOf, livingOf, startTasks } from "./support/dev-tasks.ts";
import { copyRepository } from "./support/repository-copy.ts";

const resolverFile = "subgraphs/products/src/api/graphql/product.ts";
const queriesFile = "subgraphs/products/src/api/graphql/query.ts";
const schemaFile = "subgraphs/products/schema.graphql";
const tablesFile = "subgraphs/products/src/store/catalogue/tables.ts";
const generatedFile = "subgraphs/products/src/generated/resolvers.ts";
const supergraphFile = "router/supergraph.graphql";
const resolverStart = "export const Product: ProductResolvers = {";
const typeStart = /type Product implements .*/;
const titleQuery = "{ products(first: 1) { nodes { title } } }";

let [checkout, data, port] = ["", "", 0];
let tasks: DevTasks;
let files: ReturnType<typeof filesOf>;
let first = { schema: "", supergraph: "" };

/** The slowest test takes half a minute on a quiet machine. */
vi.setConfig({ testTimeout: 10 * 60_000, hookTimeout: 10 * 60_000 });
afterAll(vi.resetConfig);

beforeAll(async () => {
  checkout = copyRepository();
  files = filesOf(checkout);
  data = path.join(checkout, ".data-of-test");
  cpSync(inject("seededData"), data, { recursive: true });
  port = await findFreePorts(27_000);
  tasks = startTasks(checkout, ["router", "products"], { HANSA_PORT: String(port), HANSA_DATA: data });
  await tasks.until(() =>
    expect(tasks.output()).toMatch(/^@hansa\/router:dev: Hansa is ready, \d+ s after its preparation$/m),
  );
  first = { schema: (await health("products")).schema, supergraph: files.read(supergraphFile) };
});

// The next test would wait in vain for its own edit while one that failed has left another.
afterEach(async () => {
  if (files.restore()) await tasks.until(expectFirstSources);
});

afterAll(async () => {
  await tasks?.stop("SIGTERM");
  rmSync(checkout, { recursive: true, force: true, maxRetries: 20 });
});

test("each line has one prefix, the banner is whole, and each absent service has one line", async () => {
  await tasks.until(() => expect(tasks.output().match(/does not run/g)).toHaveLength(6));
  const lines = tasks.output().split("\n");
  for (const name of ["users", "orders", "payments"])
    for (const task of ["router", "products"])
      expect(lines).toContainEqual(
        expect.stringMatching(`^@hansa/${task}:dev: ${name} does not run: .*--filter=@hansa/${name}`),
      );
  expect(lines.filter((line) => /(products|router):dev:.*(products|router):dev:/.test(line))).toEqual([]);
  expect(lines).toContain(`@hansa/router:dev:   GraphQL          http://127.0.0.1:${port}/graphql`);
  expect(lines.filter((line) => line.endsWith("left out"))).toHaveLength(3);
  expect(lines.filter((line) => /^@hansa\/\w+:dev:\s+at /.test(line))).toEqual([]);
});

test("edits, a checkout and new files are served, an invalid source keeps the last valid one serving, and no request is refused meanwhile", async () => {
  const originals = { resolver: files.read(resolverFile), schema: files.read(schemaFile) };
  const requests = askRepeatedly(port, titleQuery);
  onTestFinished(async () => void (await requests.stop()));
  const edited = originals.resolver.replace(resolverStart, `$&\n  title: () => "edited",`);
  files.write(resolverFile, edited);
  await tasks.untilServed(async () => expect(await ask(titleQuery)).toContain('"title":"edited"'));

  const thrown = '\nfunction boom(): never {\n  throw new Error("boom");\n}\n';
  files.write(resolverFile, edited.replace(resolverStart, "$&\n  descriptionHtml: () => boom(),") + thrown);
  const failing = "{ products(first: 1) { nodes { descriptionHtml } } }";
  await tasks.untilServed(async () => expect(await ask(failing)).toContain('"message":"boom"'));
  expect(await ask(failing)).toMatch(/"stack":\[[^\]]*graphql\/product\.ts/);

  files.write(resolverFile, `${originals.resolver}\nconst broken = ;\n`);
  await untilHealth("products", { ready: true, fault: expect.stringContaining(resolverFile) });
  await tasks.until(() =>
    expect(tasks.output()).toMatch(/^@hansa\/products:dev: fault; the last good version still serves/m),
  );
  expect(await ask(titleQuery)).toContain('"title":"edited"');

  files.replace(resolverFile, originals.resolver);
  await untilNoFault();
  await tasks.until(async () => expect(await ask(titleQuery)).not.toContain('"title":"edited"'));

  // The schema, a resolver and a file that it imports come at once, as with another branch.
  files.write("subgraphs/products/src/api/graphql/motto.ts", `/** A motto. */\nexport const motto = () => "new";\n`);
  files.replace(
    resolverFile,
    `import { motto } from "./motto.ts";\n${originals.resolver.replace(resolverStart, "$&\n  motto,")}`,
  );
  files.replace(schemaFile, originals.schema.replace(typeStart, '$&\n  "The motto."\n  motto: String!'));
  await tasks.until(async () =>
    expect(await ask("{ products(first: 1) { nodes { motto } } }")).toContain('"motto":"new"'),
  );
  await untilHealth("router", { ready: true, fault: null });
  expect(files.read(supergraphFile)).toContain("motto: String!");
  await tasks.until(() => expect(files.read(generatedFile)).toContain("motto?: Resolver<"));
  await tasks.until(() => expect(files.read("router/client/schema.graphql")).toContain("motto: String!"));

  files.replace(schemaFile, originals.schema);
  files.replace(resolverFile, originals.resolver);
  await tasks.until(() => expect(files.read(supergraphFile)).not.toContain("motto"));

  // An edit that is taken back ends the generation of types, which begins again.
  files.replace(schemaFile, originals.schema.replace("type Query {", '$&\n  "A mark."\n  mark: String @public'));
  await untilHealth("router", { fault: "the new graph waits for products" });
  files.replace(schemaFile, originals.schema);
  await tasks.until(() => expect(files.read("router/client/schema.graphql")).not.toContain("motto"));
  expect(await requests.stop()).toEqual([]);
});

test("a schema with a mistake, or one that does not compose, keeps the graph and the service, and the fault names its place", async () => {
  const original = files.read(schemaFile);
  files.write(schemaFile, original.replace("type Product implements", "type Product implement"));
  const line = original.split("\n").findIndex((text) => text.startsWith("type Product implements")) + 1;
  const place = expect.stringContaining(
    `products: Syntax Error: Unexpected Name "implement". (line ${line}, column 14)`,
  );
  for (const name of ["products", "router"] as const) await untilHealth(name, { ready: true, fault: place });

  // Orders and payments have the same type.
  files.write(schemaFile, original.replace("  decimal: Decimal!", "  decimal: Int!"));
  const fault = expect.stringMatching(/do not compose:\n.*Money\.decimal/);
  for (const name of ["products", "router"] as const) await untilHealth(name, { ready: true, fault });
  expect(await health("products")).toMatchObject({ schema: first.schema });
  expect(await ask("{ products(first: 1) { nodes { priceRange { min { decimal } } } } }")).toContain(
    '"data":{"products"',
  );

  files.write(schemaFile, original);
  await untilNoFault();
  await untilHealth("router", { fault: null });
});

test("a graph is published only once the service serves its schema", async () => {
  const originals = { schema: files.read(schemaFile), queries: files.read(queriesFile) };
  files.write(schemaFile, originals.schema.replace("type Query {", '$&\n  "Of the shop."\n  motto: String @public'));
  await untilHealth("router", { ready: true, fault: "the new graph waits for products" });
  // The router waits for three seconds, and a process of products takes longer to start on a busy machine.
  await untilHealth("products", {
    schema: first.schema,
    fault: expect.stringContaining("no resolver: Query.motto"),
  });
  expect(files.read(supergraphFile)).not.toContain("motto");
  expect(await ask(titleQuery)).toContain('"title":');

  files.write(
    queriesFile,
    originals.queries.replace(/export const Query: QueryResolvers = \{/, `$&\n  motto: () => "new",`),
  );
  await tasks.until(async () => expect(await ask("{ motto }")).toBe('{"data":{"motto":"new"}}'));
  await untilHealth("router", { fault: null });
  expect((await health("products")).schema).not.toBe(first.schema);

  files.write(schemaFile, originals.schema);
  files.write(queriesFile, originals.queries);
  await untilNoFault();
  await tasks.until(() => expect(files.read(supergraphFile)).not.toContain("motto"));
});

test("a field that nothing answers and an error of types have a line each, without a request", async () => {
  const originals = { schema: files.read(schemaFile), resolver: files.read(resolverFile) };
  files.write(schemaFile, originals.schema.replace(typeStart, '$&\n  "The motto."\n  motto: String!'));
  files.write(resolverFile, `${originals.resolver}\nexport const wrong: number = "text";\n`);
  for (const line of [
    /^@hansa\/products:dev: subgraphs\/products\/schema\.graphql: Product\.motto has neither a resolver nor/m,
    /^@hansa\/products:dev: subgraphs\/products\/src\/api\/graphql\/product\.ts\(\d+,14\): error TS2322: /m,
  ])
    await tasks.until(() => expect(tasks.output()).toMatch(line));

  files.write(schemaFile, originals.schema);
  files.write(resolverFile, originals.resolver);
  await tasks.until(() => expect(tasks.output()).toContain("@hansa/products:dev: fields and types are right again"));
});

test("tables without a migration keep the last good service, and one line names the command", async () => {
  const original = files.read(tablesFile);
  files.write(tablesFile, original.replace('text("title")', 'text("title_of_shop")'));
  const fault = expect.stringMatching(/^no migration .*\(.*products.*npm run db:generate/);
  await untilHealth("products", { ready: true, fault });
  const command = /^@hansa\/products:dev: .*npm run db:generate/gm;
  await tasks.until(() => expect(tasks.output().match(command)).not.toBeNull());
  expect(tasks.output().match(command)).toHaveLength(1);
  expect(await ask(titleQuery)).toContain('"title":');

  files.write(tablesFile, original);
  await untilNoFault();
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

test("lines of the logs are readable, and one names the service that is away", async () => {
  for (let time = 0; time < 5; time += 1) expect(await ask("{ me { id } }")).toContain("SUBGRAPH_UNAVAILABLE");
  const away = /^@hansa\/router:dev: +\d\d:\d\d:\d\d warn +subgraph users: unavailable/gm;
  await tasks.until(() => expect(tasks.output().match(away)).toHaveLength(1));
  expect(
    tasks
      .output()
      .split("\n")
      .filter((line) => line.includes('{"level"')),
  ).toEqual([]);
});

test("Ctrl-C ends all tasks and leaves no process and no lock", async () => {
  expect(holderOf(data)).toBeDefined();
  expect(globSync("**/*.pid", { cwd: data }).toSorted()).toEqual(["products/running.pid", "router/running.pid"]);
  const processes = tasks.processes();
  // turbo, and for each task npm, the task and its service.
  expect(processes.length).toBeGreaterThan(7);
  await tasks.stop("SIGINT");
  await expect.poll(() => livingOf(processes)).toEqual([]);
  expect(globSync("**/*.pid", { cwd: data })).toEqual([]);
});

function ask(query: string): Promise<string> {
  return askAt(port, query);
}

const health = (name: "products" | "router") => healthAt(port, name);
const untilHealth = (name: "products" | "router", expected: object) => untilHealthAt(tasks, port, name, expected);

/** Until products serves its first schema, and without a fault. */
function untilNoFault(): Promise<void> {
  return tasks.until(async () => expect(await health("products")).toEqual({ ready: true, schema: first.schema }));
}

async function expectFirstSources(): Promise<void> {
  expect(await health("products")).toEqual({ ready: true, schema: first.schema });
  expect(await health("router")).toMatchObject({ ready: true, fault: null });
  expect(files.read(supergraphFile)).toBe(first.supergraph);
}
