/** The loss of a host of two while clients buy: the other one goes on, and the lost one comes back. */
import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "@hansa/client/polling";
import { numberedSteps, paint, say } from "../../cli/host/terminal.mjs";
import type { Outcome } from "../harness/experiment.ts";
import { type Failure, startClients } from "./clients.ts";
import { conclude, timeOf } from "./run.ts";
import type { RollingShop } from "./shop.ts";

/** Purchases before the loss, on one host, and on both again. */
const purchasesEach = 12;
/** After so long the other host has to answer each query, and has sold again. */
const longestStandstillMs = 30_000;

/** Loses the host, and reports the seconds until the other one answers all queries and sells again. */
export async function loseHost(shop: RollingShop): Promise<Outcome> {
  const { loseHost: host } = shop;
  if (!host) throw new Error("all of the shop runs on one host");
  const step = numberedSteps(4);
  const clients = await startClients(shop, true);
  const { purchases, failed } = clients;
  const untilBought = (begunAt: number, count: number) =>
    eventually(`${count} purchases`, async () => {
      const made = purchases.filter((purchase) => purchase.begunAt >= begunAt);
      return made.length >= count || undefined;
    });
  let lostAt = 0;
  let recoveredAt = 0;
  let backAt = 0;
  let purchaseMs = 0;
  try {
    await step(`Selling ${purchasesEach} orders on both hosts`, () => untilBought(0, purchasesEach));
    await step("Losing a host", async () => {
      lostAt = performance.now();
      await host.lose();
      await untilBought(lostAt, 1);
      purchaseMs = performance.now() - lostAt;
      await pause(Math.max(0, lostAt + longestStandstillMs - performance.now()));
      recoveredAt = performance.now();
      await untilBought(recoveredAt, purchasesEach);
    });
    await step("Bringing it back", async () => {
      await host.bringBack();
      backAt = performance.now();
      await untilBought(backAt, purchasesEach);
    });
  } finally {
    await clients.stop();
  }
  say(`Lost at ${timeOf(lostAt)}, back at ${timeOf(backAt)}`);
  const isCut = ({ address, at }: Failure) => address === host.address && at >= lostAt && at < backAt;
  const standstill = failed.filter((failure) => !isCut(failure) && failure.at >= lostAt && failure.at < recoveredAt);
  const others = failed.filter((failure) => !isCut(failure) && !standstill.includes(failure));
  const { isMet, faults } = await conclude(shop, { clients, failed: others }, step);
  const queriesMs = Math.max(lostAt, ...standstill.map(({ at }) => at)) - lostAt;
  const isShort = purchaseMs <= longestStandstillMs;
  if (!isShort) say(paint("red", `  nothing was bought for more than ${longestStandstillMs / 1_000} s`));
  const seconds = { queriesAgainS: inSeconds(queriesMs), purchaseAgainS: inSeconds(purchaseMs) };
  const counts = { cutQueries: failed.filter(isCut).length, failedAtTheOther: standstill.length };
  return { isMet: isMet && isShort, line: { outage: { ...seconds, ...counts, ...faults } } };
}

function inSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
