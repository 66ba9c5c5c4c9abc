/** Requests without the text of an operation: batches, hashes of persisted queries and ids of stored documents, none of which is served. */
import type { Fault } from "../../http/refusals.ts";

/** The parameters in which clients name a document that was stored before. */
export const documentIds = ["documentId", "doc_id", "id"] as const;

/**
 * The refusal of a request that is of such a form; undefined for any other. Clients of persisted queries know the words of theirs, and send the text
 * then. A batch is refused in Apollo Server's words.
 */
export function findFormFault(body: unknown): Fault | undefined {
  if (Array.isArray(body)) return { status: 400, code: "BAD_REQUEST", message: "Operation batching disabled." };
  if (!isRecord(body) || body.query) return undefined;
  const { extensions } = body;
  if (isRecord(extensions) && extensions.persistedQuery)
    return { status: 200, code: "PERSISTED_QUERY_NOT_SUPPORTED", message: "PersistedQueryNotSupported" };
  const named = documentIds.find((name) => body[name] !== undefined && body[name] !== null);
  if (!named) return undefined;
  const message = `No documents are stored, so \`${named}\` names none. Send the text as \`query\`.`;
  return { status: 400, code: "PERSISTED_QUERY_NOT_SUPPORTED", message };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
