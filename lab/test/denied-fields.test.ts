/** Denied fields: the router's answer equals, byte for byte, the one that the guards of the services give, and no service is asked for such a field. */
import type { Viewer } from "@hansa/kit/identity";
import { chanceOf, guest, userWith } from "@hansa/kit/testing";
import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isLeafType,
  isObjectType,
  Kind,
  parse,
  print as printDocument,
  validate,
  visit,
} from "graphql";
import { expect, test } from "vitest";
import { warmUp } from "../../router/src/control/registry/warm-up.ts";
import { denialsOf, refusalsOf } from "../../router/src/execution/access/guards.ts";
import { signInFields } from "../../router/src/execution/access/sign-in-fields.ts";
import { executePlan } from "../../router/src/execution/execute-plan.ts";
import type { Graph } from "../../router/src/graph/graph.ts";
import { cachedOperation, plannedOperation } from "../../router/src/graph/planned-operations.ts";
import { loadGraph } from "../../router/src/graph/source.ts";
import { findDocument, strictnessOf } from "../../router/src/operation/documents.ts";
import { type Asked, openMadeUpSubgraphs } from "./support/made-up-subgraphs.ts";
import { openAtlas } from "./support/operations/atlas.ts";
import { type Operation, print } from "./support/operations/operation.ts";
import { generateReaching } from "./support/operations/reaching.ts";
import { openPool } from "./support/operations/value-pool.ts";
import { viewers } from "./support/viewers.ts";

const graph = loadGraph({ kind: "committed" }, () => {});
const { guards } = graph.compilation;
const guarded = [...guards.keys()];

const names = graph.subgraphs.map(({ name }) => name);
const subgraphsFor = openMadeUpSubgraphs(names, userWith("user_1"));

const atlas = openAtlas(graph.clientSchema);
const sources = { chance: chanceOf(1, "denied"), pool: openPool() };

function reach(coordinate: string): Operation {
  const [operation] = generateReaching(sources, atlas, [coordinate]);
  if (!operation) throw new Error(`nothing reaches ${coordinate}`);
  return operation;
}

/** Other ways to write a field whose alias is `r0`. */
const forms: Readonly<Record<string, (node: FieldNode, type: string) => object>> = {
  plain: ({ alias: _alias, ...node }) => node,
  aliased: (node) => node,
  "in a fragment": (node, type) => ({
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
    selectionSet: { kind: Kind.SELECTION_SET, selections: [node] },
  }),
  "behind a condition": (node) => ({
    ...node,
    directives: [
      {
        kind: Kind.DIRECTIVE,
        name: { kind: Kind.NAME, value: "include" },
        arguments: [
          { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: "if" }, value: { kind: Kind.BOOLEAN, value: true } },
        ],
      },
    ],
  }),
};

function write(document: DocumentNode, coordinate: string, form: string): DocumentNode {
  const [type = ""] = coordinate.split(".");
  let isChanged = false;
  const changed: DocumentNode = visit(document, {
    Field: {
      leave: (node) => {
        if (node.alias?.value !== "r0" || isChanged) return undefined;
        isChanged = true;
        return forms[form]?.(node, type);
      },
    },
  });
  if (!isChanged) throw new Error(`${coordinate} is not selected`);
  return parse(printDocument(changed));
}

/** The types for which a document has fragments. */
function typesIn(document: DocumentNode): string[] {
  const types: string[] = [];
  visit(document, { InlineFragment: ({ typeCondition }) => void types.push(typeCondition?.name.value ?? "") });
  return types;
}

/** A document that shares no plan with another one, though it has the same text. */
const copies = new WeakMap<DocumentNode, DocumentNode>();

function copyOf(document: DocumentNode): DocumentNode {
  const copy = copies.get(document) ?? parse(printDocument(document));
  copies.set(document, copy);
  return copy;
}

function inputOf(document: DocumentNode) {
  const operation = getOperationAST(document);
  if (!operation) throw new Error("the document has no operation");
  const { coerced = {} } = getVariableValues(graph.clientSchema, operation.variableDefinitions ?? [], {});
  return { document, operation, coerced };
}

/** The answers to a document, judged by the services alone and by the router, and the refusals of the services in the second case. */
async function answersTo(document: DocumentNode, viewer: Viewer) {
  expect(validate(graph.clientSchema, document)).toEqual([]);
  const types = typesIn(document);
  const unjudged = await plannedOperation(graph, inputOf(copyOf(document)));
  const byServices = await executePlan(unjudged, {}, subgraphsFor(viewer, { refusals: [], fetches: 0, types }));
  const asked: Asked = { refusals: [], fetches: 0, types };
  const judged = await plannedOperation(graph, { ...inputOf(document), denies: denialsOf(guards, viewer) });
  const byRouter = await executePlan(judged, {}, subgraphsFor(viewer, asked), {
    refusalOf: refusalsOf(guards, viewer),
  });
  return { byServices: JSON.stringify(byServices), byRouter: JSON.stringify(byRouter), ...asked, judged };
}

test("each guarded field, in one of four forms, answers eight viewers as its service would, and is asked of no service", async () => {
  const differing: unknown[] = [];
  const counts = { answers: 0, denied: 0 };
  for (const [index, coordinate] of guarded.entries()) {
    const document = parse(print(reach(coordinate)));
    const form = Object.keys(forms)[index % Object.keys(forms).length] ?? "";
    const written = write(document, coordinate, form);
    for (const viewer of viewers) {
      const { byServices, byRouter, judged, ...asked } = await answersTo(written, viewer);
      // Made-up values may be longer than a text of the shop, which is no matter of access.
      const refusals = asked.refusals.filter((code) => code !== "BAD_USER_INPUT");
      counts.answers += 1;
      if (judged.denied.size > 0) counts.denied += 1;
      if (byServices !== byRouter || refusals.length > 0)
        differing.push({ coordinate, form, viewer, byServices, byRouter, refusals });
    }
  }
  expect(guarded.length).toBeGreaterThan(100);
  expect(differing).toEqual([]);
  expect(counts.answers).toBe(guarded.length * viewers.length);
  expect(counts.denied).toBeGreaterThan(counts.answers / 3);
});

test("a refusal beside other root fields is named at its own field, a nullable one nulls nothing else, and no service refuses", async () => {
  const document = parse(`{
    shop { name }
    taxDocuments(first: 1) { nodes { id } }
    orders(first: 1) { nodes { id } }
    lowStock(first: 1) { nodes { sku } }
  }`);
  const { byServices, byRouter, refusals } = await answersTo(document, guest);
  expect(byRouter).toBe(byServices);
  expect(JSON.parse(byRouter).errors[0].path).toEqual(["taxDocuments"]);
  expect(refusals).toEqual([]);
});

test("a sign-in shows a person their own account, below which the router judges nothing", async () => {
  expect([...signInFields]).toEqual(["Session.user"]);
  const user = graph.clientSchema.getType("User");
  const own = isObjectType(user) ? Object.values(user.getFields()) : [];
  const leaves = own.filter(({ name, type }) => guards.has(`User.${name}`) && isLeafType(getNamedType(type)));
  expect(leaves.length).toBeGreaterThan(3);
  const account = `user { id ${leaves.map(({ name }) => name).join(" ")} }`;
  const { byServices, byRouter } = await answersTo(
    parse(`mutation { login(input: { email: "a@hansa.example", password: "p" }) { ... on Session { ${account} } } }`),
    guest,
  );
  expect(byRouter).toBe(byServices);
  expect(JSON.parse(byRouter).errors).toEqual([]);
});

test("of a mutation with a denied root field nothing is done, and the first denied one is named", async () => {
  const [open = "", denied = "", other = ""] = ["Mutation.cartCreate", "Mutation.roleAssign", "Mutation.orderHold"].map(
    (coordinate) => print(reach(coordinate)).replace(/^mutation \{ r0: (.*) \}$/, "$1"),
  );
  const { byRouter, fetches } = await answersTo(parse(`mutation { a: ${open} b: ${denied} c: ${other} }`), guest);
  const { data, errors } = JSON.parse(byRouter);
  expect([data, errors, fetches]).toEqual([
    null,
    [{ message: "Sign in first.", extensions: { code: "UNAUTHENTICATED" }, path: ["b"] }],
    0,
  ]);
});

test("viewers who are denied the same fields share a plan, and no plan holds the words of a refusal", async () => {
  const document = parse('{ order(number: "100001") { number cancelNote } }');
  const planFor = (viewer: Viewer) =>
    plannedOperation(graph, { ...inputOf(document), denies: denialsOf(guards, viewer) });
  const plans = await Promise.all(viewers.map(planFor));
  expect(new Set(plans).size).toBe(2);
  const [visitor, customer] = await Promise.all(
    viewers.slice(0, 2).map(async (viewer) => (await answersTo(document, viewer)).byRouter),
  );
  expect([visitor, customer]).toEqual([
    expect.stringContaining("UNAUTHENTICATED"),
    expect.stringContaining("FORBIDDEN"),
  ]);
});

test("a new graph has the plans of those who are denied fields before they ask", async () => {
  const [from, to] = [loadGraph({ kind: "committed" }, () => {}), loadGraph({ kind: "committed" }, () => {})];
  const strictness = strictnessOf(false, true);
  const inputOn = (of: Graph, viewer: Viewer) => {
    const found = findDocument(of, strictness, '{ order(number: "100001") { number cancelNote } }');
    const operation = found.outcome === "refused" ? undefined : getOperationAST(found.document);
    if (found.outcome === "refused" || !operation) throw new Error("the document is refused");
    return { document: found.document, operation, coerced: {}, denies: denialsOf(of.compilation.guards, viewer) };
  };
  for (const viewer of viewers) await plannedOperation(from, inputOn(from, viewer));
  const unplanned = await warmUp({ sleep: async () => {} }, strictness, { from, to }, new AbortController().signal);
  expect(unplanned).toEqual([]);
  expect(viewers.filter((viewer) => cachedOperation(to, inputOn(to, viewer)) === undefined)).toEqual([]);
});
