/** Audit log entries: published in the transaction of the action, with its author. */

import type { Viewer } from "@hansa/kit/identity";
import { findEvents } from "@hansa/kit/messaging";
import { guest, manualRuntime, userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { openTins } from "../../kit/test/support/tins.ts";
import { recordAudit } from "../src/audit-log.ts";

const program: Viewer = { kind: "client", id: "cli_1", scopes: [] };
const deed = { action: "tin.opened", subjectId: "tin_1", summary: "Opened tin_1." };

test.each<[string, Viewer, string | null, string | null]>([
  ["a person", userWith("user_1"), "user_1", null],
  ["a program", program, null, "cli_1"],
  ["a guest", guest, null, null],
  ["a service", { kind: "service", name: "orders" }, null, null],
])("an action of %s is published with its author", async (_who, viewer, actorId, clientId) => {
  const runtime = manualRuntime(Date.UTC(2026, 0, 15));
  const store = await openTins();
  await store.write("open", (tx) => recordAudit(runtime, tx, viewer, deed));
  const { events } = await store.read((db) => findEvents(db, 0, 10));
  expect(events).toMatchObject([
    { type: "audit.recorded", version: 1, aggregateId: "tin_1", payload: { ...deed, actorId, clientId } },
  ]);
});

test("a rolled-back action has no audit entry", async () => {
  const store = await openTins();
  const failing = store.write("open", async (tx) => {
    await recordAudit(manualRuntime(0), tx, guest, { ...deed, subjectId: null });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await store.read((db) => findEvents(db, 0, 10))).toEqual({ events: [], lastSeq: 0 });
});
