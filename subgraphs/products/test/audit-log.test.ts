/** Audit log of staff changes: one entry per effective change, with its actor. */
import type { Viewer } from "@hansa/kit/identity";
import { scopedMutations } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { upload } from "./support/imports.ts";
import { png } from "./support/pictures.ts";
import { written } from "./support/reviews.ts";
import { addVariant, change, draft, noon, openMenu, type Shop, sell, setPrice, shop } from "./support/shop.ts";

const auditEntry = z.object({
  action: z.string(),
  subjectId: z.string().nullable(),
  summary: z.string(),
  actorId: z.string().nullable(),
  clientId: z.string().nullable(),
});
const published = z.array(z.object({ payload: z.string() }));

/** The audit entries since the shop opened. */
async function findAuditEntries(s: Shop) {
  const rows = published.parse(await s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded' ORDER BY seq"));
  return rows.map(({ payload }) => auditEntry.parse(JSON.parse(payload)));
}

const later = new Date(noon + 60_000).toISOString();
const tin = (s: Shop) => sell(s, { sku: "TIN" });

async function ready(s: Shop) {
  const { productId } = await sell(s, { sku: "TIN", publish: false });
  return { id: productId };
}

async function review(s: Shop, decision: string) {
  return { reviewId: await written(s, (await tin(s)).productId), decision };
}

type AuditedMutation = [field: string, action: string, prepare: (s: Shop) => Promise<Record<string, unknown>>];

const all: AuditedMutation[] = [
  [
    "variantPriceSet",
    "price.set",
    async (s) => ({ variantId: (await tin(s)).variantId, currency: "EUR", amountMinor: 900 }),
  ],
  [
    "variantPricesSet",
    "prices.set",
    async (s) => ({ prices: [{ variantId: (await tin(s)).variantId, currency: "EUR", amountMinor: 900 }] }),
  ],
  [
    "variantPriceCancel",
    "price.cancelled",
    async (s) => {
      const { variantId } = await tin(s);
      await setPrice(s, variantId, 800, { startsAt: later });
      return { variantId, currency: "EUR", startsAt: later };
    },
  ],
  [
    "inventoryAdjust",
    "stock.adjusted",
    async (s) => ({ variantId: (await tin(s)).variantId, delta: -2, reason: "DAMAGED", idempotencyKey: "less" }),
  ],
  [
    "inventoryAdjustMany",
    "stock.adjusted",
    async (s) => ({
      adjustments: [{ variantId: (await tin(s)).variantId, delta: -2, reason: "DAMAGED" }],
      idempotencyKey: "less",
    }),
  ],
  ["productPublish", "product.published", ready],
  ["productArchive", "product.archived", async (s) => ({ id: (await tin(s)).productId })],
  ["collectionDelete", "collection.deleted", async (s) => ({ id: (await openMenu(s)).pots })],
  [
    "facetDelete",
    "facet.deleted",
    async (s) => {
      const values = [{ value: "small", label: "Small" }];
      await change(s, "facetSave", { code: "size", label: "Size", values });
      return { code: "size" };
    },
  ],
  ["reviewModerate", "review.approved", (s) => review(s, "APPROVE")],
  ["reviewModerate", "review.rejected", (s) => review(s, "REJECT")],
  [
    "importStart",
    "import.started",
    async (s) => ({
      ...{ uploadId: await upload(s, "Handle\n"), kind: "PRODUCTS", format: "SHOPIFY_CSV" },
      idempotencyKey: "import",
    }),
  ],
];

test.each(all)("%s leaves %s once, and nothing when it is repeated or refused", async (field, action, prepare) => {
  const s = await shop();
  const input = await prepare(s);
  const before = (await findAuditEntries(s)).length;
  expect((await change(s, field, input)).__typename).not.toMatch(/Error$/);
  const [published, ...more] = (await findAuditEntries(s)).slice(before);
  expect(more).toEqual([]);
  expect(published).toMatchObject({ action, actorId: "user_manager", clientId: null });
  await change(s, field, input);
  expect(await findAuditEntries(s)).toHaveLength(before + 1);
});

const saved: AuditedMutation[] = [
  ["productCreate", "product.created", async () => ({ title: "Pot", idempotencyKey: "pot" })],
  ["productUpdate", "product.changed", async (s) => ({ id: (await tin(s)).productId, title: "Pot" })],
  ["variantSave", "variant.saved", async (s) => ({ productId: await draft(s, "Pot"), sku: "POT" })],
  ["collectionSave", "collection.saved", async () => ({ title: "Pots" })],
  ["facetSave", "facet.saved", async () => ({ code: "size", label: "Size", values: [] })],
  [
    "mediaAttach",
    "media.attached",
    async (s) => ({
      productId: await draft(s, "Pot"),
      uploadId: await upload(s, png(2, 1), { contentType: "image/png" }),
    }),
  ],
  [
    "mediaDetach",
    "media.detached",
    async (s) => {
      const input = {
        productId: await draft(s, "Pot"),
        uploadId: await upload(s, png(2, 1), { contentType: "image/png" }),
      };
      await change(s, "mediaAttach", input);
      const [media] = await s.rows("SELECT id FROM media");
      return { productId: input.productId, mediaId: Object(media).id };
    },
  ],
  [
    "importCancel",
    "import.cancelled",
    async (s) => {
      const file = { uploadId: await upload(s, "Handle\n"), kind: "PRODUCTS", format: "SHOPIFY_CSV" };
      await change(s, "importStart", { ...file, idempotencyKey: "import" });
      const [job] = await s.rows("SELECT id FROM import_jobs");
      return { importJobId: Object(job).id };
    },
  ],
];

test.each(saved)("%s leaves %s, with ids and without texts", async (field, action, prepare) => {
  const s = await shop();
  const input = await prepare(s);
  const before = (await findAuditEntries(s)).length;
  expect((await change(s, field, input)).__typename).not.toMatch(/Error$/);
  const [published, ...more] = (await findAuditEntries(s)).slice(before);
  expect(more).toEqual([]);
  expect(published).toMatchObject({ action, actorId: "user_manager", clientId: null });
  expect(published?.summary).not.toMatch(/Pot|Size/);
});

test("every mutation with a scope has an audited action, except uploads without effect", () => {
  const published = new Set([...all, ...saved].map(([field]) => field));
  const untold = scopedMutations(new URL("../schema.graphql", import.meta.url)).filter(
    (field) => !published.has(field),
  );
  expect(untold).toEqual(["uploadStart"]);
});

test("programs are recorded as programs", async () => {
  const s = await shop();
  const variantId = await addVariant(s, await draft(s, "Tin"), "TIN");
  const program: Viewer = { kind: "client", id: "cli_till", scopes: ["prices:write"] };
  await change({ ...s, viewer: program }, "variantPriceSet", { variantId, currency: "EUR", amountMinor: 1_250 });
  expect((await findAuditEntries(s)).at(-1)).toEqual({
    ...{ action: "price.set", subjectId: variantId, actorId: null, clientId: "cli_till" },
    summary: `Price of ${variantId} in EUR: 12.50, from ${new Date(noon).toISOString()} on.`,
  });
});
