/** The simulated network: messages are reordered, delayed, duplicated or lost, and so are responses. */
import type { Transport } from "@hansa/kit/rpc";
import type { Life, Scheduler } from "../scheduler.ts";
import type { FaultProfile } from "./fault-profile.ts";

/** Receives a message: rejects when its process is not running, or crashes before the response. */
export type Listener<Request, Response> = (callee: string, request: Request) => Promise<Response>;

/** The fault of a message. */
export type MessageFault = "lost" | "answerLost" | "late";

/** A message to a service, with the end of its sender's patience and its planned fault. */
type Message<Request> = {
  callee: string;
  request: Request;
  signal: AbortSignal;
  mishap?: () => MessageFault | undefined;
};

export type Network = {
  /** Sends to a service; resolves with its response, rejects when none came until the signal aborts. */
  send<Request, Response>(message: Message<Request>, listener: Listener<Request, Response>): Promise<Response>;
};

const maxDelayMs = 9_000;
/** Deliberately late, but while the caller still waits. */
const lateMs = 2_000;

/** The wires: they never die. */
const wires: Life = { name: "network", isAlive: true };

export function createNetwork(
  scheduler: Scheduler,
  weather: () => FaultProfile,
  told: (what: string) => void,
): Network {
  const { chance } = scheduler;

  async function travel(): Promise<void> {
    if (chance() < weather().slow) await scheduler.sleep(wires, chance() * maxDelayMs, "busy");
    else await scheduler.turn(wires);
  }

  return {
    send: ({ callee, request, signal, mishap = () => undefined }, listener) =>
      new Promise((resolve, reject) => {
        const giveUp = () => reject(signal.reason);
        if (signal.aborted) return giveUp();
        signal.addEventListener("abort", giveUp, { once: true });
        const deliver = async (): Promise<void> => {
          await travel();
          if (mishap() === "late") await scheduler.sleep(wires, lateMs, "busy");
          if (chance() < weather().lost || mishap() === "lost") return told(`a message to ${callee} is lost`);
          try {
            const response = await listener(callee, request);
            await travel();
            if (chance() < weather().responseLost || mishap() === "answerLost")
              return told(`an answer of ${callee} is lost`);
            signal.removeEventListener("abort", giveUp);
            resolve(response);
          } catch (error) {
            await travel();
            signal.removeEventListener("abort", giveUp);
            reject(error);
          }
        };
        void deliver();
        if (chance() < weather().twice) {
          told(`a message to ${callee} is sent twice`);
          void deliver();
        }
      }),
  };
}

/** Sends requests between services. `mishapOf` gives the planned fault of a request by its target. */
export function transportOver(
  network: Network,
  listener: Listener<Parameters<Transport>[1], Awaited<ReturnType<Transport>>>,
  mishapOf: (target: string) => MessageFault | undefined,
): Transport {
  return (callee, request) =>
    network.send(
      { callee, request: request, signal: request.signal, mishap: () => mishapOf(`${callee} ${request.path}`) },
      listener,
    );
}
