/**
 * Estimated cost of an operation: compiled once from its document, then a function of its variables and of what its viewer is denied. Each object has a
 * weight, and a list has as many as its arguments ask for.
 *
 * place      a selection set, and the conditions under which it is selected
 * selected   a field of one type of object with its conditions; all of one response name are one field
 * sized      fields of an object whose lists have the size that the field above gives them
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";
import type { Denies, Guards } from "../access/guards.ts";
import { signInFields } from "../access/sign-in-fields.ts";
import { isMeta } from "../documents/selections.ts";
import { type Costs, type ListSize, unsized, weightOf } from "./costs.ts";

/** The values of an operation's variables with their defaults, and the fields that its viewer is denied. */
type CostRequest = { variables: Readonly<Record<string, unknown>>; denies: Denies };

/** The estimated cost for one request. */
export type EstimateCost = (request: CostRequest) => number;

type Source = {
  schema: GraphQLSchema;
  costs: Costs;
  /** The fields that a viewer may be denied: they cost nothing then. Undefined below a sign-in, where nothing is judged. */
  guards: Guards | undefined;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
};
/** A condition holds if the variable, or the constant, has this value. */
type Condition = { value: string | boolean; expected: boolean };
type Place = { set: SelectionSetNode; when: readonly Condition[] };
type Selected = { node: FieldNode; when: readonly Condition[] };
type Size = (request: CostRequest) => number;
type Sized = { fields: ReadonlySet<string>; size: Size };

/** Compiles the estimate of a valid operation. Its time is linear in the operation and the types that its fragments may meet. */
export function compileEstimate(source: Source & { guards: Guards }, operation: OperationDefinitionNode): EstimateCost {
  const root = source.schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation}`);
  return sumOf(compileFields(source, root, [{ set: operation.selectionSet, when: [] }]));
}

function sumOf(costs: readonly EstimateCost[]): EstimateCost {
  return (request) => costs.reduce((sum, cost) => sum + cost(request), 0);
}

/** The costs of the fields of one object; those that never cost anything are left out. */
function compileFields(
  source: Source,
  type: GraphQLObjectType,
  places: readonly Place[],
  sized?: Sized,
): readonly EstimateCost[] {
  const fields = new Map<string, Selected[]>();
  for (const place of places) collectFields(source, type, place, fields);
  return [...fields.values()].flatMap((selected) => compileField(source, type, selected, sized) ?? []);
}

function collectFields(source: Source, type: GraphQLObjectType, place: Place, fields: Map<string, Selected[]>): void {
  const { schema, fragments } = source;
  for (const node of place.set.selections) {
    const when = [...place.when, ...conditionsOf(node)];
    if (node.kind === Kind.FIELD) {
      if (isMeta(node)) continue;
      const responseName = node.alias?.value ?? node.name.value;
      fields.set(responseName, [...(fields.get(responseName) ?? []), { node, when }]);
      continue;
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
    const applies =
      !condition || condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
    if (fragment && applies) collectFields(source, type, { set: fragment.selectionSet, when }, fields);
  }
}

function conditionsOf({ directives = [] }: SelectionNode): readonly Condition[] {
  return directives.flatMap(({ name, arguments: [argument] = [] }): Condition[] => {
    if (name.value !== "skip" && name.value !== "include") return [];
    const expected = name.value === "include";
    if (argument?.value.kind === Kind.VARIABLE) return [{ value: argument.value.name.value, expected }];
    return [{ value: argument?.value.kind === Kind.BOOLEAN && argument.value.value, expected }];
  });
}

function holds({ value, expected }: Condition, { variables }: CostRequest): boolean {
  return (typeof value === "string" ? variables[value] === true : value) === expected;
}

function compileField(
  source: Source,
  type: GraphQLObjectType,
  selected: readonly Selected[],
  sized: Sized | undefined,
): EstimateCost | undefined {
  const { schema, costs, guards } = source;
  const [first] = selected;
  const field = first && type.getFields()[first.node.name.value];
  if (!field) throw new Error(`the validated operation selects a field that ${type.name} does not have`);
  const coordinate = `${type.name}.${field.name}`;
  const rule = costs.sizes.get(coordinate);
  const size = rule && compileSize(rule, field, first.node);
  const places = selected.flatMap(({ node: { selectionSet }, when }) =>
    selectionSet ? [{ set: selectionSet, when }] : [],
  );
  const below = compileObjects(
    signInFields.has(coordinate) ? { ...source, guards: undefined } : source,
    getNamedType(field.type),
    places,
    rule && size && { fields: rule.sized, size },
  );
  const weight = weightOf(costs, schema, type, field);
  if (weight === 0 && !below) return undefined;
  const count = places.length > 0 && isListType(getNullableType(field.type)) ? countOf(field.name, sized, size) : one;
  const isGuarded = guards?.has(coordinate) ?? false;
  const alternatives = selected.map(({ when }) => when);
  const isSelected: (request: CostRequest) => boolean = alternatives.some(({ length }) => length === 0)
    ? () => true
    : (request) => alternatives.some((when) => when.every((condition) => holds(condition, request)));
  return (request) => {
    if (!isSelected(request) || (isGuarded && request.denies(coordinate))) return 0;
    return count(request) * (weight + (below?.(request) ?? 0));
  };
}

const one: Size = () => 1;

function countOf(name: string, sized: Sized | undefined, size: Size | undefined): Size {
  return sized?.fields.has(name) ? sized.size : (size ?? (() => unsized));
}

/** The cost of what is selected of one object, beside its weight: of the dearest type that it may have. Undefined if it never costs anything. */
function compileObjects(
  source: Source,
  type: GraphQLNamedType,
  places: readonly Place[],
  sized: Sized | undefined,
): EstimateCost | undefined {
  const types = isAbstractType(type) ? source.schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
  const costs = types.flatMap((each) => {
    const fields = compileFields(source, each, places, sized);
    return fields.length > 0 ? [sumOf(fields)] : [];
  });
  if (costs.length <= 1) return costs[0];
  return (request) => costs.reduce((most, cost) => Math.max(most, cost(request)), 0);
}

/** The size of a list for these arguments: the largest of its slicing ones. An absent one has its default, and a negative one is 0. */
function compileSize(
  { assumed, slicing }: ListSize,
  field: GraphQLField<unknown, unknown>,
  { arguments: nodes = [] }: FieldNode,
): Size {
  const readers = slicing.map((name): ((request: CostRequest) => number | undefined) => {
    const value = nodes.find((each) => each.name.value === name)?.value;
    const absent = lengthOf(field.args.find((each) => each.name === name)?.defaultValue);
    if (!value) return () => absent;
    return ({ variables }) => {
      const given = valueFromASTUntyped(value, variables);
      return given === undefined ? absent : lengthOf(given);
    };
  });
  return (request) => {
    const sizes = readers.flatMap((read) => read(request) ?? []);
    return sizes.length > 0 ? Math.max(0, ...sizes) : assumed;
  };
}

/** The size that the value of a slicing argument means: a number, or a list of ids, for which one id may stand. */
function lengthOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number") return value;
  return Array.isArray(value) ? value.length : 1;
}
