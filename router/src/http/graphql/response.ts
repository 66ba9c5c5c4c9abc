/** GraphQL responses as text: what an operation answered, or why it was refused before its execution. */

import { bytesOf } from "@hansa/kit/http";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { ResponseContent } from "../../operation/execute-operation.ts";

/**
 * The bytes of a response, each as one character: a string goes out in one write with its headers, and one with a character beyond Latin-1
 * would take twice the CPU time. `refuse` gives the response in place of one whose characters are within the limit `most`, and whose bytes are not.
 */
export function responseBytes(
  response: ResponseContent,
  requestId: string,
  { most, refuse }: { most: number; refuse: () => ResponseContent },
): string {
  const bytes = bytesOf(responseText(response, requestId));
  return bytes.length <= most ? bytes : bytesOf(responseText(refuse(), requestId));
}

/** The text of a response. Errors carry the request id, by which the logs are searched. */
function responseText({ data, errors, extensions }: ResponseContent, requestId: string): string {
  const listed = errors.map(({ message, path, extensions: ownExtensions }) => ({
    message,
    ...(path.length > 0 ? { path } : {}),
    extensions: { ...ownExtensions, requestId },
  }));
  const first = listed.length > 0 ? { errors: listed } : {};
  const last = Object.keys(extensions).length > 0 ? { extensions } : {};
  return JSON.stringify({ ...first, data, ...last });
}

/** The text of a refusal with these errors. */
export function errorsText(errors: readonly (GraphQLFormattedError | GraphQLError)[], requestId: string): string {
  return JSON.stringify({ errors: errors.map((error) => publicError(error, requestId)) });
}

/** The error as clients get it: with the request id beside its code. */
export function publicError(error: GraphQLFormattedError | GraphQLError, requestId: string): GraphQLFormattedError {
  const formatted = error instanceof GraphQLError ? error.toJSON() : error;
  return { ...formatted, extensions: { ...formatted.extensions, requestId } };
}
