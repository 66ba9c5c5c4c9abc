/** Hash of a supergraph, by which logs, health and versions name it. */
import { createHash } from "node:crypto";

/** The first characters of the SHA-256 of its text. */
export function hashSupergraph(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
