/** Choice of the instance for a request: of two chosen at random, the one with fewer pending requests. */
import type { Runtime } from "../../runtime/runtime.ts";
import { isOpen } from "./breaker.ts";
import { type Instance, isReady } from "./instance.ts";

/**
 * Chooses an instance; undefined if every breaker is open. `failed` is chosen only if there is no other. Instances that are not ready are left out
 * unless all are.
 */
export function chooseInstance(
  instances: readonly Instance[],
  runtime: Pick<Runtime, "random">,
  failed?: Instance,
): Instance | undefined {
  const [only] = instances;
  if (instances.length === 1) return only && !isOpen(only.breaker) ? only : undefined;
  return chooseAmong(callableOf(instances, failed), runtime);
}

/** The best group that is not empty: ready ones, then all others, then the failed one. */
function callableOf(instances: readonly Instance[], failed: Instance | undefined): readonly Instance[] {
  const callable = instances.filter(({ breaker }) => !isOpen(breaker));
  const others = callable.filter((instance) => instance !== failed);
  const ready = others.filter(isReady);
  if (ready.length > 0) return ready;
  return others.length > 0 ? others : callable;
}

function chooseAmong(instances: readonly Instance[], { random }: Pick<Runtime, "random">): Instance | undefined {
  const first = Math.floor(random() * instances.length);
  // Another one than the first: the numbers behind it, counted around.
  const second = (first + 1 + Math.floor(random() * (instances.length - 1))) % instances.length;
  const [one, other] = [instances[first], instances[second]];
  return one && other && other.pending < one.pending ? other : one;
}
