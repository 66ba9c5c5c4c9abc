/** Decisions to keep traces: gathered for a second, and passed on to the services that hold spans of them. */
import { z } from "zod";
import { processNames, type ServiceName } from "../processes.ts";
import { operation } from "../rpc/contract.ts";
import { callPeer, type PeerCall } from "../rpc/peers.ts";
import type { Log } from "../runtime/log.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { withTrace } from "../runtime/trace.ts";
import type { PassDecision } from "../tracing/recorder.ts";

/** The most traces of one call; further ones are not passed on. */
const maxTraces = 1_000;
const gatherMs = 1_000;

/** Has a service export what it holds of these traces. It tells the services that it called for them. */
export const keepTraces = operation({
  name: "keep-traces",
  callers: processNames,
  toAll: true,
  input: z.object({ traceIds: z.array(z.string().regex(/^[0-9a-f]{32}$/)).max(maxTraces) }),
  output: z.object({}),
});

/** Opens the passing of decisions: one call in a second to each service, to all of its instances. */
export function openDecisions(
  { runtime, log }: { runtime: Runtime; log: Log },
  peerOf: (service: ServiceName) => PeerCall,
): PassDecision {
  const gathered = new Map<ServiceName, Set<string>>();

  function send(): void {
    for (const [service, traceIds] of gathered) {
      callPeer(peerOf(service), keepTraces, { traceIds: [...traceIds] }).catch((error) =>
        log.debug({ err: error, subgraph: service, traces: traceIds.size }, "traces: decision not passed on"),
      );
    }
    gathered.clear();
  }

  // The timer is started by a request, whose trace the calls are no part of.
  const sendAsJob = () => withTrace({ requestId: runtime.newId("req"), entry: "job" }, send);

  return (traceId, services) => {
    for (const service of services) {
      if (gathered.size === 0) runtime.startTimer(gatherMs, sendAsJob);
      const traceIds = gathered.get(service) ?? new Set();
      if (traceIds.size < maxTraces) gathered.set(service, traceIds.add(traceId));
    }
  };
}
