/** Helper processes of an experiment: they serve requests of the process that started them. */
import type { ChildProcess } from "node:child_process";
import { z } from "zod";

/** Sends a request to the helper process; resolves with its response. Rejects when it ends first or refuses. */
export type Send = (request: unknown) => Promise<unknown>;

const envelope = z.object({ id: z.number(), response: z.unknown(), failure: z.string().optional() });
const sent = z.object({ id: z.number(), request: z.unknown() });

/** Opens the conversation with a started helper process. */
export function openHelper(child: ChildProcess): Send {
  const waiting = new Map<number, { resolve: (response: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on("message", (message) => {
    const { id, response, failure } = envelope.parse(message);
    const request = waiting.get(id);
    waiting.delete(id);
    if (failure === undefined) request?.resolve(response);
    else request?.reject(new Error(failure));
  });
  child.once("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`a helper process ended with ${signal ?? code}`));
  });
  return (request) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      child.send({ id: last, request }, (error) => error && reject(error));
    });
}

/** Serves the parent process, each request as soon as its response is there. Called in the helper process. */
export function serveParent(respond: (request: unknown) => Promise<unknown> | unknown): void {
  // The preloaded watch over the parent lets the process end with an open channel.
  process.channel?.ref();
  process.on("message", async (message) => {
    const { id, request } = sent.parse(message);
    try {
      process.send?.({ id, response: (await respond(request)) ?? null });
    } catch (error) {
      process.send?.({ id, response: null, failure: error instanceof Error ? error.message : String(error) });
    }
  });
}
