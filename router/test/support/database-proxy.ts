/** A proxy before a database server, whose loss it plays: connections break and new ones too, or they stay and nothing comes through. */
import { connect, createServer, type Socket } from "node:net";
import { portOf } from "@hansa/kit/testing";

export type DatabaseProxy = {
  /** The address of the database behind the proxy. */
  url: string;
  /** The server has ended. */
  lose(): void;
  /** The server, or its machine, hangs. */
  silence(): void;
  restore(): void;
  close(): void;
};

/** Opens the proxy before the database with this address. */
export async function openDatabaseProxy(address: string): Promise<DatabaseProxy> {
  const url = new URL(address);
  const { hostname, port } = url;
  let state: "open" | "lost" | "silent" = "open";
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on("data", (chunk) => {
      if (state === "open") to.write(chunk);
    });
    from.on("error", () => from.destroy());
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    if (state === "lost") return void client.destroy();
    const upstream = connect(Number(port), hostname);
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url.hostname = "127.0.0.1";
  url.port = String(portOf(server.address()));
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    lose: () => {
      state = "lost";
      breakAll();
    },
    silence: () => {
      state = "silent";
    },
    restore: () => {
      // Bytes that were swallowed meanwhile are lost.
      if (state === "silent") breakAll();
      state = "open";
    },
    close: () => {
      breakAll();
      server.close();
    },
  };
}
