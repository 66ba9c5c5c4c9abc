/** Selected fields: the service whose fetch brings each of them, the access rule in front of it, and whether the viewer passes that. */

import { type Alternatives, denialError, type Rule } from "@hansa/kit/graphql";
import type { Viewer } from "@hansa/kit/identity";
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
import type { FetchStep } from "../../execution/plan.ts";
import { type AccessRule, describeRule } from "../../graph/composition/access-rules.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Prepared } from "../../operation/prepare.ts";
import type { Denial, FieldReport } from "./explanation.ts";
import { clientNames } from "./plan-view.ts";

/** The most fields that an explanation lists. */
const maxFields = 1_000;

/** Lists the selected fields of the operation, in its order. */
export function findFields(
  graph: Graph,
  fetches: readonly FetchStep[],
  { document, operation }: Prepared,
  viewer: Viewer,
): FieldReport[] {
  const owners = new Map<string, string>();
  for (const fetch of fetches) collectOwners(graph, fetch, owners);
  const rules = graph.accessRules();
  const fields = new Map<string, FieldReport>();
  const root = graph.clientSchema.getRootType(operation.operation);
  const report: VisitField = (path, type, name) => {
    const field = `${type}.${name}`;
    const place = path.join(".");
    const rule = rules.get(field);
    const service = owners.get(`${place} ${field}`) ?? owners.get(place) ?? null;
    fields.set(`${place} ${field}`, { path: place, field, service, ...(rule ? judgeAccess(rule, viewer) : {}) });
    return fields.size < maxFields;
  };
  walk({ schema: graph.clientSchema, document, visit: report }, operation.selectionSet, root ?? undefined, []);
  return [...fields.values()];
}

/** The requirement of a rule, and its refusal of this viewer, if there is one: the one that the service of the field would make. */
function judgeAccess(rule: AccessRule, viewer: Viewer): { requires: string; denied?: Denial } {
  const { authenticated, scopes, policies } = rule;
  const ruleOf = (kind: "scopes" | "policy", alternatives: Alternatives): Rule[] =>
    alternatives.length > 0 ? [{ kind, alternatives }] : [];
  const demands: Rule[] = [
    ...(authenticated ? [{ kind: "authenticated" } as const] : []),
    ...ruleOf("scopes", scopes),
    ...ruleOf("policy", policies),
  ];
  const denial = denialError(demands, viewer);
  const requires = describeRule(rule);
  return denial
    ? { requires, denied: { code: String(denial.extensions.code), message: denial.message } }
    : { requires };
}

/** Notes the service that brings each field, by the field's place and by its place with its coordinate; the first fetch counts. */
function collectOwners(graph: Graph, { operation, path }: FetchStep, owners: Map<string, string>): void {
  const { fullSchema: schema, compilation } = graph;
  const { subgraph, documents } = operation;
  const note = (place: string) => owners.set(place, owners.get(place) ?? subgraph);
  const visit: VisitField = (planned, type, name) => {
    const place = clientNames(compilation.names, planned);
    note(place.join("."));
    note(`${place.join(".")} ${type}.${name}`);
    return true;
  };
  for (const document of documents) {
    const definition = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    if (definition?.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation) ?? undefined;
    walk({ schema, document, visit }, definition.selectionSet, root, clientNames(compilation.names, path));
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
