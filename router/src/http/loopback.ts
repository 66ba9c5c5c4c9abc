/** Origins of this machine, which may use a shop in development without being listed. */
import { isLoopbackHost } from "@hansa/kit/http";

/** Returns the test for origins whose pages may call the shop: the listed ones, and in development those of this machine. */
export function allowedOrigins(listed: readonly string[], production: boolean): (origin: string) => boolean {
  return (origin) => listed.includes(origin) || (!production && isLoopbackOrigin(origin));
}

/** Whether an `Origin` header names a page that this machine serves: `localhost` or a loopback address, exactly, on any port. */
function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: exact } = new URL(origin);
  return exact === origin && /^https?:$/.test(protocol) && isLoopbackHost(hostname);
}

/** Refuses a page that reaches a shop in development under a name of its own. */
export const untrustedHost = {
  code: "BAD_REQUEST",
  message: "In development the shop answers to localhost, to addresses and to the hosts of HANSA_CORS_ORIGINS only.",
} as const;
