/** The reference: the client schema in one process, executed by graphql-js on the pure values. */
import { type ExecutionResult, execute, type GraphQLFieldResolver, parse } from "graphql";
import { type Conditions, referenceValue } from "./faults.ts";
import { evaluate, isThing } from "./field-sets.ts";
import { canonical } from "./hash.ts";
import type { Model, Thing } from "./model.ts";

export type ClientRequest = { query: string; variables: Readonly<Record<string, unknown>> };

/** Is told of every mutation field that is resolved, in order: neither a skipped one nor one that is sent twice goes unseen. */
export type OnMutation = (call: string) => void;

export function describeCall(field: string, args: Readonly<Record<string, unknown>>): string {
  return `${field}(${canonical(args)})`;
}

/** Executes a valid operation under these conditions. */
export async function executeReference(
  model: Model,
  conditions: Conditions,
  { query, variables }: ClientRequest,
  onMutation: OnMutation,
): Promise<ExecutionResult> {
  const read = (thing: Thing, field: string, args: Readonly<Record<string, unknown>>): unknown => {
    const requires = model.coordinates.get(`${thing.type}.${field}`)?.requires;
    const required = requires && evaluate(model, read, thing, requires);
    return referenceValue(model, conditions, { thing, field, args, required, salt: conditions.salt });
  };
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, { parentType, fieldName }) => {
    if (parentType.name === "Mutation") onMutation(describeCall(fieldName, args));
    return read(isThing(source) ? source : { type: parentType.name, key: "" }, fieldName, args);
  };
  return execute({
    schema: model.schemas.client,
    document: parse(query),
    variableValues: variables,
    fieldResolver,
    typeResolver: (thing) => (isThing(thing) ? thing.type : undefined),
  });
}
