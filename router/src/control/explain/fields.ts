/** Selected fields: the service that has each of them, the access rule in front of it, and whether the viewer passes that. */

import { denialError } from "@hansa/kit/graphql";
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
import { type AccessRule, demandsOf, describeRule } from "../../graph/composition/access-rules.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Prepared } from "../../operation/prepare.ts";
import type { Denial, FieldReport } from "./explanation.ts";
import { openOwners } from "./field-owners.ts";

/** The most fields that an explanation lists. */
const maxFields = 1_000;

/** Lists the selected fields of the operation, in its order. */
export function findFields(graph: Graph, { document, operation }: Prepared, viewer: Viewer): FieldReport[] {
  const ownersOf = openOwners(graph.fullSchema);
  const services = new Map<string, string | null>();
  const fields = new Map<string, FieldReport>();
  const root = graph.clientSchema.getRootType(operation.operation);
  const report: VisitField = (path, type, name) => {
    const field = `${type}.${name}`;
    const place = path.join(".");
    const owners = ownersOf(type, name);
    // The planner takes from the service of an object what that has.
    const around = services.get(path.slice(0, -1).join("."));
    const service = owners.find((owner) => owner === around) ?? owners[0] ?? null;
    services.set(place, service);
    const rule = graph.accessRules.get(field);
    fields.set(`${place} ${field}`, { path: place, field, service, ...(rule ? judgeAccess(rule, viewer) : {}) });
    return fields.size < maxFields;
  };
  walk({ schema: graph.clientSchema, document, visit: report }, operation.selectionSet, root ?? undefined, []);
  return [...fields.values()];
}

/** The requirement of a rule, and its refusal of this viewer, if there is one. */
function judgeAccess(rule: AccessRule, viewer: Viewer): { requires: string; denied?: Denial } {
  const denial = denialError(demandsOf(rule), viewer);
  const requires = describeRule(rule);
  return denial
    ? { requires, denied: { code: String(denial.extensions.code), message: denial.message } }
    : { requires };
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
