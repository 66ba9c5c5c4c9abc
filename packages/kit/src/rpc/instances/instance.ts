/** One instance of a service: its connections, and the record of its responses. */
import { isIPv6 } from "node:net";
import { Client, Pool } from "undici";
import { type FairPlaces, openFairPlaces } from "../../runtime/fairness/fair-places.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { type Breaker, newBreaker } from "./breaker.ts";
import { newRetryBudget, type RetryBudget } from "./retry-budget.ts";
import { openSenderPaces, type SenderPaces } from "./sender-paces.ts";

export type Instance = {
  /** Host and port, for logs and metrics. */
  name: string;
  /** Its configured address, and the path of it. */
  url: URL;
  path: string;
  /** The IP address of this instance, if the host name has several. */
  address: string | undefined;
  pool: Pool;
  /** The time of the monotonic clock since which the pool gives requests that wait no connection, though none is in progress. */
  stuckSince: number | undefined;
  /** The pools that were replaced because they gave none. */
  replacedPools: number;
  /** The places of its connections, shared fairly by sender. */
  places: FairPlaces;
  /** How many of them each sender may have, by the time that its requests take. */
  paces: SenderPaces;
  /** The connection for readiness requests. */
  readinessClient: Client;
  breaker: Breaker;
  /** The readiness request that its silence or its open breaker has raised, while it is not answered. */
  trial: Promise<void> | undefined;
  retries: RetryBudget;
  /** Requests that hold or wait for a connection, without long polls. */
  pending: number;
  /** When it answered last or a connection broke, or when the first of the pending requests began. */
  movedAt: number;
  /** Requests that ended, by outcome, and the time that they took together. */
  ended: { answered: number; failed: number };
  endedMs: number;
  /** Polls of `/ready` in a row that found it not ready. */
  missedPolls: number;
  /** The time of the monotonic clock since which it is unavailable; undefined while it answers. */
  awaySince: number | undefined;
};

/** The requests that an instance is sent at once. */
const maxRequests = 64;
/** Connections beyond them, for the requests of the state of the shop, which wait for no place. */
const spareConnections = 2;
const maxMissedPolls = 2;

/** Opens an instance without connecting. `address` is one of several that its host name has; undefined if the name stands for one instance. */
export function openInstance(runtime: Runtime, url: URL, address?: string): Instance {
  const port = url.port === "" ? "" : `:${url.port}`;
  const paces = openSenderPaces(runtime);
  const host = address === undefined ? url.hostname : isIPv6(address) ? `[${address}]` : address;
  return {
    name: host + port,
    url,
    path: url.pathname + url.search,
    address,
    pool: openPool({ url, address }),
    stuckSince: undefined,
    replacedPools: 0,
    places: openFairPlaces(maxRequests, { mostOf: paces.mostOf }),
    paces,
    readinessClient: new Client(url.origin, connectionTo(address)),
    breaker: newBreaker(),
    trial: undefined,
    retries: newRetryBudget(runtime.monotonic()),
    pending: 0,
    movedAt: runtime.monotonic(),
    ended: { answered: 0, failed: 0 },
    endedMs: 0,
    missedPolls: 0,
    awaySince: undefined,
  };
}

/** Opens the connections to an instance, without connecting. */
export function openPool({ url, address }: Pick<Instance, "url" | "address">): Pool {
  return new Pool(url.origin, { connections: maxRequests + spareConnections, ...connectionTo(address) });
}

/** The host name stays in requests and in the check of certificates; only connections go to the address. */
function connectionTo(address: string | undefined) {
  return address ? { connect: { lookup: always(address) } } : {};
}

/** The time without a response after which an instance with pending requests is silent, in milliseconds. */
export const silentAfterMs = 1_000;

/** Whether requests wait for it and it has answered none for a second, or for `ms`: it is not busy, but stuck, or one of them is slow. */
export function isSilent({ pending, movedAt }: Instance, now: number, ms = silentAfterMs): boolean {
  return pending > 0 && now - movedAt > ms;
}

/** Ends the connections of an instance: at once, or when the requests in progress have ended. */
export async function closeInstance({ pool, readinessClient }: Instance, when: "now" | "when idle"): Promise<void> {
  await readinessClient.destroy();
  await (when === "now" ? pool.destroy() : pool.close());
}

/** Whether its last polls found it ready, or it is not polled. */
export function isReady({ missedPolls }: Instance): boolean {
  return missedPolls < maxMissedPolls;
}

/** Records a poll of `/ready`. An instance that says that it is not ready is out at once; one that does not answer, after two polls. */
export function recordPoll(instance: Instance, poll: "ready" | "not ready" | "no answer"): void {
  if (poll === "ready") instance.missedPolls = 0;
  else instance.missedPolls = poll === "not ready" ? maxMissedPolls : instance.missedPolls + 1;
}

type Response = (error: null, address: string | { address: string; family: number }[], family?: number) => void;

/** A look-up that always finds this address. */
function always(address: string) {
  const family = isIPv6(address) ? 6 : 4;
  return (_host: string, { all }: { all?: boolean | undefined }, done: Response): void => {
    if (all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}
