/** Coded errors as GraphQL errors, for operations that are refused before a resolver runs. */
import { GraphQLError } from "graphql";
import { CodedError, type ErrorCode } from "../../runtime/errors.ts";

/** Creates a GraphQL error that a client may see. `cause` is for the log alone. */
export function graphqlError(
  code: ErrorCode,
  message: string,
  extensions: Record<string, unknown> = {},
  cause?: Error,
): GraphQLError {
  return toGraphqlError(new CodedError(code, message, extensions, cause));
}

/** The GraphQL error with the message and the extensions of a coded one. */
export function toGraphqlError(error: CodedError): GraphQLError {
  return new GraphQLError(error.message, { extensions: error.extensions, originalError: error });
}
