/** Responses of a GraphQL server, with the types of the document that was sent. */
import type { DocumentTypeDecoration } from "@graphql-typed-document-node/core";

/** A document as text, which carries the types of its result and its variables. */
export type TypedDocument<Result, Variables> = DocumentTypeDecoration<Result, Variables> & { toString(): string };

export type GraphError = {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; retryAfterMs?: number };
};

/** `data` is null if nothing was executed. A field that is null because of an error stands in the path of that error. */
export type GraphResponse<Result> = { data: Result | null; errors: readonly GraphError[] };

/** Whether a field of the response is null because it failed: it may have a value later. A null without an error is absent. */
export function hasFailed({ data, errors }: GraphResponse<unknown>, ...path: readonly string[]): boolean {
  if (data === null) return true;
  return errors.some((error) => {
    const failed = (error.path ?? []).filter((step) => typeof step === "string");
    return path.every((step, index) => failed[index] === step || index >= failed.length);
  });
}

/** Whether the graph refused what a person wrote or an address says: asking again changes nothing. A refusal is no outage. */
export function isRefused({ errors }: Pick<GraphResponse<unknown>, "errors">): boolean {
  return errors.some(({ extensions }) => extensions?.code === "BAD_USER_INPUT");
}
