/** Withdrawals by letter, e-mail or telephone, which staff records: they take effect at once, and the day on which they were sent counts. */
import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { cardNumberWarnings, type InputProblem, invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { WithdrawalRecordInput } from "../../generated/resolvers.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { OrderRow, SettingsRow, WithdrawalRow } from "../../store/tables.ts";
import { findWithdrawal } from "../../store/withdrawals/withdrawals.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import { localDay, readDay, startOfDay } from "../invoicing/calendar.ts";
import type { MutationResult } from "../mutation-results.ts";
import { partProblems } from "../order/parts.ts";
import { createReference } from "./declaration.ts";
import { createRow, recordEffective } from "./recording.ts";
import { findScope, selectUnits } from "./scope.ts";

type Recorded = MutationResult<"WithdrawalRecordResult">;
const storedResponse = z.object({ withdrawalId: z.string() });
const maxNoteLength = 500;
/** The maximum wait for refunds before staff sees the order in its current state. */
const maxWaitMs = 7_000;

/** Records a withdrawal that reached the shop on paper or by voice, once, with its effects. Its customer gets the e-mail of a declaration. */
export async function recordWithdrawal(context: Context, input: WithdrawalRecordInput): Promise<Recorded> {
  const { runtime, store, viewer } = context;
  const note = input.note?.trim() || null;
  const problems = recordProblems(input, note);
  if (problems.length > 0) return invalid(problems);
  const by = requireStaff(context);
  const key = createRequestKey(context, "withdrawalRecord", input.orderId, input);
  const done = await writeOnce(context, { name: "record-withdrawal", key, shape: storedResponse }, async (tx) => {
    const [order] = await findOrdersByIds(tx, [input.orderId]);
    if (!order) return notFound("order", ["input", "orderId"]);
    const settings = await findSettings(tx);
    const sentOn = readSentDay(input, order, settings, runtime.now());
    if (sentOn === undefined)
      return invalid([problem("sentOn", "OUT_OF_RANGE", "This is a day from the order's placement to today.")]);
    const scope = await findScope(tx, order, startOfDay(sentOn, settings.timeZone));
    const selected = selectUnits(scope, input.parts ?? null, { order, isOwn: true });
    if (isRefusal(selected)) return selected;
    const row = { ...rowOf(context, order), channel: input.channel, sentOn, note };
    await recordEffective(context, tx, order, { row, scope, selected, by });
    const summary = `Recorded ${row.id} of ${order.id}, by ${input.channel}.`;
    await recordAudit(runtime, tx, viewer, { action: "withdrawal.recorded", subjectId: row.id, summary });
    return { withdrawalId: row.id };
  });
  if (isRefusal(done)) return done;
  await context.processor.process(input.orderId, maxWaitMs);
  const withdrawal = await store.read((db) => findWithdrawal(db, done.withdrawalId));
  if (!withdrawal) throw new Error("a recorded withdrawal does not exist");
  const order = await reloadOrder(context, input.orderId);
  return { __typename: "WithdrawalRecorded", order, withdrawal, warnings: cardNumberWarnings("note", note) };
}

function rowOf(context: Context, { number: orderNumber, email }: OrderRow): WithdrawalRow {
  const reference = createReference(context.guestSecret, orderNumber, email ?? "");
  return createRow(context, { orderNumber, email: email ?? "", lastName: "", reference });
}

function recordProblems({ channel, parts }: WithdrawalRecordInput, note: string | null): InputProblem[] {
  return [
    ...(parts ? partProblems(parts, "parts") : []),
    ...(channel === "ONLINE" ? [problem("channel", "VALUE", "Only buyers declare a withdrawal online.")] : []),
    ...((note ?? "").length > maxNoteLength
      ? [problem("note", "LENGTH", `A note has at most ${maxNoteLength} characters.`)]
      : []),
  ];
}

/** The day on which it was sent; undefined if it is no day from the placement of the order to today, in the shop's time zone. */
function readSentDay(
  { sentOn }: WithdrawalRecordInput,
  { placedAt }: OrderRow,
  { timeZone }: SettingsRow,
  now: number,
): number | undefined {
  const day = readDay(sentOn);
  const isWithin = day !== undefined && day >= localDay(placedAt, timeZone) && day <= localDay(now, timeZone);
  return isWithin ? day : undefined;
}
