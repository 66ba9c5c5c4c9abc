/** What happens at the sandbox by itself: what its bank thought about long enough is decided. */
import { findThinking } from "../../store/sandbox/books.ts";
import type { SandboxEntry, SandboxRefund } from "../../store/sandbox/tables.ts";
import { enter } from "./entries.ts";
import type { Sender } from "./messages.ts";

/** How long a bank thinks about what is PROCESSING or PENDING, or until it sends back what it will not keep. */
const thinkingMs = 5_000;

/** Authorises what was PROCESSING for long enough, and makes refunds what they will be. */
export async function decide({ store, world }: Sender): Promise<void> {
  const until = world.now() - thinkingMs;
  if ((await store.read((db) => findThinking(db, until))).length === 0) return;
  await store.write("sandbox-decide", async (tx) => {
    for (const thinking of await findThinking(tx, until)) await enter(world, tx, decided(thinking), null);
  });
}

function decided(thinking: SandboxEntry): SandboxEntry {
  const state = thinking.state === "PROCESSING" ? "AUTHORIZED" : thinking.state;
  return { ...thinking, state, refunds: thinking.refunds.map(ended) };
}

function ended(refund: SandboxRefund): SandboxRefund {
  if (refund.state === refund.willBe) return refund;
  return { ...refund, state: refund.willBe, failure: refund.willBe === "FAILED" ? "card_closed" : null };
}
