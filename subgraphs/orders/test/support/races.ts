/** Races of a withdrawal with another request, whose order is chosen: on each engine both have passed their checks when the first one commits. */
import { once } from "node:events";
import type { Member } from "./mutations.ts";
import type { Bought } from "./order-changes.ts";
import type { Shop } from "./shop.ts";
import { withdraw } from "./withdrawals.ts";

/** A request, and the name of its write. */
type Racer = { write: string; send: () => Promise<Member> };

/** Withdraws from the order just before or after the other request; responds in the order of the commits. */
export function raceWithdrawal(s: Shop, bought: Bought, moment: "before" | "after", other: Racer) {
  const withdrawal = { write: "declare-withdrawal", send: () => withdraw(s, bought) };
  return moment === "before" ? race(s, withdrawal, other) : race(s, other, withdrawal);
}

/** Sends both at once. The write of the second one begins after the commit of the first one, or after its refusal. */
async function race({ running }: Shop, first: Racer, second: Racer): Promise<[Member, Member]> {
  const { runtime } = running.service.deps;
  const { passFaultPoint } = runtime;
  const turn = new EventTarget();
  const begun = once(turn, "begin");
  const begin = () => turn.dispatchEvent(new Event("begin"));
  runtime.passFaultPoint = async (point) => {
    if (point === `after:write:${first.write}`) begin();
    if (point === `before:write:${second.write}`) await begun;
    return passFaultPoint(point);
  };
  try {
    return await Promise.all([first.send().finally(begin), second.send()]);
  } finally {
    runtime.passFaultPoint = passFaultPoint;
  }
}
