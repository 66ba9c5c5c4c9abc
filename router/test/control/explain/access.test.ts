/** Access in an explanation: the refusal that the service of a field would make, for each kind of viewer. */
import type { Viewer } from "@hansa/kit/identity";
import { getOperationAST, parse } from "graphql";
import { expect, test } from "vitest";
import { explainOperation } from "../../../src/control/explain/explainer.ts";
import { plannedOperation } from "../../../src/graph/planned-operations.ts";
import { loadGraph } from "../../../src/graph/source.ts";

const graph = loadGraph({ kind: "committed" }, () => {});
const document = parse('{ order(number: "100151") { number cancelNote } lowStock(first: 1) { nodes { sku } } }');

/** The codes of refused fields, by their place. */
async function denialsFor(viewer: Viewer): Promise<Record<string, string>> {
  const operation = getOperationAST(document);
  if (!operation) throw new Error("the document has no operation");
  const prepared = { document, operation, variables: {}, coerced: {} };
  const planned = await plannedOperation(graph, prepared);
  const { fields } = await explainOperation(graph, { planned, prepared, viewer });
  return Object.fromEntries(fields.flatMap(({ path, denied }) => (denied ? [[path, denied.code]] : [])));
}

const person = (role: string, scopes: string[]): Viewer => ({
  kind: "user",
  id: "user_1",
  role,
  scopes,
  sessionId: "s",
});

test("a guest is asked to sign in for a field of staff, and a customer is refused", async () => {
  expect(await denialsFor({ kind: "guest" })).toEqual({
    "order.cancelNote": "UNAUTHENTICATED",
    lowStock: "UNAUTHENTICATED",
  });
  expect(await denialsFor(person("CUSTOMER", []))).toEqual({ "order.cancelNote": "FORBIDDEN", lowStock: "FORBIDDEN" });
});

test("staff need the scope of a field, and an API client has its scopes alone", async () => {
  expect(await denialsFor(person("FULFILMENT", ["inventory:read"]))).toEqual({});
  expect(await denialsFor(person("FINANCE", ["orders:read"]))).toEqual({ lowStock: "FORBIDDEN" });
  const client: Viewer = { kind: "client", id: "cli_1", scopes: ["inventory:read"] };
  expect(await denialsFor(client)).toEqual({ "order.cancelNote": "FORBIDDEN" });
});
