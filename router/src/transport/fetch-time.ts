/** The time of one fetch: what is left of the operation, or less for a fetch that its page can do without. */
import type { Identity } from "@hansa/kit/identity";
import type { Runtime } from "@hansa/kit/runtime";

type Times = {
  runtime: Pick<Runtime, "monotonic">;
  /** The time of an optional fetch, its retry and its wait for a connection included, in milliseconds; 0: that of the operation. */
  optionalFetchTimeoutMs: number;
};

/** Staff and programs decide by what they read, and wait so many times longer for parts that a page can do without. */
const patience = 2;

/** The time that a fetch has from now on, in milliseconds. */
export function timeoutOf(
  { runtime, optionalFetchTimeoutMs }: Times,
  { identity, deadlineAt }: { identity: Pick<Identity, "viewer">; deadlineAt: number },
  isOptional: boolean,
): number {
  const remaining = Math.max(0, Math.ceil(deadlineAt - runtime.monotonic()));
  if (!isOptional || optionalFetchTimeoutMs === 0) return remaining;
  return Math.min(remaining, isPatient(identity) ? patience * optionalFetchTimeoutMs : optionalFetchTimeoutMs);
}

/** Whether the viewer is staff or a program. */
function isPatient({ viewer }: Pick<Identity, "viewer">): boolean {
  return "scopes" in viewer && viewer.scopes.length > 0;
}
