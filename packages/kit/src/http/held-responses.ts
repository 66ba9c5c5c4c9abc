/** Held responses: each leaves at a multiple of a step after its request had come, so that its time reveals nothing about the work. */
import type { ServerResponse } from "node:http";
import type { Runtime } from "../runtime/runtime.ts";

/** The step, in milliseconds: longer than the work of a request whose response is held. */
const heldStepMs = 500;

/** `receivedAt`: when the last byte of the request had come, by the monotonic clock. */
type HeldRequest = { runtime: Pick<Runtime, "monotonic" | "sleep">; receivedAt: number };

/** Resolves when a finished response may leave, or once its client is gone: it is held no longer than its connection lives. */
export async function holdResponse(response: ServerResponse, { runtime, receivedAt }: HeldRequest): Promise<void> {
  if (response.closed) return;
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once("close", leave);
  const passed = runtime.monotonic() - receivedAt;
  await runtime.sleep(heldStepMs - (passed % heldStepMs), gone.signal);
  response.off("close", leave);
}
