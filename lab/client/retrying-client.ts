/** GraphQL client that repeats unanswered requests: every request of a replay is idempotent. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

/** The address of the router's graph, such as `http://127.0.0.1:4000/graphql`. */
export type Graph = { url: string };

/** A mutation with one input, the member of its union that means success, and what is read from that. */
export type Mutation<Answer> = { name: string; query: string; success: string; shape: z.ZodType<Answer> };

const maxAttempts = 14;
const minPauseMs = 200;
const maxPauseMs = 5_000;
const timeoutMs = 30_000;

/** A refusal of the shop, in the terms of its schema. */
export class RefusedError extends Error {
  readonly type: string;
  readonly answer: unknown;
  constructor(mutation: string, answer: { __typename: string; message?: string | undefined }) {
    super(`${mutation} answered ${answer.__typename}: ${answer.message}`);
    this.type = answer.__typename;
    this.answer = answer;
  }
}

const typed = z.looseObject({
  __typename: z.string(),
  message: z.string().optional(),
  retryAfterMs: z.number().optional(),
});
const reply = z.object({
  data: z.looseObject({}).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }).optional() }))
    .optional(),
});

/** Says that a refusal tells when to ask again. */
export const inProgress = "... on IdempotencyInProgressError { retryAfterMs }";
export const providerAway = "... on ProviderUnavailableError { retryAfterMs }";

type Parts = { name: string; input: string; success: string; selection: string; refusals?: string };

/** Describes a mutation. `selection` is what is read of its success; `refusals` what is read of refusals, besides code and message. */
export function mutation<Answer>(parts: Parts, shape: z.ZodType<Answer>): Mutation<Answer> {
  const { name, input, success, selection, refusals = "" } = parts;
  const query = `mutation Replay_${name}($input: ${input}!) {
    answer: ${name}(input: $input) {
      __typename
      ... on ${success} { ${selection} }
      ${refusals}
      ... on UserError { code message path }
    }
  }`;
  return { name, query, success, shape };
}

/** Asks until there is an answer. Throws Refused when the answer is not the one that means success. */
export async function mutate<Answer>(
  graph: Graph,
  { name, query, success, shape }: Mutation<Answer>,
  input: Record<string, unknown>,
  token?: string,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const data = await send(graph, query, { input }, token);
    const answer = data === undefined ? undefined : typed.parse(data.answer);
    if (answer?.__typename === success) return shape.parse(answer);
    const wait = answer === undefined ? pauseAfter(tries) : answer.retryAfterMs;
    if (answer !== undefined && wait === undefined) throw new RefusedError(name, answer);
    if (tries === maxAttempts)
      throw new Error(`${name} has no answer. Once the shop answers, the same command goes on.`);
    await pause(wait);
  }
}

/** Asks a question until there is an answer. Throws when the router refuses it. */
export async function ask<Answer>(
  graph: Graph,
  query: string,
  variables: Record<string, unknown>,
  shape: z.ZodType<Answer>,
  token?: string,
): Promise<Answer> {
  for (let tries = 1; tries <= maxAttempts; tries += 1) {
    const data = await send(graph, query, variables, token);
    if (data !== undefined) return shape.parse(data);
    await pause(pauseAfter(tries));
  }
  throw new Error("the shop does not answer.");
}

/** Sends one request. Undefined when it is worth asking again; throws when it is not. */
async function send(graph: Graph, query: string, variables: unknown, token: string | undefined) {
  let answered: { status: number; body: unknown };
  try {
    const response = await fetch(graph.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    answered = { status: response.status, body: await response.json() };
  } catch {
    // No answer, or half of one: what came of it is not known.
    return undefined;
  }
  if (answered.status >= 500) return undefined;
  const { data, errors = [] } = reply.parse(answered.body);
  if (errors.length === 0 && data) return data;
  if (errors.length > 0 && errors.every(({ extensions }) => retryableCodes.has(extensions?.code ?? "")))
    return undefined;
  throw new Error(`the router answered ${answered.status}: ${errors.map((error) => error.message).join("; ")}`);
}

/** Codes of faults that pass. */
const retryableCodes = new Set([
  "SUBGRAPH_UNAVAILABLE",
  "OUTCOME_UNKNOWN",
  "STORE_UNAVAILABLE",
  "SESSION_UNVERIFIABLE",
]);

function pauseAfter(tries: number): number {
  return Math.min(minPauseMs * 2 ** (tries - 1), maxPauseMs);
}
