/** The pages of a scaled shop cost as many statements as those of a small one. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { runShop } from "../../../cli/testing/shop.ts";
import { scaledShop } from "../support/scaled-shop.ts";

test("in a scaled shop each page of the playground needs the fetches and statements of its budget", async () => {
  const shop = await runShop({ HANSA_REQUESTS_PER_MINUTE: "1000000" }, scaledShop());
  onTestFinished(shop.stop);
  const env = { ...process.env, HANSA_PORT: String(shop.port) };
  const { stdout } = await promisify(execFile)(process.execPath, ["lab/smoke/main.ts"], { cwd: root, env });
  expect(stdout).toMatch(/smoke: (\d+) of \1\n$/);
});
