/** Later life of an order: random steps of staff and buyer, each played at the shop and in the model. */
import { stateOf } from "./model/standing.ts";
import { loseDispute } from "./steps/dispute.ts";
import { cancelAll, cancelSome, deliver, send, waitForHandOver } from "./steps/goods.ts";
import { askTooMuch, giveGesture, reduceLine, refundShipping, refundUnits } from "./steps/refunds.ts";
import { returnUnits } from "./steps/returns.ts";
import type { Life, Step } from "./steps/step.ts";
import { correctVatId } from "./steps/vat-id.ts";
import { withdraw } from "./steps/withdrawal.ts";

const steps: Readonly<Record<string, Step>> = {
  cancelSome,
  cancelAll,
  send,
  deliver,
  waitForHandOver,
  giveGesture,
  refundShipping,
  refundUnits,
  reduceLine,
  askTooMuch,
  returnUnits,
  withdraw,
  loseDispute,
  correctVatId,
};
const weights = {
  ...{ cancelSome: 4, cancelAll: 0.4, send: 12, deliver: 8, waitForHandOver: 3, giveGesture: 3, refundShipping: 2 },
  ...{ refundUnits: 6, reduceLine: 6, returnUnits: 12, askTooMuch: 1, withdraw: 1, loseDispute: 0.4, correctVatId: 2 },
};
/** After these the order is left as it is. */
const lastSteps: readonly string[] = ["withdraw", "loseDispute"];

/** Plays steps until the order has ended or the buyer has enough; after each `onStep` compares. */
export async function playLife(
  life: Life,
  onStep: (name: string, response: NonNullable<Awaited<ReturnType<Step>>>) => Promise<void>,
): Promise<void> {
  const wanted = life.chance.whole(1, 9);
  // Later it is refused: the invoice is replaced before anything else happens.
  const first = life.knownId !== null && life.chance.happens(0.8) ? "correctVatId" : undefined;
  for (let taken = 0, tries = 0; taken < wanted && tries < 40; tries += 1) {
    const name = (tries === 0 ? first : undefined) ?? life.chance.weighted(weights);
    const response = (await steps[name]?.(life)) ?? null;
    if (response === null) continue;
    await onStep(name, response);
    if (stateOf(life.order) === "CANCELLED" || lastSteps.includes(name)) return;
    taken += 1;
  }
}
