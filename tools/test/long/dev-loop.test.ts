/** `turbo dev` with the router and one service: edits of schemas and of packages, new files, and what the terminal says about broken ones. */
import { expect, test } from "vitest";
import {
  resolverFile,
  resolverStart,
  schemaFile,
  supergraphFile,
  titleQuery,
  typeStart,
  useDevLoop,
} from "../support/dev-loop.ts";

const generatedFile = "subgraphs/products/src/generated/resolvers.ts";

const dev = useDevLoop();

test("a schema, its resolver and a new file that come at once are served, and supergraph and types follow", async () => {
  const { tasks, files, first, ask } = dev();
  const originals = { resolver: files.read(resolverFile), schema: files.read(schemaFile) };
  // As with another branch.
  files.write("subgraphs/products/src/api/graphql/motto.ts", `/** A motto. */\nexport const motto = () => "new";\n`);
  files.replace(
    resolverFile,
    `import { motto } from "./motto.ts";\n${originals.resolver.replace(resolverStart, "$&\n  motto,")}`,
  );
  files.replace(schemaFile, originals.schema.replace(typeStart, '$&\n  "The motto."\n  motto: String!'));
  const query = "{ products(first: 1) { nodes { motto } } }";
  await tasks.untilServed(async () => expect(await ask(query)).toContain('"motto":"new"'));
  await tasks.until(() => expect(files.read(supergraphFile)).toContain("motto: String!"));
  await tasks.until(() => expect(files.read("router/client/schema.graphql")).toContain("motto: String!"));
  await tasks.until(() => expect(files.read(generatedFile)).toContain("motto?: Resolver<"));

  files.replace(schemaFile, originals.schema);
  files.replace(resolverFile, originals.resolver);
  await tasks.until(() => expect(files.read(supergraphFile)).toBe(first.supergraph));
  await tasks.until(() => expect(files.read(generatedFile)).not.toContain("motto"));
});

test("an unexpected error answers with its message and the place in the source", async () => {
  const { tasks, files, ask } = dev();
  const thrown = '\nfunction boom(): never {\n  throw new Error("boom");\n}\n';
  const original = files.read(resolverFile);
  files.write(resolverFile, original.replace(resolverStart, "$&\n  descriptionHtml: () => boom(),") + thrown);
  const failing = "{ products(first: 1) { nodes { descriptionHtml } } }";
  await tasks.untilServed(async () => expect(await ask(failing)).toContain('"message":"boom"'));
  expect(await ask(failing)).toMatch(/"stack":\[[^\]]*graphql\/product\.ts/);
});

test("a schema that does not compose keeps the graph, one with a mistake takes its service away, and each fault names its place", async () => {
  const { tasks, files, first, ask } = dev();
  const original = files.read(schemaFile);
  // Orders and payments have the same type.
  files.write(schemaFile, original.replace("  decimal: Decimal!", "  decimal: Int!"));
  await tasks.until(() =>
    expect(tasks.output()).toMatch(/^@hansa\/router:dev: .*does not compose:\n.*Money\.decimal/m),
  );
  await tasks.until(async () => expect(await ask(titleQuery)).toBe(first.title));

  files.write(schemaFile, original.replace("type Product implements", "type Product implement"));
  const line = original.split("\n").findIndex((text) => text.startsWith("type Product implements")) + 1;
  const mistake = `Syntax Error: Unexpected Name "implement"`;
  await tasks.until(() => expect(tasks.output()).toContain(`products: ${mistake}. (line ${line}, column 14)`));
  await tasks.until(() => expect(tasks.output()).toMatch(new RegExp(`^@hansa/products:dev: .*${mistake}`, "m")));
  await tasks.until(async () => expect(await ask(titleQuery)).toContain("SUBGRAPH_UNAVAILABLE"));
  expect(files.read(supergraphFile)).toBe(first.supergraph);

  files.write(schemaFile, original);
  await tasks.untilServed(async () => expect(await ask(titleQuery)).toBe(first.title));
});

test("an edit of a package starts what imports it again", async () => {
  const { tasks, files } = dev();
  const file = "packages/commerce/src/money.ts";
  files.write(file, `${files.read(file)}\n`);
  for (const name of ["products", "router"]) {
    const served = new RegExp(`^@hansa/${name}:dev: serves again after`, "gm");
    const before = tasks.output().match(served)?.length ?? 0;
    await tasks.untilServed(() => expect(tasks.output().match(served)?.length).toBeGreaterThan(before));
  }
});
