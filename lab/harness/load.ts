/** Load on a shop: clients side by side until they are told to stop, requests from addresses of this machine, and counts of what came of them. */
import { Agent, type IncomingMessage, request } from "node:http";
import type { Fetch } from "@hansa/client/graphql-client";

/** How often each outcome occurred, by its name. */
export type Counts = Record<string, number>;

export function count(counts: Counts, outcome: string, by = 1): void {
  counts[outcome] = (counts[outcome] ?? 0) + by;
}

/** Runs so many clients side by side, each of which does its work again and again until `isOver`; resolves when all have ended. */
export async function runClients(
  clients: number,
  isOver: () => boolean,
  work: (client: number, turn: number) => Promise<unknown>,
): Promise<void> {
  const run = async (client: number) => {
    for (let turn = 0; !isOver(); turn += 1) await work(client, turn);
  };
  await Promise.all(Array.from({ length: clients }, (_each, client) => run(client)));
}

/** Opens a `fetch` that sends from this address and keeps its connections. */
export function openFetch(localAddress: string): { fetch: Fetch; close(): void } {
  const agent = new Agent({ keepAlive: true, localAddress });
  return {
    fetch: async (url, init) => {
      const { status, text } = await sendFrom(agent, url, init);
      return new Response(text, { status });
    },
    close: () => agent.destroy(),
  };
}

export type Received = { status: number; text: string };

/** Sends a request over the connections of an agent, and reads the whole response. `path`: the target, if it is not that of the address. */
export async function sendFrom(
  agent: Agent,
  url: string | URL,
  { path, method, headers, body, signal }: Parameters<Fetch>[1] & { path?: string },
): Promise<Received> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { ...(path === undefined ? {} : { path }), agent, method, headers, signal }, resolve)
      .once("error", reject)
      .end(body);
  });
  const chunks: Buffer[] = await response.toArray();
  return { status: response.statusCode ?? 500, text: String(Buffer.concat(chunks)) };
}

/** Whether nothing of a request was sent: nobody listened, or the listener was closed before it accepted the connection. */
export function isConnectionRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause !== null && "syscall" in cause && cause.syscall === "connect";
}

/** A failed request in one line, with its cause. */
export function describeFailure(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `, ${error.cause.message}` : "";
  return `${error}${cause}`.slice(0, 300);
}
