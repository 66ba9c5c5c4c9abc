/** What orders says of its own store. What two stores say together is asked by the audit, from outside. */
import { checkIntegrity, type IntegrityCheck } from "@hansa/kit/integrity";
import type { Context } from "../context.ts";
import { integrityRules } from "../store/integrity.ts";

/** Longer than any repetition takes: what is older and not done is stuck. */
const inFlightMs = 15 * 60 * 1_000;

export function proveStore({ store, world }: Context): Promise<IntegrityCheck[]> {
  return checkIntegrity(store, integrityRules(world.now() - inFlightMs));
}
