/** GraphQL requests to a simulated service: executed on its schema, without a router or HTTP. */

import { codeOf, isErrorCode } from "@hansa/kit/runtime";
import { sessionRefusals } from "@hansa/kit/sessions";
import { type GraphqlRequest, guest } from "@hansa/kit/testing";
import { type DocumentNode, execute, GraphQLError, getOperationAST, OperationTypeNode, parse } from "graphql";
import type { Wired } from "./services.ts";

/** A response to a client: data, or an error code that says whether a repetition may help. */
export type GraphqlResponse = { data: Record<string, unknown> | null; code: string | undefined };

const documents = new Map<string, DocumentNode>();

/** Executes a request if its session is live. `blame` is called for each unexpected error. */
export async function executeRequest(
  { schema, context, sessions }: Wired["parts"],
  { query, variables = {}, viewer = guest, guest: shown = [] }: GraphqlRequest,
  blame: (failure: string) => void,
): Promise<GraphqlResponse> {
  const document = parseDocument(query);
  const verdict = await sessions.check(viewer, getOperationAST(document)?.operation === OperationTypeNode.MUTATION);
  if (verdict !== "live") return { data: null, code: sessionRefusals[verdict].code };
  const from = { address: null, agent: null };
  const notes = { replayed: false, isHeld: false };
  const contextValue = context({ viewer, guest: shown, requestId: "client", from, notes, isSigned: true });
  const { data, errors } = await execute({
    schema,
    document,
    variableValues: variables,
    contextValue,
  });
  for (const error of errors ?? []) {
    const code = errorCodeOf(error);
    if (code === undefined) blame(`failed at ${error.path?.join(".")}: ${error.originalError?.stack}`);
  }
  return { data: data ? { ...data } : null, code: errors && (errorCodeOf(errors[0]) ?? "INTERNAL_SERVER_ERROR") };
}

/** The code of an expected error; undefined for any other. */
export function errorCodeOf(error: unknown): string | undefined {
  const code = codeOf(error) ?? (error instanceof GraphQLError ? error.extensions.code : undefined);
  return isErrorCode(code) && code !== "INTERNAL_SERVER_ERROR" ? code : undefined;
}

function parseDocument(query: string): DocumentNode {
  const known = documents.get(query) ?? parse(query);
  documents.set(query, known);
  return known;
}
