/**
 * The rules of every HTTP listener for its connections: a request begins when the one before it is answered, unsent bytes are counted, and a
 * client that takes no bytes of its response loses the connection.
 */
import { type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { guardHeads, headOptions, type RefuseHead } from "../../http/request-head.ts";
import type { Unsent } from "./unsent.ts";

/**
 * The time without progress after which the connection of a response ends, in milliseconds. Node looks once in it whether the system took
 * bytes, so that it is 30 to 60 s in fact. The system takes megabytes at a time: a shorter time would end slow readers who do read.
 */
const stalledAfterMs = 30_000;

export type ResponseRules = {
  unsent: Unsent;
  /** The address of the client; that of the peer if absent. */
  addressOf?: ((request: IncomingMessage) => string) | undefined;
  stalledAfterMs?: number;
};

/** The options of Node's server for responses under these rules, whose heads `guardRequests` checks. */
export function serverOptions(rules: ResponseRules) {
  return { ...headOptions, ServerResponse: countedResponse(rules) };
}

/** Refuses faulty heads at this server before its present listeners see them, and hands them the requests of a connection in turn. */
export function guardRequests(server: Server, refuse: RefuseHead): void {
  guardHeads(server, refuse);
  answerInTurn(server);
}

/** A response whose unsent bytes are counted after each write, until the system has taken all of them. */
function countedResponse({
  unsent,
  addressOf = ({ socket }) => socket.remoteAddress ?? "",
  stalledAfterMs: stalledMs = stalledAfterMs,
}: ResponseRules): typeof ServerResponse {
  return class CountedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    #address: string | undefined;
    #counted = 0;

    override write(...parameters: unknown[]): boolean {
      const hasRoom: boolean = Reflect.apply(super.write, this, parameters);
      this.#count();
      return hasRoom;
    }

    override end(...parameters: unknown[]): this {
      Reflect.apply(super.end, this, parameters);
      this.#count();
      return this;
    }

    #count(): void {
      const bytes = this.closed ? 0 : this.writableLength;
      // The usual case: the system took the whole response at once.
      if (bytes === this.#counted) return;
      const address = this.#address ?? this.#begin();
      unsent.add(address, bytes - this.#counted);
      this.#counted = bytes;
    }

    #begin(): string {
      const address = addressOf(this.req);
      this.#address = address;
      this.setTimeout(stalledMs);
      this.on("drain", () => this.#count());
      this.once("close", () => this.#count());
      return address;
    }
  };
}

/** The most requests of one connection that wait. No browser and no pool sends one before it has read the response to the last. */
const maxWaiting = 100;

type Exchange = { request: IncomingMessage; response: ServerResponse };

/**
 * Hands this server's present listeners the next request of a connection once the one before it is answered, so that one client cannot have
 * many in progress, or many unsent answers, by one connection. A connection with too many waiting ones is closed.
 */
function answerInTurn(server: Server): void {
  const listeners = server.listeners("request");
  /** The requests that wait, by the connections that have one in progress. */
  const waiting = new WeakMap<Socket, Exchange[]>();
  const begin = (exchange: Exchange) => {
    // Its other listeners see the end first: they count what is in progress.
    exchange.response.once("close", () => process.nextTick(endTurn, exchange.request.socket));
    for (const each of listeners) each.call(server, exchange.request, exchange.response);
  };
  const endTurn = (socket: Socket) => {
    const queue = waiting.get(socket) ?? [];
    const next = socket.writableEnded || socket.destroyed ? undefined : queue.shift();
    if (!next) return void waiting.delete(socket);
    // Node sets the time of a connection that is kept alive, but leaves the last response's to one that answers on.
    socket.setTimeout(0);
    if (queue.length === 0) socket.resume();
    begin(next);
  };
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const queue = waiting.get(socket);
    if (queue === undefined) {
      waiting.set(socket, []);
      return begin({ request, response });
    }
    if (queue.length >= maxWaiting) return void socket.destroy();
    queue.push({ request, response });
    // Further requests stay in the buffer of the system.
    socket.pause();
    return undefined;
  });
}
