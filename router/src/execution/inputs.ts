/** Inputs of a plan's fetches: the planner makes some plans that fetch a field before the keys and values that it needs. */
import { graphqlError } from "@hansa/kit/graphql/operation/coded-errors";
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionNode,
} from "graphql";
import type { PlanNode, PlannedSelection } from "../planning/elastic.ts";
import { isOfType, renamedKeys } from "./data/rewrites.ts";
import type { PlanSource } from "./plan.ts";
import { fieldOf } from "./requirements.ts";

type Fetch = Extract<PlanNode, { kind: "Fetch" }>;

/** The places that fetches bring, each with the type conditions of its selections: the names from the root to it, without lists. */
type Supplies = Map<string, (readonly string[])[]>;
/** The supplies before a step. Parallel steps each add to supplies of their own, because they do not wait for each other. */
type Known = { own: Supplies; before: Known | undefined };

type Source = PlanSource & { known: Known };

/** Refuses a plan in which a fetch needs a value that no earlier one brings: it would fail always, or compute a field from nothing. */
export function refuseMissingInputs(source: PlanSource, plan: PlanNode): void {
  visitStep({ ...source, known: { own: new Map(), before: undefined } }, plan, "");
}

function visitStep(source: Source, node: PlanNode, place: string): void {
  if (node.kind === "Sequence") for (const each of node.nodes) visitStep(source, each, place);
  else if (node.kind === "Flatten") visitStep(source, node.node, place + placeOf(node.path));
  else if (node.kind === "Fetch") visitFetch(source, node, place);
  else if (node.kind === "Parallel") {
    const branches = node.nodes.map((each) => {
      const own: Supplies = new Map();
      visitStep({ ...source, known: { own, before: source.known } }, each, place);
      return own;
    });
    for (const own of branches) for (const [at, all] of own) for (const each of all) supply(source, at, each);
  }
}

function placeOf(path: readonly (string | number)[]): string {
  return path.map((name) => (name === "@" ? "" : `${name}.`)).join("");
}

function visitFetch(source: Source, fetch: Fetch, place: string): void {
  const { fullSchema: schema } = source;
  for (const { typeCondition, selections } of fragmentsOf(fetch.requires)) {
    const types = possibleTypes(schema, typeCondition ? schema.getType(typeCondition) : undefined);
    // An interface object without implementations has no objects.
    if (types.length === 0 || isSupplied(source, selections, types, place)) continue;
    throw refusal(`fields of "${typeCondition}" are fetched before their keys or required fields`);
  }
  const operation = fetch.operationDocumentNode?.definitions[0];
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return;
  const root = schema.getRootType(operation.operation) ?? undefined;
  const fields = operation.selectionSet.selections;
  const ofEntities = fields.flatMap((each) => (each.kind === Kind.FIELD ? (each.selectionSet?.selections ?? []) : []));
  const brought = { ...source, fetch, renamed: renamedKeys(fetch.outputRewrites) };
  if (fetch.requires) collect(brought, { type: undefined, place, conditions: [], given: fetch.requires }, ofEntities);
  else collect(brought, { type: root, place, conditions: [], given: [] }, fields);
}

function fragmentsOf(requires: readonly PlannedSelection[] | undefined) {
  return (requires ?? []).filter((selection) => selection.kind === "InlineFragment");
}

/** Whether there is a type whose objects have everything that is selected. Others of the types may lack what is required for this one. */
function isSupplied(
  source: Source,
  selections: readonly PlannedSelection[],
  types: readonly GraphQLObjectType[],
  place: string,
): boolean {
  const { fullSchema: schema } = source;
  return types.some((type) =>
    selections.every((each): boolean => {
      if (each.kind === "InlineFragment") {
        const applies = !each.typeCondition || isOfType(schema, type.name, each.typeCondition);
        return !applies || isSupplied(source, each.selections, [type], place);
      }
      const at = place + (each.alias ?? each.name);
      if (!isBrought(source, at, type)) return false;
      const below = possibleTypes(schema, getNamedType(fieldOf(type, each.name)?.type));
      return !each.selections || below.length === 0 || isSupplied(source, each.selections, below, `${at}.`);
    }),
  );
}

/** Whether an earlier fetch brings this place for objects of a type. */
function isBrought({ fullSchema, known }: Source, at: string, { name }: GraphQLObjectType): boolean {
  for (let each: Known | undefined = known; each; each = each.before) {
    const supplies = each.own.get(at) ?? [];
    if (supplies.some((conditions) => conditions.every((condition) => isOfType(fullSchema, name, condition))))
      return true;
  }
  return false;
}

function supply({ known: { own } }: Source, at: string, conditions: readonly string[]): void {
  const supplies = own.get(at);
  if (supplies) supplies.push(conditions);
  else own.set(at, [conditions]);
}

function possibleTypes(schema: GraphQLSchema, type: GraphQLNamedType | undefined): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

type Brought = Source & { fetch: Fetch; renamed: ReadonlyMap<string, string> };

/** The objects that a fetch selects from; `given` is what their subgraph is sent about them. */
type Place = {
  type: GraphQLNamedType | undefined;
  place: string;
  conditions: readonly string[];
  given: readonly PlannedSelection[];
};

/** Adds what a fetch brings to the supplies. Refuses fields that require what their subgraph is not sent. */
function collect(source: Brought, at: Place, selections: readonly SelectionNode[]): void {
  const { fullSchema: schema, fetch, requirements, renamed } = source;
  const { type, place, conditions, given } = at;
  for (const node of selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) continue;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      const own = condition ? { type: schema.getType(condition), conditions: [...conditions, condition] } : {};
      collect(source, { ...at, ...own }, node.selectionSet.selections);
      continue;
    }
    const field = node.name.value;
    const required = type ? requirements.of(fetch.serviceName, type.name, field) : [];
    if (!required.every(({ path }) => names(given, path.split(".")) || selects(selections, path.split(".")))) {
      throw refusal(`the field "${type?.name}.${field}" is fetched before the fields that it requires`);
    }
    const sent = node.alias?.value ?? field;
    const name = renamed.get(sent) ?? sent;
    supply(source, place + name, conditions);
    const below = {
      type: getNamedType(fieldOf(type, field)?.type),
      place: `${place}${name}.`,
      conditions: [],
      given: [],
    };
    if (node.selectionSet) collect(source, below, node.selectionSet.selections);
  }
}

/** Whether a representation contains this path. */
function names(selections: readonly PlannedSelection[], path: readonly string[]): boolean {
  const [first, ...rest] = path;
  return selections.some((each) => {
    if (each.kind === "InlineFragment") return names(each.selections, path);
    return each.name === first && (rest.length === 0 || names(each.selections ?? [], rest));
  });
}

/** Whether a fetch selects this path itself, because its subgraph provides it there. */
function selects(selections: readonly SelectionNode[], path: readonly string[]): boolean {
  const [first, ...rest] = path;
  return selections.some((each) => {
    if (each.kind === Kind.FRAGMENT_SPREAD) return false;
    const below = each.selectionSet?.selections ?? [];
    if (each.kind === Kind.INLINE_FRAGMENT) return selects(below, path);
    return each.name.value === first && (rest.length === 0 || selects(below, rest));
  });
}

function refusal(reason: string) {
  return graphqlError("OPERATION_NOT_SUPPORTED", `The operation cannot be planned: ${reason}.`);
}
