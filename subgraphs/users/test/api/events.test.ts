/** Events of the other services: audited actions, and the shop's name. */

import { authorOf } from "@hansa/contracts/audit-log";
import { events } from "@hansa/contracts/events";
import { expect, test } from "vitest";
import { administrator, createAccount, noon, readField, readMail, type Shop, shop } from "../support/shop.ts";

const settings = { name: "The Teapot", currencies: ["EUR"], country: "DE", lowStockThreshold: 5 };

async function entries(s: Shop, filter: Record<string, unknown> = {}) {
  const response = await s.query(
    `query ($filter: AuditFilter) {
      auditEntries(filter: $filter) { totalCount nodes { at action subjectId summary actor { id } apiClient { id } } }
    }`,
    { filter },
    administrator,
  );
  return readField(response, "auditEntries");
}

test("an audited action of another service is in the audit log once, with its time and actor", async () => {
  const s = await shop();
  const boss = await createAccount(s, { email: "boss@hansa.example", role: "ADMIN", passwordHash: "none" });
  const deed = { action: "settings.changed", subjectId: null, summary: "Changed the shop's settings." };
  s.peers.publish("orders", events.auditRecorded, { ...deed, actorId: boss.id, clientId: null });
  await s.runtime.advance(1_000);
  s.peers.publish("products", events.auditRecorded, {
    ...{ action: "review.published", subjectId: "rev_1", summary: "Published rev_1." },
    ...authorOf({ kind: "client", id: "cli_1", scopes: [] }),
  });
  s.peers.publish("payments", events.auditRecorded, {
    ...{ action: "dispute.noted", subjectId: "disp_1", summary: "Noted disp_1.", actorId: null, clientId: null },
  });
  await s.runtime.advance(60_000);
  for (let turn = 0; turn < 3; turn += 1) await s.service.catchUp();
  expect(await entries(s)).toMatchObject({ totalCount: 3 });
  expect(await entries(s, { action: "settings.changed" })).toEqual({
    totalCount: 1,
    nodes: [{ at: new Date(noon).toISOString(), ...deed, actor: { id: boss.id }, apiClient: null }],
  });
  expect(await entries(s, { apiClientId: "cli_1" })).toMatchObject({
    nodes: [{ action: "review.published", actor: null }],
  });
});

test("e-mails use the new name of the shop from the first one after the change", async () => {
  const s = await shop();
  await createAccount(s, { email: "ada@hansa.example", passwordHash: "none" });
  const write = async () => {
    await s.query(`mutation { passwordResetRequest(input: { email: "ada@hansa.example" }) { __typename } }`);
    await s.service.runJobsOnce();
    return readMail(s).at(-1);
  };
  expect(await write()).toContain("your account at Hansa.");
  s.peers.publish("orders", events.shopSettingsChanged, { ...settings, name: "First" });
  s.peers.publish("orders", events.shopSettingsChanged, settings);
  await s.service.catchUp();
  await s.runtime.advance(1_000);
  expect(await write()).toContain("your account at The Teapot.");
});
