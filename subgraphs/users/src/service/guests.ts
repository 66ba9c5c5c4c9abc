/** Forgetting what was bought under an address without an account: orders is told until it has heard, and then the address goes here too. */
import { raiseAlarm } from "@hansa/kit/alarm";
import { invalid } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../context.ts";
import type { GuestEraseInput } from "../generated/resolvers.ts";
import { tellOfGuest } from "../peers/peers.ts";
import { endDeparture, findDueDepartures, insertDeparture, postponeDeparture } from "../store/departures.ts";
import type { DepartureRow } from "../store/tables.ts";
import type { Answer } from "./answers.ts";
import { record } from "./audit.ts";
import { checkEmail, readEmail } from "./checks.ts";
import { openAddress, sealAddress } from "./leaving-links.ts";
import { invalidCredentials } from "./passwords.ts";
import { proveIdentity, spendProof } from "./proving.ts";
import { accountWith } from "./roles.ts";
import { refuseUnsent } from "./unsent-orders.ts";

/** While orders does not answer, wait between these: doubled each time. */
const shortestPauseMs = 5_000;
const longestPauseMs = 10 * 60_000;
const batch = 10;

/** Forgets a guest, for a colleague who has made sure that it is they who ask, and gives their own password. */
export async function eraseGuest(context: Context, input: GuestEraseInput): Promise<Answer<"GuestEraseResult">> {
  const email = readEmail(input.email);
  const problems = checkEmail(email);
  if (problems.length > 0) return invalid(problems);
  const proved = await proveIdentity(context, input.password, "password");
  if ("refused" in proved) return proved.refused;
  await context.store.read((db) => accountWith(context, db, "users:erase"));
  const unsent = await refuseUnsent(context, { userId: null, email }, input.cancelUnsentOrders === true);
  if (unsent) {
    await context.store.write("return-password-check", (tx) => spendProof(tx, proved.proof));
    return unsent;
  }
  return context.store.write("erase-guest", async (tx) => {
    await accountWith(context, tx, "users:erase");
    if (!(await spendProof(tx, proved.proof))) return invalidCredentials(["input", "password"]);
    const subjectId = await forgetAsGuest(context, tx, email);
    const summary = `Erased whoever bought without an account under the address of ${subjectId}.`;
    await record(context, tx, { action: "guest.erased", subjectId, summary });
    return { __typename: "GuestEraseStarted", email: input.email };
  });
}

/** Writes down that orders is to forget whoever bought under this address. Gives the id under which it does. */
export async function forgetAsGuest({ world, secrets }: Context, tx: Tx, email: string): Promise<string> {
  const id = world.newId("dep");
  const now = world.now();
  const sealedEmail = sealAddress(secrets, world, id, email);
  await insertDeparture(tx, { id, sealedEmail, createdAt: now, attempts: 0, dueAt: now });
  return id;
}

/** Tells orders of every address that waits. */
export async function tellDepartures(deps: Deps, signal?: AbortSignal): Promise<void> {
  const { store, world } = deps;
  for (const departure of await store.read((db) => findDueDepartures(db, world.now(), batch))) {
    if (signal?.aborted) return;
    await tell(deps, departure);
  }
}

async function tell(deps: Deps, departure: DepartureRow): Promise<void> {
  const { store, world, log, peers } = deps;
  const { id, attempts } = departure;
  const email = openAddress(deps, departure);
  try {
    if (email === undefined) raiseAlarm(deps, "guest_not_erased", { departure: id }, "no secret opens this address");
    else await tellOfGuest(peers, id, email);
    await store.write("guest-told", (tx) => endDeparture(tx, id));
  } catch (error) {
    log.warn(
      { err: error, departure: id, attempts: attempts + 1 },
      "orders has not heard whom to forget, and is told again",
    );
    const pause = Math.min(shortestPauseMs * 2 ** attempts, longestPauseMs);
    await store.write("guest-waits", (tx) => postponeDeparture(tx, id, attempts + 1, world.now() + pause));
  }
}
