/**
 * Operations that one subgraph answers alone, whose data can be forwarded as they came: the fetch has the client's own names, and nothing else
 * is selected.
 */
import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
} from "graphql";
import type { PlanNode, QueryPlan } from "../../planning/elastic.ts";
import type { Requirements } from "../requirements.ts";
import type { Selection } from "./selections.ts";

type Fetch = Extract<PlanNode, { kind: "Fetch" }>;

/** The schemas of clients and of the supergraph, and the fields that are required with different arguments. */
type Source = {
  clientSchema: GraphQLSchema;
  fullSchema: GraphQLSchema;
  requirements: Pick<Requirements, "contested">;
};

/** The fetch with the client's names, and the selections by which its data are read if they are not forwarded. */
export type ForwardedFetch = { node: Fetch; selections: readonly Selection[] };

/**
 * Converts the plan of a query that one subgraph answers alone. Undefined for all others, for values that may be hidden from clients, for
 * objects whose type the subgraph chooses, and for names that must not meet those of required fields.
 */
export function forwardedFetch(
  source: Source,
  root: GraphQLCompositeType,
  selections: readonly Selection[],
  plan: QueryPlan | undefined,
): ForwardedFetch | undefined {
  const node = plan?.node;
  if (node?.kind !== "Fetch" || node.operationKind !== "query" || isRewritten(node)) return undefined;
  const planned = node.operationDocumentNode?.definitions[0];
  if (planned?.kind !== Kind.OPERATION_DEFINITION || !selections.every(({ kind }) => kind === "field"))
    return undefined;
  const nodes = writeSelections(source, root, selections);
  if (!nodes) return undefined;
  const operation = { ...planned, selectionSet: { ...planned.selectionSet, selections: nodes } };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation] };
  return {
    node: { ...node, operation: stripIgnoredCharacters(print(document)), operationDocumentNode: document },
    selections: withClientNames(selections),
  };
}

function isRewritten({ requires, inputRewrites, outputRewrites, contextRewrites }: Fetch): boolean {
  return [requires, inputRewrites, outputRewrites, contextRewrites].some((given) => given !== undefined);
}

/** The selections with the client's names; undefined if one of them cannot be forwarded. */
function writeSelections(
  source: Source,
  parent: GraphQLCompositeType,
  selections: readonly Selection[],
): SelectionNode[] | undefined {
  const nodes: SelectionNode[] = [];
  for (const selection of selections) {
    const node = writeSelection(source, parent, selection);
    if (!node) return undefined;
    nodes.push(node);
  }
  return nodes;
}

function writeSelection(source: Source, parent: GraphQLCompositeType, selection: Selection): SelectionNode | undefined {
  if (selection.kind === "fragment" || selection.kind === "introspection" || !isObjectType(parent)) return undefined;
  const { responseName } = selection;
  if (source.requirements.contested.has(responseName)) return undefined;
  if (responseName in Object.prototype || (responseName.startsWith("__") && selection.kind === "field"))
    return undefined;
  const name = selection.kind === "field" ? selection.node.name.value : "__typename";
  const alias = responseName === name ? {} : { alias: { kind: Kind.NAME, value: responseName } as const };
  const own = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name }, ...alias } as const;
  if (selection.kind === "typename") return own;
  const given = { ...own, arguments: selection.node.arguments ?? [] };
  const type = getNamedType(parent.getFields()[name]?.type);
  if (!selection.selections) return isEnumType(type) && hasHiddenValues(source, type.name) ? undefined : given;
  if (!isObjectType(type)) return undefined;
  const nodes = writeSelections(source, type, selection.selections);
  // Where conditions exclude all fields of an object, the planner asks for its type.
  return nodes?.length ? { ...given, selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } } : undefined;
}

/** Whether this enum has values that clients may not see. */
function hasHiddenValues({ clientSchema, fullSchema }: Source, name: string): boolean {
  const [known, all] = [clientSchema.getType(name), fullSchema.getType(name)];
  return !isEnumType(known) || !isEnumType(all) || known.getValues().length < all.getValues().length;
}

function withClientNames(selections: readonly Selection[]): readonly Selection[] {
  return selections.map((selection) =>
    selection.kind === "field"
      ? {
          ...selection,
          internalName: selection.responseName,
          selections: selection.selections && withClientNames(selection.selections),
        }
      : selection,
  );
}
