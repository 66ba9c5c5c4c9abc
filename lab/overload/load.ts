/** The load: as many requests as the shop answers, or as many as a rate says, whether they are answered or not. */
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type Message, readMessages } from "../bench/http/framing.ts";
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

export type Load = { port: number; requests: readonly Request[] };

/** Clients of the open load: a request for which no connection is free is not sent. */
const maxConnections = 2_000;
/** After this time a request without an answer has failed. */
const patienceMs = 30_000;

/** Sends requests with so many clients, each its next one as soon as the one before is answered. */
export async function sendClosed({ port, requests }: Load, clients: number, ms: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  const endAt = performance.now() + ms;
  const next = inTurn(requests);
  const runClient = async () => {
    const connection = openConnection(port);
    while (performance.now() < endAt) answers.push(await connection.send(next()));
    connection.close();
  };
  await Promise.all(Array.from({ length: clients }, runClient));
  return answers;
}

/** Sends so many requests per second and waits for all answers. */
export async function sendOpen({ port, requests }: Load, perSecond: number, ms: number): Promise<Answer[]> {
  const free: Connection[] = [];
  const all: Connection[] = [];
  const open = () => {
    const connection = openConnection(port);
    all.push(connection);
    return connection;
  };
  const answers: Answer[] = [];
  const pending = new Set<Promise<void>>();
  const next = inTurn(requests);
  const startedAt = performance.now();
  let due = 0;
  while (performance.now() - startedAt < ms) {
    const dueNow = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
    for (; due < dueNow; due += 1) {
      const request = next();
      const connection = free.pop() ?? (all.length < maxConnections ? open() : undefined);
      if (!connection) continue;
      const sending = connection.send(request).then((answer) => {
        answers.push(answer);
        free.push(connection);
        pending.delete(sending);
      });
      pending.add(sending);
    }
    await pause(1);
  }
  await Promise.all(pending);
  for (const connection of all) connection.close();
  return answers;
}

type Connection = { send(request: Request): Promise<Answer>; close(): void };

/** A connection that is opened with its first request, and again after it was closed by the shop. */
function openConnection(port: number): Connection {
  let socket: Socket | undefined;
  let settle: ((message: Message | string) => void) | undefined;
  const end = (message: Message | string) => {
    const settleThis = settle;
    settle = undefined;
    settleThis?.(message);
  };
  const openSocket = () => {
    const opened = connect({ port, host: "127.0.0.1", noDelay: true });
    opened.on("data", readMessages(end));
    opened.once("error", (error) => end(error.message));
    opened.once("close", () => {
      if (socket === opened) socket = undefined;
      end("the connection ended before the answer");
    });
    return opened;
  };
  return {
    send: async ({ kind, bytes }) => {
      const startedAt = performance.now();
      const message = await new Promise<Message | string>((resolve) => {
        const limit = setTimeout(() => {
          socket?.destroy();
          end(`no answer within ${patienceMs} ms`);
        }, patienceMs);
        settle = (answer) => {
          clearTimeout(limit);
          resolve(answer);
        };
        socket ??= openSocket();
        socket.write(bytes);
      });
      return { kind, startedAt, endedAt: performance.now(), ...outcomeOf(message) };
    },
    close: () => socket?.destroy(),
  };
}

/** The n-th call returns the n-th request, again and again. */
function inTurn(requests: readonly Request[]): () => Request {
  let place = 0;
  return () => {
    const request = requests[place % requests.length];
    if (!request) throw new Error("there are no requests");
    place += 1;
    return request;
  };
}

/** Accepted: executed without an error. */
function outcomeOf(message: Message | string): Pick<Answer, "outcome" | "fault"> {
  if (typeof message === "string") return { outcome: "failed", fault: message };
  const { head, body } = message;
  const status = head.slice(9, 12);
  if (status === "503" && body.includes('"OVERLOADED"')) return { outcome: "refused" };
  if (status === "200" && !body.includes('"errors":')) return { outcome: "accepted" };
  return { outcome: "failed", fault: `${status} ${body.toString("utf8", 0, 200)}` };
}
