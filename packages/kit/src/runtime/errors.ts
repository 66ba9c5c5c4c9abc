/** Errors with a stable code, whichever protocol carries them. Failures that a customer can cause are values of the schema instead. */

/** Every code of `errors[].extensions.code`: its meaning, and the action of the client. `docs/front-ends/errors.md` is checked against it. */
export const errorCodes = {
  UNAUTHENTICATED: ["The request is not signed in, or its token is invalid.", "Sign in, or refresh the session."],
  FORBIDDEN: [
    "Your role lacks `missingScopes`, or your key has another path.",
    "Ask an administrator for the role, or use that path.",
  ],
  BAD_USER_INPUT: ["An argument or variable has a wrong type or exceeds a limit.", "Correct the input."],
  BAD_REQUEST: ["The HTTP request does not follow GraphQL over HTTP.", "Correct the request."],
  GRAPHQL_PARSE_FAILED: ["The query is not GraphQL.", "Correct the query."],
  GRAPHQL_VALIDATION_FAILED: ["The query does not match the schema.", "Correct the query."],
  OPERATION_TOO_LARGE: [
    "Too many fields, levels, values or repeated mutations, or long names.",
    "Split the operation, or shorten its names.",
  ],
  COST_ESTIMATED_TOO_EXPENSIVE: [
    "The operation may cost more than one may, by `cost.estimated` and `cost.max`.",
    "Request smaller pages or fewer fields.",
  ],
  OPERATION_NOT_SUPPORTED: ["The subgraphs cannot answer these fields together.", "Request them in two operations."],
  OPERATION_RESOLUTION_FAILURE: [
    "The document has no such operation, or several without a name.",
    "Send the name of an operation.",
  ],
  PERSISTED_QUERY_NOT_SUPPORTED: ["No queries are kept under hashes or ids.", "Send the query itself."],
  PAYLOAD_TOO_LARGE: ["The request is larger than the shop reads.", "Send less."],
  UNSUPPORTED_MEDIA_TYPE: ["The body is not JSON in UTF-8.", "Send `application/json`."],
  METHOD_NOT_ALLOWED: ["The HTTP method is not supported here.", "Use POST, or GET for a query."],
  NOT_FOUND: ["There is nothing at this address.", "Check the URL."],
  RATE_LIMITED: ["Too many requests.", "Wait the seconds in the header `retry-after`."],
  CSRF_PREVENTED: ["Another site could forge this request.", "Send JSON by POST; with cookies from an allowed origin."],
  SUBSCRIPTIONS_NOT_SUPPORTED: ["The graph has no subscriptions.", "Query again instead."],
  SUBGRAPH_UNAVAILABLE: ["The owning service does not respond; the rest is complete.", "Repeat after a second."],
  SUBGRAPH_INVALID: ["A service returned invalid data; the rest is complete.", "Report the request id."],
  ANSWER_TOO_LARGE: ["The response would exceed the limit of one request.", "Request smaller pages or fewer fields."],
  OUTCOME_UNKNOWN: [
    "The service did not respond in time; the change may be done.",
    "Repeat with the same idempotency key.",
  ],
  SESSION_UNVERIFIABLE: ["The session cannot be checked now; nothing was done.", "Repeat after a second."],
  STORE_UNAVAILABLE: ["The service cannot write now; nothing was changed.", "Repeat after `retryAfterMs`."],
  DEADLINE_EXCEEDED: ["The time was over before this part began.", "Ask for less at once."],
  OVERLOADED: ["There is too much to do now; nothing was done.", "Wait the seconds in the header `retry-after`."],
  OPERATION_TOO_EXPENSIVE: [
    "The operation exceeds its budget; a mutation may be done.",
    "Request smaller pages or fewer fields.",
  ],
  TOO_MANY_REFERENCES: ["The request has too many entities for one service.", "Request smaller pages."],
  INTERNAL_SERVER_ERROR: ["A fault of the shop.", "Report the request id."],
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** An error that a client may see: its message and extensions hold nothing private. GraphQL takes the extensions over where a resolver throws it. */
export class CodedError extends Error {
  override readonly name = "CodedError";
  readonly extensions: { readonly code: ErrorCode; readonly [name: string]: unknown };

  /** `cause` is for the log alone. */
  constructor(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}, cause?: Error) {
    super(message, { cause });
    this.extensions = { ...extensions, code };
  }
}

/** The refusal of a response that is larger than one request may have. A mutation may be done. */
export function responseTooLarge(): CodedError {
  const message = "The answer would be larger than one request may have. Ask for smaller pages or fewer fields.";
  return new CodedError("ANSWER_TOO_LARGE", message);
}

/** The code of an error; undefined if it has none. */
export function codeOf(error: unknown): ErrorCode | undefined {
  return error instanceof CodedError ? error.extensions.code : undefined;
}

/** Whether this code is one of ours; anything else is masked before it leaves. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(errorCodes, code);
}
