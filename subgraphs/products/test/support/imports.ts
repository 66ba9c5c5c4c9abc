/** File uploads as a client sends them: announced by mutation, PUT to the internal server, and imported by the job. */
import { z } from "zod";
import { change, manager, type Shop } from "./shop.ts";

const started = z.object({ uploadId: z.string(), uploadUrl: z.string() });

/** Announces and sends a file; returns the id of the upload. */
export async function upload(
  s: Shop,
  content: string | Buffer,
  { contentType = "text/csv", fileName = "file", viewer = manager } = {},
): Promise<string> {
  const bytes = Buffer.byteLength(content);
  const response = await change(
    { ...s, viewer },
    "uploadStart",
    { fileName, contentType, bytes },
    "... on UploadStarted { uploadId uploadUrl }",
  );
  const { uploadId, uploadUrl } = started.parse(response);
  const sent = await put(s, uploadUrl, content);
  if (sent.statusCode !== 204) throw new Error(sent.payload);
  return uploadId;
}

export function put({ service }: Shop, url: string, payload: string | Buffer) {
  return service.internal.inject({
    method: "PUT",
    url,
    payload,
    headers: { "content-type": "application/octet-stream" },
  });
}

const problemFields = "nodes { line column code message refused }";
const jobFields = `id state rowsDone rowsRefused rowsTotal productsCreated productsChanged productsUnchanged failure
  refused: problems(first: 100, refused: true) { totalCount ${problemFields} }
  notes: problems(first: 100, refused: false) { totalCount ${problemFields} }`;

const remarks = z.object({
  totalCount: z.int(),
  nodes: z.array(
    z.object({
      line: z.int(),
      column: z.string().nullable(),
      code: z.string(),
      message: z.string(),
      refused: z.boolean(),
    }),
  ),
});
const jobShape = z.object({
  id: z.string(),
  state: z.string(),
  rowsDone: z.int(),
  rowsRefused: z.int(),
  rowsTotal: z.int().nullable(),
  productsCreated: z.int(),
  productsChanged: z.int(),
  productsUnchanged: z.int(),
  failure: z.string().nullable(),
  refused: remarks,
  notes: remarks,
});
export type Job = z.infer<typeof jobShape>;

let keys = 0;

/** Queues an import of an upload and returns its id. */
export async function queue(s: Shop, uploadId: string, input: Record<string, unknown> = {}): Promise<string> {
  keys += 1;
  const response = await change(
    s,
    "importStart",
    { uploadId, kind: "PRODUCTS", format: "SHOPIFY_CSV", idempotencyKey: `import-${keys}`, ...input },
    "... on ImportSaved { job { id } } ... on UserError { message }",
  );
  return z.object({ job: z.object({ id: z.string() }) }, JSON.stringify(response)).parse(response).job.id;
}

export async function jobOf(s: Shop, id: string): Promise<Job> {
  const response = await s.query(`query ($id: ID!) { importJob(id: $id) { ${jobFields} } }`, { id }, manager);
  return jobShape.parse(response.data?.importJob, { error: () => JSON.stringify(response) });
}

/** Sends and imports a file, and returns the job. */
export async function importFile(s: Shop, content: string | Buffer, input: Record<string, unknown> = {}): Promise<Job> {
  const contentType = input.format === "JSON_LINES" ? "application/jsonl" : "text/csv";
  const id = await queue(s, await upload(s, content, { contentType }), input);
  await s.service.runJobsOnce();
  return jobOf(s, id);
}

/** A CSV of these columns; cells are quoted where they must be. */
export function csv(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string | number>>[],
  separator = ",",
): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? "")))];
  return `${lines.map((cells) => cells.map(quote).join(separator)).join("\n")}\n`;
}

function quote(cell: string): string {
  return /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** One object a line. */
export function jsonLines(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
