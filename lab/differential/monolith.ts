/** The reference: the client schema in one process, executed by graphql-js on the pure values. */
import { type ExecutionResult, execute, type GraphQLFieldResolver, parse } from "graphql";
import { type Conditions, codes, failure, isMissingAt, isNulled, referenceValue } from "./faults.ts";
import { evaluate, isThing } from "./world/field-sets.ts";
import type { Thing, World } from "./world/world.ts";

export type ClientRequest = { query: string; variables: Readonly<Record<string, unknown>> };

/** Executes a valid operation under these conditions. */
export async function executeReference(
  world: World,
  conditions: Conditions,
  { query, variables }: ClientRequest,
): Promise<ExecutionResult> {
  const read = (thing: Thing, field: string, args: Readonly<Record<string, unknown>>): unknown => {
    const requires = world.coordinates.get(`${thing.type}.${field}`)?.requires;
    const required = requires && evaluate(world, readRequired, thing, requires);
    return referenceValue(world, conditions, { thing, field, args, required, salt: conditions.salt });
  };
  // A field that requires a failed or missing value fails with it: a total without its shipping costs would be wrong.
  const readRequired: typeof read = (thing, field, args) => {
    if (isMissingAt(world, conditions, thing, field)) throw failure(codes.missing);
    const found = read(thing, field, args);
    if (found === null && isNulled(conditions, thing, field)) throw failure(codes.nulled);
    return found;
  };
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, { parentType, fieldName }) =>
    read(isThing(source) ? source : { type: parentType.name, key: "" }, fieldName, args);
  return execute({
    schema: world.schemas.client,
    document: parse(query),
    variableValues: variables,
    fieldResolver,
    typeResolver: (thing) => (isThing(thing) ? thing.type : undefined),
  });
}
