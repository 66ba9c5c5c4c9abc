/** The bank of the sandbox: the payments that wait for their buyer at its page, and what the buyer decides there. */
import { appendEntry, stateAfterToken } from "./entries.ts";
import type { SandboxContext } from "./messages/delivery.ts";
import type { Bank, BankVisit } from "./protocol.ts";
import { findLatestEntry } from "./store/queries.ts";
import type { SandboxEntry } from "./store/tables.ts";

/** Opens the bank of a sandbox. */
export function sandboxBank({ store, runtime }: SandboxContext): Bank {
  return {
    find: async (ref) => {
      const standing = await store.read((db) => findLatestEntry(db, { ref }));
      return standing ? toVisit(standing) : null;
    },
    decide: (ref, isConfirmed) =>
      store.write("sandbox-bank", async (tx) => {
        const standing = await findLatestEntry(tx, { ref });
        if (!standing || !isWaiting(standing)) return standing ? toVisit(standing) : null;
        const token = isConfirmed ? "tok_second_step_ok" : "tok_second_step_failed";
        return toVisit(await appendEntry(runtime, tx, { ...standing, ...stateAfterToken(token) }, null));
      }),
  };
}

function toVisit(entry: SandboxEntry): BankVisit | null {
  const { amountMinor, currency, bankPage, returnUrl } = entry;
  return bankPage === null ? null : { amountMinor, currency, returnUrl, isWaiting: isWaiting(entry) };
}

function isWaiting({ bankPage, state }: SandboxEntry): boolean {
  return bankPage !== null && state === "REQUIRES_ACTION";
}
