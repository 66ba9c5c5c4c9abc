/** The last look at an answer: only errors that are meant for clients leave, at places that exist, and nothing about how it was made. */
import type { Log } from "@hansa/kit/log";
import { type ExecutionResult, GraphQLError } from "graphql";
import { isRecord } from "../transport/envelope.ts";

/** Shapes what the executor gave. `replayed` says that a mutation's answer is that of an earlier request. */
export function shapeAnswer(result: ExecutionResult, replayed: boolean, log: Log): ExecutionResult {
  const data = result.data ?? null;
  // Values that did not fit the schema were made null; where that happened is for us to know.
  const misfits = result.extensions?.valueCompletion;
  if (misfits) log.error({ misfits }, "a subgraph's data do not fit the schema");
  const errors = (result.errors ?? []).map((error) => fitForClients(error, data, log));
  return {
    ...(errors.length > 0 ? { errors } : {}),
    data,
    ...(replayed ? { extensions: { replayed: true } } : {}),
  };
}

/** What the transport made of a subgraph's error carries the subgraph's name; anything else is a fault inside the executor. */
function fitForClients(error: GraphQLError, data: unknown, log: Log): GraphQLError {
  const { serviceName, ...extensions } = error.extensions ?? {};
  if (typeof serviceName !== "string") {
    log.error({ err: error }, "the executor failed");
    return new GraphQLError("Something broke on our side.", { extensions: { code: "INTERNAL_SERVER_ERROR" } });
  }
  const path = error.path ? placeOf(error.path, data) : [];
  return new GraphQLError(error.message, { ...(path.length > 0 ? { path } : {}), extensions });
}

/**
 * The executor writes "@" where it does not know the position in a list, and counts positions wrongly when some elements had nothing to
 * ask. A true path leads to a null; one that leads to something else ends at the list, which is as much as is known.
 */
function placeOf(path: readonly (string | number)[], data: unknown): readonly (string | number)[] {
  const known = path.includes("@") ? path.slice(0, path.indexOf("@")) : path;
  let value = data;
  for (const step of known) {
    if (value === null || value === undefined) return known;
    value = Array.isArray(value) ? value[Number(step)] : isRecord(value) ? value[step] : undefined;
  }
  const firstPosition = known.findIndex((step) => typeof step === "number");
  const isTrue = value === null || value === undefined || firstPosition < 0;
  return isTrue ? known : known.slice(0, firstPosition);
}
