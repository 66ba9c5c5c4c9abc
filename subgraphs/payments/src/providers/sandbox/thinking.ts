/** What happens at the sandbox by itself: what its bank thought about long enough is decided. */
import type { World } from "@hansa/kit/world";
import { findThinking } from "../../store/sandbox/books.ts";
import type { SandboxDispute, SandboxEntry, SandboxRefund } from "../../store/sandbox/tables.ts";
import { comingDispute, enter } from "./entries.ts";
import type { Sender } from "./messages.ts";

/** How long a bank thinks about what is PROCESSING or PENDING, until it sends back what it will not keep, and before a dispute opens and ends. */
const thinkingMs = 5_000;

/** Authorises what was PROCESSING for long enough, makes refunds what they will be, and opens and decides disputes. */
export async function decide({ store, world }: Sender): Promise<void> {
  const until = world.now() - thinkingMs;
  if ((await store.read((db) => findThinking(db, until))).length === 0) return;
  await store.write("sandbox-decide", async (tx) => {
    for (const thinking of await findThinking(tx, until)) await enter(world, tx, decided(world, thinking), null);
  });
}

function decided(world: World, thinking: SandboxEntry): SandboxEntry {
  const state = thinking.state === "PROCESSING" ? "AUTHORIZED" : thinking.state;
  return { ...thinking, state, refunds: thinking.refunds.map(ended), disputes: disputesOf(world, thinking) };
}

function disputesOf(world: World, thinking: SandboxEntry): SandboxDispute[] {
  const coming = comingDispute(thinking);
  if (coming) return [{ ref: world.newId("sbxdis"), state: "OPEN", reason: "fraudulent", ...coming }];
  return thinking.disputes.map((dispute) =>
    dispute.state === "OPEN" && dispute.willBe !== undefined ? { ...dispute, state: dispute.willBe } : dispute,
  );
}

function ended(refund: SandboxRefund): SandboxRefund {
  if (refund.state === refund.willBe) return refund;
  return { ...refund, state: refund.willBe, failure: refund.willBe === "FAILED" ? "card_closed" : null };
}
