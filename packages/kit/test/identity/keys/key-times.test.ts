/** The metric of the age of keys: the oldest key of each kind that signs now; none for keys of development. */

import { createSecretKey } from "node:crypto";
import { Registry } from "@prometheus-io/client";
import { expect, test } from "vitest";
import { developmentRing } from "../../../src/identity/keys/key-ring.ts";
import { keyIdAt, observeKeys } from "../../../src/identity/keys/key-times.ts";
import { processes } from "../../support/processes.ts";

const made = Date.UTC(2026, 0, 15);
const secret = createSecretKey(Buffer.alloc(32));
const keyAt = (at: number) => ({ id: keyIdAt(at, "0a1b2c3d"), secret });

async function seriesOf(registry: Registry): Promise<string[]> {
  return (await registry.metrics()).split("\n").filter((line) => /^hansa/.test(line));
}

test("the oldest signing key of each kind is exported, and what is only accepted is not", async () => {
  const ring = developmentRing("orders", processes);
  const registry = new Registry();
  observeKeys(registry, ring);
  expect(await seriesOf(registry)).toEqual([]);
  ring.current = {
    ...ring.current,
    outgoing: new Map([
      ["products", [keyAt(made + 2_000), keyAt(made - 9_000)]],
      ["payments", [keyAt(made + 1_000)]],
    ]),
    apiKeySecrets: [keyAt(made), keyAt(made - 9_000)],
  };
  const seconds = made / 1_000;
  expect(await seriesOf(registry)).toEqual([
    `hansa_key_made_timestamp_seconds{kind="pair"} ${seconds + 1}`,
    `hansa_key_made_timestamp_seconds{kind="API"} ${seconds}`,
  ]);
});
