/** Selected fields: the service whose fetch brings each of them, and the access rule in front of it. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { clientName, type InternalNames } from "../execution/documents/selections.ts";
import { describeRule } from "../graph/composition/access-rules.ts";
import type { Graph } from "../graph/graph.ts";
import type { Prepared } from "../operation/prepare.ts";
import type { PlanNode } from "../planning/elastic.ts";
import type { FieldReport } from "./explanation.ts";

/** The most fields that an explanation lists. */
const maxFields = 1_000;

/** Lists the selected fields of the operation, in its order. */
export function findFields(graph: Graph, node: PlanNode | undefined, { document, operation }: Prepared): FieldReport[] {
  const owners = new Map<string, string>();
  if (node) collectOwners(graph, node, [], owners);
  const rules = graph.accessRules();
  const fields = new Map<string, FieldReport>();
  const root = graph.clientSchema.getRootType(operation.operation);
  const report: VisitField = (path, type, name) => {
    const field = `${type}.${name}`;
    const place = path.join(".");
    const rule = rules.get(field);
    const service = owners.get(`${place} ${field}`) ?? owners.get(place) ?? null;
    fields.set(`${place} ${field}`, { path: place, field, service, ...(rule ? { requires: describeRule(rule) } : {}) });
    return fields.size < maxFields;
  };
  walk({ schema: graph.clientSchema, document, visit: report }, operation.selectionSet, root ?? undefined, []);
  return [...fields.values()];
}

/** Notes the service that brings each field, by the field's place and by its place with its coordinate; the first fetch counts. */
function collectOwners(graph: Graph, node: PlanNode, path: string[], owners: Map<string, string>): void {
  const { fullSchema: schema, compilation } = graph;
  switch (node.kind) {
    case "Fetch": {
      const document = node.operationDocumentNode;
      const operation = document?.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
      if (!document || operation?.kind !== Kind.OPERATION_DEFINITION) return;
      const note = (place: string) => owners.set(place, owners.get(place) ?? node.serviceName);
      const root = schema.getRootType(operation.operation) ?? undefined;
      const visit: VisitField = (planned, type, name) => {
        const place = clientNames(compilation.names, planned);
        note(place.join("."));
        note(`${place.join(".")} ${type}.${name}`);
        return true;
      };
      walk({ schema, document, visit }, operation.selectionSet, root, path);
      return;
    }
    case "Flatten":
      collectOwners(graph, node.node, clientNames(compilation.names, node.path), owners);
      return;
    case "Sequence":
    case "Parallel":
      for (const each of node.nodes) collectOwners(graph, each, path, owners);
      return;
    case "Condition":
      for (const each of [node.ifClause, node.elseClause]) if (each) collectOwners(graph, each, path, owners);
      return;
    case "Defer":
      if (node.primary.node) collectOwners(graph, node.primary.node, path, owners);
  }
}

/** Takes a field with its place, its parent type and its name; false ends the walk. */
type VisitField = (path: string[], type: string, name: string) => boolean;
type Walk = { schema: GraphQLSchema; document: DocumentNode; visit: VisitField };

/** Visits each field below a selection until `visit` says false. */
function walk(
  walking: Walk,
  { selections }: SelectionSetNode,
  parent: GraphQLNamedType | undefined,
  path: string[],
): boolean {
  const { schema, document, visit } = walking;
  const below = (set: SelectionSetNode, type: GraphQLNamedType | undefined, place: string[]) =>
    walk(walking, set, type, place);
  return selections.every((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      return below(selection.selectionSet, condition ? schema.getType(condition) : parent, path);
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragmentIn(document, selection.name.value);
      if (!fragment) return true;
      return below(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), path);
    }
    const { name, alias, selectionSet } = selection;
    if (name.value === "__typename") return true;
    // The entities of a fetch stand where the fetch stands.
    if (name.value === "_entities" && selectionSet) return below(selectionSet, undefined, path);
    const place = [...path, alias?.value ?? name.value];
    if (!isCompositeType(parent)) return true;
    if (!visit(place, parent.name, name.value)) return false;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
    return selectionSet ? below(selectionSet, field && getNamedType(field.type), place) : true;
  });
}

function fragmentIn({ definitions }: DocumentNode, name: string): FragmentDefinitionNode | undefined {
  return definitions
    .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    .find((definition) => definition.name.value === name);
}

/** The client's names on a path of the plan. */
export function clientNames(names: InternalNames, path: readonly (string | number)[]): string[] {
  return path.filter((step) => step !== "@").map((step) => clientName(names, String(step)));
}
