/**
 * Fault injector: carries out the plan. Its clock stops while too many processes are down or too little was sold: on a busy machine, processes
 * restart more slowly than the plan kills them, and a shop that never opens proves nothing.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type Left, placeOf } from "../outcome/stores.ts";
import type { Fault } from "../plan/plan.ts";
import type { ShopDatabases } from "../processes/databases.ts";
import type { Supervised } from "../processes/supervisor.ts";
import type { Network } from "./network.ts";
import type { ProviderSwitch } from "./provider-faults.ts";
import { injectServerFault } from "./server-faults.ts";
import { forceStaleLease } from "./stale-lease.ts";
import { holdLock, holdTable } from "./store-locks.ts";

/** The parts of a run into which faults are injected. */
export type FaultInjection = {
  shop: Supervised;
  wiring: Network;
  provider: ProviderSwitch;
  left: Left;
  /** Where the stores are databases. */
  databases?: ShopDatabases | undefined;
  /** How often a store was locked, the clock put forward and back, and the server of databases faulty. */
  done: { locks: number; jumps: number; serverFaults: number };
};

export type Pace = {
  /** How long the plan is, in milliseconds of its own clock. */
  lengthMs: number;
  /** Whether enough was sold by then for the plan to continue. */
  mayGoOn(planMs: number): boolean;
};

/** So many processes may be down at once, besides one that is paused. */
const maxDown = 2;
const tickMs = 20;
/** A plan that takes so many times its length is given up; a short one, after a while. */
const maxStretch = 4;
const minTimeoutMs = 60_000;

type Action = { at: number; needs: number; act: () => Promise<void> | void };

/** Resolves when every fault is over and the shop has got over it. */
export async function injectFaults(plan: readonly Fault[], harm: FaultInjection, pace: Pace): Promise<void> {
  const actions = plan.flatMap((fault) => actionsOf(fault, harm)).sort((a, b) => a.at - b.at);
  const under: Promise<void>[] = [];
  const startedAt = performance.now();
  let planMs = 0;
  const giveUpAfterMs = Math.max(pace.lengthMs * maxStretch, minTimeoutMs);
  for (let last = startedAt; planMs < pace.lengthMs || actions.length > 0; ) {
    const now = performance.now();
    const next = actions[0];
    const isCrowded = next !== undefined && next.needs > 0 && harm.shop.down() + next.needs > maxDown;
    if (pace.mayGoOn(planMs) && !isCrowded) planMs += now - last;
    last = now;
    while (actions[0] && actions[0].at <= planMs && harm.shop.down() + actions[0].needs <= maxDown) {
      const acted = Promise.resolve(actions.shift()?.act());
      // A failure is thrown at the end; until then it must not end the run as an unhandled rejection.
      acted.catch(() => undefined);
      under.push(acted);
    }
    if (now - startedAt > giveUpAfterMs) break;
    await pause(tickMs);
  }
  for (const { act } of actions.filter(({ needs }) => needs === 0)) await act();
  await Promise.all(under);
}

function actionsOf(fault: Fault, { shop, wiring, provider, left, databases, done }: FaultInjection): Action[] {
  const { at } = fault;
  if (fault.kind === "lock") {
    const act = async () => {
      const over = shop.windows.open("store");
      const isFile = placeOf(left, fault.store).engine === "sqlite";
      const { store, forMs } = fault;
      const held =
        isFile || !databases ? holdLock(left.data, store, forMs) : holdTable(databases.server(), store, forMs);
      if (await held) done.locks += 1;
      over();
    };
    return [{ at, needs: 0, act }];
  }
  if (fault.kind === "jump") {
    const act = async () => {
      const over = shop.windows.open("clock");
      shop.shiftClocks(fault.byMs);
      await pause(fault.forMs);
      shop.shiftClocks(0);
      done.jumps += 1;
      over();
    };
    return [{ at, needs: 0, act }];
  }
  if (fault.kind === "server") {
    if (!databases) throw new Error("the plan has faults of a server, and the shop has none");
    const act = async () => {
      const over = shop.windows.open("store");
      await injectServerFault(databases, fault.fault, fault);
      done.serverFaults += 1;
      over();
    };
    return [{ at, needs: 0, act }];
  }
  if (fault.kind === "provider") return [{ at, needs: 0, act: () => provider.turn(fault.faults) }];
  if (fault.kind === "overtake") return [{ at, needs: 0, act: () => forceStaleLease(shop, left, fault.point) }];
  if (fault.kind === "pause")
    return [{ at, needs: 0, act: () => shop.pause(fault.name, fault.forMs, fault.withStandby) }];
  if (fault.kind === "kill") {
    const act = async () => {
      await Promise.all(fault.targets.map(({ name, downMs }) => shop.kill(name, downMs)));
    };
    return [{ at, needs: fault.targets.length, act }];
  }
  let over = () => {};
  const link = wiring.link(fault.link);
  const begin = () => {
    over = shop.windows.open("link");
    link.trouble(fault.trouble);
  };
  const end = () => {
    link.trouble(undefined);
    over();
  };
  return [
    { at, needs: 0, act: begin },
    { at: at + fault.forMs, needs: 0, act: end },
  ];
}
