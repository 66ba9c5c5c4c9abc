/** Declaration of a withdrawal: by order number and e-mail address, with equal responses to everybody but the order's buyer. */
import { createHmac } from "node:crypto";
import { type AttemptCounter, replayCounter, takeAttempt } from "@hansa/kit/coordination/attempt-counters";
import { keyOf } from "@hansa/kit/coordination/idempotency-keys";
import { writeOnce } from "@hansa/kit/coordination/idempotent-write";
import { type InputProblem, invalid, isRefusal, problem, refusal } from "@hansa/kit/runtime/refusals";
import type { Tx } from "@hansa/kit/store/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { WithdrawalDeclareInput } from "../../generated/resolvers.ts";
import { findOrdersByIds, findOrdersByNumbers } from "../../store/order/orders.ts";
import { findCancellation, insertOrderTask } from "../../store/processing/order-tasks.ts";
import { findOpenSaga } from "../../store/processing/sagas.ts";
import type { OrderRow, WithdrawalRow } from "../../store/tables.ts";
import { findWithdrawal, insertUnmatched, insertWithdrawal } from "../../store/withdrawals/withdrawals.ts";
import { hashedNetworkOf, isBuyer, reloadOrder, userIdOf } from "../access.ts";
import { requestCancellation } from "../cancellation/cancellation.ts";
import { queueWithdrawalReceived } from "../email/customer-email.ts";
import type { MutationResult } from "../mutation-results.ts";
import { partProblems } from "../order/parts.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { isEmail } from "../settings/addresses.ts";
import { checkText } from "../settings/validation.ts";
import { applyWithdrawals } from "./effects.ts";
import { findScope, isWholeOrder, type LineScope, selectUnits } from "./scope.ts";

type Declared = MutationResult<"WithdrawalDeclareResult">;
const storedResponse = z.object({
  reference: z.string(),
  receivedAt: z.number(),
  /** Null if it fits no order. */
  withdrawal: z.object({ id: z.string(), orderId: z.string() }).nullable(),
});

/** The maximum number of declarations from one network within an hour. */
const maxPerNetwork = 10;
const maxNumberLength = 40;
const hour = 60 * 60 * 1_000;
const day = 24 * hour;
/** The shop has so long to refund. */
const refundPeriodMs = 14 * day;
/** The maximum wait for refunds before the buyer sees the order in its current state. */
const maxWaitMs = 7_000;

/** The entered values, normalised. */
type Declaration = { orderNumber: string; email: string; lastName: string; reference: string };

/** Records a declaration once, with its effects on the order. A stranger's response tells nothing about the order, nor does its time. */
export async function declareWithdrawal(context: Context, input: WithdrawalDeclareInput): Promise<Declared> {
  const { runtime, store } = context;
  const problems = declarationProblems(input);
  if (problems.length > 0) return invalid(problems);
  const declaration = readDeclaration(context, input);
  const { guestToken, ...keyInput } = input;
  const scope = userIdOf(context) ?? `withdrawal ${declaration.reference}`;
  const done = await writeOnce(
    context,
    {
      name: "declare-withdrawal",
      key: keyOf(scope, "withdrawalDeclare", keyInput),
      shape: storedResponse,
      countReplay: async (tx) => {
        const reached = await takeAttempt(context, tx, countersOf(context).map(replayCounter));
        return reached && tooManyReplays(reached.retryAfterMs);
      },
    },
    async (tx) => {
      const reached = await takeAttempt(context, tx, countersOf(context));
      if (reached) return rateLimited(reached.retryAfterMs);
      const withdrawal = await recordDeclaration(context, tx, declaration, input);
      if (isRefusal(withdrawal)) return withdrawal;
      return { reference: declaration.reference, receivedAt: runtime.now(), withdrawal };
    },
  );
  if (isRefusal(done)) return done;
  const { reference, receivedAt, withdrawal } = done;
  const [order] = await store.read((db) => findOrdersByIds(db, [withdrawal?.orderId ?? ""]));
  const isOwn = order !== undefined && isBuyer(context, order, context.guestSecret, guestToken);
  if (!isOwn || withdrawal === null) {
    context.notes.isHeld = true;
    return { __typename: "WithdrawalReceived", reference, receivedAt, order: null, withdrawal: null };
  }
  await context.runner.process(order.id, maxWaitMs);
  return {
    __typename: "WithdrawalReceived",
    reference,
    receivedAt,
    order: await reloadOrder(context, order.id),
    withdrawal: (await store.read((db) => findWithdrawal(db, withdrawal.id))) ?? null,
  };
}

/** Stores the declaration, with its effects if it fits an order. Null if it does not, or if nothing can be withdrawn. */
async function recordDeclaration(context: Context, tx: Tx, declaration: Declaration, input: WithdrawalDeclareInput) {
  const [order] = await findOrdersByNumbers(tx, [declaration.orderNumber]);
  const isOwn = order !== undefined && isBuyer(context, order, context.guestSecret, input.guestToken);
  const isMatched = order !== undefined && order.email === declaration.email;
  if (isOwn && !isMatched)
    return invalid([problem("email", "MISMATCH", "This is not the e-mail address of the order.")]);
  const row = createRow(context, declaration);
  const scope = order && isMatched ? await findScope(context, tx, order) : [];
  const selected = selectUnits(scope, input.parts ?? null, { order, isOwn });
  if (isRefusal(selected)) return selected;
  if (!order || selected.length === 0) {
    const isRepeated = scope.some((line) => line.isWithdrawn);
    if (!isRepeated) await insertUnmatched(tx, row);
    return null;
  }
  const refundDueBy = row.receivedAt + refundPeriodMs;
  await insertWithdrawal(
    tx,
    { ...row, orderId: order.id, matched: true, state: "RECEIVED", refundDueBy },
    selected.map(({ lineId, quantity }) => ({ withdrawalId: row.id, lineId, quantity, cancelled: [], returned: [] })),
  );
  const by = { actor: "CUSTOMER", actorId: isOwn ? userIdOf(context) : null } as const;
  const summary = "The customer has withdrawn from the purchase.";
  await recordOrderEvent(context, tx, order, { kind: "WITHDRAWAL_DECLARED", summary, ...by });
  if (order.state === "PENDING_PAYMENT") await postpone(context, tx, order, { id: row.id, scope, selected });
  await applyWithdrawals(context, tx, order, by);
  await queueWithdrawalReceived(context.runtime, tx, row.id);
  return { id: row.id, orderId: order.id };
}

type Postponed = { id: string; scope: readonly LineScope[]; selected: readonly { lineId: string; quantity: number }[] };

/** While the order is being placed, its saga rolls the whole order back, or the units are withdrawn after the confirmation. */
async function postpone(context: Context, tx: Tx, order: OrderRow, { id, scope, selected }: Postponed): Promise<void> {
  const isRequested = (await findCancellation(tx, order.id)) !== undefined;
  if (!isRequested && isWholeOrder(scope, selected) && (await findOpenSaga(tx, order.id))) {
    const actorId = userIdOf(context);
    await requestCancellation(context, tx, order, { reason: "CUSTOMER", note: null, actor: "CUSTOMER", actorId });
  }
  await insertOrderTask(tx, { orderId: order.id, kind: "WITHDRAW", subjectId: id }, context.store.now());
}

/** The row of a declaration that fits no order. */
function createRow({ runtime }: Context, declaration: Declaration): WithdrawalRow {
  return {
    id: runtime.newId("wdr"),
    ...declaration,
    orderId: null,
    matched: false,
    state: "UNMATCHED",
    receivedAt: runtime.now(),
    refundDueBy: null,
    proofRecordedAt: null,
    contestNote: null,
    settledAt: null,
  };
}

function readDeclaration({ guestSecret }: Context, input: WithdrawalDeclareInput): Declaration {
  const orderNumber = input.orderNumber.trim();
  const email = input.email.trim().toLowerCase();
  const reference = createReference(guestSecret, orderNumber, email);
  return { orderNumber, email, lastName: input.lastName.trim(), reference };
}

/** Capitals and digits that are not mistaken for one another. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const referenceLength = 10;

/** A keyed hash of the entered values: equal for equal values, whether they fit an order or not. */
function createReference(secret: string, orderNumber: string, email: string): string {
  const hash = createHmac("sha256", secret).update(`withdrawal ${orderNumber}\n${email}`).digest();
  return [...hash.subarray(0, referenceLength)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

function declarationProblems({ orderNumber, email, lastName, parts }: WithdrawalDeclareInput): InputProblem[] {
  return [
    ...checkText("orderNumber", orderNumber, maxNumberLength),
    ...(isEmail(email) ? [] : [problem("email", "FORMAT", "This is not an e-mail address.")]),
    ...checkText("lastName", lastName),
    ...(parts ? partProblems(parts, "parts") : []),
  ];
}

function countersOf(context: Context): AttemptCounter[] {
  const network = hashedNetworkOf(context);
  if (network === null) return [];
  return [{ limit: "orders_withdrawals_network", of: network, most: maxPerNetwork, windowMs: hour }];
}

function tooManyReplays(retryAfterMs: number) {
  const message = "Too many repetitions came from this network. The result is kept: repeat with the same key later.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), retryAfterMs };
}

function rateLimited(retryAfterMs: number) {
  const message = "Too many declarations came from this network. Wait, or write to the shop.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), retryAfterMs };
}
