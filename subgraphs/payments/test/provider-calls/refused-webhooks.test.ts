/** Refused provider messages: logged and counted, and a figure of the shop unless one was accepted. */
import { signMessage } from "@hansa/sandbox/messages/signature";
import { expect, test, vi } from "vitest";
import { type Shop, shop } from "../support/shop.ts";
import { composeMessage, environment, postWebhook, secret } from "../support/webhook-messages.ts";

/** The series of a metric, by its labels. */
async function seriesOf({ running }: Shop, metric: string): Promise<Record<string, number>> {
  const text = await running.service.deps.metrics.registry.metrics();
  const found = text.matchAll(new RegExp(`^${metric}\\{(.+)\\} (\\d+)`, "gm"));
  return Object.fromEntries(
    [...found].map(([, labels = "", value]) => [labels.replaceAll(/\w+=|"/g, ""), Number(value)]),
  );
}

test("a refused message is logged with its reason, at most once a minute for each, and counted by outcome", async () => {
  const s = await shop(environment);
  const warn = vi.spyOn(s.running.service.deps.log, "warn");
  const body = composeMessage("pay_of_another_shop");
  const now = s.runtime.now();
  const refuseAll = async () => {
    for (const signature of [
      "",
      signMessage("not-the-secret-of-the-sandbox-at-all", body, now - 400_000),
      signMessage(secret, body, now - 86_400_000),
      signMessage(secret, body, now + 86_400_000),
    ])
      expect(await postWebhook(s, body, signature)).toBe(400);
  };
  await refuseAll();
  await s.runtime.advance(59_000);
  await refuseAll();
  const once = [
    [{ provider: "sandbox", cause: "no_signature" }, "webhook: message refused, without a signature"],
    [
      { provider: "sandbox", cause: "wrong_signature" },
      "webhook: message refused, signed with another secret than ours, or forged",
    ],
    [
      { provider: "sandbox", cause: "clock" },
      "webhook: message refused, signed 86400 s ago by our clock: correct this machine's clock",
    ],
  ];
  expect(warn.mock.calls).toEqual(once);
  await s.runtime.advance(1_000);
  await refuseAll();
  expect(warn).toHaveBeenCalledTimes(6);
  expect(await postWebhook(s, body, "", "other")).toBe(400);
  expect(await postWebhook(s, body)).toBe(200);
  expect(warn).toHaveBeenCalledTimes(6);
  expect(await seriesOf(s, "hansa_webhooks_total")).toEqual({
    "sandbox,no_signature": 3,
    "sandbox,wrong_signature": 3,
    "sandbox,clock": 6,
    "sandbox,accepted": 1,
  });
});

test("messages refused within ten minutes are a figure of the shop, unless one was accepted within them", async () => {
  const s = await shop(environment);
  const body = composeMessage("pay_of_another_shop");
  const refused = async () => (await seriesOf(s, "hansa_webhooks_only_refused")).sandbox;
  expect(await refused()).toBeUndefined();
  await postWebhook(s, body, "");
  await s.runtime.advance(120_000);
  await postWebhook(s, body, "");
  expect(await refused()).toBe(2);
  await s.runtime.advance(480_000);
  expect(await refused()).toBe(1);
  await postWebhook(s, body);
  expect(await refused()).toBe(0);
  await s.runtime.advance(300_000);
  await postWebhook(s, body, "");
  expect(await refused()).toBe(0);
  await s.runtime.advance(300_000);
  expect(await refused()).toBe(1);
  await s.runtime.advance(300_000);
  expect(await refused()).toBeUndefined();
});
