/** Documents of clients: parsed, limited and validated once, and kept only after that. A refused one leaves its errors. */
import { createHash } from "node:crypto";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import {
  documentBytes,
  exceededLimit,
  exceededToken,
  graphqlError,
  type MutationLimits,
  maxNameLength,
  nestedTooDeeply,
  noMutationLimits,
  reservedNamesRule,
} from "@hansa/kit/graphql";
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import type { Graph } from "../graph/graph.ts";
import { documentKey } from "../graph/operation-cache.ts";
import { exactNumbersRule } from "./exact-numbers-rule.ts";
import { type GraphLimits, shopLimits } from "./graph-limits.ts";

export type Strictness = {
  introspection: boolean;
  suggestions: boolean;
  limits: GraphLimits;
  mutationLimits: MutationLimits;
  /** Whether an operation has a budget for what it is estimated to cost. */
  hasBudgets: boolean;
};

/**
 * The strictness of a router. Only a shop limits mutations and costs: mutations of a foreign graph may have the same names and do other work, and its
 * lists may have no sizes.
 */
export function strictnessOf(production: boolean, isShop: boolean, limits: GraphLimits = shopLimits): Strictness {
  return {
    introspection: !production,
    suggestions: !production,
    limits,
    mutationLimits: isShop ? mutationLimits : noMutationLimits,
    hasBudgets: isShop,
  };
}

/** A valid document, from the cache or just parsed, or the errors for which it is refused. */
export type FoundDocument =
  | { outcome: "cached" | "parsed"; document: DocumentNode }
  | { outcome: "refused"; errors: readonly GraphQLFormattedError[] };

/** The most errors of one kind that a response lists. */
export const maxListedErrors = 20;

/** The executor sends the keys of entities under this name. */
const NoReservedNames = reservedNamesRule(["representations"]);

/** Finds the document of this text. The strictness is constant in a process, so it is not part of the cache key. */
export function findDocument(
  { contract, operations, clientSchema }: Pick<Graph, "contract" | "operations" | "clientSchema">,
  strictness: Strictness,
  text: string,
): FoundDocument {
  const key = documentKey(contract, text);
  const known = operations.get(key);
  if (known?.kind === "document") {
    known.uses += 1;
    return { outcome: "cached", document: known.document };
  }
  const hash = createHash("sha256").update(key).digest("base64");
  const refused = operations.get(hash);
  if (refused?.kind === "refusal") return { outcome: "refused", errors: refused.errors };

  const document = readDocument(clientSchema, strictness, text);
  if ("kind" in document) {
    const estimateBytes = strictness.hasBudgets ? (document.tokenCount ?? 0) * estimateBytesPerToken : 0;
    const bytes = documentBytes(text, document, "bare") + estimateBytes;
    operations.set(key, { kind: "document", contract, document, uses: 1, bytes });
    return { outcome: "parsed", document };
  }
  const errors = document.map((error) => error.toJSON());
  operations.set(hash, { kind: "refusal", errors, bytes: refusalBytes + JSON.stringify(errors).length * 2 });
  return { outcome: "refused", errors };
}

/** The memory of what the estimate of its cost compiles, for each token: measured on Node 24, it takes 75 to 134, most for lists without arguments. */
const estimateBytesPerToken = 140;

/** The memory of a refusal without the text of its errors: its key and its objects. */
const refusalBytes = 1_000;

/** The document without locations, which take more memory than all the rest: only errors need them, and only here. */
function readDocument(
  schema: Graph["clientSchema"],
  strictness: Strictness,
  text: string,
): DocumentNode | readonly GraphQLError[] {
  const { limits, mutationLimits } = strictness;
  const located = parseDocument(text, { noLocation: false, maxTokens: limits.tokens });
  if (located instanceof GraphQLError) return [located];
  const tooLarge = exceededToken(located, maxNameLength, limits) ?? exceededLimit(located, mutationLimits, limits);
  const faults = tooLarge ? [tooLarge] : findFaults(schema, located, strictness);
  if (faults.length > 0) return faults;
  const document = parseDocument(text, { noLocation: true, maxTokens: limits.tokens });
  return document instanceof GraphQLError ? [document] : document;
}

/** Parses this text; the error says where it stops being GraphQL, or has more tokens. */
export function parseDocument(
  text: string,
  options: { noLocation: boolean; maxTokens: number },
): DocumentNode | GraphQLError {
  try {
    return parse(text, options);
  } catch (error) {
    // A text of nothing but braces overflows the stack before it reaches the token limit.
    if (error instanceof RangeError) return graphqlError("GRAPHQL_PARSE_FAILED", nestedTooDeeply);
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    return new GraphQLError(message, { source, positions, extensions: { code: "GRAPHQL_PARSE_FAILED" } });
  }
}

function findFaults(
  schema: Graph["clientSchema"],
  document: DocumentNode,
  { introspection, suggestions }: Strictness,
): readonly GraphQLError[] {
  const rules = [
    ...specifiedRules,
    NoReservedNames,
    exactNumbersRule,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  try {
    const limits = { maxErrors: maxListedErrors, hideSuggestions: !suggestions };
    const faults = validate(schema, document, rules, limits);
    return faults.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [graphqlError("GRAPHQL_VALIDATION_FAILED", nestedTooDeeply)];
  }
}

/** The error with one of our codes. */
export function withCode(
  { message, nodes }: GraphQLError,
  code: "BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED",
): GraphQLError {
  return new GraphQLError(message, { ...(nodes ? { nodes } : {}), extensions: { code } });
}
