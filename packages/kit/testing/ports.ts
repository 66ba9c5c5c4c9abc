/** Free ports for servers of tests. */
import { type AddressInfo, createServer } from "node:net";

/** The port on which a server listens. */
export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("this listens on no port");
  return address.port;
}

/** A port that was free at the time of the call, for a process that must be given one. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const port = portOf(probe.address());
      probe.close(() => resolve(port));
    });
  });
}
