/** Inputs of a plan's fetches: the planner makes some plans that fetch a field before the keys and values that it needs. */
import { graphqlError } from "@hansa/kit/graphql";
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from "graphql";
import type { PlannedSelection } from "../planning/elastic.ts";
import { isOfType } from "./data/rewrites.ts";
import type { FetchStep, PlanDependencies, Step, Supply } from "./plan.ts";
import { fieldOf } from "./requirements.ts";

/** The type conditions of the selections that bring each place. */
type Supplies = Map<string, (readonly string[])[]>;
/** The supplies before a step. Parallel steps each add to supplies of their own, because they do not wait for each other. */
type Known = { own: Supplies; before: Known | undefined };

type Source = { schema: GraphQLSchema; dependencies: PlanDependencies; known: Known };

/** Refuses a plan in which a fetch needs a value that no earlier one brings: it would fail always, or compute a field from nothing. */
export function refuseMissingInputs(schema: GraphQLSchema, step: Step, dependencies: PlanDependencies): void {
  visitStep({ schema, dependencies, known: { own: new Map(), before: undefined } }, step);
}

function visitStep(source: Source, step: Step): void {
  if (step.kind === "fetch") visitFetch(source, step);
  else if (step.kind === "sequence") for (const each of step.steps) visitStep(source, each);
  else {
    const branches = step.steps.map((each) => {
      const own: Supplies = new Map();
      visitStep({ ...source, known: { own, before: source.known } }, each);
      return own;
    });
    for (const own of branches)
      for (const [place, all] of own) for (const conditions of all) supply(source, { place, conditions });
  }
}

function visitFetch(source: Source, step: FetchStep): void {
  const { place = "", requires = [], supplies = [] } = source.dependencies.get(step) ?? {};
  for (const required of requires) {
    if (required.kind !== "InlineFragment") continue;
    const { typeCondition, selections } = required;
    const types = possibleTypes(source.schema, typeCondition ? source.schema.getType(typeCondition) : undefined);
    // An interface object without implementations has no objects.
    if (types.length === 0 || isSupplied(source, selections, types, place)) continue;
    throw graphqlError(
      "OPERATION_NOT_SUPPORTED",
      `The operation cannot be planned: fields of "${typeCondition}" are fetched before their keys or required fields.`,
    );
  }
  for (const each of supplies) supply(source, each);
}

/** Whether there is a type whose objects have everything that is selected. Others of the types may lack what is required for this one. */
function isSupplied(
  source: Source,
  selections: readonly PlannedSelection[],
  types: readonly GraphQLObjectType[],
  place: string,
): boolean {
  const { schema } = source;
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
function isBrought({ schema, known }: Source, at: string, { name }: GraphQLObjectType): boolean {
  for (let each: Known | undefined = known; each; each = each.before) {
    const supplies = each.own.get(at) ?? [];
    if (supplies.some((conditions) => conditions.every((condition) => isOfType(schema, name, condition)))) return true;
  }
  return false;
}

function supply({ known: { own } }: Source, { place, conditions }: Pick<Supply, "place" | "conditions">): void {
  const supplies = own.get(place);
  if (supplies) supplies.push(conditions);
  else own.set(place, [conditions]);
}

function possibleTypes(schema: GraphQLSchema, type: GraphQLNamedType | undefined): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}
