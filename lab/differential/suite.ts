/** One supergraph under test: generates cases, asks the monolith and the gateways, and collects the differences. */

import { generateOperation } from "@hansa/kit/testing";
import type { ExecutionResult } from "graphql";
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "../../router/src/planning/elastic.ts";
import { findDifference } from "./comparison.ts";
import { drawFaults } from "./drawn-faults.ts";
import type { Fixture } from "./fixtures.ts";
import type { Gateway } from "./gateways/gateway.ts";
import { type FaultRules, readFaultRules } from "./model/fault-rules.ts";
import { type Model, openModel } from "./model/model.ts";
import { executeReference } from "./model/monolith.ts";
import { type FetchSubgraph, openSubgraphs } from "./model/subgraphs.ts";
import type { Case } from "./shrink.ts";

export type Suite = {
  name: string;
  model: Model;
  rules: FaultRules;
  ids: readonly string[];
  subgraphs: ReturnType<typeof openSubgraphs>;
};

type Response = ExecutionResult | { thrown: string };
export type Outcome = {
  difference: string | undefined;
  isRefused: boolean;
  expected: ExecutionResult;
  actual: Response;
};

/** The share of cases with faults. About half of them reach the response; the others lie where the data are empty. */
const defaultFaultShare = 0.55;
const refusalCodes: readonly unknown[] = ["OPERATION_NOT_SUPPORTED", "OPERATION_TOO_LARGE"];

export function openSuite(fixture: Fixture): Suite {
  const supergraph = Supergraph.build(fixture.supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const schemas = { client: supergraph.apiSchema().toGraphQLJSSchema(), full: supergraph.schema.toGraphQLJSSchema() };
  const model = openModel(fixture, schemas);
  const ids = [...model.prefixes.values()].flatMap((prefix) => [0, 1, 2].map((number) => `${prefix}_${number}`));
  return { name: fixture.name, model, rules: readFaultRules(model), ids, subgraphs: openSubgraphs(model) };
}

/** The case of this seed: it is the same on every machine. */
export function generateCase({ model, rules, ids }: Suite, seed: number, faultShare = defaultFaultShare): Case {
  const { client, full } = model.schemas;
  const request = generateOperation(client, full, ids, seed);
  return {
    request,
    conditions: { salt: seed, faults: drawFaults(model, rules, request.query, { seed, share: faultShare }) },
  };
}

/** Executes one case on one gateway, and compares. */
export async function runCase(suite: Suite, gateway: Gateway, { request, conditions }: Case): Promise<Outcome> {
  const wanted: string[] = [];
  const given: string[] = [];
  const expected = await executeReference(suite.model, conditions, request, (call) => wanted.push(call));
  const fetchSubgraph = suite.subgraphs(conditions, (call) => given.push(call));
  const actual = await responseOf(gateway, request, fetchSubgraph);
  if ("thrown" in actual) return { difference: "thrown", isRefused: false, expected, actual };
  const isRefused = actual.data === undefined && refusalCodes.includes(actual.errors?.[0]?.extensions.code);
  // A failed fetch calls nothing.
  const isComparable = !conditions.faults.some(({ kind }) => kind === "down");
  const isOther = isRefused ? given.length > 0 : isComparable && !areEqualCalls(suite.model, expected, wanted, given);
  const calls = isOther ? `calls: ${given.join(" ")}` : undefined;
  const difference = (isRefused ? undefined : findDifference(expected, actual, conditions)) ?? calls;
  return { difference, isRefused, expected, actual };
}

/** Without data, the fields may have been called that went to the subgraph together with the one that failed. */
function areEqualCalls(
  { coordinates }: Model,
  { data }: ExecutionResult,
  wanted: readonly string[],
  given: readonly string[],
): boolean {
  const ownerOf = (call: string) => coordinates.get(`Mutation.${call.slice(0, call.indexOf("("))}`)?.owners.join();
  const extra = data === null ? given.slice(wanted.length) : [];
  if (given.join() !== [...wanted, ...extra].join()) return false;
  return extra.every((call) => ownerOf(call) === ownerOf(wanted.at(-1) ?? ""));
}

async function responseOf(gateway: Gateway, request: Case["request"], fetch: FetchSubgraph): Promise<Response> {
  try {
    return await gateway.execute(request, fetch);
  } catch (error) {
    return { thrown: String(error) };
  }
}
