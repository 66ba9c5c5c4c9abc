/** The clients' journal is on disk before the client continues, and the audit can read it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readJournal } from "../../../cli/audit/journal.ts";
import { openJournal } from "../load/journal.ts";

test("a line is in the file before its call continues, even with concurrent writers", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "journal.jsonl");
  const journal = openJournal(file);
  const calls = await Promise.all(
    ["a", "b", "c"].map(async (client) => {
      const call = await journal.recordRequest({ client, operation: "order" });
      expect(readFileSync(file, "utf8")).toContain(`"call":"${call}"`);
      await journal.recordResponse(call, { outcome: "Order", orderId: `ord_${client}`, state: "CONFIRMED" });
      expect(readFileSync(file, "utf8")).toContain(`"orderId":"ord_${client}"`);
      return call;
    }),
  );
  await journal.close();
  expect(new Set(calls).size).toBe(3);
  expect(
    readJournal(file)
      .responses.map(({ response }) => response.orderId)
      .sort(),
  ).toEqual(["ord_a", "ord_b", "ord_c"]);
});
