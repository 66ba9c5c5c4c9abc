/** One attack: a recipe's requests from one address, so many at a time, until its time is over. */
import { Agent } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { count, type Received, runClients, sendFrom } from "../../harness/load.ts";
import type { AttackRequest, Manner } from "../recipes/recipe.ts";
import type { Responses } from "./attacker.ts";

/** As many as one address may have connections (200), less those that close. */
export const requestsAtOnce = 190;

export type AttackPlan = {
  url: string;
  localAddress: string;
  manner: Manner;
  /** The requests in progress, or the connections. */
  atOnce: number;
  ms: number;
  next(n: number): AttackRequest;
};

/** So long the answers to the last requests are waited for; and for the first response, if there was none. */
const graceMs = 500;
const longGraceMs = 5_000;
/** A page that is asked for is in progress by then. */
const leaveAfterMs = 100;

/** Attacks, and counts the responses. */
export async function attack(plan: AttackPlan): Promise<Responses> {
  return plan.manner === "answered" || plan.manner === "abandoned" ? sendInLoops(plan) : writeToSockets(plan);
}

async function sendInLoops({ url, localAddress, manner, atOnce, ms, next }: AttackPlan): Promise<Responses> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce, localAddress });
  const responses: Responses = {};
  const endAt = performance.now() + ms;
  let sent = 0;
  const isOver = () => performance.now() >= endAt;
  const clients = runClients(atOnce, isOver, async () => {
    const request = next(sent);
    sent += 1;
    const signal = manner === "abandoned" ? AbortSignal.timeout(leaveAfterMs) : undefined;
    const code = await sendFrom(agent, url, { ...request, ...(signal && { signal }) }).then(codeOf, () =>
      signal?.aborted ? "abandoned" : "no answer",
    );
    count(responses, code);
    // A refused connection must not become a loop without a pause.
    if (code === "no answer") await pause(10);
  });
  await pause(ms);
  await Promise.race([clients, pause(graceMs)]);
  for (let waited = 0; waited < longGraceMs && Object.keys(responses).length === 0; waited += graceMs)
    await pause(graceMs);
  const counted = { ...responses };
  agent.destroy();
  await clients;
  return counted;
}

const refused = z.object({ errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).min(1) });
/** A response of this length has data; its text is not read, which would take the time of further requests. */
const maxRefusalLength = 50_000;

function codeOf({ status, text }: Received): string {
  if (text.length > maxRefusalLength || !text.startsWith("{")) return status < 400 ? "OK" : String(status);
  const [first] = refused.safeParse(JSON.parse(text)).data?.errors ?? [];
  return first?.extensions.code ?? (status < 400 ? "OK" : String(status));
}

/** The requests that are written on a connection at once. */
const requestsPerWrite = 20;
const writeEveryMs = 250;

/** Keeps the connections open. Pipelined answers are read and counted by their bytes; unread ones stay where they are. */
async function writeToSockets({ url, localAddress, manner, atOnce, ms, next }: AttackPlan): Promise<Responses> {
  const { hostname, port, host } = new URL(url);
  const responses: Responses = {};
  const endAt = performance.now() + ms;
  let sent = 0;
  const batch = () => {
    const texts = Array.from({ length: requestsPerWrite }, (_, index) => textOf(next(sent + index), host));
    sent += requestsPerWrite;
    return texts.join("");
  };
  const isOver = () => performance.now() >= endAt;
  await runClients(atOnce, isOver, async () => {
    const socket = connect({ host: hostname, port: Number(port), localAddress });
    let isOpen = true;
    socket.once("connect", () => count(responses, "connections"));
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve())).then(() => {
      isOpen = false;
    });
    socket.on("error", () => count(responses, "connections that failed"));
    if (manner === "pipelined") socket.on("data", (chunk: Buffer) => count(responses, "bytes", chunk.length));
    else socket.pause();
    while (isOpen && !isOver()) {
      // Of unread ones a connection has one batch: its responses fill what the system and the router hold.
      if (socket.bytesWritten === 0 || (manner === "pipelined" && socket.writableLength === 0)) socket.write(batch());
      await Promise.race([closed, pause(writeEveryMs)]);
    }
    socket.destroy();
    await closed;
  });
  return responses;
}

function textOf({ method, path, headers, body }: AttackRequest, host: string): string {
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const length = method === "POST" ? [`content-length: ${Buffer.byteLength(body)}`] : [];
  return `${[`${method} ${path} HTTP/1.1`, ...lines, ...length].join("\r\n")}\r\n\r\n${body}`;
}
