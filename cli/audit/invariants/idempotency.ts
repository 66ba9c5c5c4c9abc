/** I9: each idempotency key has one effect and one response. */

import type { Call } from "../journal.ts";
import { type Finding, findingOf, type Rule } from "../rule.ts";
import { type Row, storeNames } from "../stores.ts";
import { type AuditContext, checkRules, type Invariant } from "./invariant.ts";

const keys = storeNames
  .map((store) => `SELECT '${store}' AS store, scope, key, state, answer FROM ${store}.idempotency`)
  .join(" UNION ALL ");

const requests: readonly Rule[] = [
  {
    must: "a completed idempotency key keeps its response",
    from: `(${keys}) AS kept`,
    where: "state = 'done'",
    holds: "json_valid(answer) AND answer <> 'null'",
    show: "store, scope, key",
    neverEmpty: true,
  },
  {
    must: "the object in the response of an idempotency key exists",
    from: "orders.idempotency AS kept",
    where: "state = 'done'",
    holds: `(answer ->> 'orderId' IS NULL OR answer ->> 'orderId' IN (SELECT id FROM orders.orders))
      AND (answer ->> 'refundId' IS NULL OR answer ->> 'refundId' IN (SELECT id FROM orders.refunds))
      AND (answer ->> 'checkoutId' IS NULL OR answer ->> 'checkoutId' IN (SELECT id FROM orders.checkouts))`,
    show: "scope, key, answer",
    neverEmpty: true,
  },
  {
    must: "each capture and each refund has one provider call key",
    from: "(SELECT name, subject_id, count(*) AS keys FROM payments.provider_calls WHERE subject_id IS NOT NULL GROUP BY name, subject_id)",
    holds: "keys = 1",
    show: "name AS call, subject_id AS subjectId, keys",
  },
];

/** All successful calls under one key are the same call, however often clients sent it. */
function judgeKey(calls: readonly Call[]): Row[] {
  const good = calls.filter(({ response }) => response.wentWell);
  const [first] = good;
  if (!first) return [];
  const { scope = null, key = null } = first.request;
  const about = { scope, key, operation: first.request.operation };
  const others = good.filter(
    ({ request }) => request.operation !== first.request.operation || request.args !== first.request.args,
  );
  const unequal = good.filter(
    ({ response }) =>
      response.orderId !== first.response.orderId ||
      response.refundId !== first.response.refundId ||
      response.same !== first.response.same,
  );
  return [
    ...others.map(({ request }) => ({ ...about, fault: "went well with other arguments", call: request.call })),
    ...unequal.map(({ request, response }) => ({
      ...about,
      fault: "another answer",
      call: request.call,
      firstOrder: first.response.orderId ?? null,
      order: response.orderId ?? null,
    })),
  ];
}

function findUnequalResponses({ journal }: AuditContext): Finding[] {
  if (!journal) return [];
  const byKey = new Map<string, Call[]>();
  for (const call of journal.responses) {
    const { scope, key } = call.request;
    if (key === undefined) continue;
    const name = JSON.stringify([scope, key]);
    byKey.set(name, [...(byKey.get(name) ?? []), call]);
  }
  const faults = [...byKey.values()].flatMap(judgeKey);
  return [
    {
      ...findingOf("every idempotency key of a client had one effect and equal responses", byKey.size, faults),
      neverEmpty: true,
    },
  ];
}

export const oneKeyOneEffect: Invariant = {
  id: "I9",
  title: "One key has one effect",
  look: (looking) => [...checkRules(looking, requests), ...findUnequalResponses(looking)],
};
