/** Declaration of a withdrawal: by order number and e-mail address, with equal responses to everybody but the order's buyer. */
import { createHmac } from "node:crypto";
import {
  type AttemptCounter,
  keyOf,
  type ReachedLimit,
  replayCounter,
  takeAttempt,
  writeOnce,
} from "@hansa/kit/coordination";
import { type InputProblem, invalid, isRefusal, problem, raiseAlarm, refusal, typedDigits } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { WithdrawalDeclareInput } from "../../generated/resolvers.ts";
import { findOrdersByIds, findOrdersByNumbers } from "../../store/order/orders.ts";
import { findWithdrawal } from "../../store/withdrawals/withdrawals.ts";
import { hashedNetworkOf, isBuyer, reloadOrder, userIdOf } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { partProblems } from "../order/parts.ts";
import { isEmail } from "../settings/addresses.ts";
import { checkText } from "../settings/validation.ts";
import { type Declaration, recordDeclaration } from "./recording.ts";

type Declared = MutationResult<"WithdrawalDeclareResult">;
const storedResponse = z.object({
  reference: z.string(),
  receivedAt: z.number(),
  /** Null if it fits no order. */
  withdrawal: z.object({ id: z.string(), orderId: z.string() }).nullable(),
});

/** The maximum number of declarations from one network within an hour. */
const maxPerNetwork = 10;
/** The maximum number of declarations of strangers with one e-mail address within a day. */
const maxPerAddress = 10;
const maxNumberLength = 40;
const hour = 60 * 60 * 1_000;
const day = 24 * hour;
/** The maximum wait for refunds before the buyer sees the order in its current state. */
const maxWaitMs = 7_000;

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
      const [order] = await findOrdersByNumbers(tx, [declaration.orderNumber]);
      const isOwn = order !== undefined && isBuyer(context, order, context.guestSecret, guestToken);
      const counters = isOwn ? countersOf(context) : [...countersOf(context), addressCounterOf(context, declaration)];
      const reached = await takeAttempt(context, tx, counters);
      if (reached) return tooManyDeclarations(reached);
      const withdrawal = await recordDeclaration(context, tx, declaration, { order, isOwn });
      if (isRefusal(withdrawal)) return withdrawal;
      return { reference: declaration.reference, receivedAt: runtime.now(), withdrawal };
    },
  );
  if (isRefusal(done)) {
    if ("limit" in done && done.limit === addressLimit) await raiseAlarmOnce(context, declaration);
    return done;
  }
  const { reference, receivedAt, withdrawal } = done;
  const [order] = await store.read((db) => findOrdersByIds(db, [withdrawal?.orderId ?? ""]));
  const isOwn = order !== undefined && isBuyer(context, order, context.guestSecret, guestToken);
  if (!isOwn || withdrawal === null) {
    context.notes.isHeld = true;
    return { __typename: "WithdrawalReceived", reference, receivedAt, order: null, withdrawal: null };
  }
  await context.processor.process(order.id, maxWaitMs);
  return {
    __typename: "WithdrawalReceived",
    reference,
    receivedAt,
    order: await reloadOrder(context, order.id),
    withdrawal: (await store.read((db) => findWithdrawal(db, withdrawal.id))) ?? null,
  };
}

function readDeclaration({ guestSecret }: Context, input: WithdrawalDeclareInput): Declaration {
  const orderNumber = input.orderNumber.trim();
  const email = input.email.trim().toLowerCase();
  const reference = createReference(guestSecret, typedDigits(orderNumber) ?? "", email);
  return { orderNumber, email, lastName: input.lastName.trim(), reference, parts: input.parts ?? null };
}

/** The least reference: all have ten digits, and none begins with a zero, which would not count when it is typed. */
const leastReference = 1_000_000_000n;

/** A keyed hash of the entered values: equal for equal values, whether they fit an order or not. */
function createReference(secret: string, digits: string, email: string): string {
  const hash = createHmac("sha256", secret).update(`withdrawal ${digits}\n${email}`).digest();
  return String(leastReference + (hash.readBigUInt64BE(0) % (9n * leastReference)));
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

/** The refusal of a first call names the limit, for the alarm. */
function tooManyDeclarations({ limit, retryAfterMs }: ReachedLimit) {
  const source = limit === addressLimit ? "with this e-mail address" : "from this network";
  const message = `Too many declarations came ${source}. Wait, or write to the shop.`;
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), retryAfterMs, limit };
}

const addressLimit = "orders_withdrawals_address";

/** Strangers are counted by the entered address, whether it fits an order or not; a buyer is never kept out by them. */
function addressCounterOf({ guestSecret }: Context, { email }: Declaration): AttemptCounter {
  const of = createHmac("sha256", guestSecret).update(`withdrawal address ${email}`).digest("base64url");
  return { limit: addressLimit, of, most: maxPerAddress, windowMs: day };
}

/** Raises the alarm about an address once in a day, for all processes of the service together. */
async function raiseAlarmOnce(context: Context, declaration: Declaration): Promise<void> {
  const counter = { ...addressCounterOf(context, declaration), limit: `${addressLimit}_alarm`, most: 1 };
  const reached = await context.store.write("count-withdrawal-alarm", (tx) => takeAttempt(context, tx, [counter]));
  if (reached) return;
  const message = "withdrawals: many declarations of strangers with one e-mail address, further ones are refused";
  raiseAlarm(
    context,
    { name: "many_withdrawals", subject: counter.of },
    { attempts: maxPerAddress, windowMs: day },
    message,
  );
}
