/** Shaping of a response: keeps only errors for clients, at paths that exist, and nothing internal. */
import { codedError } from "@hansa/kit/runtime/errors";
import { type ExecutionResult, GraphQLError } from "graphql";
import { isRecord } from "../transport/envelope.ts";
import { type Incidents, noteIncident } from "./incidents.ts";

type Notes = {
  /** A mutation's answer is that of an earlier request. */
  replayed: boolean;
  incidents: Incidents;
  /** Types with an absent entity. */
  absentTypes: ReadonlySet<string>;
};

/** The most misfits that an answer lists. */
const maxMisfits = 20;

/** Shapes the result of the executor. */
export function shapeAnswer(result: ExecutionResult, { replayed, incidents, absentTypes }: Notes): ExecutionResult {
  const data = result.data ?? null;
  const misfits = misfitsIn(result).filter((misfit) => !isAbsence(misfit, absentTypes));
  for (const { message, path } of misfits)
    noteIncident(incidents, "error", "data do not fit the schema", { message, path });
  const errors = [
    ...(result.errors ?? []).map((error) => fitForClients(error, data, incidents)),
    ...misfits.slice(0, maxMisfits).map(({ path }) => invalid(path ? placeOf(path, data) : [])),
  ];
  return {
    ...(errors.length > 0 ? { errors } : {}),
    data,
    ...(replayed ? { extensions: { replayed: true } } : {}),
  };
}

/** Values that the executor made null because they do not fit the schema. */
function misfitsIn({ extensions }: ExecutionResult): GraphQLError[] {
  const misfits = extensions?.valueCompletion;
  return Array.isArray(misfits) ? misfits.filter((misfit) => misfit instanceof GraphQLError) : [];
}

/** Whether this is a non-null field of an absent entity, which the null in place of the entity reports already. */
function isAbsence({ message }: GraphQLError, absentTypes: ReadonlySet<string>): boolean {
  const [, type = ""] = /^Cannot return null for non-nullable field (\w+)\./.exec(message) ?? [];
  return absentTypes.has(type);
}

function invalid(path: readonly (string | number)[]): GraphQLError {
  const { message, extensions } = codedError("SUBGRAPH_INVALID", "A value does not fit the schema.");
  return new GraphQLError(message, { ...(path.length > 0 ? { path } : {}), extensions });
}

/** Converts an error for clients. Errors from the transport carry the name of the subgraph; others are faults inside the executor. */
function fitForClients(error: GraphQLError, data: unknown, incidents: Incidents): GraphQLError {
  const { serviceName, ...extensions } = error.extensions ?? {};
  if (typeof serviceName !== "string") {
    noteIncident(incidents, "error", "the executor failed", { fault: error.message });
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
