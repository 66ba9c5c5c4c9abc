/** I11: the state of an order that a client is shown never goes back. */
import { type Finding, findingOf } from "../rule.ts";
import type { Row } from "../stores.ts";
import type { AuditContext, Invariant } from "./invariant.ts";

/** How far an order is that is shown so. One that was cancelled is over: nothing may be shown after it. */
const places: Readonly<Record<string, number>> = {
  PENDING_PAYMENT: 0,
  CONFIRMED: 1,
  PARTIALLY_SHIPPED: 2,
  SHIPPED: 3,
  DELIVERED: 4,
  COMPLETED: 5,
  CANCELLED: 6,
};

/** A response and its place, from then on. */
type Seen = { line: number; state: string; call: string };

/** In the order of their responses, each is held against the furthest that was answered to the same client before this one was asked. */
function look({ journal }: AuditContext): Finding[] {
  if (!journal) return [];
  const seen = new Map<string, Seen[]>();
  const back: Row[] = [];
  let looked = 0;
  for (const { request, response } of journal.responses) {
    const { orderId, state } = response;
    if (orderId === undefined || state === undefined) continue;
    looked += 1;
    const place = places[state];
    const about = { client: request.client, orderId, state, call: request.call };
    if (place === undefined) {
      back.push({ ...about, fault: "no state of an order" });
      continue;
    }
    const further = seen.get(`${request.client} ${orderId}`) ?? [];
    const earlier = further.findLast(({ line }) => line < request.line);
    if (earlier && (places[earlier.state] ?? 0) > place)
      back.push({ ...about, before: earlier.state, earlierCall: earlier.call });
    const furthest = further.at(-1);
    if (!furthest || (places[furthest.state] ?? 0) < place) {
      seen.set(`${request.client} ${orderId}`, [...further, { line: response.line, state, call: request.call }]);
    }
  }
  return [
    {
      ...findingOf("no client saw an order in an earlier state than before", looked, back),
      neverEmpty: true,
    },
  ];
}

export const monotonicReads: Invariant = { id: "I11", title: "Reads are monotonic", needsJournal: true, look };
