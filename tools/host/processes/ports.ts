/** Checks that the ports of the shop are free. */
import { createServer } from "node:net";
import { portSpan, privatePort, publicPort, type Service } from "../shop.mjs";

/** Throws, naming every port that is taken and what to do, unless all are free. */
export async function requireFreePorts(services: readonly Service[], host: string, port: number): Promise<void> {
  const wanted = services.flatMap((service) => [
    { name: service.name, port: publicPort(service, port) },
    { name: `${service.name} (private)`, port: privatePort(service, port) },
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

/** The first port from which on all that a shop spreads over are free. */
export async function findFreePorts(from: number): Promise<number> {
  for (let port = from; port < 60_000; port += 100) {
    const answers = await Promise.all(
      Array.from({ length: portSpan }, (_each, index) => isFree(port + index, "127.0.0.1")),
    );
    if (answers.every((free) => free)) return port;
  }
  throw new Error(`No ${portSpan} free ports in a row.`);
}

/** Whether the port is free; throws when the address itself cannot be used. */
export function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
