/** The load: as many requests as the shop answers, or as many as a rate says, whether they are answered or not. */
import { Agent, request as sendHttp } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Kind, Request } from "./requests.ts";

/** One ended request, in milliseconds of this process. */
export type Answer = {
  kind: Kind;
  startedAt: number;
  endedAt: number;
  outcome: "accepted" | "refused" | "failed";
  /** Why it failed. */
  fault?: string;
};

export type Load = { url: string; requests: readonly Request[] };

const maxSockets = 4_000;
/** After this time a request without an answer has failed. */
const patienceMs = 30_000;

/** Sends requests with so many clients, each its next one as soon as the one before is answered. */
export async function sendClosed({ url, requests }: Load, clients: number, ms: number): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets });
  const answers: Answer[] = [];
  const endAt = performance.now() + ms;
  let next = 0;
  const runClient = async () => {
    while (performance.now() < endAt) {
      const request = requests[next % requests.length];
      next += 1;
      if (request) answers.push(await send(agent, url, request));
    }
  };
  await Promise.all(Array.from({ length: clients }, runClient));
  agent.destroy();
  return answers;
}

/** Sends so many requests per second and waits for all answers. */
export async function sendOpen({ url, requests }: Load, perSecond: number, ms: number): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets });
  const sent: Promise<Answer>[] = [];
  const startedAt = performance.now();
  while (performance.now() - startedAt < ms) {
    const due = ((performance.now() - startedAt) / 1_000) * perSecond;
    while (sent.length < due) {
      const request = requests[sent.length % requests.length];
      if (!request) throw new Error("there are no requests");
      sent.push(send(agent, url, request));
    }
    await pause(5);
  }
  const answers = await Promise.all(sent);
  agent.destroy();
  return answers;
}

function send(agent: Agent, url: string, { kind, body, headers }: Request): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const end = (outcome: Answer["outcome"], fault?: string) =>
      resolve({ kind, startedAt, endedAt: performance.now(), outcome, ...(fault ? { fault } : {}) });
    const sending = sendHttp(
      url,
      {
        method: "POST",
        agent,
        headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        timeout: patienceMs,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.once("end", () => end(...outcomeOf(response.statusCode, text)));
        response.once("error", (error) => end("failed", String(error)));
      },
    );
    sending.once("timeout", () => sending.destroy(new Error(`no answer within ${patienceMs} ms`)));
    sending.once("error", (error) => end("failed", String(error)));
    sending.end(body);
  });
}

/** Accepted: executed without an error. */
function outcomeOf(status: number | undefined, text: string): [Answer["outcome"], string?] {
  if (status === 503 && text.includes('"OVERLOADED"')) return ["refused"];
  if (status === 200 && !text.includes('"errors":')) return ["accepted"];
  return ["failed", `${status} ${text.slice(0, 200)}`];
}
