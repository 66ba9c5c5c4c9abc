/** `turbo dev` with the router and one service: edits of schemas, tables and resolvers, and what the examination of sources and types tells. */
import { expect, onTestFinished, test } from "vitest";
import {
  queriesFile,
  resolverFile,
  resolverStart,
  schemaFile,
  supergraphFile,
  titleQuery,
  typeStart,
  useDevLoop,
} from "../support/dev-loop.ts";
import { askRepeatedly } from "../support/dev-tasks.ts";

const tablesFile = "subgraphs/products/src/store/catalogue/tables.ts";
const generatedFile = "subgraphs/products/src/generated/resolvers.ts";

const dev = useDevLoop();

test("edits, a checkout and new files are served, an invalid source keeps the last valid one serving, and no request is refused meanwhile", async () => {
  const { port, tasks, files, ask, untilHealth, untilNoFault } = dev();
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
  const { files, first, ask, health, untilHealth, untilNoFault } = dev();
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

test("tables without a migration keep the last good service, and one line names the command", async () => {
  const { tasks, files, ask, untilHealth, untilNoFault } = dev();
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

test("a graph is published only once the service serves its schema", async () => {
  const { tasks, files, first, ask, health, untilHealth, untilNoFault } = dev();
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
  const { tasks, files } = dev();
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

test("fields and types are examined after a fault that an edit of another service mends", async () => {
  const { tasks, files } = dev();
  const neighbour = "subgraphs/users/schema.graphql";
  const originals = { schema: files.read(schemaFile), neighbour: files.read(neighbour) };
  files.write(neighbour, `${originals.neighbour}\n"A tone."\ntype Tone @shareable { pitch: String @public }\n`);
  const toned = originals.schema.replace(typeStart, '$&\n  "Its tone."\n  tone: Tone @public');
  files.write(schemaFile, `${toned}\n"A tone."\ntype Tone @shareable { pitch: [Int!] @public }\n`);
  await tasks.until(() => expect(tasks.output()).toMatch(/^@hansa\/products:dev: .*Tone\.pitch.* is incompatible/m));
  expect(tasks.output()).not.toContain("Product.tone has neither");

  files.write(neighbour, originals.neighbour);
  await tasks.until(() => expect(tasks.output()).toContain("schema.graphql: Product.tone has neither a resolver nor"));
  files.write(schemaFile, originals.schema);
  await tasks.until(() =>
    expect(tasks.output().split("Product.tone has neither")[1]).toContain("fields and types are right again"),
  );
});
