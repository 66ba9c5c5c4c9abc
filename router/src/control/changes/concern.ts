/** Concern: whether a change reaches an operation that is valid before it. */
import { type DocumentNode, type GraphQLSchema, validate } from "graphql";
import type { Change } from "./change.ts";
import { findUses, type Uses } from "./uses.ts";

/** The elements that an operation uses, and the reason for which it is no longer valid; `fault` is undefined if it still is. */
export type Trace = { uses: Uses; fault: string | undefined };

/** Traces an operation through a change; undefined if it was not valid before. Without a schema after it, no operation is valid. */
export function traceOperation(
  before: GraphQLSchema,
  after: GraphQLSchema | undefined,
  document: DocumentNode,
): Trace | undefined {
  if (validate(before, document).length > 0) return undefined;
  const fault = after ? validate(after, document)[0]?.message : "Its contract is gone.";
  return { uses: findUses(before, document), fault };
}

/** True if the operation uses the changed element, or is no longer valid without it. Safe changes concern no operation. */
export function isConcerned({ level, kind, coordinate }: Change, { uses, fault }: Trace): boolean {
  if (level === "safe") return false;
  const { touched, omitted, received } = uses;
  const container = coordinate.replace(/\.[^.(]+$|\([^(]+$/, "");
  switch (kind) {
    case "CONTRACT_REMOVED":
      return true;
    case "FIELD_ARGUMENT_DEFAULT_CHANGED":
    case "INPUT_FIELD_DEFAULT_VALUE_CHANGED":
      return omitted.has(coordinate);
    case "FIELD_ARGUMENT_ADDED":
    case "INPUT_FIELD_ADDED":
      // No operation sends an optional one yet.
      return level === "breaking" && touched.has(container);
    case "ENUM_VALUE_ADDED":
      return received.has(container);
    case "UNION_MEMBER_ADDED":
    case "OBJECT_TYPE_INTERFACE_ADDED":
      return received.has(coordinate);
    default:
      return touched.has(coordinate) || (omitted.has(coordinate) && fault !== undefined);
  }
}
