/** One HTTP exchange with a subgraph, within its deadline and size limit. Faults are results; it never throws. */
import type { Pool } from "undici";

export type Exchange =
  | { kind: "answered"; status: number; text: string }
  /** Nothing reached the subgraph. */
  | { kind: "unreachable"; cause: string }
  /** The connection broke: the request may have arrived, and no complete response came back. */
  | { kind: "broken"; cause: string }
  /** The deadline passed: the request may have arrived. */
  | { kind: "late"; cause: string }
  /** The response exceeds the size limit. */
  | { kind: "oversized"; cause: string };

export type SubgraphRequest = {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** Aborts at the deadline. */
  signal: AbortSignal;
  allowance: Allowance;
};

/** The remaining bytes of the responses to one client's request, all of its fetches together. */
export type Allowance = { bytes: number };

/** Faults of undici and of the system that mean that no connection was made. */
const connectionFaults = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Sends the request and reads the whole response. */
export async function exchange(
  pool: Pool,
  { path, headers, body, signal, allowance }: SubgraphRequest,
): Promise<Exchange> {
  try {
    const answer = await pool.request({ method: "POST", path, headers, body, signal });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      const bytes: Buffer = chunk;
      size += bytes.length;
      if (size > allowance.bytes) {
        answer.body.destroy();
        return { kind: "oversized", cause: "the answers are larger than one request may have" };
      }
      chunks.push(bytes);
    }
    // Subtracted at the end, so that a response that is too large costs the other fetches nothing.
    allowance.bytes -= size;
    return { kind: "answered", status: answer.statusCode, text: Buffer.concat(chunks).toString("utf8") };
  } catch (error) {
    return failureOf(error, signal);
  }
}

function failureOf(error: unknown, signal: AbortSignal): Exchange {
  const cause = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (connectionFaults.has(code)) return { kind: "unreachable", cause };
  return signal.aborted ? { kind: "late", cause: "no answer within the deadline" } : { kind: "broken", cause };
}
