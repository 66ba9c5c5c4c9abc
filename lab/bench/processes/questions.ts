/** Helper processes of a benchmark: they answer the questions of the process that started them. */
import type { ChildProcess } from "node:child_process";
import { z } from "zod";

/** Sends a question to the helper process; resolves with its answer. Rejects when it ends first or cannot answer. */
export type Ask = (question: unknown) => Promise<unknown>;

const reply = z.object({ id: z.number(), answer: z.unknown(), failure: z.string().optional() });
const request = z.object({ id: z.number(), question: z.unknown() });

/** Opens the conversation with a started helper process. */
export function askHelper(child: ChildProcess): Ask {
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on("message", (message) => {
    const { id, answer, failure } = reply.parse(message);
    const question = waiting.get(id);
    waiting.delete(id);
    if (failure === undefined) question?.resolve(answer);
    else question?.reject(new Error(failure));
  });
  child.once("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`a helper process ended with ${signal ?? code}`));
  });
  return (question) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      child.send({ id: last, question });
    });
}

/** Answers the questions of the parent process, each as soon as its answer is there. Called in the helper process. */
export function answerParent(answerTo: (question: unknown) => Promise<unknown> | unknown): void {
  // The preloaded watch over the parent lets the process end with an open channel.
  process.channel?.ref();
  process.on("message", async (message) => {
    const { id, question } = request.parse(message);
    try {
      process.send?.({ id, answer: (await answerTo(question)) ?? null });
    } catch (error) {
      process.send?.({ id, answer: null, failure: error instanceof Error ? error.message : String(error) });
    }
  });
}
