/** One HTTP exchange with a subgraph: within its deadline and its size, or a plain word about what went wrong. Never throws. */
import type { Pool } from "undici";

export type Exchange =
  | { kind: "answered"; status: number; text: string }
  /** Nothing reached the subgraph. */
  | { kind: "unreachable"; cause: string }
  /** Something may have reached it, and no whole answer came back: the connection broke. */
  | { kind: "broken"; cause: string }
  /** The same, and the time is up. */
  | { kind: "late"; cause: string }
  /** It answered more than anybody will read. */
  | { kind: "oversized"; cause: string };

export type Question = {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** Aborts at the deadline. */
  signal: AbortSignal;
  allowance: Allowance;
};

/** What the answers to one client's request may still have, in bytes, all of its fetches together. */
export type Allowance = { bytes: number };

/** Faults of undici and of the system that mean that no connection was made. */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** POSTs the question and reads the whole answer. */
export async function exchange(pool: Pool, { path, headers, body, signal, allowance }: Question): Promise<Exchange> {
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
    // Taken off at the end: an answer that is too large costs the other parts of the page nothing.
    allowance.bytes -= size;
    return { kind: "answered", status: answer.statusCode, text: Buffer.concat(chunks).toString("utf8") };
  } catch (error) {
    return failureOf(error, signal);
  }
}

function failureOf(error: unknown, signal: AbortSignal): Exchange {
  const cause = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (beforeSending.has(code)) return { kind: "unreachable", cause };
  return signal.aborted ? { kind: "late", cause: "no answer within the deadline" } : { kind: "broken", cause };
}
