/** Tables of uploads, import jobs and their problems. */

import { workColumns } from "@hansa/kit/messaging";
import { boolean, check, id, index, integer, json, primaryKey, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { products, variants } from "../catalogue/tables.ts";

/** An announced file. Its address is secret, so only its hash is stored. */
export const uploads = table(
  "uploads",
  {
    id: id("id"),
    ownerId: text("owner_id").notNull(),
    fileName: text("file_name").notNull(),
    contentType: text("content_type").notNull(),
    /** The announced size; the received file must have exactly this size. */
    bytes: integer("bytes").notNull(),
    tokenHash: text("token_hash").notNull(),
    state: text("state", { enum: ["AWAITED", "STORED", "ATTACHED"] }).notNull(),
    /** The name in the uploads folder or, once attached, in the media folder; null while awaited. */
    file: text("file"),
    /** In pixels; null for other files than pictures. */
    width: integer("width"),
    height: integer("height"),
    createdAt: time("created_at").notNull(),
    /** The clean-up deletes it after this time, unless it is attached or an import reads it. */
    expiresAt: time("expires_at").notNull(),
  },
  (table) => [
    uniqueIndex("uploads_by_token").on(table.tokenHash),
    index("uploads_by_end").on(table.expiresAt),
    index("uploads_of_owner").on(table.ownerId, table.expiresAt),
    check("uploads_have_files", sql`state = 'AWAITED' OR file IS NOT NULL`),
  ],
);

/** The import of one file. `position` changes with each batch in one transaction, so a crash repeats nothing. */
export const importJobs = table(
  "import_jobs",
  {
    id: id("id"),
    ownerId: text("owner_id").notNull(),
    uploadId: text("upload_id").notNull(),
    fileName: text("file_name").notNull(),
    kind: text("kind", { enum: ["PRODUCTS", "PRICES", "STOCK"] }).notNull(),
    format: text("format", { enum: ["SHOPIFY_CSV", "JSON_LINES"] }).notNull(),
    /** The currency of prices in a file that has none. */
    currency: text("currency").notNull(),
    dryRun: boolean("dry_run").notNull(),
    /** Stock is not read. */
    withoutStock: boolean("without_stock").notNull().default(false),
    /** How a CSV is written; null: the file shows it. */
    encoding: text("encoding", { enum: ["UTF_8", "UTF_16", "WINDOWS_1252"] }),
    separator: text("separator", { enum: ["COMMA", "SEMICOLON", "TAB"] }),
    decimalSign: text("decimal_sign", { enum: ["COMMA", "POINT"] }),
    state: text("state", { enum: ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] }).notNull(),
    /** The number of processed entries (products, or rows of prices and stock). */
    position: integer("position").notNull(),
    rowsDone: integer("rows_done").notNull(),
    rowsRefused: integer("rows_refused").notNull(),
    /** Null until the rows are counted. */
    rowsTotal: integer("rows_total"),
    productsCreated: integer("products_created").notNull(),
    productsChanged: integer("products_changed").notNull(),
    productsUnchanged: integer("products_unchanged").notNull(),
    /** The reason for a failure, in one sentence. */
    failure: text("failure"),
    createdAt: time("created_at").notNull(),
    startedAt: time("started_at"),
    finishedAt: time("finished_at"),
  },
  (table) => [
    index("import_jobs_newest").on(table.createdAt, table.id),
    index("import_jobs_by_state").on(table.state, table.createdAt, table.id),
    index("import_jobs_of_owner").on(table.ownerId, table.createdAt, table.id),
    index("import_jobs_of_upload").on(table.uploadId, table.state),
    check("import_jobs_add_up", sql`rows_refused >= 0 AND rows_refused <= rows_done`),
  ],
);

/** The problems and notes of an import, in the order of the file. */
export const importProblems = table(
  "import_problems",
  {
    jobId: text("job_id")
      .notNull()
      .references(() => importJobs.id),
    number: integer("number").notNull(),
    line: integer("line").notNull(),
    column: text("column"),
    code: text("code").notNull(),
    message: text("message").notNull(),
    /** False: a note, the row was imported. */
    refused: boolean("refused").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.jobId, table.number] }),
    index("import_problems_by_kind").on(table.jobId, table.refused, table.number),
  ],
);

/** Pictures of an import that are still to be fetched from another host: a work queue. A row goes with its fetch or its refusal. */
export const pictureFetches = table(
  "picture_fetches",
  {
    jobId: text("job_id")
      .notNull()
      .references(() => importJobs.id),
    url: text("url").notNull(),
    /** Its place in the file, for a note. */
    line: integer("line").notNull(),
    column: text("column"),
    ...workColumns,
  },
  (table) => [
    primaryKey({ columns: [table.jobId, table.url] }),
    index("picture_fetches_due").on(table.dueAt, table.jobId, table.url),
  ],
);

export type UploadRow = typeof uploads.$inferSelect;
export type ImportJobRow = typeof importJobs.$inferSelect;
export type ImportProblemRow = typeof importProblems.$inferSelect;
export type PictureFetchRow = typeof pictureFetches.$inferSelect;

/** A price as a file has it. Absent fields are absent in the file. */
export type WrittenPrice = {
  currency: string;
  minor: number | null;
  compareAtMinor?: number | null | undefined;
  startsAt?: number | undefined;
  endsAt?: number | undefined;
};

/** The prices of the last import, by variant: equal ones in the next file change nothing. */
export const importedPrices = table("imported_prices", {
  variantId: id("variant_id").references(() => variants.id),
  prices: json("prices").$type<readonly WrittenPrice[]>().notNull(),
});

/** The status of the last import, by product, if it has taken effect: an equal one in the next file changes nothing. */
export const importedPublications = table("imported_publications", {
  productId: id("product_id").references(() => products.id),
  status: text("status", { enum: ["DRAFT", "ACTIVE", "ARCHIVED", "UNPUBLISHED"] }).notNull(),
  /** Null: the file had no time. */
  publishedAt: time("published_at"),
});

export type ImportedPricesRow = typeof importedPrices.$inferSelect;
export type ImportedPublicationRow = typeof importedPublications.$inferSelect;
