/** A proxy before the database that loses a connection at a chosen moment: before or after the server has got a text. */
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { DatabasePlace } from "../../../src/store/engine/pg/place.ts";
import { portOf } from "../../../testing/ports.ts";

type Moment = "before" | "after" | "silent";

export type LossyProxy = {
  place: DatabasePlace;
  /**
   * Loses the next connection that sends `text`: `before` the server gets it, or `after`, so that its response is lost. `isLast`: and all later ones.
   * `silent`: it and all later ones stay open, also once the other side ends them, and nothing passes any more.
   */
  loseAt(moment: Moment, text: string, isLast?: boolean): void;
  /** Loses each connection that is open now once it sends something, as after a failover; later ones are none of them. */
  loseOpen(): void;
  lost(): number;
  isSilent(): boolean;
};

/** Opens the proxy; it is closed when the test ends. */
export async function openLossyProxy(place: DatabasePlace): Promise<LossyProxy> {
  const { hostname, port } = new URL(place.url);
  let plan: { moment: Moment; text: string; isLast: boolean } | undefined;
  let isOpen = true;
  let isSilent = false;
  let lost = 0;
  const sockets = new Set<Socket>();
  let doomed = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (!isOpen) return void client.destroy();
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    let isLost = false;
    const lose = () => {
      isLost = true;
      lost += 1;
      isOpen = plan?.isLast !== true;
      plan = undefined;
      client.destroy();
    };
    client.on("data", (chunk) => {
      if (doomed.has(client)) return void client.destroy();
      if (plan?.moment === "silent" && chunk.includes(plan.text)) isSilent = true;
      if (isSilent) return;
      const due = plan && chunk.includes(plan.text) ? plan.moment : undefined;
      if (due === "before") {
        lose();
        upstream.destroy();
        return;
      }
      upstream.write(chunk);
      if (due === "after") lose();
    });
    upstream.on("data", (chunk) => {
      if (!isLost && !isSilent) client.write(chunk);
    });
    client.on("end", () => {
      if (!isSilent) client.end();
    });
    client.on("close", () => {
      // The server is to get and answer what was sent before.
      if (!isLost) upstream.destroy();
      else upstream.end();
    });
    upstream.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = new URL(place.url);
  url.hostname = "127.0.0.1";
  url.port = String(portOf(server.address()));
  return {
    place: { ...place, url: url.href },
    loseAt: (moment, text, isLast = false) => {
      plan = { moment, text, isLast };
    },
    loseOpen: () => {
      doomed = new Set(sockets);
    },
    lost: () => lost,
    isSilent: () => isSilent,
  };
}
