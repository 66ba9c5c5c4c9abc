/** Errors with a stable code. Failures that a customer can cause are values of the schema instead. */
import { GraphQLError } from "graphql";

/** Every code of `errors[].extensions.code`, with its meaning to a client. `docs/errors.md` is checked against it. */
export const errorCodes = {
  UNAUTHENTICATED: "Nobody is signed in, or the token is not valid. Sign in, or refresh the session.",
  FORBIDDEN: "You are signed in, but your role does not have the scope that this asks for; `missingScopes` names it.",
  UNAUTHORIZED_FIELD_OR_TYPE: "This part of the answer is not for you; the rest is complete.",
  BAD_USER_INPUT: "An argument or variable does not have the type that the schema asks for, or is over a limit of it.",
  BAD_REQUEST: "The HTTP request is not one that GraphQL over HTTP knows.",
  GRAPHQL_PARSE_FAILED: "The query is not GraphQL.",
  GRAPHQL_VALIDATION_FAILED: "The query does not fit the schema.",
  OPERATION_TOO_LARGE: "The operation has more fields, aliases, levels or values than one request may have. Split it.",
  OPERATION_RESOLUTION_FAILURE: "The document has no operation of that name, or several and no name was given.",
  PAYLOAD_TOO_LARGE: "The request is larger than the shop reads.",
  UNSUPPORTED_MEDIA_TYPE: "The body is not JSON in UTF-8.",
  METHOD_NOT_ALLOWED: "Use POST, or GET for a query.",
  NOT_FOUND: "There is nothing at this address.",
  RATE_LIMITED: "Too many requests. The header `retry-after` says for how many seconds to wait.",
  CSRF_PREVENTED:
    "Another site's page could forge this request: a GET without a special header, or a session cookie from an origin that is not allowed.",
  SUBSCRIPTIONS_NOT_SUPPORTED: "The graph has no subscriptions yet: ask again instead.",
  SUBGRAPH_UNAVAILABLE: "The service that owns this part does not answer right now; the rest is complete. Ask again.",
  SUBGRAPH_INVALID: "A service answered with data that do not fit the schema; the rest is complete. Report it.",
  ANSWER_TOO_LARGE: "The answer would be larger than one request may have. Ask for smaller pages or fewer fields.",
  OUTCOME_UNKNOWN: "The service did not answer in time, and may have done it. Repeat with the same idempotency key.",
  SESSION_UNVERIFIABLE:
    "The shop cannot check your sign-in right now. Nothing was done: repeat the request after a second.",
  STORE_UNAVAILABLE: "The service cannot write right now. Nothing was changed: ask again.",
  OPERATION_TOO_EXPENSIVE:
    "The operation asks for too much at once. Ask for smaller pages or fewer fields; a mutation may have made its change.",
  TOO_MANY_REFERENCES: "One request asks this service for more entities than it answers at once.",
  INTERNAL_SERVER_ERROR: "Something broke on our side; the request id finds it in our logs.",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** Creates an error that a client may see: its message holds nothing private. `cause` is for the log alone. */
export function codedError(
  code: ErrorCode,
  message: string,
  extensions: Record<string, unknown> = {},
  cause?: Error,
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code }, originalError: cause });
}

/** The code of an error; undefined if it has none. */
export function codeOf(error: unknown): unknown {
  return error instanceof GraphQLError ? error.extensions.code : undefined;
}

/** Whether this code is one of ours; anything else is masked before it leaves. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(errorCodes, code);
}
