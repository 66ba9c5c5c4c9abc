/** One attack: a recipe's requests from one address, so many at a time, until its time is over. */
import { Agent, request as openRequest } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { AttackRequest, Manner } from "../recipes/recipe.ts";

/** As many as one address may have connections (200), less those that close. */
export const requestsAtOnce = 190;

/** The number of answers by their code: that of the first error, `OK` for data, or `no answer`. */
export type Answers = Record<string, number>;

export type AttackPlan = {
  url: string;
  localAddress: string;
  manner: Manner;
  /** The requests in progress, or the connections. */
  atOnce: number;
  ms: number;
  next(n: number): AttackRequest;
};

/** So long the answers to the last requests are waited for; and for the first answer, if there was none. */
const graceMs = 500;
const longGraceMs = 5_000;

/** Attacks, and counts the answers. */
export async function attack(plan: AttackPlan): Promise<Answers> {
  return plan.manner === "answered" ? sendInLoops(plan) : writeToSockets(plan);
}

async function sendInLoops({ url, localAddress, atOnce, ms, next }: AttackPlan): Promise<Answers> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce, localAddress });
  const answers: Answers = {};
  const endAt = performance.now() + ms;
  let sent = 0;
  const loop = async () => {
    while (performance.now() < endAt) {
      const request = next(sent);
      sent += 1;
      const code = await send(agent, url, request).then(codeOf, () => "no answer");
      answers[code] = (answers[code] ?? 0) + 1;
      // A refused connection must not become a loop without a pause.
      if (code === "no answer") await pause(10);
    }
  };
  const loops = Promise.all(Array.from({ length: atOnce }, loop));
  await pause(ms);
  await Promise.race([loops, pause(graceMs)]);
  for (let waited = 0; waited < longGraceMs && Object.keys(answers).length === 0; waited += graceMs)
    await pause(graceMs);
  const counted = { ...answers };
  agent.destroy();
  await loops;
  return counted;
}

type Answer = { status: number; text: string };

function send(agent: Agent, url: string, { method, path, headers, body }: AttackRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = openRequest(new URL(path, url), { agent, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode ?? 0, text: String(Buffer.concat(chunks)) }));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

const refused = z.object({ errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).min(1) });
/** A response of this length has data; its text is not read, which would take the time of further requests. */
const maxRefusalLength = 50_000;

function codeOf({ status, text }: Answer): string {
  if (text.length > maxRefusalLength || !text.startsWith("{")) return status < 400 ? "OK" : String(status);
  const [first] = refused.safeParse(JSON.parse(text)).data?.errors ?? [];
  return first?.extensions.code ?? (status < 400 ? "OK" : String(status));
}

/** The requests that are written on a connection at once. */
const requestsPerWrite = 20;
const writeEveryMs = 250;

/** Keeps the connections open. Pipelined answers are read and counted by their bytes; unread ones stay where they are. */
async function writeToSockets({ url, localAddress, manner, atOnce, ms, next }: AttackPlan): Promise<Answers> {
  const { hostname, port, host } = new URL(url);
  const answers: Answers = {};
  const count = (what: string, by = 1) => {
    answers[what] = (answers[what] ?? 0) + by;
  };
  const endAt = performance.now() + ms;
  let sent = 0;
  const batch = () => {
    const texts = Array.from({ length: requestsPerWrite }, (_, index) => textOf(next(sent + index), host));
    sent += requestsPerWrite;
    return texts.join("");
  };
  const hold = async () => {
    while (performance.now() < endAt) {
      const socket = connect({ host: hostname, port: Number(port), localAddress });
      let isOpen = true;
      socket.once("connect", () => count("connections"));
      const closed = new Promise<void>((resolve) => socket.once("close", () => resolve())).then(() => {
        isOpen = false;
      });
      socket.on("error", () => count("connections that failed"));
      if (manner === "pipelined") socket.on("data", (chunk: Buffer) => count("bytes", chunk.length));
      else socket.pause();
      while (isOpen && performance.now() < endAt) {
        // Of unread ones a connection has one batch: its answers fill what the system and the router hold.
        if (socket.bytesWritten === 0 || (manner === "pipelined" && socket.writableLength === 0)) socket.write(batch());
        await Promise.race([closed, pause(writeEveryMs)]);
      }
      socket.destroy();
      await closed;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, hold));
  return answers;
}

function textOf({ method, path, headers, body }: AttackRequest, host: string): string {
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const length = method === "POST" ? [`content-length: ${Buffer.byteLength(body)}`] : [];
  return `${[`${method} ${path} HTTP/1.1`, ...lines, ...length].join("\r\n")}\r\n\r\n${body}`;
}
