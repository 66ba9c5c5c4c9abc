/** One request to each instance of a service, past its breaker: for the state of the shop. */
import type { ZodType, z } from "zod";
import { signRequest } from "../identity/identity.ts";
import { type KeyRing, outgoingKeys } from "../identity/keys/key-ring.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Operation } from "./contract.ts";
import { type Deadline, exchange, passDeadline } from "./instances/exchange.ts";
import type { Instances } from "./instances/instances.ts";

/** The response of one instance, by host and port; undefined if it gave no valid one in time. */
export type InstanceResponse<Response> = { instance: string; response: Response | undefined };

/** The most bytes of one response. */
const maxResponseBytes = 512 * 1024;

/** Asks all at once, and waits at most `waitMs` for each. It never throws. */
export function askEachInstance<Input extends ZodType, Output extends ZodType>(
  { ring, runtime }: { ring: KeyRing; runtime: Runtime },
  { callee, instances, waitMs }: { callee: string; instances: Instances; waitMs: number },
  { name, output }: Operation<Input, Output>,
  input: z.input<Input>,
): Promise<InstanceResponse<z.output<Output>>[]> {
  const path = `/internal/${name}`;
  const body = JSON.stringify(input);
  const claims = { requestId: runtime.newId("req"), purpose: path };
  const signed = signRequest(outgoingKeys(ring, callee), claims, body, runtime.now());
  const headers = { ...signed, "content-type": "application/json" };
  return Promise.all(
    instances.list.map(async (instance) => {
      const deadline: Deadline = { isPassed: false, onPassed: undefined };
      const stopTimer = runtime.startTimer(waitMs, () => passDeadline(deadline));
      const bounds = { deadline, allowance: { bytes: maxResponseBytes } };
      const outcome = await exchange(instance.pool, { method: "POST", path, headers, body }, bounds);
      stopTimer();
      const bytes = outcome.kind === "answered" && outcome.status === 200 ? outcome.response.bytes : undefined;
      return { instance: instance.name, response: output.safeParse(bytes && parsed(bytes)).data };
    }),
  );
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
