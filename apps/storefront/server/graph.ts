/** The server's client of the graph: it asks as a guest without a session, within three seconds, at the next router if one cannot be reached. */
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { GraphError, GraphResponse } from "@hansa/front/graph";
import type { AskGraph } from "../shop/ask-graph.ts";

/** A page is not worth a longer wait. */
const timeoutMs = 3_000;
/** A router that is there accepts sooner. The address of a container that was replaced stays silent. */
const connectMs = 500;
/** One more than a router needs: a kept connection may end as it is used. */
const leastAttempts = 2;

const agent = new Agent({ keepAlive: true });
const secureAgent = new SecureAgent({ keepAlive: true });

/** The person or the part of the storefront for which the graph is asked. */
export type Asker = {
  /** The visitor, as the router names it, whose limits the requests count against. */
  visitor?: string | undefined;
  /** Ends the questions of a visitor who has left. */
  left?: AbortSignal;
  /** Whether it waits where a router refuses further requests for a while, because no visitor waits for it. */
  isPatient?: boolean;
};

/** Opens the way to the graph. */
export function openGraph(urls: readonly [string, ...string[]]): (asker: Asker) => AskGraph {
  let preferred = 0;

  /** Sends a query to one router after another until one answers. */
  async function sendToAny(body: string, { visitor, left }: Asker): Promise<Answer> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = left ? AbortSignal.any([timeout, left]) : timeout;
    for (let attempt = 1; ; attempt += 1) {
      const asked = preferred;
      try {
        return await send(urls[asked % urls.length] ?? urls[0], body, { visitor, signal });
      } catch (error) {
        // The next visitor does not wait for a router that accepts and stays silent. Others who waited for it move on no further.
        if (preferred === asked && !left?.aborted) preferred += 1;
        if (attempt >= Math.max(urls.length, leastAttempts) || signal.aborted) throw error;
      }
    }
  }

  return (asker) => async (document, variables) => {
    const body = JSON.stringify({ query: document.toString(), variables });
    for (;;) {
      const answer = await sendToAny(body, asker);
      if (!asker.isPatient || answer.waitMs === undefined) return readResponse(answer.body);
      await pause(answer.waitMs, undefined, { ref: false });
    }
  };
}

/** A response, and how long its sender has to wait before it asks again, if that is what the response says. */
type Answer = { body: string; waitMs: number | undefined };
type Sending = { visitor: string | undefined; signal: AbortSignal };

/** Sends a query, which may be repeated: it changes nothing. */
function send(url: string, body: string, { visitor, signal }: Sending): Promise<Answer> {
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    accept: "application/graphql-response+json, application/json",
    "apollographql-client-name": "storefront",
    ...(visitor === undefined ? {} : { "hansa-visitor": visitor }),
  };
  const options = { method: "POST", headers, signal };
  return new Promise((resolve, reject) => {
    const sent = url.startsWith("https:")
      ? secureRequest(url, { ...options, agent: secureAgent })
      : request(url, { ...options, agent });
    sent.once("response", (response) =>
      text(response).then((received) => resolve({ body: received, waitMs: waitOf(response) }), reject),
    );
    sent.once("error", reject);
    endIfUnconnected(sent);
    sent.end(body);
  });
}

/** A router that refuses a sender for its rate names the seconds; without them a second is enough. */
function waitOf({ statusCode, headers }: IncomingMessage): number | undefined {
  return statusCode === 429 ? Number(headers["retry-after"] ?? 1) * 1_000 : undefined;
}

function endIfUnconnected(sent: ClientRequest): void {
  sent.once("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => sent.destroy(new Error(`no connection within ${connectMs} ms`)), connectMs);
    for (const event of ["connect", "close"]) socket.once(event, () => clearTimeout(timer));
  });
}

function readResponse<Result>(response: string): GraphResponse<Result> {
  const { data = null, errors = [] }: { data?: Result | null; errors?: GraphError[] } = JSON.parse(response);
  return { data, errors };
}
