/** Calls of resolvers and of leaf types: the arguments of a resolver and information are made once for all objects of a type. */
import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isAbstractType,
  isObjectType,
} from "graphql";
import { readArguments } from "./arguments.ts";
import type { FieldPlan, ValuePlan } from "./compile.ts";
import type { Place, Run } from "./result.ts";

/** Calls the resolver of a field. Without one the field is a property, for which no information is made. */
export function resolve(run: Run, plan: FieldPlan, source: unknown): unknown {
  const { field } = plan;
  if (!field.resolve && isRecord(source)) {
    const value = source[plan.name];
    if (typeof value !== "function") return value;
  }
  const fieldArguments = run.arguments[plan.id] ?? argumentsOf(run, plan);
  return (field.resolve ?? defaultFieldResolver)(source, fieldArguments, run.context, infoOf(run, plan));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function argumentsOf(run: Run, plan: FieldPlan): { [argument: string]: unknown } {
  const [node] = plan.nodes;
  const fieldArguments = plan.fixedArguments ?? (node ? readArguments(plan.field, node, run.variables) : {});
  run.arguments[plan.id] = fieldArguments;
  return fieldArguments;
}

/** The information for resolvers: one object for all objects of a type, so its path names the field only. */
export function infoOf(run: Run, plan: FieldPlan): GraphQLResolveInfo {
  const known = run.infos[plan.id];
  if (known) return known;
  const { schema, operation, fragments } = run.compiled;
  const { name, nodes, field, parentType, responseName } = plan;
  const info: GraphQLResolveInfo = {
    fieldName: name,
    fieldNodes: nodes,
    returnType: field.type,
    parentType,
    path: { prev: undefined, key: responseName, typename: parentType.name },
    schema,
    fragments,
    rootValue: run.rootValue,
    operation,
    variableValues: run.variables,
  };
  run.infos[plan.id] = info;
  return info;
}

/** The serialized value of a leaf. Throws if its type does not have it. */
export function serialize(leaf: GraphQLLeafType, value: unknown): unknown {
  const serialized = leaf.serialize(value);
  if (serialized === null || serialized === undefined) {
    throw new Error(`Expected \`${leaf.name}.serialize(value)\` to return non-nullable value.`);
  }
  return serialized;
}

/** The type of an object whose field has an abstract one. Throws if the name is that of none of its types. */
export function runtimeType(
  { compiled: { schema } }: Run,
  { field }: Place,
  { type }: ValuePlan,
  name: unknown,
): GraphQLObjectType {
  const known = typeof name === "string" ? schema.getType(name) : undefined;
  if (!isObjectType(known) || !isAbstractType(type) || !schema.isSubType(type, known)) {
    throw new GraphQLError(
      `Abstract type "${String(type)}" must resolve to one of its Object types at runtime for field "${field.parentType.name}.${field.name}".`,
    );
  }
  return known;
}
