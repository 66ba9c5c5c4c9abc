/** Random valid operations over a schema: colliding aliases, fragments, conditions, variables, and introspection. */

import {
  type DirectiveNode,
  type DocumentNode,
  doTypesOverlap,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  validate,
} from "graphql";
import { exceededLimit, noMutationLimits } from "../../src/graphql/operation/limits.ts";
import { type Chance, chanceOf } from "../seeded-random.ts";
import { drawArguments, drawCondition, type Inputs, nameNode } from "./arguments.ts";
import { hoistFragments } from "./fragments.ts";
import { chooseName, type Level, levelBelow, newLevel } from "./response-names.ts";

export type Generated = { query: string; variables: Readonly<Record<string, unknown>> };

type Growing = Inputs & { schema: GraphQLSchema; full: GraphQLSchema; left: number; directivesLeft: number };

const maxDepth = 7;
const attempts = 20;
const mutationShare = 0.12;
const directiveShare = 0.12;

/**
 * The operation of this seed, within the router's limits. Names of fields that only `full` has serve as aliases. Throws if no valid one is found,
 * which is a fault of the generator.
 */
export function generateOperation(
  schema: GraphQLSchema,
  full: GraphQLSchema,
  ids: readonly string[],
  seed: number,
): Generated {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const chance = chanceOf(seed, `operation ${attempt}`);
    const growing: Growing = {
      chance,
      ids,
      definitions: [],
      values: {},
      schema,
      full,
      left: chance.oneOf([6, 12, 20, 35]),
      directivesLeft: 7,
    };
    const document = growDocument(growing);
    if (exceededLimit(document, noMutationLimits) !== undefined || validate(schema, document).length > 0) continue;
    return { query: print(document), variables: growing.values };
  }
  throw new Error(`no valid operation for seed ${seed}`);
}

function growDocument(growing: Growing): DocumentNode {
  const { schema, chance, definitions } = growing;
  const mutation = chance.happens(mutationShare) ? schema.getMutationType() : undefined;
  const root = mutation ?? schema.getQueryType();
  if (!root) throw new Error("the schema has no queries");
  const selections = growSelections(growing, root, newLevel(), 0);
  const introspection = !mutation && chance.happens(0.06) ? growIntrospection(growing) : [];
  const { operation, fragments } = hoistFragments(chance, {
    kind: Kind.OPERATION_DEFINITION,
    operation: mutation ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY,
    ...(chance.happens(0.5) ? { name: nameNode("Generated") } : {}),
    variableDefinitions: definitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [...selections, ...introspection] },
  });
  return { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] };
}

function growSelections(growing: Growing, type: GraphQLCompositeType, level: Level, depth: number): SelectionNode[] {
  const { chance } = growing;
  const selections: SelectionNode[] = [];
  if (!isUnionType(type)) {
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const composites = fields.filter((field) => isCompositeType(getNamedType(field.type)));
    const leafCount = depth === 0 ? chance.whole(0, 1) : chance.whole(1, 4);
    const compositeCount = depth >= maxDepth ? 0 : chance.whole(depth === 0 ? 1 : 0, depth < 3 ? 3 : 2);
    for (const field of [...drawSome(chance, leaves, leafCount), ...drawSome(chance, composites, compositeCount)]) {
      if (growing.left <= 0 && selections.length > 0) break;
      selections.push(...growField(growing, { parent: type, field }, level, depth));
    }
  }
  if (isAbstractType(type) || chance.happens(0.1)) selections.push(...growFragments(growing, type, level, depth));
  if (selections.length === 0 || chance.happens(0.2)) selections.push(typename(growing, type, level));
  return shuffle(chance, selections);
}

/** A field, and now and then the same field once more, which merges with it. */
function growField(
  growing: Growing,
  { parent, field }: { parent: GraphQLCompositeType; field: GraphQLField<unknown, unknown> },
  level: Level,
  depth: number,
): FieldNode[] {
  const { chance } = growing;
  growing.left -= 1;
  const args = drawArguments(growing, field.args);
  const others = namesOf(growing, parent);
  const selected = { parent, field, args: args.map((argument) => print(argument)).join() };
  const name = chooseName(chance, level, selected, others);
  const named = getNamedType(field.type);
  const grow = (): FieldNode => ({
    kind: Kind.FIELD,
    name: nameNode(field.name),
    ...(name === field.name ? {} : { alias: nameNode(name) }),
    arguments: args,
    directives: drawDirectives(growing),
    ...(isCompositeType(named)
      ? { selectionSet: selectionSet(growSelections(growing, named, levelBelow(level, name), depth + 1)) }
      : {}),
  });
  return chance.happens(0.07) ? [grow(), grow()] : [grow()];
}

/** Inline fragments on members, on overlapping abstract types, on the type itself, or without a condition. */
function growFragments(growing: Growing, type: GraphQLCompositeType, level: Level, depth: number): SelectionNode[] {
  const { chance, schema } = growing;
  if (depth > maxDepth) return [];
  const members = isAbstractType(type) ? [...schema.getPossibleTypes(type)] : [];
  const overlapping = Object.values(schema.getTypeMap())
    .filter(isCompositeType)
    .filter((each) => !each.name.startsWith("__") && doTypesOverlap(schema, each, type));
  const count = chance.whole(1, 3);
  return Array.from({ length: count }, (): SelectionNode => {
    const condition = members.length > 0 && chance.happens(0.7) ? chance.oneOf(members) : chance.oneOf(overlapping);
    const isBare = condition === type && chance.happens(0.5);
    return {
      kind: Kind.INLINE_FRAGMENT,
      ...(isBare ? {} : { typeCondition: { kind: Kind.NAMED_TYPE, name: nameNode(condition.name) } }),
      directives: drawDirectives(growing),
      selectionSet: selectionSet(growSelections(growing, condition, level, depth + 1)),
    };
  });
}

/** The names of all fields of a type, those that are hidden from clients included: aliases may be like them. */
function namesOf({ full }: Growing, { name }: GraphQLCompositeType): string[] {
  const type = full.getType(name);
  return isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [];
}

function typename(growing: Growing, parent: GraphQLCompositeType, level: Level): FieldNode {
  const { chance } = growing;
  const node = { kind: Kind.FIELD, name: nameNode("__typename") } as const;
  if (chance.happens(0.6)) return node;
  const alias = chance.oneOf(["kind", "t", ...namesOf(growing, parent)]);
  if (level.uses.has(alias)) return node;
  level.uses.set(alias, [{ parent, signature: "__typename", type: "String!", isLeaf: true }]);
  return { ...node, alias: nameNode(alias) };
}

function growIntrospection({ chance, schema }: Growing): FieldNode[] {
  const types = Object.keys(schema.getTypeMap()).filter((name) => !name.startsWith("__"));
  const text = chance.oneOf([
    `{ __type(name: "${chance.oneOf(types)}") { name kind } }`,
    "{ meta: __schema { queryType { name } } }",
  ]);
  const [definition] = parse(text, { noLocation: true }).definitions;
  const set = definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [];
  return set.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection] : []));
}

function drawDirectives(growing: Growing): DirectiveNode[] {
  const { chance } = growing;
  if (growing.directivesLeft <= 0 || !chance.happens(directiveShare)) return [];
  growing.directivesLeft -= 1;
  const condition = { kind: Kind.ARGUMENT, name: nameNode("if"), value: drawCondition(growing) } as const;
  return [{ kind: Kind.DIRECTIVE, name: nameNode(chance.oneOf(["skip", "include"])), arguments: [condition] }];
}

function selectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

function drawSome<Item>(chance: Chance, items: readonly Item[], count: number): Item[] {
  return shuffle(chance, items).slice(0, count);
}

function shuffle<Item>(chance: Chance, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: chance.whole(0, 1_000_000) }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
