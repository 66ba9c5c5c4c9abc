/** The metric of the age of keys: when the oldest of each kind was made by which this process signs now. */
import { Gauge, type Registry } from "@prometheus-io/client";
import type { KeyRing } from "./key-ring.ts";

/** The id of a key that was made at this time, so that ids of later keys sort behind those of earlier ones. */
export function keyIdAt(now: number, chance: string): string {
  return `${now.toString(36)}-${chance}`;
}

/** When the key was made that has this id; undefined for one of development, which was not made. */
function madeAt(id: string): number | undefined {
  const [, time] = /^([0-9a-z]{8})-[0-9a-f]{8}$/.exec(id) ?? [];
  return time === undefined ? undefined : Number.parseInt(time, 36);
}

/** Adds the gauge, which is read from the ring when it is collected. */
export function observeKeys(registry: Registry, ring: KeyRing): void {
  const gauge = new Gauge({
    name: "hansa_key_made_timestamp_seconds",
    help: "When the oldest key was made by which this process signs now, by kind; absent for keys of development.",
    labelNames: ["kind"],
    registers: [registry],
    collect() {
      this.reset();
      const { outgoing, signingKeys, apiKeySecrets } = ring.current;
      const kinds = {
        pair: [...outgoing.values()].map(([signing]) => signing),
        viewer: signingKeys.slice(0, 1),
        API: apiKeySecrets.slice(0, 1),
      };
      for (const [kind, keys] of Object.entries(kinds)) {
        const times = keys.flatMap(({ id }) => madeAt(id) ?? []);
        if (times.length > 0) this.set({ kind }, Math.min(...times) / 1_000);
      }
    },
  });
  gauge.reset();
}
