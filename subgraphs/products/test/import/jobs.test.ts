/** Import jobs: idempotent start, progress, cancellation, resumption and fairness. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { runImports } from "../../src/service/import/runner.ts";
import { stockLedger } from "../../src/store/reservations/tables.ts";
import { outbox } from "../../src/store/tables.ts";
import { columns, plain } from "../support/data/shopify-rows.ts";
import { csv, importFile, jobOf, queue, upload } from "../support/imports.ts";
import { crashAtBatch, interruptAtBatch } from "../support/interruptions.ts";
import { change, manager, type Shop, sell, shop, walk } from "../support/shop.ts";

const start = (s: Shop, input: Record<string, unknown>, viewer = manager) =>
  change(
    { ...s, viewer },
    "importStart",
    { kind: "PRODUCTS", format: "SHOPIFY_CSV", idempotencyKey: "once", ...input },
    "... on ImportSaved { job { id state currency fileName } } ... on ValidationError { problems { code } }",
  );

const many = (count: number) =>
  csv(
    columns,
    Array.from({ length: count }, (_, index) => plain(`thing-${index + 1}`)),
  );
const running = new AbortController().signal;

test("starting twice with the same key starts one import", async () => {
  const s = await shop();
  const uploadId = await upload(s, many(1), { fileName: "things.csv" });
  const first = await start(s, { uploadId });
  expect(first).toMatchObject({ job: { state: "QUEUED", currency: "EUR", fileName: "things.csv" } });
  expect(await start(s, { uploadId })).toEqual(first);
  expect(await start(s, { uploadId, dryRun: true })).toEqual({ __typename: "IdempotencyKeyReusedError" });
  const { data } = await s.query("{ importJobs { totalCount } }", {}, manager);
  expect(data).toEqual({ importJobs: { totalCount: 1 } });
});

test("a missing, unfinished or unsuitable file and a foreign currency are refused", async () => {
  const s = await shop();
  const stranger = userWith("user_stranger", ["imports:write", "imports:read"]);
  const uploadId = await upload(s, many(1));
  expect(await start(s, { uploadId: "upl_none" })).toEqual({ __typename: "NotFoundError" });
  expect(await start(s, { uploadId }, stranger)).toEqual({ __typename: "NotFoundError" });
  expect(await start(s, { uploadId, currency: "CHF" })).toMatchObject({ problems: [{ code: "NOT_OFFERED" }] });
  expect(await start(s, { uploadId, idempotencyKey: " " })).toMatchObject({ problems: [{ code: "WRONG_LENGTH" }] });
  for (const [contentType, code] of [
    ["text/csv", "NOT_ARRIVED"],
    ["image/png", "NOT_A_CATALOGUE"],
  ]) {
    const announced = await change(
      s,
      "uploadStart",
      { fileName: "a", contentType, bytes: 9 },
      "... on UploadStarted { uploadId }",
    );
    expect(await start(s, { uploadId: announced.uploadId })).toMatchObject({ problems: [{ code }] });
  }
  await s.runtime.advance(25 * 60 * 60 * 1_000);
  expect(await start(s, { uploadId })).toEqual({ __typename: "NotFoundError" });
});

test("imports run in the order of their start, and a cancelled one never runs", async () => {
  const s = await shop();
  const uploadId = await upload(s, many(3));
  const first = await queue(s, uploadId);
  const second = await queue(s, uploadId, { dryRun: true });
  const cancel = () =>
    change(
      s,
      "importCancel",
      { importJobId: second },
      "... on ImportSaved { job { state finishedAt } } ... on ImportEndedError { state }",
    );
  expect(await cancel()).toMatchObject({ job: { state: "CANCELLED", finishedAt: expect.any(String) } });
  expect(await cancel()).toMatchObject({ job: { state: "CANCELLED" } });
  await s.service.runJobsOnce();
  expect(await jobOf(s, first)).toMatchObject({ state: "SUCCEEDED", productsCreated: 3 });
  expect(await jobOf(s, second)).toMatchObject({ state: "CANCELLED", rowsDone: 0 });
  const late = await change(s, "importCancel", { importJobId: first }, "... on ImportEndedError { code state }");
  expect(late).toEqual({ __typename: "ImportEndedError", code: "IMPORT_ENDED", state: "SUCCEEDED" });
  expect(await change(s, "importCancel", { importJobId: "imp_none" })).toEqual({ __typename: "NotFoundError" });
});

test("an import cancelled while it runs keeps its imported batches, and no more", async () => {
  const s = await shop();
  const id = await queue(s, await upload(s, many(400)));
  const cancel = () => change(s, "importCancel", { importJobId: id });
  await runImports(interruptAtBatch(s.service.deps, 3, cancel), running);
  const job = await jobOf(s, id);
  expect(job).toMatchObject({ state: "CANCELLED", rowsDone: 50, productsCreated: 50 });
  expect(await walk(s, "products(sort: FEATURED", { first: 100 })).toHaveLength(job.productsCreated);
});

test("an import is visible while it runs, and does not delay sales", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA" });
  const id = await queue(s, await upload(s, many(400)));
  const done = runImports(s.service.deps, running);
  const seen: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    const adjusted = await change(s, "inventoryAdjust", {
      variantId,
      delta: 1,
      reason: "RECEIVED",
      idempotencyKey: `meanwhile-${count}`,
    });
    expect(adjusted).toEqual({ __typename: "InventoryAdjusted" });
    const job = await jobOf(s, id);
    expect(["QUEUED", "RUNNING"]).toContain(job.state);
    seen.push(job.rowsDone);
  }
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  await done;
  expect(await jobOf(s, id)).toMatchObject({ state: "SUCCEEDED", rowsDone: 400, rowsTotal: 400 });
});

test("after a crash the import continues after its last batch, and nothing happens twice", async () => {
  const s = await shop();
  const spoiled = many(120).replace(/^(thing-(?:5|90),.*?)1\.00/gm, "$1x");
  const id = await queue(s, await upload(s, spoiled));
  await expect(runImports(crashAtBatch(s.service.deps, 3), running)).rejects.toThrow("killed");
  expect(await jobOf(s, id)).toMatchObject({ state: "RUNNING", rowsDone: 50, rowsRefused: 1, productsCreated: 49 });
  await expect(runImports(crashAtBatch(s.service.deps, 2), running)).rejects.toThrow("killed");
  await s.service.runJobsOnce();
  const job = await jobOf(s, id);
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsDone: 120, rowsRefused: 2, productsCreated: 118 });
  expect(job.refused.nodes.map(({ line }) => line)).toEqual([6, 91]);
  const { moved, published } = await s.service.deps.store.read(async (db) => ({
    moved: await db.$count(stockLedger),
    published: (await db.select().from(outbox)).filter(({ type }) => type === "product.published").length,
  }));
  expect([moved, published]).toEqual([118, 118]);
});

test("a second product with a handle from before the crash is still refused after it", async () => {
  const s = await shop();
  const rows = Array.from({ length: 60 }, (_, index) => plain(`thing-${index + 1}`));
  const id = await queue(s, await upload(s, csv(columns, [...rows, plain("thing-1", { "Variant SKU": "OTHER" })])));
  await expect(runImports(crashAtBatch(s.service.deps, 3), running)).rejects.toThrow("killed");
  await s.service.runJobsOnce();
  expect((await jobOf(s, id)).refused.nodes).toMatchObject([{ line: 62, code: "HANDLE_REPEATED" }]);
});

test("an import whose file is missing fails with the reason", async () => {
  const s = await shop();
  const id = await queue(s, await upload(s, many(1)));
  rmSync(join(s.folder, "products", "uploads"), { recursive: true });
  await s.service.runJobsOnce();
  expect(await jobOf(s, id)).toMatchObject({ state: "FAILED", failure: expect.stringContaining("not here any more") });
});

test("partners see their own imports, and staff with the catalogue scope sees all", async () => {
  const s = await shop();
  const partner = userWith("user_partner", ["imports:read", "imports:write"]);
  const other = userWith("user_other", ["imports:read", "imports:write"]);
  const uploadId = await upload(s, many(1), { viewer: partner });
  const { job } = z.object({ job: z.object({ id: z.string() }) }).parse(await start(s, { uploadId }, partner));
  await importFile(s, many(1));
  const listed = async (viewer: typeof manager) => {
    const list = `{ importJobs { totalCount nodes { id } } one: importJob(id: "${job.id}") { id } }`;
    return (await s.query(list, {}, viewer)).data;
  };
  expect(await listed(partner)).toEqual({
    importJobs: { totalCount: 1, nodes: [{ id: job.id }] },
    one: { id: job.id },
  });
  expect(await listed(other)).toEqual({ importJobs: { totalCount: 0, nodes: [] }, one: null });
  expect(await listed(manager)).toMatchObject({ importJobs: { totalCount: 2 }, one: { id: job.id } });
  expect(await change({ ...s, viewer: other }, "importCancel", { importJobId: job.id })).toEqual({
    __typename: "NotFoundError",
  });
});

test("imports and problems are listed in pages, and cursors are valid for their list only", async () => {
  const s = await shop();
  for (let count = 0; count < 3; count += 1) await importFile(s, many(1));
  expect(await walk(s, "importJobs(state: SUCCEEDED", { viewer: manager, leaf: "id" })).toHaveLength(3);
  const bad = csv(
    columns,
    Array.from({ length: 5 }, (_, index) => plain(`bad-${index}`, { "Variant Price": "x" })),
  );
  const { id } = await importFile(s, bad);
  const page = async (after: string | null, first = 2) =>
    s.query(
      `query ($id: ID!, $after: String) { importJob(id: $id) { problems(first: ${first}, after: $after) { nodes { line } pageInfo { endCursor hasNextPage } } } }`,
      { id, after },
      manager,
    );
  const shape = z.object({
    importJob: z.object({
      problems: z.object({
        nodes: z.array(z.object({ line: z.int() })),
        pageInfo: z.object({ endCursor: z.string(), hasNextPage: z.boolean() }),
      }),
    }),
  });
  const first = shape.parse((await page(null)).data).importJob.problems;
  expect(first.nodes.map(({ line }) => line)).toEqual([2, 3]);
  const rest = shape.parse((await page(first.pageInfo.endCursor, 100)).data).importJob.problems;
  expect([rest.nodes.map(({ line }) => line), rest.pageInfo.hasNextPage]).toEqual([[4, 5, 6], false]);
  const { data } = await s.query("{ importJobs(first: 1) { pageInfo { endCursor } } }", {}, manager);
  const foreign = z.object({ importJobs: z.object({ pageInfo: z.object({ endCursor: z.string() }) }) }).parse(data);
  expect((await page(foreign.importJobs.pageInfo.endCursor)).errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});
