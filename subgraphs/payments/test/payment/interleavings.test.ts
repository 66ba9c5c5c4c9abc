/** Random interleavings of captures, refunds, dashboard actions, outages and messages: the ledger ends equal to the provider's. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { overrideProvider } from "../support/provider-overrides.ts";
import { order, payable, type Shop, shop, startedId } from "../support/shop.ts";

const amount = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 1_250 }));
const tokens = [
  "tok_ok",
  "tok_refund_fails",
  "tok_refund_pending",
  "tok_refund_fails_later",
  "tok_refund_comes_back",
  "tok_refund_lost_answer",
  "tok_capture_lost_answer",
] as const;

/** The next possible actions. `pick` chooses among the existing objects. */
const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("capture" as const), amount }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("refund" as const), amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("twoRefunds" as const), amount }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("refundAgain" as const), amount, pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("release" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("dashboardCapture" as const), amount }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("dashboardRefund" as const), amount }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("dispute" as const), amount, isWon: fc.option(fc.boolean()) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("message" as const), pick: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("connection" as const),
      how: fc.constantFrom("good", "losesCalls", "losesAnswers"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("timePasses" as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

type Run = { id: string; link: typeof order; refunds: string[]; firstMessage: number; mend: () => void; count: number };

/** Awaits a dashboard action; the dashboard rejects impossible ones. */
async function tried(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => expect(String(error)).toContain("the sandbox refuses"));
}

/** Calls to the provider are lost before they arrive or, after they took effect, on the way back, until the connection is repaired. */
function breakConnection(s: Shop, takesEffect: boolean): () => void {
  const lose = async (made: () => Promise<unknown>): Promise<never> => {
    if (takesEffect) await made();
    throw new Error("the connection broke before the answer came");
  };
  return overrideProvider(s, (whole) => ({
    capture: (...args) => lose(() => whole.capture(...args)),
    refund: (...args) => lose(() => whole.refund(...args)),
    void: (...args) => lose(() => whole.void(...args)),
  }));
}

async function perform(s: Shop, run: Run, next: Command): Promise<void> {
  const { id, link } = run;
  const { dashboard } = s.sandbox();
  run.count += 1;
  const fresh = `${id}_${run.count}`;
  if (next.kind === "capture") await s.capture(id, { order: link, captureId: fresh, amountMinor: next.amount });
  if (next.kind === "refund") {
    run.refunds.push(fresh);
    await s.refund(id, { refundId: fresh, amountMinor: next.amount });
  }
  if (next.kind === "twoRefunds")
    await Promise.all(
      ["a", "b"].map((which) => s.refund(id, { refundId: `${fresh}_${which}`, amountMinor: next.amount })),
    );
  const again = next.kind === "refundAgain" && run.refunds[next.pick % run.refunds.length];
  if (again && next.kind === "refundAgain") await s.refund(id, { refundId: again, amountMinor: next.amount });
  if (next.kind === "release") await s.releaseRest(id);
  if (next.kind === "dashboardCapture") await tried(dashboard.capture(id, next.amount));
  if (next.kind === "dashboardRefund") await tried(dashboard.refund(id, next.amount));
  if (next.kind === "dispute") {
    const opening = dashboard.openDispute(id, next.amount, "fraudulent");
    await tried(opening);
    const ref = await opening.catch(() => null);
    if (ref !== null && next.isWon !== null) await dashboard.closeDispute(id, ref, next.isWon ? "WON" : "LOST");
  }
  if (next.kind === "message") {
    const own = (await dashboard.messages()).slice(run.firstMessage);
    const message = own[next.pick % own.length];
    if (message !== undefined) expect(await dashboard.send(message)).toBe(true);
  }
  if (next.kind === "connection") {
    run.mend();
    run.mend = next.how === "good" ? () => {} : breakConnection(s, next.how === "losesAnswers");
  }
  if (next.kind === "timePasses") await passTime(s);
}

async function passTime(s: Shop): Promise<void> {
  await s.runtime.advance(30_000);
  await s.runJobs();
}

/** Invariant I3, checked after every step. */
async function expectNothingTooMuch(s: Shop, id: string): Promise<void> {
  const broken = `SELECT * FROM payments WHERE id = '${id}' AND NOT (refunded_minor + refund_pending_minor <= captured_minor
    AND captured_minor + released_minor <= authorized_minor AND authorized_minor <= amount_minor)`;
  expect(await s.rows(broken)).toEqual([]);
  expect(
    await s.rows(`SELECT transaction_id FROM ledger_entries GROUP BY transaction_id HAVING sum(amount_minor) <> 0`),
  ).toEqual([]);
}

type Movement = { ref: string; amountMinor: number; state?: string };

/** Each movement of the provider is posted once with its amount; only returned movements are posted in both directions. */
async function expectEqualBooks(s: Shop, id: string): Promise<void> {
  const [entry] = await s.sandboxRows(
    `SELECT captures, refunds, disputes FROM sandbox_entries WHERE payment_id = '${id}' ORDER BY seq DESC LIMIT 1`,
  );
  const theirs = (name: string): Movement[] => JSON.parse(String(Object(entry)[name]));
  const given = theirs("refunds").filter(({ state }) => state === "SUCCEEDED");
  const ours = (
    await s.rows(
      `SELECT kind, provider_event, amount_minor FROM ledger_entries WHERE payment_id = '${id}' AND account = 'provider'`,
    )
  ).map((row) => Object.values(Object(row)));
  const failed = theirs("refunds").filter(({ state }) => state === "FAILED");
  const cameBack = failed.filter(({ ref }) => ours.some(([, event]) => event === ref));
  const expected = [
    ...theirs("captures").map(({ ref, amountMinor }) => ["capture", ref, amountMinor]),
    ...given.map(({ ref, amountMinor }) => ["refund", ref, -amountMinor]),
    ...cameBack.flatMap(({ ref, amountMinor }) => [
      ["refund", ref, -amountMinor],
      ["refund", `${ref}:failed`, amountMinor],
    ]),
    ...theirs("disputes").map(({ ref, amountMinor }) => ["dispute", `${ref}:open`, -amountMinor]),
    ...theirs("disputes").flatMap(({ ref, amountMinor, state }) =>
      state === "WON" ? [["dispute", `${ref}:won`, amountMinor]] : [],
    ),
  ];
  expect(ours.map(String).sort()).toEqual(expected.map(String).sort());
  const [payment] = await s.rows(`SELECT * FROM payments WHERE id = '${id}'`);
  const total = (movements: Movement[]) => movements.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  expect(payment).toMatchObject({
    captured_minor: total(theirs("captures")),
    refunded_minor: total(given),
    refund_pending_minor: 0,
  });
}

test("no interleaving refunds or captures too much, and in the end our ledger equals the provider's, each movement once", async () => {
  const s = await shop();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...tokens),
      fc.array(command, { minLength: 5, maxLength: 16 }),
      async (token, commands) => {
        runs += 1;
        const checkoutId = `chk_${runs}`;
        payable(s, checkoutId);
        const firstMessage = (await s.sandbox().dashboard.messages()).length;
        const id = await startedId(s, token, { checkoutId, key: checkoutId });
        const link = { ...order, orderId: `ord_${runs}` };
        const run: Run = { id, link, refunds: [], firstMessage, mend: () => {}, count: 0 };
        await perform(s, run, { kind: "capture", amount: 900 });
        for (const next of commands) {
          await perform(s, run, next);
          await expectNothingTooMuch(s, id);
        }
        run.mend();
        for (let round = 0; round < 4; round += 1) await passTime(s);
        await expectNothingTooMuch(s, id);
        await expectEqualBooks(s, id);
        expect(await s.rows(`SELECT key FROM provider_calls WHERE payment_id = '${id}' AND outcome = 'open'`)).toEqual(
          [],
        );
        expect(await s.rows("SELECT event_id FROM webhook_inbox WHERE state IN ('stored', 'dead_letter')")).toEqual([]);
      },
    ),
    { numRuns: 50 },
  );
});
