/** The comparison of gateways, on Apollo's gateway: two pages, a purchase and the refusals differ from our router in known ways only. */
import { spawn } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { claimPorts } from "../../tools/host/processes/ports.ts";
import { root } from "../../tools/host/shop.mjs";
import { runShop } from "../client/processes/shop.ts";
import { bearerAccess, type Launch, startGateway } from "../gateways/gateways.ts";
import { askPages } from "../gateways/questions/pages.ts";
import { askPurchase } from "../gateways/questions/purchase.ts";
import { askRefusals } from "../gateways/questions/refusals.ts";
import { isPassed, judge } from "../gateways/report.ts";

/** Ends the gateway when a test run is interrupted. */
const leaveWithParent = path.join(root, "tools/host/processes/leave-with-parent.mjs");
const launch: Launch = (command, variables) =>
  spawn(process.execPath, ["--import", leaveWithParent, ...command], {
    env: { ...process.env, HANSA_LOG_LEVEL: "error", ...variables },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });

test("pages and a purchase through Apollo's gateway are those of our router, but for known differences", async () => {
  const shop = await runShop({ ...bearerAccess, HANSA_REQUESTS_PER_MINUTE: "1000000" });
  const { port } = await claimPorts(24_600);
  const gateway = await startGateway("apollo", { port, shopPort: shop.port, launch }).catch(async (error) => {
    await shop.stop();
    throw error;
  });
  try {
    const result = judge("apollo", {
      pages: await askPages(gateway, shop, ["Q04_CartPage", "Q14_AdminRefund"]),
      purchase: await askPurchase(gateway, shop),
      refusals: await askRefusals(gateway, shop),
    });
    expect(result).toMatchObject({ pages: { equal: 2, different: [] }, gone: [], unknown: [] });
    expect(isPassed(result)).toBe(true);
  } finally {
    await gateway.stop();
    await shop.stop();
  }
});
