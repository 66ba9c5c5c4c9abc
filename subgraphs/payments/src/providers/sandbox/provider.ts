/** The sandbox: a payment provider that moves no money, behaves as its tokens say, and keeps books that can be audited. */
import { fingerprint } from "@hansa/kit/idempotency";
import type { Tx } from "@hansa/kit/store";
import {
  findAnswer,
  findBegun,
  findMethod,
  findMoved,
  findStanding,
  forgetMethod,
  insertAnswer,
} from "../../store/sandbox/books.ts";
import type { SandboxEntry } from "../../store/sandbox/tables.ts";
import type { Provider, ProviderAnswer, Try } from "../port.ts";
import { type Change, enter, giveMoney, mustStand, outcomeOf, refundOutcome, takeMoney } from "./entries.ts";
import { connectionBroke } from "./faulty.ts";
import { type Sender, sendMessage } from "./messages.ts";
import { asPayment } from "./payment.ts";
import { terms } from "./terms.ts";
import { type Behaviour, behaviourOf } from "./tokens.ts";
import { sandboxWebhook } from "./webhook.ts";

/** How long an answer takes that is slow; the shop waits longer than that. */
const slowMs = 3_000;

/** How many payments a page of the list has. */
const pageSize = 100;

/** The provider, as the shop sees it. */
export function sandboxProvider(sandbox: Sender): Provider {
  const { store, world, secrets } = sandbox;
  return {
    ...terms,
    start: (begun, once) =>
      perform(sandbox, "start", begun, once, async (tx) => {
        const { paymentId, amountMinor, currency, savedMethod, keep } = begun;
        const kept = savedMethod && (await findMethod(tx, savedMethod.ref));
        const token = savedMethod ? (kept?.token ?? "tok_forgotten") : begun.token;
        const entry = await enter(
          world,
          tx,
          {
            ref: world.newId("sbx"),
            paymentId,
            amountMinor,
            currency,
            ...outcomeOf(token),
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
      perform(sandbox, "confirm", payment, once, async (tx) => {
        const standing = await mustStand(tx, payment);
        if (standing.state !== "REQUIRES_ACTION" || payment.token === null) return { entry: standing, refused: null };
        const confirmed = { ...standing, ...outcomeOf(payment.token) };
        return { entry: await enter(world, tx, confirmed, once.key), refused: null };
      }),
    capture: (payment, once) =>
      perform(sandbox, "capture", payment, once, async (tx) => {
        const standing = await mustStand(tx, payment);
        const isRefused = behaviourOf(standing.token ?? "").capture === "refused";
        if (isRefused && standing.state === "AUTHORIZED") return { entry: standing, refused: "capture_refused" };
        return takeMoney(world, tx, standing, payment, once.key);
      }),
    void: (payment, once) =>
      perform(sandbox, "void", payment, once, async (tx) => {
        const standing = await mustStand(tx, payment);
        if (standing.state === "VOIDED") return { entry: standing, refused: null };
        if (standing.state === "CAPTURED" || standing.state === "FAILED")
          return { entry: standing, refused: `it is ${standing.state}` };
        const state = standing.captures.length > 0 ? "CAPTURED" : "VOIDED";
        return { entry: await enter(world, tx, { ...standing, state }, once.key), refused: null };
      }),
    refund: (payment, once) =>
      perform(sandbox, "refund", payment, once, async (tx) => {
        const standing = await mustStand(tx, payment);
        const outcome = refundOutcome(standing.token, standing.refunds);
        if (outcome === "refused") return { entry: standing, refused: "refund_refused" };
        return giveMoney(world, tx, standing, { amountMinor: payment.amountMinor, ...outcome }, once.key);
      }),
    forgetMethod: ({ ref }) => store.write("sandbox-forget-method", (tx) => forgetMethod(tx, ref, world.now())),
    lookup: async ({ paymentId }) => {
      const standing = await store.read((db) => findStanding(db, { paymentId }));
      return standing ? asPayment(standing) : null;
    },
    list: async (since, after) => {
      const begun = await store.read((db) => findBegun(db, since, Number(after ?? 0), pageSize));
      const payments = begun.map(({ standing: { paymentId, ref, state } }) => ({ paymentId, ref, state }));
      return { payments, next: begun.length < pageSize ? null : String(begun.at(-1)?.begunWith) };
    },
    listMoved: async (since, after) => {
      const moved = await store.read((db) => findMoved(db, since, Number(after ?? 0), pageSize));
      const payments = moved.map(({ ref }) => ({ ref }));
      return { payments, next: moved.length < pageSize ? null : String(moved.at(-1)?.seq) };
    },
    webhook: sandboxWebhook(secrets),
  };
}

type Name = "start" | "confirm" | "capture" | "void" | "refund";

/** Does what a call asks, once for each key; the effect and the answer are one transaction, and only then may the answer be lost. */
async function perform(
  sandbox: Sender,
  name: Name,
  request: object,
  { key, signal }: Try,
  change: (tx: Tx) => Promise<Change>,
): Promise<ProviderAnswer> {
  const requestHash = fingerprint({ name, ...request });
  const { entry, refused, isFirst } = await sandbox.store.write(`sandbox-${name}`, async (tx) => {
    const earlier = await findAnswer(tx, key);
    if (earlier && earlier.answer.requestHash !== requestHash) throw new Error(`${key} came with another request`);
    if (earlier) return { entry: earlier.entry, refused: earlier.answer.refused, isFirst: false };
    const changed = await change(tx);
    await insertAnswer(tx, { key, requestHash, entrySeq: changed.entry.seq, refused: changed.refused });
    return { ...changed, isFirst: true };
  });
  const didSomething = isFirst && entry.key === key;
  if (didSomething && entry.token !== null) await misbehave(sandbox, name, behaviourOf(entry.token), entry, signal);
  return { payment: asPayment(entry), refused };
}

/** The ways in which an answer can go wrong. */
async function misbehave(
  sandbox: Sender,
  name: Name,
  { answer, capture, refund }: Behaviour,
  entry: SandboxEntry,
  signal: AbortSignal,
): Promise<void> {
  const takesToken = name === "start" || name === "confirm";
  const isLost =
    (takesToken && answer === "lost") ||
    (name === "capture" && capture === "takenAndAnswerLost") ||
    (name === "refund" && refund === "givenAndAnswerLost");
  if (isLost) throw connectionBroke();
  if (takesToken && answer === "slow") {
    await sandbox.world.sleep(slowMs, signal);
    signal.throwIfAborted();
  }
  if (takesToken && answer === "afterTwoMessages") {
    await sendMessage(sandbox, entry);
    await sendMessage(sandbox, entry);
  }
}
