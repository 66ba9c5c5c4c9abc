/** API of the sandbox: moves no money, behaves as its tokens define, and keeps an auditable ledger. */
import { fingerprint } from "@hansa/kit/coordination";
import type { Tx } from "@hansa/kit/store";
import {
  amountNotPossible,
  appendEntry,
  type Change,
  captureAmount,
  isPayable,
  refundAmount,
  refundOutcome,
  requireEntry,
  stateAfterToken,
} from "./entries.ts";
import { connectionError } from "./faults/faulty-api.ts";
import { type SandboxContext, sendMessage } from "./messages/delivery.ts";
import { toPayment } from "./payment.ts";
import type { Attempt, SandboxApi, SandboxResponse } from "./protocol.ts";
import {
  findLatestEntry,
  findMethod,
  findMovedPayments,
  findResponse,
  findStartedPayments,
  insertResponse,
  removeMethod,
} from "./store/queries.ts";
import type { SandboxEntry } from "./store/tables.ts";
import { behaviourOf } from "./tokens.ts";

/** Delay of a slow response; the shop's timeout is longer. */
const slowMs = 3_000;

/** Number of payments per list page. */
const pageSize = 100;

/** A payment of an amount that is no multiple of its currency's step: it is refused before its token is used. */
const unpayableState = { token: null, state: "FAILED", failureCode: amountNotPossible } as const;

/** The API, as the shop sees it. */
export function sandboxApi(sandbox: SandboxContext): SandboxApi {
  const { store, runtime } = sandbox;
  return {
    start: (start, once) =>
      performOnce(sandbox, { name: "start", ...start }, once, async (tx) => {
        const { paymentId, amountMinor, currency, savedMethod, keep, returnUrl } = start;
        const savedRow = savedMethod && (await findMethod(tx, savedMethod.ref));
        const token = savedMethod ? (savedRow?.token ?? "tok_removed") : start.token;
        const ref = runtime.newId("sbx");
        const entry = await appendEntry(
          runtime,
          tx,
          {
            ref,
            paymentId,
            amountMinor,
            currency,
            ...(isPayable(sandbox.payableSteps, start) ? stateAfterToken(token) : unpayableState),
            returnUrl,
            bankPage: bankPageOf(sandbox, ref, token),
            captures: [],
            refunds: [],
            disputes: [],
            keeps: keep !== null,
            customerRef: savedMethod?.customerRef ?? keep?.customerRef ?? null,
            methodRef: null,
          },
          once.key,
        );
        return { entry, refused: null };
      }),
    confirm: (payment, once) =>
      performOnce(sandbox, { name: "confirm", ...payment }, once, async (tx) => {
        const standing = await requireEntry(tx, payment);
        if (standing.state !== "REQUIRES_ACTION" || payment.token === null) return { entry: standing, refused: null };
        const bankPage = bankPageOf(sandbox, standing.ref, payment.token);
        const confirmed = { ...standing, ...stateAfterToken(payment.token), bankPage };
        return { entry: await appendEntry(runtime, tx, confirmed, once.key), refused: null };
      }),
    capture: (payment, once) =>
      performOnce(sandbox, { name: "capture", ...payment }, once, async (tx) => {
        const standing = await requireEntry(tx, payment);
        const isRefused = behaviourOf(standing.token ?? "").capture === "refused";
        if (isRefused && standing.state === "AUTHORIZED") return { entry: standing, refused: "capture_refused" };
        const { amountMinor, isLast } = payment;
        return captureAmount(sandbox, tx, standing, { amountMinor, isLast, key: once.key });
      }),
    void: (payment, once) =>
      performOnce(sandbox, { name: "void", ...payment }, once, async (tx) => {
        const standing = await requireEntry(tx, payment);
        if (standing.state === "VOIDED") return { entry: standing, refused: null };
        if (standing.state === "CAPTURED" || standing.state === "FAILED")
          return { entry: standing, refused: `it is ${standing.state}` };
        const state = standing.captures.length > 0 ? "CAPTURED" : "VOIDED";
        return { entry: await appendEntry(runtime, tx, { ...standing, state }, once.key), refused: null };
      }),
    refund: (payment, once) =>
      performOnce(sandbox, { name: "refund", ...payment }, once, async (tx) => {
        const standing = await requireEntry(tx, payment);
        const outcome = refundOutcome(standing.token, standing.refunds);
        if (outcome === "refused") return { entry: standing, refused: "refund_refused" };
        return refundAmount(sandbox, tx, standing, { key: once.key, amountMinor: payment.amountMinor, ...outcome });
      }),
    removeMethod: ({ ref }) => store.write("sandbox-remove-method", (tx) => removeMethod(tx, ref, runtime.now())),
    lookup: async ({ paymentId }) => {
      const standing = await store.read((db) => findLatestEntry(db, { paymentId }));
      return standing ? toPayment(standing) : null;
    },
    list: async (since, after) => {
      const start = await store.read((db) => findStartedPayments(db, since, Number(after ?? 0), pageSize));
      const payments = start.map(({ standing: { paymentId, ref, state } }) => ({ paymentId, ref, state }));
      return { payments, next: start.length < pageSize ? null : String(start.at(-1)?.begunWith) };
    },
    listMoved: async (since, after) => {
      const moved = await store.read((db) => findMovedPayments(db, since, Number(after ?? 0), pageSize));
      const payments = moved.map(({ ref }) => ({ ref }));
      return { payments, next: moved.length < pageSize ? null : String(moved.at(-1)?.seq) };
    },
  };
}

/** The page of the bank for a payment with this token; null if its second step is not taken there. */
function bankPageOf({ publicUrl }: SandboxContext, ref: string, token: string | null): string | null {
  return token !== null && behaviourOf(token).redirects ? `${publicUrl}/sandbox/${ref}` : null;
}

/** A request with the name of its operation. */
type Call = { name: "start" | "confirm" | "capture" | "void" | "refund" };

/** Performs a call once per key; effect and response are one transaction, and only afterwards may the response be lost. */
async function performOnce(
  sandbox: SandboxContext,
  call: Call,
  { key, signal }: Attempt,
  change: (tx: Tx) => Promise<Change>,
): Promise<SandboxResponse> {
  const { name } = call;
  const requestHash = fingerprint(call);
  const { entry, refused, isFirst } = await sandbox.store.write(`sandbox-${name}`, async (tx) => {
    const earlier = await findResponse(tx, key);
    if (earlier && earlier.response.requestHash !== requestHash)
      throw new Error(`sandbox: key ${key} was used for another request`);
    if (earlier) return { entry: earlier.entry, refused: earlier.response.refused, isFirst: false };
    const changed = await change(tx);
    await insertResponse(tx, { key, requestHash, entrySeq: changed.entry.seq, refused: changed.refused });
    return { ...changed, isFirst: true };
  });
  const didSomething = isFirst && entry.key === key;
  if (didSomething) await applyResponseFaults(sandbox, call, entry, signal);
  return { payment: toPayment(entry), refused };
}

/** Applies the response faults of the token. */
async function applyResponseFaults(
  sandbox: SandboxContext,
  { name }: Call,
  entry: SandboxEntry,
  signal: AbortSignal,
): Promise<void> {
  if (entry.token === null) return;
  const { response, capture, refund } = behaviourOf(entry.token);
  const takesToken = name === "start" || name === "confirm";
  const isLost =
    (takesToken && response === "lost") ||
    (name === "capture" && capture === "capturedResponseLost") ||
    (name === "refund" && refund === "succeedsResponseLost");
  if (isLost) throw connectionError();
  if (takesToken && response === "slow") {
    await sandbox.runtime.sleep(slowMs, signal);
    signal.throwIfAborted();
  }
  if (takesToken && response === "afterTwoMessages") {
    await sendMessage(sandbox, entry);
    await sendMessage(sandbox, entry);
  }
}
