/** The sandbox's dashboard: what somebody can do there by hand, which the shop only hears of by message. */
import type { Tx } from "@hansa/kit/store";
import { findEntries } from "../../store/sandbox/books.ts";
import type { SandboxDispute, SandboxEntry } from "../../store/sandbox/tables.ts";
import { type Change, enter, giveMoney, leftOf, mustStand, takeMoney } from "./entries.ts";
import { type Sender, sendMessage } from "./messages.ts";

/** Each of them names a payment by the shop's id, and throws if the sandbox would refuse it. */
export type Dashboard = {
  /** Takes a part of what is promised. */
  capture(paymentId: string, amountMinor: number): Promise<void>;
  /** Gives a part of what was taken back, at once. */
  refund(paymentId: string, amountMinor: number): Promise<void>;
  /** A customer's bank asks for a part back; the sandbox withholds it. Gives the dispute's id. */
  openDispute(paymentId: string, amountMinor: number, reason: string): Promise<string>;
  closeDispute(paymentId: string, disputeRef: string, outcome: "WON" | "LOST"): Promise<void>;
  /** The bank does not keep its promise any longer. */
  expire(paymentId: string): Promise<void>;
  /** The numbers of all messages so far, in order. */
  messages(): Promise<number[]>;
  /** Sends a message, be it again or out of its turn; false if the shop did not take it. */
  send(message: number): Promise<boolean>;
};

export function sandboxDashboard(sandbox: Sender): Dashboard {
  const { store, world } = sandbox;

  function change(paymentId: string, how: (tx: Tx, standing: SandboxEntry) => Promise<Change>): Promise<void> {
    return store.write("sandbox-dashboard", async (tx) => {
      const { refused } = await how(tx, await mustStand(tx, { paymentId }));
      if (refused !== null) throw new Error(`the sandbox refuses: ${refused}`);
    });
  }

  return {
    capture: (paymentId, amountMinor) =>
      change(paymentId, (tx, standing) => takeMoney(world, tx, standing, { amountMinor, isLast: false }, null)),
    refund: (paymentId, amountMinor) =>
      change(paymentId, (tx, standing) => {
        const refund = { amountMinor, state: "SUCCEEDED", failure: null, willBe: "SUCCEEDED" } as const;
        return giveMoney(world, tx, standing, refund, null);
      }),
    openDispute: async (paymentId, amountMinor, reason) => {
      const ref = world.newId("sbxdis");
      await change(paymentId, async (tx, standing) => {
        if (amountMinor <= 0 || amountMinor > leftOf(standing)) return { entry: standing, refused: "amount_too_large" };
        const disputes: SandboxDispute[] = [...standing.disputes, { ref, amountMinor, state: "OPEN", reason }];
        return { entry: await enter(world, tx, { ...standing, disputes }, null), refused: null };
      });
      return ref;
    },
    closeDispute: (paymentId, disputeRef, outcome) =>
      change(paymentId, async (tx, standing) => {
        const isOpen = standing.disputes.some(({ ref, state }) => ref === disputeRef && state === "OPEN");
        if (!isOpen) return { entry: standing, refused: "it is not open" };
        const disputes = standing.disputes.map((dispute) =>
          dispute.ref === disputeRef ? { ...dispute, state: outcome } : dispute,
        );
        return { entry: await enter(world, tx, { ...standing, disputes }, null), refused: null };
      }),
    expire: (paymentId) =>
      change(paymentId, async (tx, standing) => {
        if (standing.state !== "AUTHORIZED") return { entry: standing, refused: `it is ${standing.state}` };
        const state = standing.captures.length > 0 ? "CAPTURED" : "FAILED";
        const failureCode = state === "FAILED" ? "authorization_expired" : null;
        return { entry: await enter(world, tx, { ...standing, state, failureCode }, null), refused: null };
      }),
    messages: async () => (await store.read(findEntries)).map(({ seq }) => seq),
    send: async (number) => {
      const entry = (await store.read(findEntries)).find(({ seq }) => seq === number);
      if (!entry) throw new Error(`the sandbox has no message ${number}`);
      return sendMessage(sandbox, entry);
    },
  };
}
