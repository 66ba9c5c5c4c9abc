/** Finds free ports for a shop, claims them, and checks that they are free. */
import { createServer, type Server } from "node:net";
import { internalPort, portSpan, processName, publicPort, type Service } from "../shop.mjs";

/** Throws, naming every port that is taken and what to do, unless all are free. */
export async function requireFreePorts(services: readonly Service[], host: string, port: number): Promise<void> {
  const wanted = services.flatMap((service) => [
    { name: processName(service), port: publicPort(service, port) },
    { name: `${processName(service)} (private)`, port: internalPort(service, port) },
  ]);
  const taken: string[] = [];
  for (const listener of wanted) {
    if (!(await isFree(listener.port, host))) taken.push(`${listener.port} for ${listener.name}`);
  }
  if (taken.length === 0) return;
  throw new Error(
    `in use: ${taken.join(", ")}. Stop what holds it (lsof -i :PORT shows who), ` +
      `or choose other ports: HANSA_PORT=${port + 100}.`,
  );
}

const portsPerShop = 100;
const lastPort = 60_000;

/** The first port from which on all that a shop spreads over are free. */
export async function findFreePorts(from: number): Promise<number> {
  for (let port = from; port < lastPort; port += portsPerShop) if (await areFree(port)) return port;
  throw new Error(`No ${portSpan} free ports in a row.`);
}

/** The ports of a shop from `port` on, which no other claim gets before they are released or this process ends. */
export type PortClaim = { port: number; release(): Promise<void> };

/**
 * Claims free ports. A shop listens only seconds after it was given its ports, and another one would find them free until then: a claim listens
 * at once, above the ports of the shop.
 */
export async function claimPorts(from: number): Promise<PortClaim> {
  for (let port = from; port < lastPort; port += portsPerShop) {
    const guard = await listenAlone(port + portsPerShop - 1, "127.0.0.1");
    if (!guard) continue;
    const release = () => close(guard);
    if (await areFree(port)) return { port, release };
    await release();
  }
  throw new Error(`No ${portSpan} free ports in a row.`);
}

async function areFree(port: number): Promise<boolean> {
  const all = Array.from({ length: portSpan }, (_each, index) => isFree(port + index, "127.0.0.1"));
  return (await Promise.all(all)).every(Boolean);
}

/** Whether the port is free; throws when the address itself cannot be used. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const probe = await listenAlone(port, host);
  if (probe) await close(probe);
  return probe !== undefined;
}

/** A listener that keeps no process running; undefined if the port is taken. */
function listenAlone(port: number, host: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    // A program that tries the port would otherwise keep the listener from closing.
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => resolve(server.unref()));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
