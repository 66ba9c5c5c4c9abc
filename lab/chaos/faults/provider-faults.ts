/** The provider's faults: switched on when it is ready, again after each kill, and off before the drain. */
import { developmentSecret } from "@hansa/kit/service";
import { apiKeyOf } from "@hansa/sandbox/protocol";
import { z } from "zod";
import { programOf } from "../processes/names.ts";

/** Shares of calls and of messages (docs/owners/sandbox.md). */
export type ProviderFaults = Readonly<Record<string, number>>;

export type ProviderSwitch = {
  /** Sets the faults from now on; `{}` ends them all. A stopped provider receives them after its restart. */
  turn(faults: ProviderFaults): Promise<void>;
  /** Tells a provider that has just started what is on. */
  begin(): Promise<void>;
  /** Asks it how often each fault occurred; counts after the last request end with its process. */
  count(): Promise<void>;
  /** How often each fault occurred, in all its processes. */
  faultCounts: Record<string, number>;
};

const faultsBody = z.object({ counts: z.record(z.string(), z.int()) });
const maxLives = 10_000;
const secrets = [`sandbox-${developmentSecret}`];

export function openProviderSwitch(port: number, seed: number): ProviderSwitch {
  let now: ProviderFaults = {};
  /** It counts the tries of a call anew in each of its lives: under one seed, a call would meet the same fault in all of them. */
  let life = 0;
  const url = `http://127.0.0.1:${programOf("provider").publicPort(port)}/faults`;
  const headers = { authorization: apiKeyOf(secrets), "content-type": "application/json" };
  const tell = async (): Promise<void> => {
    const body = JSON.stringify({ seed: seed * maxLives + life, ...now });
    const response = await fetch(url, { method: "PUT", headers, body, signal: AbortSignal.timeout(2_000) });
    if (!response.ok) throw new Error(`the provider refused its faults: ${response.status} ${await response.text()}`);
  };
  const faultCounts: Record<string, number> = {};
  /** As this life of the provider counted last. */
  let counted: Record<string, number> = {};
  return {
    faultCounts,
    turn: async (faults) => {
      now = faults;
      await tell().catch(() => undefined);
    },
    begin: async () => {
      counted = {};
      life += 1;
      await tell();
    },
    count: async () => {
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(2_000) });
      const found = faultsBody.parse(await response.json()).counts;
      for (const [fault, times] of Object.entries(found))
        faultCounts[fault] = (faultCounts[fault] ?? 0) + Math.max(0, times - (counted[fault] ?? 0));
      counted = found;
    },
  };
}
