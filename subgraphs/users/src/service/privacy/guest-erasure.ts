/** Erasure of guests: orders is asked until it confirms, and then the pending erasure with the address is deleted here too. */
import { raiseAlarm } from "@hansa/kit/runtime/alarm";
import { invalid } from "@hansa/kit/runtime/refusals";
import type { Tx } from "@hansa/kit/store/store";
import type { Context, Deps } from "../../context.ts";
import type { GuestEraseInput } from "../../generated/resolvers.ts";
import { requestGuestErasure } from "../../peers/peers.ts";
import {
  deletePendingErasure,
  findDuePendingErasures,
  insertPendingErasure,
  postponePendingErasure,
} from "../../store/privacy/pending-erasures.ts";
import type { PendingErasureRow } from "../../store/tables.ts";
import { checkEmail, readEmail } from "../accounts/validation.ts";
import { recordAction } from "../audit/audit-log.ts";
import type { MutationResult } from "../mutation-results.ts";
import { consumeProof, reauthenticate } from "../passwords/re-authentication.ts";
import { invalidCredentials } from "../passwords/refusals.ts";
import { requireAccountWithScope } from "../roles/roles.ts";
import { openAddress, sealAddress } from "./sealed-addresses.ts";
import { refuseUnsentOrders } from "./unsent-orders.ts";

/** Back-off while orders does not answer: doubled after each attempt, within these bounds. */
const minPauseMs = 5_000;
const maxPauseMs = 10 * 60_000;
const batch = 10;

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
    const summary = `Erased whoever bought without an account under the address of ${subjectId}.`;
    await recordAction(context, tx, { action: "guest.erased", subjectId, summary });
    return { __typename: "GuestEraseStarted", email: input.email };
  });
}

/** Queues the erasure of the guest orders under this address. Returns the id of the pending erasure. */
export async function queueGuestErasure({ runtime, secrets }: Context, tx: Tx, email: string): Promise<string> {
  const id = runtime.newId("dep");
  const now = runtime.now();
  const sealedEmail = sealAddress(secrets, runtime, id, email);
  await insertPendingErasure(tx, { id, sealedEmail, createdAt: now, attempts: 0, dueAt: now });
  return id;
}

/** Requests every due pending erasure from orders. */
export async function requestDueErasures(deps: Deps, signal?: AbortSignal): Promise<void> {
  const { store, runtime } = deps;
  for (const departure of await store.read((db) => findDuePendingErasures(db, runtime.now(), batch))) {
    if (signal?.aborted) return;
    await requestErasure(deps, departure);
  }
}

async function requestErasure(deps: Deps, departure: PendingErasureRow): Promise<void> {
  const { store, runtime, log, peers } = deps;
  const { id, attempts } = departure;
  const email = openAddress(deps, departure);
  try {
    if (email === undefined)
      raiseAlarm(
        deps,
        "guest_not_erased",
        { pendingErasure: id },
        "guest erasure: no secret opens the address, erasure given up",
      );
    else await requestGuestErasure(peers, id, email);
    await store.write("guest-told", (tx) => deletePendingErasure(tx, id));
  } catch (error) {
    log.warn(
      { err: error, pendingErasure: id, attempts: attempts + 1 },
      "guest erasure: orders did not confirm, retry scheduled",
    );
    const pause = Math.min(minPauseMs * 2 ** attempts, maxPauseMs);
    await store.write("guest-waits", (tx) => postponePendingErasure(tx, id, attempts + 1, runtime.now() + pause));
  }
}
