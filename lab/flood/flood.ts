/** Sends a flood of documents, several at once, and compares each answer with the outcome of its document. */
import { z } from "zod";
import type { FloodDocument } from "./documents.ts";

export type FloodCounts = {
  /** Documents that were sent. */
  sent: number;
  /** Those that were accepted: answered with data and without errors. */
  accepted: number;
  /** Those that were refused with the code of their outcome. */
  refused: number;
  /** Answers that differ from the outcome, and requests without an answer. */
  faults: string[];
};

/** Keeps both cores of a small machine busy, and the planner's queue short. */
const concurrency = 4;

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});

/**
 * Sends the documents until all are sent or `isOver` says that a process has ended. `beforeEach` is awaited with the number of documents sent
 * before.
 */
export async function sendFlood(
  url: string,
  documents: Iterable<FloodDocument>,
  isOver: () => boolean,
  beforeEach: (sent: number) => Promise<void>,
): Promise<FloodCounts> {
  const counts: FloodCounts = { sent: 0, accepted: 0, refused: 0, faults: [] };
  const left = documents[Symbol.iterator]();

  async function sendNext(): Promise<void> {
    for (let next = left.next(); !next.done && !isOver(); next = left.next()) {
      counts.sent += 1;
      await beforeEach(counts.sent - 1);
      const { outcome } = next.value;
      const found = await send(url, next.value).catch((error) => `no answer: ${error}`);
      if (found !== outcome) counts.faults.push(`a document that should be ${outcome} was ${found}`);
      else if (outcome === "accepted") counts.accepted += 1;
      else counts.refused += 1;
    }
  }

  await Promise.all(Array.from({ length: concurrency }, sendNext));
  return counts;
}

/** Answers with "accepted", the code of the refusal, or a description of an answer that is neither. */
async function send(url: string, { query, operationName, variables }: FloodDocument): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, operationName, variables }),
  });
  const { data, errors = [] } = answer.parse(await response.json());
  if (response.status === 200 && data && errors.length === 0) return "accepted";
  const codes = [...new Set(errors.map(({ extensions }) => extensions.code))];
  if (response.status === 400 && !data && codes.length === 1) return codes.join();
  return `${response.status} with ${codes.join() || "no error"}`;
}
