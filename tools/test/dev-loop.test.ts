/** `turbo dev` with the router and one service: edits of every kind are served, and broken ones leave the last good version serving. */
import { cpSync, globSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { holderOf } from "../host/data/folder-lock.mjs";
import { findFreePorts } from "../host/processes/ports.ts";
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

let checkout = "";
let data = "";
let port = 0;
let tasks: DevTasks;
let files: ReturnType<typeof filesOf>;

beforeAll(async () => {
  checkout = copyRepository();
  files = filesOf(checkout);
  data = path.join(checkout, ".data-of-test");
  cpSync(inject("seededData"), data, { recursive: true });
  port = await findFreePorts(27_000);
  tasks = startTasks(checkout, ["router", "products"], { HANSA_PORT: String(port), HANSA_DATA: data });
  while (!/^@hansa\/router:dev: Hansa is ready, \d+ s after its preparation$/m.test(tasks.output())) await pause(50);
});

afterAll(async () => {
  await tasks.stop("SIGTERM");
  rmSync(checkout, { recursive: true, force: true });
});

test("each line has one prefix, the banner is whole, and each absent service has one line", async () => {
  await expect.poll(() => tasks.output().match(/does not run/g)).toHaveLength(6);
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

  files.write(resolverFile, originals.resolver.replace(resolverStart, `$&\n  title: () => "edited",`));
  await expect.poll(() => ask(titleQuery)).toContain('"title":"edited"');

  files.write(
    resolverFile,
    originals.resolver.replace(resolverStart, `$&\n  title: () => "edited",\n  descriptionHtml: () => boom(),`) +
      '\nfunction boom(): never {\n  throw new Error("boom");\n}\n',
  );
  await expect.poll(() => ask("{ products(first: 1) { nodes { descriptionHtml } } }")).toContain('"message":"boom"');
  expect(await ask("{ products(first: 1) { nodes { descriptionHtml } } }")).toMatch(
    /"stack":\[[^\]]*graphql\/product\.ts/,
  );

  files.write(resolverFile, `${originals.resolver}\nconst broken = ;\n`);
  await expect
    .poll(() => health("products"))
    .toMatchObject({ ready: true, fault: expect.stringContaining(resolverFile) });
  expect(tasks.output()).toMatch(/^@hansa\/products:dev: fault; the last good version still serves/m);
  expect(await ask(titleQuery)).toContain('"title":"edited"');

  files.replace(resolverFile, originals.resolver);
  await expect.poll(() => health("products")).not.toHaveProperty("fault");
  await expect.poll(() => ask(titleQuery)).not.toContain('"title":"edited"');

  // The schema, a resolver and a file that it imports come at once, as with another branch.
  files.write("subgraphs/products/src/api/graphql/motto.ts", `/** A motto. */\nexport const motto = () => "new";\n`);
  files.replace(
    resolverFile,
    `import { motto } from "./motto.ts";\n${originals.resolver.replace(resolverStart, "$&\n  motto,")}`,
  );
  files.replace(schemaFile, originals.schema.replace(typeStart, '$&\n  "The motto."\n  motto: String!'));
  await expect.poll(() => ask("{ products(first: 1) { nodes { motto } } }")).toContain('"motto":"new"');
  await expect.poll(() => health("router")).toMatchObject({ ready: true, fault: null });
  expect(files.read(supergraphFile)).toContain("motto: String!");
  await expect.poll(() => files.read(generatedFile)).toContain("motto?: Resolver<");
  await expect.poll(() => files.read("router/client/schema.graphql")).toContain("motto: String!");

  files.replace(schemaFile, originals.schema);
  files.replace(resolverFile, originals.resolver);
  await expect.poll(() => files.read(supergraphFile)).not.toContain("motto");

  // An edit that is taken back ends the generation of types, which begins again.
  files.replace(schemaFile, originals.schema.replace("type Query {", '$&\n  "A mark."\n  mark: String @public'));
  await expect.poll(() => health("router")).toMatchObject({ fault: "the new graph waits for products" });
  files.replace(schemaFile, originals.schema);
  await expect.poll(() => files.read("router/client/schema.graphql")).not.toContain("motto");
  expect(await requests.stop()).toEqual([]);
});

test("a schema with a mistake, or one that does not compose, keeps the graph and the service, and the fault names its place", async () => {
  const original = files.read(schemaFile);
  const { schema } = await health("products");

  files.write(schemaFile, original.replace("type Product implements", "type Product implement"));
  const line = original.split("\n").findIndex((text) => text.startsWith("type Product implements")) + 1;
  const place = expect.stringContaining(
    `products: Syntax Error: Unexpected Name "implement". (line ${line}, column 14)`,
  );
  for (const name of ["products", "router"] as const)
    await expect.poll(() => health(name)).toMatchObject({ ready: true, fault: place });

  // Orders and payments have the same type.
  files.write(schemaFile, original.replace("  decimal: Decimal!", "  decimal: Int!"));
  for (const name of ["products", "router"] as const)
    await expect
      .poll(() => health(name))
      .toMatchObject({ ready: true, fault: expect.stringMatching(/do not compose:\n.*Money\.decimal/) });
  expect(await health("products")).toMatchObject({ schema });
  expect(await ask("{ products(first: 1) { nodes { priceRange { min { decimal } } } } }")).toContain(
    '"data":{"products"',
  );

  files.write(schemaFile, original);
  await expect.poll(() => health("products")).toEqual({ ready: true, schema });
  await expect.poll(() => health("router")).toMatchObject({ fault: null });
});

test("a graph is published only once the service serves its schema", async () => {
  const originals = { schema: files.read(schemaFile), queries: files.read(queriesFile) };
  const { schema } = await health("products");
  files.write(schemaFile, originals.schema.replace("type Query {", '$&\n  "Of the shop."\n  motto: String @public'));
  await expect.poll(() => health("router")).toMatchObject({ ready: true, fault: "the new graph waits for products" });
  expect(await health("products")).toMatchObject({
    schema,
    fault: expect.stringContaining("no resolver: Query.motto"),
  });
  expect(files.read(supergraphFile)).not.toContain("motto");
  expect(await ask(titleQuery)).toContain('"title":');

  files.write(
    queriesFile,
    originals.queries.replace(/export const Query: QueryResolvers = \{/, `$&\n  motto: () => "new",`),
  );
  await expect.poll(() => ask("{ motto }")).toBe('{"data":{"motto":"new"}}');
  await expect.poll(() => health("router")).toMatchObject({ fault: null });
  expect((await health("products")).schema).not.toBe(schema);

  files.write(schemaFile, originals.schema);
  files.write(queriesFile, originals.queries);
  await expect.poll(() => health("products")).toEqual({ ready: true, schema });
  await expect.poll(() => files.read(supergraphFile)).not.toContain("motto");
});

test("a field that nothing answers and an error of types have a line each, without a request", async () => {
  const originals = { schema: files.read(schemaFile), resolver: files.read(resolverFile) };
  files.write(schemaFile, originals.schema.replace(typeStart, '$&\n  "The motto."\n  motto: String!'));
  files.write(resolverFile, `${originals.resolver}\nexport const wrong: number = "text";\n`);
  await expect
    .poll(() => tasks.output())
    .toMatch(/^@hansa\/products:dev: subgraphs\/products\/schema\.graphql: Product\.motto has neither a resolver nor/m);
  await expect
    .poll(() => tasks.output())
    .toMatch(/^@hansa\/products:dev: subgraphs\/products\/src\/api\/graphql\/product\.ts\(\d+,14\): error TS2322: /m);

  files.write(schemaFile, originals.schema);
  files.write(resolverFile, originals.resolver);
  await expect.poll(() => tasks.output()).toContain("@hansa/products:dev: fields and types are right again");
});

test("tables without a migration keep the last good service, and one line names the command", async () => {
  const original = files.read(tablesFile);
  files.write(tablesFile, original.replace('text("title")', 'text("title_of_shop")'));
  await expect
    .poll(() => health("products"))
    .toMatchObject({ ready: true, fault: expect.stringMatching(/^no migration .*\(.*products.*npm run db:generate/) });
  expect(tasks.output().match(/^@hansa\/products:dev: .*npm run db:generate/gm)).toHaveLength(1);
  expect(await ask(titleQuery)).toContain('"title":');

  files.write(tablesFile, original);
  await expect.poll(() => health("products")).not.toHaveProperty("fault");
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
  await expect.poll(() => tasks.output().match(away)).toHaveLength(1);
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

async function health(name: "products" | "router"): Promise<{ schema?: string; fault?: string | null }> {
  const response = await fetch(`http://127.0.0.1:${port + (name === "router" ? 10 : 11)}/health`);
  return JSON.parse(await response.text());
}
