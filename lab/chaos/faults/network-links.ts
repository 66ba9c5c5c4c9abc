/**
 * Network links between the processes, each a small proxy that can delay a request, cut it off before its arrival, or lose its response. A link
 * knows turns, not HTTP: on one connection a request is answered before the next one is sent.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Chance } from "@hansa/kit/testing";

/** A fault of a share of the turns on a link. */
export type LinkFault = { kind: "delay" | "cut" | "lose"; share: number; mostMs: number };
/** The number of faults by kind, for the report. */
export type LinkFaultCounts = Record<LinkFault["kind"], number>;

export type Link = {
  /** The port at which the caller finds the callee. */
  port: number;
  /** Leads new connections to another port, and ends those that there are. */
  lead(port: number): void;
  /** Undefined: the wire is sound. */
  trouble(trouble: LinkFault | undefined): void;
  /** From now on `hear` gets what callers send, as it was sent. */
  overhear(hear: (sent: Buffer) => void): void;
  close(): void;
};

/** Opens a link to `target`. What it does to whom follows from `chance` and from who asks when. */
export async function openLink(target: number, chance: Chance, count: LinkFaultCounts): Promise<Link> {
  let port = target;
  let trouble: LinkFault | undefined;
  let listener: ((sent: Buffer) => void) | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((caller) => {
    const callee = connect(port, "127.0.0.1");
    for (const socket of [caller, callee]) keep(sockets, socket);
    caller.on("data", (sent) => listener?.(sent));
    forwardTurns(caller, callee, () => draw(trouble, chance, count));
  });
  const listening = await listen(server);
  return {
    port: listening,
    lead: (next) => {
      port = next;
      for (const socket of sockets) socket.destroy();
    },
    trouble: (next) => {
      trouble = next;
    },
    overhear: (hear) => {
      listener = hear;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.setNoDelay(true);
  socket.once("close", () => sockets.delete(socket));
}

/** Draws the fault of this turn, if any. */
function draw(trouble: LinkFault | undefined, chance: Chance, count: LinkFaultCounts): LinkFault | undefined {
  if (!trouble || !chance.happens(trouble.share)) return undefined;
  count[trouble.kind] += 1;
  return { ...trouble, mostMs: trouble.mostMs === 0 ? 0 : chance.whole(1, trouble.mostMs) };
}

function forwardTurns(caller: Socket, callee: Socket, draw: () => LinkFault | undefined): void {
  let isRequested = false;
  let turn: LinkFault | undefined;
  const end = () => {
    caller.destroy();
    callee.destroy();
  };
  for (const socket of [caller, callee]) socket.on("error", end).on("close", end);
  caller.on("data", (request) => {
    if (!isRequested) turn = draw();
    isRequested = true;
    if (turn?.kind === "cut") return end();
    if (turn?.kind !== "delay") return void callee.write(request);
    caller.pause();
    setTimeout(() => {
      callee.write(request);
      caller.resume();
    }, turn.mostMs);
    turn = undefined;
  });
  callee.on("data", (response) => {
    isRequested = false;
    if (turn?.kind === "lose") return end();
    caller.write(response);
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const bound = server.address();
      if (typeof bound === "object" && bound !== null) resolve(bound.port);
      else reject(new Error("a link has no port"));
    });
  });
}
