/** The mutations behind the session endpoints, run through the graph like those of any client. */
import type { Identity } from "@hansa/kit/identity";
import type { Instances } from "@hansa/kit/rpc";
import type { GraphQLFormattedError } from "graphql";
import { z } from "zod";
import type { LiveGraph } from "../../graph/live-graph.ts";
import { type Admission, kindOf } from "../../operation/admission.ts";
import type { Strictness } from "../../operation/documents.ts";
import { executeOperation, isOverload } from "../../operation/execute-operation.ts";
import { prepareOperation } from "../../operation/prepare.ts";
import { isRecord } from "../../transport/envelope.ts";
import type { Transport } from "../../transport/subgraphs.ts";

/** The parts that execute an operation. */
export type Execution = { live: LiveGraph; transport: Transport; strictness: Strictness; admission: Admission };

export type SessionMutation = keyof typeof mutations;

/** The result of a mutation, or the errors without one; `status` is 400 for those of its input. `isOverload`: nothing was done. */
export type MutationResponse =
  | { result: Readonly<Record<string, unknown>> & { __typename: string } }
  | { status: 200 | 400; errors: readonly GraphQLFormattedError[] }
  | { isOverload: true };

const session = "... on Session { accessToken refreshToken expiresAt refreshExpiresAt user { id displayName } }";
const refusals = "... on UserError { code message path }";

/** Each mutation selects the fields that a page needs; the tokens leave the router in cookies only. */
const mutations = {
  login: `mutation SessionLogin($input: LoginInput!) {
    login(input: $input) {
      __typename ${session} ${refusals}
      ... on RateLimitedError { retryAfterMs }
      ... on ValidationError { problems { path code message } }
    }
  }`,
  refreshSession: `mutation SessionRefresh($input: RefreshSessionInput!) {
    refreshSession(input: $input) { __typename ${session} ${refusals} }
  }`,
  logout: `mutation SessionLogout($input: LogoutInput!) {
    logout(input: $input) { __typename ... on LoggedOut { sessionsEnded } }
  }`,
} as const;

const resultSchema = z.looseObject({ __typename: z.string() });

/** Runs one of the mutations with `input` as its client sent it. */
export async function runMutation(
  { live, transport, strictness, admission }: Execution,
  identity: Identity,
  name: SessionMutation,
  input: unknown,
): Promise<MutationResponse> {
  const graph = live.current();
  const { sender: place, viewer, from } = identity;
  const request = { query: mutations[name], operationName: undefined, variables: { input }, viewer };
  const prepared = prepareOperation(transport.metrics, graph, strictness, request);
  if (!("operation" in prepared)) return { status: 400, errors: prepared };
  const admitted = admission.enter(kindOf(prepared.operation, viewer), place, from?.address ?? "");
  if (!admitted) return { isOverload: true };
  const deadlineAt = transport.runtime.monotonic() + transport.operationTimeoutMs;
  const { refuses, leave } = admitted;
  const sender = {
    identity,
    explains: false,
    deadlineAt,
    isAbandoned: () => false,
    asked: new Set<Instances>(),
    refuses,
  };
  const executed = await executeOperation(transport, graph, sender, prepared).finally(leave);
  if (!("data" in executed)) return isOverload(executed) ? { isOverload: true } : { status: 400, errors: executed };
  const { data } = executed;
  const result = resultSchema.safeParse(isRecord(data) ? data[name] : undefined);
  if (result.success) return { result: result.data };
  const errors = executed.errors.map(({ message, path, extensions }) => ({ message, path, extensions }));
  return { status: 200, errors };
}
