/** The sandbox: a payment provider that moves no money, behaves as its tokens say, and keeps books that can be audited. */
import { hashRequest } from "@hansa/kit/idempotency";
import type { Tx } from "@hansa/kit/store";
import { findAnswer, findProcessing, findStanding, insertAnswer, insertEntry } from "../../store/sandbox/books.ts";
import type { SandboxEntry } from "../../store/sandbox/tables.ts";
import type { Provider, ProviderAnswer, Try } from "../port.ts";
import { message, type Sender, sendMessage } from "./messages.ts";
import { asPayment } from "./payment.ts";
import { isSigned, signatureHeader } from "./signature.ts";
import { type Behaviour, behaviourOf } from "./tokens.ts";

/** How long an answer takes that is slow; the shop waits longer than that. */
const slowMs = 3_000;
/** How long a bank thinks about what is PROCESSING. */
const thinkingMs = 5_000;

/** The provider, as the shop sees it. */
export function sandboxProvider(sandbox: Sender): Provider {
  const { store, secrets } = sandbox;
  return {
    name: "sandbox",
    methods: [{ code: "card", label: "Card" }],
    start: (terms, once) => {
      const { paymentId, amountMinor, currency, token } = terms;
      return perform(sandbox, "start", terms, once, async (tx) => {
        const { world } = sandbox;
        const opened = { ref: world.newId("sbx"), paymentId, amountMinor, currency };
        return { entry: await enter(sandbox, tx, { ...opened, ...outcomeOf(token) }, once.key), refused: null };
      });
    },
    confirm: (payment, once) =>
      perform(sandbox, "confirm", payment, once, async (tx) => {
        const standing = await mustStand(tx, payment.ref);
        if (standing.state !== "REQUIRES_ACTION" || payment.token === null) return { entry: standing, refused: null };
        return {
          entry: await enter(sandbox, tx, { ...standing, ...outcomeOf(payment.token) }, once.key),
          refused: null,
        };
      }),
    capture: (payment, once) =>
      perform(sandbox, "capture", payment, once, async (tx) => {
        const standing = await mustStand(tx, payment.ref);
        if (standing.state !== "AUTHORIZED") return { entry: standing, refused: `it is ${standing.state}` };
        if (behaviourOf(standing.token ?? "").capture === "refused")
          return { entry: standing, refused: "capture_refused" };
        return { entry: await enter(sandbox, tx, { ...standing, state: "CAPTURED" }, once.key), refused: null };
      }),
    void: (payment, once) =>
      perform(sandbox, "void", payment, once, async (tx) => {
        const standing = await mustStand(tx, payment.ref);
        if (standing.state === "VOIDED") return { entry: standing, refused: null };
        if (standing.state === "CAPTURED" || standing.state === "FAILED")
          return { entry: standing, refused: `it is ${standing.state}` };
        return { entry: await enter(sandbox, tx, { ...standing, state: "VOIDED" }, once.key), refused: null };
      }),
    lookup: async (paymentId) => {
      const standing = await store.read((db) => findStanding(db, { paymentId }));
      return standing ? asPayment(standing) : null;
    },
    webhook: {
      authenticate: (headers, body, now) => {
        if (!isSigned(secrets, headers[signatureHeader], body, now)) return undefined;
        const parsed = message.safeParse(parseJson(Buffer.from(body).toString("utf8")));
        return parsed.success ? parsed.data.id : undefined;
      },
      read: (payload) => {
        const { metadata, payment } = message.parse(JSON.parse(payload));
        return metadata.paymentId === undefined ? null : { paymentId: metadata.paymentId, payment };
      },
    },
  };
}

/** What happens at the sandbox by itself: what it thought about long enough is authorised. */
export async function decideProcessing(sandbox: Sender): Promise<void> {
  const { store, world } = sandbox;
  const until = world.now() - thinkingMs;
  if ((await store.read((db) => findProcessing(db, until))).length === 0) return;
  await store.write("sandbox-decide", async (tx) => {
    for (const thinking of await findProcessing(tx, until))
      await enter(sandbox, tx, { ...thinking, state: "AUTHORIZED" }, null);
  });
}

type Change = (tx: Tx) => Promise<{ entry: SandboxEntry; refused: string | null }>;

/** Does what a call asks, once for each key; the effect and the answer are one transaction, and only then may the answer be lost. */
async function perform(
  sandbox: Sender,
  name: "start" | "confirm" | "capture" | "void",
  request: object,
  { key, signal }: Try,
  change: Change,
): Promise<ProviderAnswer> {
  const requestHash = hashRequest({ name, ...request });
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
  name: string,
  { answer, capture }: Behaviour,
  entry: SandboxEntry,
  signal: AbortSignal,
): Promise<void> {
  const takesToken = name === "start" || name === "confirm";
  if ((takesToken && answer === "lost") || (name === "capture" && capture === "takenAndAnswerLost"))
    throw new Error("the connection broke before the answer came");
  if (takesToken && answer === "slow") {
    await sandbox.world.sleep(slowMs, signal);
    signal.throwIfAborted();
  }
  if (takesToken && answer === "afterTwoMessages") {
    await sendMessage(sandbox, entry);
    await sendMessage(sandbox, entry);
  }
}

/** Where a payment stands once a token was given, or while it waits for one. */
function outcomeOf(token: string | null): Pick<SandboxEntry, "token" | "state" | "failureCode"> {
  if (token === null) return { token, state: "REQUIRES_ACTION", failureCode: null };
  const { becomes, failure } = behaviourOf(token);
  return { token, state: becomes, failureCode: failure?.code ?? null };
}

function enter(
  { world }: Sender,
  tx: Tx,
  { ref, paymentId, state, amountMinor, currency, token, failureCode }: Omit<SandboxEntry, "seq" | "key" | "at">,
  key: string | null,
): Promise<SandboxEntry> {
  const at = world.now();
  return insertEntry(tx, { ref, paymentId, state, amountMinor, currency, token, failureCode, key, at }, at);
}

async function mustStand(tx: Tx, ref: string): Promise<SandboxEntry> {
  const standing = await findStanding(tx, { ref });
  if (!standing) throw new Error(`the sandbox has no payment ${ref}`);
  return standing;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
