/** Confirmation of a stranger's declaration: by the token of the link in its mail, by the order's buyer, or by staff. It never lapses. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { hasScope } from "@hansa/kit/identity";
import { isRefusal, notFound } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { WithdrawalConfirmInput } from "../../generated/resolvers.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import type { OrderRow, WithdrawalRow } from "../../store/tables.ts";
import { findWithdrawal } from "../../store/withdrawals/withdrawals.ts";
import { createRequestKey, deriveConfirmationToken, isBuyer, isSameSecret, requireStaff, userIdOf } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { returnPlaces } from "./limits.ts";
import { confirmDeclaration } from "./recording.ts";

type Confirmed = MutationResult<"WithdrawalConfirmResult">;
const storedResponse = z.object({ withdrawalId: z.string() });

/** Confirms a declaration, which takes effect with it. Confirming it again changes nothing. */
export async function confirmWithdrawal(context: Context, input: WithdrawalConfirmInput): Promise<Confirmed> {
  const { token, ...keyInput } = input;
  const key = createRequestKey(context, "withdrawalConfirm", input.withdrawalId, keyInput);
  const done = await writeOnce(context, { name: "confirm-withdrawal", key, shape: storedResponse }, async (tx) => {
    const found = await findMatched(tx, input.withdrawalId);
    if (!found || !mayConfirm(context, found, token)) return notFound("withdrawal", ["input", "withdrawalId"]);
    const { withdrawal, order } = found;
    if (withdrawal.declaredParts === null) return { withdrawalId: withdrawal.id };
    const isStaff = isByStaff(context);
    const by = isStaff ? requireStaff(context) : ({ actor: "CUSTOMER", actorId: userIdOf(context) } as const);
    await confirmDeclaration(context, tx, order, { withdrawal, by });
    await returnPlaces(tx, withdrawal);
    if (isStaff) {
      const summary = `Confirmed ${withdrawal.id} of ${order.id}.`;
      const action = { action: "withdrawal.confirmed", subjectId: withdrawal.id, summary };
      await recordAudit(context.runtime, tx, context.viewer, action);
    }
    return { withdrawalId: withdrawal.id };
  });
  if (isRefusal(done)) return done;
  const found = await context.store.read((db) => findMatched(db, done.withdrawalId));
  // A replay gets what its sender may see.
  if (!found || !mayConfirm(context, found, token)) return notFound("withdrawal", ["input", "withdrawalId"]);
  const { withdrawal, order } = found;
  const { reference, receivedAt, state, refundDueBy } = withdrawal;
  const isShown = isByStaff(context) || isBuyer(context, order, context.guestSecret);
  const shown = isShown ? withdrawal : null;
  return { __typename: "WithdrawalConfirmed", reference, receivedAt, state, refundDueBy, withdrawal: shown };
}

type Matched = { withdrawal: WithdrawalRow; order: OrderRow };

async function findMatched(db: Reader, id: string): Promise<Matched | undefined> {
  const withdrawal = await findWithdrawal(db, id);
  const [order] = withdrawal?.orderId ? await findOrdersByIds(db, [withdrawal.orderId]) : [];
  return withdrawal && order ? { withdrawal, order } : undefined;
}

function mayConfirm(context: Context, { withdrawal, order }: Matched, token: string | null | undefined): boolean {
  if (isByStaff(context) || isBuyer(context, order, context.guestSecret)) return true;
  const expected = deriveConfirmationToken(context.guestSecret, withdrawal.id, order);
  return order.erasedAt === null && typeof token === "string" && isSameSecret(token, expected);
}

function isByStaff({ viewer }: Context): boolean {
  return hasScope(viewer, "orders:write");
}
