/** Mutations: one input, and a union of a success and refusals as the only field of the result. */
import { setTimeout as pause } from "node:timers/promises";
import { Kind, parse } from "graphql";
import type { TypedDocumentString } from "./generated/graphql.ts";
import { type Credentials, executeDocument, pauseAskedFor, requireData } from "./graphql-client.ts";

/** A member of a union of results. */
export type Payload = { __typename: string };

/** A member of a union without the fields of a refusal, which every document selects. */
export type Success<Result extends Payload> = Exclude<Result, { code: string }>;

/** A document with the variable `input` and one field, such as `CartCreateDocument`. */
export type MutationDocument<Result extends Payload, Input> = TypedDocumentString<
  Record<string, Result>,
  { input: Input }
>;

/** Sends a mutation as one person: once or repeatedly, through the router or to a server in this process. */
type Send = <Result extends Payload, Input>(document: MutationDocument<Result, Input>, input: Input) => Promise<Result>;

/** How mutations reach a shop: by the address of its graph, or by a function. */
export type Route = { url: string } | { send: Send };

/** A refusal of the shop, in the terms of its schema. */
export class RefusedError extends Error {
  readonly response: Payload;
  constructor(response: Payload) {
    const { __typename, ...rest } = response;
    super(`the shop answered ${__typename}: ${JSON.stringify(rest)}`);
    this.response = response;
  }
}

/** A mutation is sent this often, about a minute long: the shop asks for pauses of a second. */
const maxAttempts = 60;

/**
 * Sends a mutation and returns its response; to an address with `as`, and again after a pause while each error of the response asks for it, as
 * docs/front-ends/frontend.md tells clients. Throws if the response has other errors.
 */
export async function mutate<Result extends Payload, Input>(
  route: Route,
  document: MutationDocument<Result, Input>,
  input: Input,
  as?: Credentials,
): Promise<Result> {
  if ("send" in route) return route.send(document, input);
  for (let attempt = 1; ; attempt += 1) {
    const result = await executeDocument(route.url, document, { input }, as);
    const pauseMs = attempt < maxAttempts ? pauseAskedFor(result) : undefined;
    if (pauseMs === undefined) return fieldOf(await requireData(Promise.resolve(result)));
    await pause(pauseMs);
  }
}

/** Sends a mutation and returns its success; throws RefusedError on a refusal. */
export async function perform<Result extends Payload, Input>(
  route: Route,
  document: MutationDocument<Result, Input>,
  input: Input,
  as?: Credentials,
): Promise<Success<Result>> {
  return requireSuccess(await mutate(route, document, input, as));
}

/** The response if it is no refusal; throws RefusedError otherwise. */
export function requireSuccess<Result extends Payload>(response: Result): Success<Result> {
  if (isSuccess(response)) return response;
  throw new RefusedError(response);
}

function isSuccess<Result extends Payload>(response: Result): response is Success<Result> {
  return !("code" in response);
}

/** The only field of a result. */
export function fieldOf<Field>(data: Record<string, Field>): Field {
  const [field, ...others] = Object.values(data);
  if (field === undefined || others.length > 0) throw new Error(`one field was expected: ${JSON.stringify(data)}`);
  return field;
}

/** The response if it is no refusal. */
export function successOf<Result extends Payload>(response: Result | undefined): Success<Result> | undefined {
  return response !== undefined && isSuccess(response) ? response : undefined;
}

const rootFields = new Map<string, string>();

/** The name of a document's only field, such as `cartCreate`. */
export function rootFieldOf(document: { toString(): string }): string {
  const text = document.toString();
  const known = rootFields.get(text) ?? findRootField(text);
  rootFields.set(text, known);
  return known;
}

function findRootField(text: string): string {
  for (const definition of parse(text).definitions) {
    const [root] = definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [];
    if (root?.kind === Kind.FIELD) return root.name.value;
  }
  throw new Error(`there is no root field in ${text}`);
}

/** Whether the response is of this type. */
export function isType<Result extends Payload, Name extends Result["__typename"]>(
  response: Result | undefined,
  name: Name,
): response is Extract<Result, { __typename: Name }> {
  return response?.__typename === name;
}
