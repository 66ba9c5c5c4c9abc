/** Asking another service: a typed question over its contract, signed, with a deadline, and an answer that was checked. */
import type { ZodType, z } from "zod";
import { abortingWith } from "./aborting.ts";
import type { Operation, ServiceName } from "./contract.ts";
import { codedError } from "./errors.ts";
import { signRequest } from "./identity.ts";
import { type KeyRing, outgoingKeys } from "./keys/key-ring.ts";
import type { Metrics } from "./metrics.ts";
import { call } from "./outbound.ts";
import { currentTrace } from "./trace.ts";
import type { World } from "./world.ts";

type PeerRequest = { path: string; headers: Record<string, string>; body: string; signal: AbortSignal };
/** Carries a request to another service: over HTTP between processes, or straight into it inside one. Throws when nothing came back. */
export type Carrier = (callee: ServiceName, request: PeerRequest) => Promise<{ status: number; body: string }>;

/** Who asks whom, and how. */
export type Asking = {
  callee: ServiceName;
  /** The keys of whoever asks. */
  ring: KeyRing;
  carry: Carrier;
  world: World;
  metrics: Pick<Metrics, "countCall">;
};

/** A service that can be followed too. */
export type PeerOptions = Asking & { metrics: Pick<Metrics, "followerIsBehind" | "followerHasParked" | "countAlarm"> };

/** How long an answer may take before its outcome counts as unknown. */
const deadlineMs = 5_000;

/**
 * Asks one private operation. Throws SUBGRAPH_UNAVAILABLE when no answer came, which does not mean that nothing happened there:
 * every operation may be sent again with the same ids.
 */
export async function ask<Input extends ZodType, Output extends ZodType>(
  peer: Asking,
  operation: Operation<Input, Output>,
  input: z.input<Input>,
): Promise<z.output<Output>> {
  const { name, output } = operation;
  return output.parse(await send(peer, `/internal/${name}`, `${peer.callee}.${name}`, input, deadlineMs));
}

/** Sends one signed question and gives the parsed JSON back. `waitMs` is the deadline; `signal` ends the wait earlier. */
export async function send(
  peer: Asking,
  path: string,
  name: string,
  input: unknown,
  waitMs: number,
  signal?: AbortSignal,
): Promise<unknown> {
  const { callee, ring, carry, world } = peer;
  const requestId = currentTrace()?.requestId ?? world.newId("req");
  const body = JSON.stringify(input);
  const signed = signRequest(outgoingKeys(ring, callee), { requestId, purpose: path }, body, world.now());
  const headers = { ...signed, "content-type": "application/json" };
  const deadline = world.deadline(waitMs);
  const answer = await call(peer, name, async () => {
    try {
      if (!signal) return await carry(callee, { path, headers, body, signal: deadline });
      return await abortingWith([signal, deadline], ({ signal: either }) =>
        Promise.race([carry(callee, { path, headers, body, signal: either }), aborted(either)]),
      );
    } catch {
      throw unavailable(callee);
    }
  });
  // Neither has done anything. 401: the question was too old when it was read, as by a process that slept, or our clocks or secrets differ.
  if (answer.status === 401 || answer.status === 503) throw unavailable(callee);
  if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}: ${answer.body.slice(0, 500)}`);
  return JSON.parse(answer.body);
}

/** Rejects when `signal` aborts: a carrier inside one process cannot cut its question off. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function unavailable(callee: ServiceName) {
  return codedError("SUBGRAPH_UNAVAILABLE", `The ${callee} service does not answer right now. Ask again.`, {
    retryAfterMs: 1_000,
  });
}
