/** Erasure of guests: orders is asked until it confirms, and then the pending erasure with the address is deleted here too. */

import { readEmail } from "@hansa/commerce/email-addresses";
import { processDueTasks } from "@hansa/kit/messaging";
import { invalid, raiseAlarm } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { sampledTraceparent } from "@hansa/kit/tracing";
import type { Context, Deps } from "../../context.ts";
import type { GuestEraseInput } from "../../generated/resolvers.ts";
import { requestGuestErasure } from "../../peers/peers.ts";
import { deletePendingErasure, erasureQueue, insertPendingErasure } from "../../store/privacy/pending-erasures.ts";
import type { PendingErasureRow } from "../../store/tables.ts";
import { consumeProof, reauthenticate } from "../accounts/re-authentication.ts";
import { checkEmail } from "../accounts/validation.ts";
import { recordAction } from "../audit/audit-log.ts";
import { openAddress, sealAddress } from "../email/sealed-addresses.ts";
import type { MutationResult } from "../mutation-results.ts";
import { invalidCredentials } from "../refusals.ts";
import { requireAccountWithScope } from "../roles/roles.ts";
import { refuseUnsentOrders } from "./unsent-orders.ts";

/** Longer than the timeout of the request to orders. */
const claimMs = 30_000;
/**
 * How long an erasure waits for a secret that opens its address: another process may have it, or this one after a restart. Former secrets are
 * configured for a month; afterwards it is taken for lost.
 */
const secretWaitMs = 30 * 24 * 60 * 60_000;

/** Erases a guest, for staff who have verified the request and who re-authenticate. */
export async function eraseGuest(
  context: Context,
  input: GuestEraseInput,
): Promise<MutationResult<"GuestEraseResult">> {
  const email = readEmail(input.email);
  const problems = checkEmail(email);
  if (problems.length > 0) return invalid(problems);
  const proved = await reauthenticate(context, input.password, "password");
  if ("refused" in proved) return proved.refused;
  await context.store.read((db) => requireAccountWithScope(context, db, "users:erase"));
  const unsent = await refuseUnsentOrders(context, { userId: null, email }, input.cancelUnsentOrders === true);
  if (unsent) {
    await context.store.write("return-password-check", (tx) => consumeProof(tx, proved.proof));
    return unsent;
  }
  return context.store.write("erase-guest", async (tx) => {
    await requireAccountWithScope(context, tx, "users:erase");
    if (!(await consumeProof(tx, proved.proof))) return invalidCredentials(["input", "password"]);
    const subjectId = await queueGuestErasure(context, tx, email);
    const summary = `Erased the guest with the address of ${subjectId}.`;
    await recordAction(context, tx, { action: "guest.erased", subjectId, summary });
    return { __typename: "GuestEraseStarted", email: input.email };
  });
}

/** Queues the erasure of the guest orders under this address. Returns the id of the pending erasure. */
export async function queueGuestErasure({ store, runtime, secrets }: Context, tx: Tx, email: string): Promise<string> {
  const id = runtime.newId("dep");
  const sealedEmail = sealAddress(secrets, runtime, id, email);
  await insertPendingErasure(tx, {
    id,
    sealedEmail,
    createdAt: runtime.now(),
    attempts: 0,
    dueAt: store.now(),
    traceparent: sampledTraceparent(),
  });
  return id;
}

/** Requests every due pending erasure from orders. */
export function requestDueErasures(deps: Deps, signal?: AbortSignal): Promise<void> {
  const handler = {
    component: "guest erasure",
    alarm: { name: "erasure_stalled", subjectOf: ({ id }: PendingErasureRow) => id } as const,
    claimMs,
    describe: ({ id }: PendingErasureRow) => ({ pendingErasure: id }),
    attempt: (pending: PendingErasureRow) => requestErasure(deps, pending),
  };
  return processDueTasks(deps, erasureQueue, handler, signal);
}

/** Throws while a secret may come that opens the address, so that the erasure is kept. */
async function requestErasure(deps: Deps, pending: PendingErasureRow): Promise<void> {
  const { store, runtime, peers } = deps;
  const { id, createdAt } = pending;
  const email = openAddress(deps, pending);
  if (email !== undefined) await requestGuestErasure(peers, id, email);
  else if (runtime.now() < createdAt + secretWaitMs) throw new Error(`no secret of users opens the address of ${id}`);
  else
    raiseAlarm(
      deps,
      { name: "guest_not_erased", subject: id },
      { pendingErasure: id },
      "guest erasure: no secret has opened the address for 30 days, erasure given up",
    );
  await store.write("complete-erasure", (tx) => deletePendingErasure(tx, id));
}
