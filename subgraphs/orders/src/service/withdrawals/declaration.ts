/** Declaration of a withdrawal: by order number and e-mail address, with equal responses to everybody but the order's buyer. */

import { createHmac } from "node:crypto";
import { readEmail } from "@hansa/commerce/email-addresses";
import { keyOf, writeOnce } from "@hansa/kit/coordination";
import { type InputProblem, invalid, isRefusal, typedDigits } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { WithdrawalDeclareInput } from "../../generated/resolvers.ts";
import { findOrdersByIds, findOrdersByNumbers } from "../../store/order/orders.ts";
import { findWithdrawal } from "../../store/withdrawals/withdrawals.ts";
import { isBuyer, reloadOrder, userIdOf } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { partProblems } from "../order/parts.ts";
import { checkEmail } from "../settings/addresses.ts";
import { checkText } from "../settings/validation.ts";
import { countDeclaration, countReplay, type Declaration, type Declared as DeclaredOrder } from "./limits.ts";
import { recordDeclaration } from "./recording.ts";

type Declared = MutationResult<"WithdrawalDeclareResult">;
const storedResponse = z.object({
  reference: z.string(),
  receivedAt: z.number(),
  /** Null if it fits no order. */
  withdrawal: z.object({ id: z.string(), orderId: z.string() }).nullable(),
});

const maxNumberLength = 40;
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
  const findDeclared = async (tx: Tx): Promise<DeclaredOrder> => {
    const [order] = await findOrdersByNumbers(tx, [declaration.orderNumber]);
    return { order, isOwn: order !== undefined && isBuyer(context, order, context.guestSecret, guestToken) };
  };
  const done = await writeOnce(
    context,
    {
      name: "declare-withdrawal",
      key: keyOf(scope, "withdrawalDeclare", keyInput),
      shape: storedResponse,
      countReplay: async (tx) => countReplay(context, tx, await findDeclared(tx)),
    },
    async (tx) => {
      const declared = await findDeclared(tx);
      const refused = await countDeclaration(context, tx, declaration, declared);
      if (refused) return refused;
      const withdrawal = await recordDeclaration(context, tx, declaration, declared);
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
  const email = readEmail(input.email);
  const reference = createReference(guestSecret, typedDigits(orderNumber) ?? "", email);
  return { orderNumber, email, lastName: input.lastName.trim(), reference, parts: input.parts ?? null };
}

/** The least reference: all have ten digits, and none begins with a zero, which would not count when it is typed. */
const leastReference = 1_000_000_000n;

/** A keyed hash of the entered values: equal for equal values, whether they fit an order or not. */
export function createReference(secret: string, digits: string, email: string): string {
  const hash = createHmac("sha256", secret).update(`withdrawal ${digits}\n${email}`).digest();
  return String(leastReference + (hash.readBigUInt64BE(0) % (9n * leastReference)));
}

function declarationProblems({ orderNumber, email, lastName, parts }: WithdrawalDeclareInput): InputProblem[] {
  return [
    ...checkText("orderNumber", orderNumber, maxNumberLength),
    ...checkEmail("email", email),
    ...checkText("lastName", lastName),
    ...(parts ? partProblems(parts, "parts") : []),
  ];
}
