/** The files for front ends: the schema, its possible types and the types of its scalars, as files and in development under addresses. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { contractPaths, limitedContracts } from "@hansa/contracts/graph-contracts";
import { buildSchema, isAbstractType } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientFilesOf, contractFilesOf, schemaFileOf } from "../../src/graph/client-files.ts";
import { apiSchemaOf } from "../../src/graph/composition/composition.ts";
import { graphFiles, repository } from "../../src/graph/composition/sources.ts";
import { graphFor } from "../../src/graph/graph.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const { client, supergraph } = graphFiles(repository);
const read = (name: string) => readFileSync(join(client, name), "utf8");
const names = ["schema.graphql", "possible-types.json", "scalars.json"];

let subgraphs: TestSubgraph[];
let development: TestRouter;
let production: TestRouter;
beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  development = await startRouter(subgraphs);
  production = await startRouter(subgraphs, { production: true });
});
afterAll(async () => {
  await development.close();
  await production.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

test.each(names)("%s is served in development, as the graph is, and not in production", async (name) => {
  const { status, text } = await development.send(`/${name}`);
  const made = clientFilesOf(development.live.current().clientSchema).find((file) => file.name === name);
  expect([status, text]).toEqual([200, made?.text]);
  expect((await production.send(`/${name}`)).status).toBe(404);
});

test("the shop's files are those of its supergraph", () => {
  const files = clientFilesOf(apiSchemaOf(readFileSync(supergraph, "utf8")));
  expect(files.map(({ name }) => name)).toEqual(names);
  for (const { name, text } of files) expect(text).toBe(read(name));
});

test.each(limitedContracts)(
  "the schema of the contract %s is served below its path in development, and is a file too",
  async (contract) => {
    const address = `${contractPaths[contract]}/schema.graphql`;
    const graph = graphFor(development.live.current(), contract);
    if (!graph) throw new Error(`the graph has no contract ${contract}`);
    const { status, text } = await development.send(address);
    expect([status, text]).toEqual([200, schemaFileOf("schema.graphql", graph.clientSchema).text]);
    expect((await production.send(address)).status).toBe(404);
    const whole = readFileSync(supergraph, "utf8");
    const name = `${contract.toLowerCase()}.graphql`;
    const file = contractFilesOf(whole, apiSchemaOf(whole)).find((each) => each.name === name);
    expect(read(name)).toBe(file?.text);
  },
);

test("the shop's possible types name every interface and union with all its members", () => {
  const schema = buildSchema(read("schema.graphql"));
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  expect(abstract.length).toBeGreaterThan(50);
  const possibleTypes = JSON.parse(read("possible-types.json"));
  expect(Object.keys(possibleTypes)).toHaveLength(abstract.length);
  for (const type of abstract)
    expect(new Set(possibleTypes[type.name])).toEqual(new Set(schema.getPossibleTypes(type).map(({ name }) => name)));
});

test("every scalar of the shop has a TypeScript type, and a standard one names its standard", () => {
  expect(Object.values(JSON.parse(read("scalars.json")))).not.toContain("unknown");
  const schema = buildSchema(read("schema.graphql"));
  for (const name of ["CountryCode", "CurrencyCode", "DateTime"])
    expect(schema.getType(name), name).toMatchObject({ specifiedByURL: expect.stringMatching(/^https:/) });
});
