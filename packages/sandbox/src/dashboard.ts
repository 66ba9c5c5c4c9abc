/** Sandbox dashboard: changes made by hand, which the shop learns only from messages. */
import type { Tx } from "@hansa/kit/store";
import { appendEntry, type Change, captureAmount, refundAmount, refundableAmount, requireEntry } from "./entries.ts";
import { type SandboxContext, sendMessage } from "./messages/delivery.ts";
import { findEntries } from "./store/queries.ts";
import type { SandboxDispute, SandboxEntry } from "./store/tables.ts";

/** Each method takes the shop's id of a payment, and throws if the sandbox refuses the change. */
export type Dashboard = {
  /** Captures a part of the authorised amount. */
  capture(paymentId: string, amountMinor: number): Promise<void>;
  /** Refunds a part of the captured amount at once. */
  refund(paymentId: string, amountMinor: number): Promise<void>;
  /** Opens a dispute over a part of the captured amount, which is withheld. Returns the dispute's id. */
  openDispute(paymentId: string, amountMinor: number, reason: string): Promise<string>;
  closeDispute(paymentId: string, disputeRef: string, outcome: "WON" | "LOST"): Promise<void>;
  /** Expires the authorisation. */
  expire(paymentId: string): Promise<void>;
  /** The numbers of all messages, in order. */
  messages(): Promise<number[]>;
  /** Sends a message, again or out of order; false if the shop did not accept it. */
  send(message: number): Promise<boolean>;
};

/** Opens the dashboard of a sandbox. */
export function sandboxDashboard(sandbox: SandboxContext): Dashboard {
  const { store, runtime } = sandbox;

  function change(paymentId: string, how: (tx: Tx, standing: SandboxEntry) => Promise<Change>): Promise<void> {
    return store.write("sandbox-dashboard", async (tx) => {
      const { refused } = await how(tx, await requireEntry(tx, { paymentId }));
      if (refused !== null) throw new Error(`the sandbox refuses: ${refused}`);
    });
  }

  return {
    capture: (paymentId, amountMinor) =>
      change(paymentId, (tx, standing) =>
        captureAmount(sandbox, tx, standing, { amountMinor, isLast: false, key: null }),
      ),
    refund: (paymentId, amountMinor) =>
      change(paymentId, (tx, standing) => {
        const refund = { key: null, amountMinor, state: "SUCCEEDED", failure: null, willBe: "SUCCEEDED" } as const;
        return refundAmount(sandbox, tx, standing, refund);
      }),
    openDispute: async (paymentId, amountMinor, reason) => {
      const ref = runtime.newId("sbxdis");
      await change(paymentId, async (tx, standing) => {
        if (amountMinor <= 0 || amountMinor > refundableAmount(standing))
          return { entry: standing, refused: "amount_too_large" };
        const disputes: SandboxDispute[] = [...standing.disputes, { ref, amountMinor, state: "OPEN", reason }];
        return { entry: await appendEntry(runtime, tx, { ...standing, disputes }, null), refused: null };
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
        return { entry: await appendEntry(runtime, tx, { ...standing, disputes }, null), refused: null };
      }),
    expire: (paymentId) =>
      change(paymentId, async (tx, standing) => {
        if (standing.state !== "AUTHORIZED") return { entry: standing, refused: `it is ${standing.state}` };
        const state = standing.captures.length > 0 ? "CAPTURED" : "FAILED";
        const failureCode = state === "FAILED" ? "authorization_expired" : null;
        return { entry: await appendEntry(runtime, tx, { ...standing, state, failureCode }, null), refused: null };
      }),
    messages: async () => (await store.read(findEntries)).map(({ seq }) => seq),
    send: async (number) => {
      const entry = (await store.read(findEntries)).find(({ seq }) => seq === number);
      if (!entry) throw new Error(`the sandbox has no message ${number}`);
      return sendMessage(sandbox, entry);
    },
  };
}
