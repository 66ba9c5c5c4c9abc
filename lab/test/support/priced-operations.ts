/** Operations with what they are estimated to cost: those of our own pages and programs, and attacks that limits of size accept. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Viewer } from "@hansa/kit/identity";
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { root } from "../../../cli/host/shop.mjs";
import { denialsOf } from "../../../router/src/execution/access/guards.ts";
import { type SenderKind, senderKindOf } from "../../../router/src/execution/cost/budgets.ts";
import { guardedBy } from "../../../router/src/execution/planned-operation.ts";
import type { Graph } from "../../../router/src/graph/graph.ts";
import { estimateCost, type OperationCost } from "../../../router/src/operation/cost.ts";
import { viewers } from "./viewers.ts";

export type PricedOperation = OperationCost & { name: string; asker: SenderKind };

/** The files of each part that asks the graph. */
const askers = {
  playground: ["router/playground/*.graphql"],
  storefront: ["apps/storefront/{layout,pages,server,shop}/**/*.{ts,tsx}"],
  programs: ["packages/client/src/documents/*.ts"],
} as const;

/** The part whose operations are priced. */
export type Asker = keyof typeof askers;

/** The named operations of a part, by their names, each as the first of the eight viewers who is denied nothing of it. */
export function priceOperations(graph: Graph, asker: Asker): PricedOperation[] {
  const texts = globSync([...askers[asker]], { cwd: root }).flatMap((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    return file.endsWith(".graphql")
      ? [text]
      : [...text.matchAll(/\bg(?:raph)?ql\(\s*`([^`]*)`/g)].map(([, found = ""]) => found);
  });
  const { definitions } = parse(texts.join("\n"));
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  return operations
    .map((operation) => price(graph, operation, fragments))
    .toSorted((one, other) => other.estimated - one.estimated || one.name.localeCompare(other.name));
}

function price(
  graph: Graph,
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): PricedOperation {
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] };
  const faults = validate(graph.clientSchema, document).filter(({ message }) => !/is never used/.test(message));
  const [fault] = faults;
  if (fault) throw fault;
  const viewer = viewerOf(graph, document, operation);
  const name = operation.name?.value ?? "(without a name)";
  return {
    name,
    asker: senderKindOf(viewer),
    ...estimateCost(graph, viewer, { document, operation, coerced: defaultsOf(operation) }),
  };
}

/** The first viewer who may read all of it. */
function viewerOf(graph: Graph, document: DocumentNode, operation: OperationDefinitionNode): Viewer {
  const guarded = guardedBy(graph.compilation, document, operation);
  const found = viewers.find((viewer) => !guarded.some(denialsOf(graph.compilation.guards, viewer)));
  if (!found) throw new Error(`no viewer may read all of ${operation.name?.value}`);
  return found;
}

/** The defaults of the variables, and true for conditions: nothing is left out. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue, type }): [string, unknown][] => {
      if (defaultValue?.kind === Kind.INT) return [[variable.name.value, Number(defaultValue.value)]];
      const isCondition =
        type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE && type.type.name.value === "Boolean";
      return isCondition ? [[variable.name.value, true]] : [];
    }),
  );
}

const money = "{ minor decimal currency }";
const card = `id slug title priceRange { min ${money} max ${money} } rating { average count } media(first: 10) { url }`;
const ids = Array.from({ length: 100 }, (_, index) => JSON.stringify(`prod_${index}`)).join();

/** Operations of a guest that limits of fields, levels and repeats accept. */
export const attacks: readonly { name: string; query: string }[] = [
  {
    name: "100 products by their ids, with what is bought with them",
    query: `{ nodes(ids: [${ids}]) { ... on Product { frequentlyBoughtWith(first: 20) { ${card} } } } }`,
  },
  {
    name: "eight searches with counts",
    query: `{ ${Array.from({ length: 8 }, (_, n) => `s${n}: search(query: "a", first: 100) { totalCount facets { values { count } } nodes { ${card} } }`).join(" ")} }`,
  },
  {
    name: "100 products with all variants and their prices",
    query: `{ products(first: 100) { nodes { variants(first: 250) { nodes { sku prices ${money} } } } } }`,
  },
  {
    name: "collections within each other",
    query: `{ collections(first: 100) { nodes { children { products(first: 100) { nodes { variants(first: 10) { nodes { sku } } } } } } } }`,
  },
];

/** The price of the operation of a valid document. */
export function priceDocument(graph: Graph, { definitions }: DocumentNode): PricedOperation {
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const [operation] = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error("the document has no operation");
  return price(graph, operation, fragments);
}

/** The price of an attack. */
export function priceAttack(graph: Graph, { name, query }: (typeof attacks)[number]): PricedOperation {
  return { ...priceDocument(graph, parse(query)), name };
}
