/** One instance of a service: its connections, and the record of its answers. */
import { isIPv6 } from "node:net";
import { Pool } from "undici";
import type { Runtime } from "../../runtime/runtime.ts";
import { type Breaker, newBreaker } from "./breaker.ts";
import { newRetryBudget, type RetryBudget } from "./retry-budget.ts";

export type Instance = {
  /** Host and port, for logs and metrics. */
  name: string;
  /** Its configured address, and the path of it. */
  url: URL;
  path: string;
  /** The IP address of this instance, if the host name has several. */
  address: string | undefined;
  pool: Pool;
  breaker: Breaker;
  retries: RetryBudget;
  /** Requests that were sent and have not ended. */
  pending: number;
  /** When a request to it ended last, or the first of the pending ones began. */
  movedAt: number;
  /** Requests that ended, by outcome, and the time that they took together. */
  ended: { answered: number; failed: number };
  endedMs: number;
  /** Polls of `/ready` in a row that found it not ready. */
  missedPolls: number;
  /** The time of the monotonic clock since which it is unavailable; undefined while it answers. */
  awaySince: number | undefined;
};

const maxConnections = 64;
const maxMissedPolls = 2;

/** Opens an instance without connecting. `address` is one of several that its host name has; undefined if the name stands for one instance. */
export function openInstance(runtime: Runtime, url: URL, address?: string): Instance {
  const port = url.port === "" ? "" : `:${url.port}`;
  const host = address === undefined ? url.hostname : isIPv6(address) ? `[${address}]` : address;
  return {
    name: host + port,
    url,
    path: url.pathname + url.search,
    address,
    // The host name stays in requests and in the check of certificates; only connections go to the address.
    pool: new Pool(url.origin, {
      connections: maxConnections,
      ...(address ? { connect: { lookup: always(address) } } : {}),
    }),
    breaker: newBreaker(),
    retries: newRetryBudget(runtime.monotonic()),
    pending: 0,
    movedAt: runtime.monotonic(),
    ended: { answered: 0, failed: 0 },
    endedMs: 0,
    missedPolls: 0,
    awaySince: undefined,
  };
}

const silentAfterMs = 1_000;

/** Whether requests wait for it and none has ended for a second: it is not busy, but stuck. */
export function isSilent({ pending, movedAt }: Instance, now: number): boolean {
  return pending > 0 && now - movedAt > silentAfterMs;
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

type Answer = (error: null, address: string | { address: string; family: number }[], family?: number) => void;

/** A look-up that always finds this address. */
function always(address: string) {
  const family = isIPv6(address) ? 6 : 4;
  return (_host: string, { all }: { all?: boolean | undefined }, done: Answer): void => {
    if (all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}
