/** The contracts of the shop's own graph: what they lack, their scalars, and what they cost. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type LimitedContract, limitedContracts } from "@hansa/contracts/graph-contracts";
import { systemRuntime } from "@hansa/kit/runtime";
import { buildSchema, type GraphQLSchema, getIntrospectionQuery, graphqlSync, printSchema } from "graphql";
import { expect, test } from "vitest";
import { withoutHidden } from "../../../src/graph/composition/client-schema.ts";
import { graphFiles, repository } from "../../../src/graph/composition/sources.ts";
import { contractSchemasInSteps } from "../../../src/graph/contracts/contract-schema.ts";
import { findContractFaults } from "../../../src/graph/contracts/faults.ts";
import { readTags } from "../../../src/graph/contracts/tags.ts";
import { graphFor } from "../../../src/graph/graph.ts";
import { loadGraph } from "../../../src/graph/source.ts";
import { completeNow } from "../../../src/graph/steps.ts";
import { createRouterMetrics } from "../../../src/metrics.ts";
import { strictnessOf } from "../../../src/operation/documents.ts";
import { prepareOperation } from "../../../src/operation/prepare.ts";
import { parseSupergraph } from "../../../src/planning/key-order.ts";
import { buildSupergraph } from "../../../src/planning/plan-builder.ts";

const supergraph = readFileSync(graphFiles(repository).supergraph, "utf8");
const { schema } = buildSupergraph(parseSupergraph(supergraph));
const definitions = withoutHidden(schema).toAST();
const tags = readTags(schema);
const graph = loadGraph({ kind: "committed" }, () => {});
const schemaOf = (contract: LimitedContract): GraphQLSchema => {
  const found = graphFor(graph, contract)?.clientSchema;
  if (!found) throw new Error(`the graph has no contract ${contract}`);
  return found;
};

test("the contracts have no faults, and each is smaller than the one that contains it", () => {
  expect(findContractFaults(definitions, tags)).toEqual([]);
  const sizes = [graph.clientSchema, schemaOf("PARTNER"), schemaOf("PUBLIC")].map(
    (each) => Object.keys(each.getTypeMap()).filter((name) => !name.startsWith("__")).length,
  );
  process.stdout.write(`types of ALL, PARTNER and PUBLIC: ${sizes.join(", ")}\n`);
  expect(sizes).toEqual([...new Set(sizes)].toSorted((one, other) => other - one));
});

test.each(limitedContracts)("the schema of %s is that of its file, and a valid one", (contract) => {
  const printed = printSchema(schemaOf(contract));
  const file = join(graphFiles(repository).client, `${contract.toLowerCase()}.graphql`);
  expect(`${printed}\n`).toBe(readFileSync(file, "utf8"));
  expect(printSchema(buildSchema(printed))).toBe(printed);
});

test.each([
  ["PUBLIC", ["orders", "paymentsIntegrity", "shopSettings", "OrderWork", "StockMovement", "PromotionSaveInput"]],
  ["PARTNER", ["paymentsIntegrity", "shopSettings", "PromotionSaveInput", "AuditEntry"]],
] as const)("no answer to the introspection of %s has the names %j", (contract, names) => {
  const { data } = graphqlSync({ schema: schemaOf(contract), source: getIntrospectionQuery() });
  const fields = schemaOf(contract).getQueryType()?.getFields() ?? {};
  const text = JSON.stringify(data);
  for (const name of names) {
    expect(Object.keys(fields)).not.toContain(name);
    if (/[A-Z]/.test(name)) expect(text).not.toMatch(new RegExp(`\\b${name}\\b`));
  }
});

test.each(["ALL", ...limitedContracts] as const)("%s reads the shop's own scalars", (contract) => {
  const own = graphFor(graph, contract);
  if (!own) throw new Error(`the graph has no contract ${contract}`);
  const prepare = (currency: string) =>
    prepareOperation(createRouterMetrics(systemRuntime.monotonic), own, strictnessOf(false, true), {
      query: `{ product(slug: "mug") { priceRange(currency: "${currency}") { min { minor } } } }`,
      operationName: undefined,
      variables: {},
      viewer: { kind: "guest" },
    });
  expect(prepare("EUR")).toHaveProperty("operation");
  expect(prepare("XXX")).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
});

test("the two contracts cost less than 20 MB and 3 s of CPU; the goals are 6 MB and 0.3 s", () => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("no garbage collection on demand");
  collect();
  const heap = process.memoryUsage().heapUsed;
  const cpu = process.cpuUsage();
  const made = completeNow(contractSchemasInSteps(schema, definitions, graph.clientSchema));
  const { user, system } = process.cpuUsage(cpu);
  collect();
  const mb = (process.memoryUsage().heapUsed - heap) / 2 ** 20;
  const seconds = (user + system) / 1e6;
  process.stdout.write(`two contracts: ${mb.toFixed(1)} MB, ${seconds.toFixed(2)} s of CPU\n`);
  expect(made).toHaveLength(2);
  expect([mb < 20, seconds < 3]).toEqual([true, true]);
});
