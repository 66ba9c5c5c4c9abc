/** Reading of GraphQL-over-HTTP requests: the accepted media type, and the operation. */
import { isUtf8 } from "node:buffer";
import { documentIds, findFormFault } from "@hansa/kit/graphql";
import { type Fault, forbiddenKeyOf, parseJsonText } from "@hansa/kit/http";
import type { OperationRequest } from "../../operation/prepare.ts";
import { findExact, parseExactly, surveyJson } from "../../transport/json-text.ts";
import { type Refusal, refusalOfStatus } from "../refusals.ts";

const mediaTypes = ["application/graphql-response+json", "application/json"] as const;
export type MediaType = (typeof mediaTypes)[number];

const jsonRanges = new Set(["application/json", "application/*", "*/*"]);

/**
 * The media type to answer in; undefined if none is acceptable. `application/json` is the default, as clients expect that know nothing of the
 * newer type. The greatest weight decides, and among equals the first.
 */
export function acceptedType(accept: string | undefined): MediaType | undefined {
  if (accept === mediaTypes[0] || accept === mediaTypes[1]) return accept;
  let best: { type: MediaType; weight: number } | undefined;
  for (const range of (accept || "*/*").toLowerCase().split(",")) {
    const [name = "", ...parameters] = range.split(";").map((part) => part.trim());
    const type = name === mediaTypes[0] ? name : jsonRanges.has(name) ? mediaTypes[1] : undefined;
    const charset = parameters.find((parameter) => parameter.startsWith("charset="));
    if (!type || (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset))) continue;
    const weight = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
    if (weight > 0 && weight > (best?.weight ?? 0)) best = { type, weight };
  }
  return best?.type;
}

/** The operation of a JSON body, or the refusal of a body that has none, or of variables that would be rounded: `text` is what the body was read from. */
export function readOperationRequest(body: unknown, text = ""): OperationRequest | Fault {
  const fault = findFormFault(body);
  if (fault) return fault;
  if (!isMap(body)) return invalid("body");
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== "string") return invalid("query");
  if (!isAbsent(operationName) && typeof operationName !== "string") return invalid("operationName");
  if (!isAbsent(variables) && !isMap(variables)) return invalid("variables");
  if (!isAbsent(extensions) && !isMap(extensions)) return invalid("extensions");
  const rounded = roundedVariable(text, (all) => (isMap(all) ? all.variables : undefined));
  if (rounded) return rounded;
  return { query, operationName: operationName || undefined, variables: variables ?? {} };
}

function invalid(parameter: string, reason = ""): Fault {
  return { status: 400, code: "BAD_REQUEST", message: `Invalid ${parameter}${reason}` };
}

/** The refusal of a body that is not parsed: it is no JSON in UTF-8, or has a key of which the name is said. */
export function refusalOfJson(body: Buffer): Refusal {
  const key = isUtf8(body) ? forbiddenKeyOf(body.toString("utf8")) : undefined;
  return key === undefined ? refusalOfStatus(400) : { code: "BAD_REQUEST", message: unreadKey(key) };
}

function unreadKey(key: string): string {
  return key === "constructor"
    ? 'The key "constructor" is not read where its value has a "prototype".'
    : `The key "${key}" is not read.`;
}

function invalidJson(parameter: string, text: string): Fault {
  const key = forbiddenKeyOf(text);
  return invalid(parameter, key === undefined ? "" : `: ${unreadKey(key)}`);
}

/** So much of a name or a number that a client sent is repeated. */
const shownCharacters = 60;

/** The refusal of a variable with a number that JavaScript would round: a subgraph would get another one. `variablesIn` finds them in the text. */
function roundedVariable(text: string, variablesIn: (value: unknown) => unknown): Fault | undefined {
  if (!surveyJson(text, Number.POSITIVE_INFINITY).isRounded) return undefined;
  const variables = variablesIn(parseOrNothing(text));
  for (const [name, value] of isMap(variables) ? Object.entries(variables) : []) {
    const digits = findExact(value);
    if (digits === undefined) continue;
    const [shownName, shownDigits] = [shorten(name), shorten(digits)];
    const message = `Variable "$${shownName}" has the number ${shownDigits}, which cannot be read exactly.`;
    return { status: 400, code: "BAD_USER_INPUT", message };
  }
  return undefined;
}

/** Values that nest too deep for this are refused where variables are counted. */
function parseOrNothing(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function shorten(text: string): string {
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

const searched = ["query", "operationName", "variables", "extensions", ...documentIds];

/** The operation of a GET, whose variables and extensions are JSON text, read by the parser of bodies. */
export function readSearch(url: string): OperationRequest | Fault {
  const search = new URLSearchParams(url.slice(url.indexOf("?") + 1));
  const fields: Record<string, unknown> = {};
  for (const name of searched) {
    const text = search.get(name);
    if (text === null) continue;
    const isJson = name === "variables" || name === "extensions";
    const read = isJson && text !== "" ? parseJsonText(text) : { value: text || undefined };
    if (!read) return invalidJson(name, text);
    const rounded = name === "variables" ? roundedVariable(text, (variables) => variables) : undefined;
    if (rounded) return rounded;
    fields[name] = read.value;
  }
  return readOperationRequest(fields);
}
