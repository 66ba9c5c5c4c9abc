/** What users says of its own store. What two stores say together is asked by the audit, from outside. */
import { checkIntegrity, type IntegrityCheck } from "@hansa/kit/integrity";
import type { Context } from "../context.ts";
import { integrityRules } from "../store/integrity.ts";

export function proveStore({ store }: Context): Promise<IntegrityCheck[]> {
  return checkIntegrity(store, integrityRules);
}
