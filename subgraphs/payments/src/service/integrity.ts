/** What payments says of its own store, the chain of its ledger included. What two stores say together is asked by the audit, from outside. */
import { checked, checkIntegrity, type IntegrityCheck, mostRows } from "@hansa/kit/integrity";
import type { Context } from "../context.ts";
import { integrityRules } from "../store/integrity.ts";
import { proveLastEntries } from "./proving-books.ts";

/** Longer than any repetition takes: what is older and not done is stuck. */
const inFlightMs = 15 * 60 * 1_000;

export async function proveStore({ store, world }: Context): Promise<IntegrityCheck[]> {
  const { rows, broken, isWhole } = await proveLastEntries({ store }, mostRows);
  const rule = "each entry of the ledger has the fingerprint that follows from it and from the one before";
  const found =
    broken === null ? { rows, broken: 0, examples: [] } : { rows: rows + 1, broken: 1, examples: [`${broken}`] };
  return [
    ...(await checkIntegrity(store, integrityRules(world.now() - inFlightMs))),
    checked("I7", rule, { ...found, isWhole }),
  ];
}
