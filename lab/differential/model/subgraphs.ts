/** Test subgraphs: each executes fetches on its own schema with graphql-js, from the same pure values as the monolith. */
import {
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  parse,
  validate,
} from "graphql";
import { type Copy, type Subgraph, supergraphName } from "./copies.ts";
import { type Conditions, codes, failure, fieldFault, isAbsent, isDown } from "./faults.ts";
import { findEntity, isThing, pick, type Read } from "./field-sets.ts";
import { isKeyField, type Model, type Thing } from "./model.ts";
import { describeCall, type OnMutation } from "./monolith.ts";
import { value } from "./value.ts";

type SubgraphRequest = { query: string; variables: Readonly<Record<string, unknown>>; operationName?: string };
type SubgraphError = { message: string; path?: readonly (string | number)[]; extensions: { code: unknown } };
type SubgraphResponse = {
  data?: Record<string, unknown> | null;
  errors?: SubgraphError[];
};
export type FetchSubgraph = (name: string, request: SubgraphRequest) => Promise<SubgraphResponse>;

/** An entity of a fetch keeps its representation: required fields come from there. */
type Source = Thing & { representation?: Readonly<Record<string, unknown>> };
type Patch = { path: readonly (string | number)[]; wrong: unknown };

/** Opens the subgraphs of a model; each call of the result answers the fetches of one operation. */
export function openSubgraphs(model: Model): (conditions: Conditions, onMutation: OnMutation) => FetchSubgraph {
  const open = new Map(model.subgraphs.map((subgraph) => [subgraph.name, openSubgraph(model, subgraph)]));
  return (conditions, onMutation) => async (name, request) => {
    const answer = open.get(name);
    if (!answer) throw new Error(`there is no subgraph ${name}`);
    return answer(conditions, request, onMutation);
  };
}

function openSubgraph(model: Model, subgraph: Subgraph) {
  const { name, schema } = subgraph;
  const entities = schema.getQueryType()?.getFields()._entities;
  // The test's own resolver below answers it.
  if (entities) delete entities.resolve;
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = undefined;
  }
  const copies = new Map(subgraph.copies.map((copy) => [`${copy.type}.${copy.field.name}`, copy]));
  const documents = new Map<string, DocumentNode | SubgraphResponse>();

  return async (
    conditions: Conditions,
    request: SubgraphRequest,
    onMutation: OnMutation,
  ): Promise<SubgraphResponse> => {
    if (isDown(conditions, name)) return refusal(codes.down, `${name} is down`);
    const document = documents.get(request.query) ?? read(subgraph, request.query);
    documents.set(request.query, document);
    if (!("kind" in document)) return document;
    const patches: Patch[] = [];
    const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
      if (info.fieldName === "_entities") return findEntities(model, subgraph, conditions, args.representations);
      const thing = isThing(source) ? source : { type: supergraphName(schema, info.parentType.name), key: "" };
      const copy = copies.get(`${copyType(subgraph, thing, info.parentType)}.${info.fieldName}`);
      if (!copy) throw failure("NO_SUCH_COPY");
      if (thing.type === "Mutation") onMutation(describeCall(info.fieldName, args));
      const note = (wrong: unknown) => patches.push({ path: pathOf(info.path), wrong });
      return resolve({ model, subgraph, conditions, note }, copy, thing, args);
    };
    const result = await execute({
      schema,
      document,
      variableValues: request.variables,
      fieldResolver,
      typeResolver: (thing) => (isThing(thing) ? memberName(subgraph, model, thing.type) : undefined),
      ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
    });
    return asJson(result, patches);
  };
}

function read({ schema, name }: Subgraph, query: string): DocumentNode | SubgraphResponse {
  try {
    const document = parse(query);
    const [error] = validate(schema, document);
    return error ? refusal("INVALID_FETCH", `${name}: ${error.message}`) : document;
  } catch (error) {
    return refusal("INVALID_FETCH", String(error));
  }
}

function refusal(code: string, message: string): SubgraphResponse {
  return { data: null, errors: [{ message, extensions: { code } }] };
}

type Answering = { model: Model; subgraph: Subgraph; conditions: Conditions; note: (wrong: unknown) => void };

function resolve(answering: Answering, copy: Copy, source: Source, args: Readonly<Record<string, unknown>>): unknown {
  const { model, subgraph, conditions, note } = answering;
  const { name: field, type } = copy.field;
  const required = copy.requires && pick(source.representation, copy.requires);
  if (copy.requires && !required) throw failure("REQUIRED_FIELDS_MISSING");
  const fault = fieldFault(conditions, source, field);
  if (fault?.kind === "throw") throw failure(codes.thrown);
  if (fault?.kind === "null") return null;
  const isKey = isKeyField(model, source.type, field);
  const isCurrent = isKey || (!copy.overridden && (!copy.external || subgraph.provided.has(field)));
  // A copy that does not count answers with values of its own: who asks it is found out.
  const salt = isCurrent ? conditions.salt : conditions.salt + 1_000;
  const found = value(model, { thing: source, field, args, required, salt });
  if (fault?.kind !== "invalidValue") return found;
  const nullable = getNullableType(type);
  note(
    isListType(nullable) || isCompositeType(nullable) ? "wrong" : isEnumType(nullable) ? "NO_SUCH_VALUE" : { wrong: 1 },
  );
  return isCompositeType(getNamedType(type)) ? null : found;
}

function findEntities(model: Model, subgraph: Subgraph, conditions: Conditions, representations: unknown): unknown {
  if (!Array.isArray(representations)) throw failure("NO_REPRESENTATIONS");
  const readKey: Read = (thing, field, args) => value(model, { thing, field, args, salt: conditions.salt });
  return representations.map((representation): Source | GraphQLError | null => {
    const type = String(representation?.__typename);
    const entity = findEntity(model, readKey, representation, subgraph.keys.get(type) ?? []);
    // A key that identifies nothing was never handed out.
    if (!entity) return failure("NO_SUCH_ENTITY");
    return isAbsent(conditions, subgraph.name, entity) ? null : { ...entity, representation };
  });
}

/** The type under which the subgraph has this field: an interface object has the fields of all members. */
function copyType(subgraph: Subgraph, { type }: Thing, { name }: GraphQLObjectType): string {
  return subgraph.interfaceObjects.has(name) ? name : type;
}

function memberName({ schema, interfaceObjects }: Subgraph, { domains }: Model, type: string): string | undefined {
  const domain = domains.get(type) ?? type;
  return interfaceObjects.has(domain) && !schema.getType(type) ? domain : type;
}

type Path = { prev: Path | undefined; key: string | number };

function pathOf(path: Path): (string | number)[] {
  return [...(path.prev ? pathOf(path.prev) : []), path.key];
}

/** The response as plain JSON, as a router receives it, with the wrong values in their places. */
function asJson(result: Awaited<ReturnType<typeof execute>>, patches: readonly Patch[]): SubgraphResponse {
  const data: Record<string, unknown> | null = JSON.parse(JSON.stringify(result.data ?? null));
  for (const { path, wrong } of patches) patch(data, path, wrong);
  const errors = (result.errors ?? []).map(({ message, path, extensions }) => ({
    message,
    ...(path ? { path } : {}),
    extensions: { code: extensions.code ?? codes.nulled },
  }));
  return errors.length > 0 ? { data, errors } : { data };
}

function patch(data: unknown, path: readonly (string | number)[], wrong: unknown): void {
  let at = data;
  for (const step of path.slice(0, -1)) at = Reflect.get(Object(at), step);
  if (typeof at === "object" && at !== null) Reflect.set(at, path.at(-1) ?? "", wrong);
}
