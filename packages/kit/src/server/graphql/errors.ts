/** Errors in GraphQL responses: coded ones pass, all others are masked and logged. */
import { unwrapResolverError } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError, Kind } from "graphql";
import { nestedTooDeeply } from "../../graphql/operation/limits.ts";
import { isErrorCode } from "../../runtime/errors.ts";
import type { Log } from "../../runtime/log.ts";
import { currentTrace, type Trace } from "../../runtime/trace.ts";

/** Requests with a logged error: an error in each of a thousand entities is one line. */
const logged = new WeakSet<Trace>();

/** The log level of the current request's next error: error for its first, debug for the others. */
function levelOfError(): "error" | "debug" {
  const trace = currentTrace();
  if (trace && logged.has(trace)) return "debug";
  if (trace) logged.add(trace);
  return "error";
}

/**
 * Masks errors: coded ones pass unchanged; all others become one sentence, and the first is logged in full. With `unmaskErrors`, the
 * response also shows the original error.
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  { log, unmaskErrors = false }: { log: Log; unmaskErrors?: boolean },
): GraphQLFormattedError {
  const { code } = formatted.extensions ?? {};
  // Apollo Server words the fault of its parser as it is.
  if (code === "GRAPHQL_PARSE_FAILED" && hasOverflowed(error))
    return { message: nestedTooDeeply, extensions: { code } };
  if (code === "STORE_UNAVAILABLE")
    log[levelOfError()]({ err: unwrapResolverError(error) }, "graphql server: store unavailable");
  if (isErrorCode(code) && code !== "INTERNAL_SERVER_ERROR") return formatted;
  const original = unwrapResolverError(error);
  log[levelOfError()]({ err: original, path: formatted.path?.join(".") }, "graphql server: resolver failed");
  return {
    message: "Something broke on our side.",
    ...(formatted.path ? { path: formatted.path } : {}),
    extensions: { code: "INTERNAL_SERVER_ERROR", ...(unmaskErrors ? { debug: debugInformation(original) } : {}) },
  };
}

function hasOverflowed(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return error instanceof GraphQLError && hasOverflowed(error.originalError);
}

function debugInformation(thrown: unknown): { message: string; stack: string[] } {
  if (!(thrown instanceof Error)) return { message: String(thrown), stack: [] };
  const frames = thrown.stack?.split("\n") ?? [];
  return { message: thrown.message, stack: frames.map((line) => line.trim()).filter((line) => line.startsWith("at ")) };
}

/** Formats an error of an execution as Apollo Server does, and masks it. */
export function formatError(error: GraphQLError, options: { log: Log; unmaskErrors?: boolean }): GraphQLFormattedError {
  const isAboutVariable = error.nodes?.length === 1 && error.nodes[0]?.kind === Kind.VARIABLE_DEFINITION;
  const code = error.extensions.code ?? (isAboutVariable ? "BAD_USER_INPUT" : "INTERNAL_SERVER_ERROR");
  const { message, path, locations } = error.toJSON();
  const formatted = { message, ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  return maskError({ ...formatted, extensions: { ...error.extensions, code } }, error, options);
}
