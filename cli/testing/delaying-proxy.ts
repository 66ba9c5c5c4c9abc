/** A proxy between two services that forwards requests and can delay or withhold a response. */

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { servicesAt } from "./addresses.ts";
import { internalUrl, type Shop, sharedShop } from "./shop.ts";

export type DelayingProxy = {
  url: string;
  /** Keeps the next response to this path back; resolves when the request was answered on the other side. */
  withholdNext(path: string): Promise<void>;
  /** Holds the next response to this path until it is released. */
  hold(path: string): { answered: Promise<void>; release: () => void };
  close(): Promise<void>;
};

/** The shared shop, in which orders calls payments through such a proxy until `close`. */
export async function shareShopWithProxy(): Promise<{ shop: Shop; proxy: DelayingProxy; close(): Promise<void> }> {
  const shop = await sharedShop();
  const proxy = await openDelayingProxy(internalUrl(shop, "payments"));
  await shop.kill("orders");
  await shop.start("orders", { HANSA_SERVICES: servicesAt({ payments: { internal: proxy.url } }) });
  return { shop, proxy, close: proxy.close };
}

/** Opens a proxy in front of `target`. */
export async function openDelayingProxy(target: string): Promise<DelayingProxy> {
  const held = new Map<string, { answered: () => void; released: Promise<void> }>();
  const server = createServer((incoming, outgoing) => {
    const forwarded = request(
      new URL(incoming.url ?? "/", target),
      { method: incoming.method ?? "GET", headers: incoming.headers },
      (response) => {
        const hold = held.get(incoming.url ?? "/");
        held.delete(incoming.url ?? "/");
        hold?.answered();
        void Promise.resolve(hold?.released).then(() => forwardResponse(response, outgoing));
      },
    );
    forwarded.once("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("the proxy has no port");
  function hold(path: string) {
    const [response, release] = [makeGate(), makeGate()];
    held.set(path, { answered: response.open, released: release.opened });
    return { answered: response.opened, release: release.open };
  }
  return {
    url: `http://127.0.0.1:${bound.port}`,
    withholdNext: (path) => hold(path).answered,
    hold,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forwardResponse(response: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(response.statusCode ?? 502, response.headers);
  response.pipe(outgoing);
}

/** A promise that waits until it is released. */
function makeGate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
