/** Envelope of a subgraph's response: the structure around the data, checked before the executor relies on it. */
import { isUtf8 } from "node:buffer";
import { maxBodyDepth } from "@hansa/kit/graphql";
import { type Data, isData } from "../execution/data/data.ts";
import { entitiesName } from "../execution/plan.ts";
import { parseExactly, surveyJson, withoutMark } from "./json-text.ts";

export type SubgraphError = {
  message: string;
  path: (string | number)[] | undefined;
  code: unknown;
  retryAfterMs: unknown;
  missingScopes: unknown;
  /** The error that was thrown, from a subgraph in development. */
  debug?: unknown;
};
export type Envelope = {
  data: Data | null;
  errors: SubgraphError[];
  /** The subgraph says that this is the response of an earlier request with the same key. */
  replayed: boolean;
  /** The subgraph asks that the response be held, so that its time reveals nothing. */
  isHeld: boolean;
  /** The log of the statements behind it, if the subgraph sends one, unread. */
  statements?: unknown;
};
/** The fault of a response in words, and whether it is that the response nests too deep. */
type EnvelopeFault = { fault: string; isTooDeep?: true };

/** The message of an error that came without one. */
const noMessage = "The service that owns this part gave no reason.";

/**
 * Reads a response. `entities` are the numbers of requested entities, by query; `maxDepth` is the most levels of a response. Returns the fault in words
 * if the response is invalid.
 */
export function readEnvelope(
  bytes: Buffer,
  entities: readonly number[],
  maxDepth: number = maxBodyDepth,
): Envelope | EnvelopeFault {
  // Else bytes that are no text would become other characters.
  const text = isUtf8(bytes) ? withoutMark(bytes.toString("utf8")) : "";
  const { isTooDeep, isRounded } = surveyJson(text, maxDepth);
  if (isTooDeep) return { fault: `the answer nests deeper than ${maxDepth} levels`, isTooDeep };
  const body = parseJson(text, isRounded);
  if (!isRecord(body)) return { fault: "the answer is not a JSON object" };
  const { data = null, extensions } = body;
  // Some servers write null where there are none.
  const errors = body.errors ?? [];
  if (data !== null && !isRecord(data)) return { fault: "data is not an object" };
  if (!Array.isArray(errors)) return { fault: "errors is not a list" };
  if (data === null && errors.length === 0) return { fault: "there is neither data nor an error" };
  for (const [query, count] of data === null ? [] : entities.entries()) {
    const name = entitiesName(query);
    const list = data?.[name];
    if (list === null && errors.length > 0) continue;
    if (!isEntityList(list, count)) return { fault: `${name} is not a list of ${count} entities` };
  }
  const { replayed, held, statements } = isRecord(extensions) ? extensions : {};
  return { data, errors: errors.map(readError), replayed: replayed === true, isHeld: held === true, statements };
}

/** Whether a JSON value is an object. */
export function isRecord(value: unknown): value is Data {
  return isData(value);
}

function isEntityList(value: unknown, length: number): boolean {
  return (
    Array.isArray(value) && value.length === length && value.every((entity) => entity === null || isRecord(entity))
  );
}

function readError(error: unknown): SubgraphError {
  const { message, path, extensions } = isRecord(error) ? error : {};
  const { code, retryAfterMs, missingScopes, debug } = isRecord(extensions) ? extensions : {};
  return {
    message: typeof message === "string" && message !== "" ? message : noMessage,
    path: readPath(path),
    code,
    retryAfterMs,
    debug,
    missingScopes,
  };
}

function readPath(path: unknown): (string | number)[] | undefined {
  if (!Array.isArray(path)) return undefined;
  const steps = path.filter((step): step is string | number => typeof step === "string" || typeof step === "number");
  return steps.length === path.length ? steps : undefined;
}

function parseJson(text: string, isRounded: boolean): unknown {
  try {
    return isRounded ? parseExactly(text) : JSON.parse(text);
  } catch {
    return undefined;
  }
}
