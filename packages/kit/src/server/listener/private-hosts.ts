/** Hosts of internal listeners: one that only its own machine reaches answers to the machine's own names alone. */
import type { FastifyInstance, FastifyReply } from "fastify";
import { trustedHosts } from "../../http/hosts.ts";
import { isLoopback } from "../../identity/client-network.ts";

/** The message of the refusal. */
export const foreignHost = "On this machine an internal port answers to localhost and to addresses only.";

/**
 * Refuses requests whose `Host` is another name than localhost or an address, while the server listens on a loopback address: a web page whose
 * name was made to resolve to this machine would read metrics in an operator's browser. A server that others reach is called by names that it does
 * not know; there the network must keep strangers away.
 */
export function refuseForeignHosts(app: FastifyInstance, refuse: (reply: FastifyReply) => FastifyReply): void {
  const isTrusted = trustedHosts([]);
  let isOnLoopback = false;
  app.server.on("listening", () => {
    const address = app.server.address();
    isOnLoopback = address !== null && typeof address !== "string" && isLoopback(address.address);
  });
  app.addHook("onRequest", (request, reply, done) => {
    const { host } = request.headers;
    // Without one it is no browser: some health checks send HTTP/1.0.
    if (isOnLoopback && host !== undefined && !isTrusted(host)) refuse(reply);
    else done();
  });
}
