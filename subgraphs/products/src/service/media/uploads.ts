/** Uploads: announced, received at a secret address, checked, and deleted when unused. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type InputProblem, invalid, problem } from "@hansa/kit/runtime";
import type { Context, Deps } from "../../context.ts";
import type { UploadStartInput } from "../../generated/resolvers.ts";
import type { UploadRow } from "../../store/import/tables.ts";
import {
  findAwaitedUpload,
  findExpiredUploads,
  findKnownUploads,
  insertUpload,
  measureUploads,
  removeUpload,
  storeUpload,
} from "../../store/media/uploads.ts";
import type { MutationResult } from "../mutation-results.ts";
import { ownerOf } from "../owner.ts";
import { isPicture, maxPictureBytes, measurePicture } from "./pictures.ts";

const hour = 60 * 60 * 1_000;
/** The time that a file may take to arrive, and the time that an arrived file is kept. */
const awaitTimeoutMs = hour;
const retentionMs = 24 * hour;
const maxImportBytes = 100 * 1024 * 1024;
const importTypes: readonly string[] = ["text/csv", "application/jsonl"];
const maxNameLength = 255;
/** Limits of unused files, per owner and for the shop, to protect the disk. */
const maxWaitingFiles = 200;
const maxWaitingBytes = { owner: 1024 * 1024 * 1024, shop: 4 * 1024 * 1024 * 1024 };

/** Returns the address for one file. */
export async function startUpload(
  context: Context,
  input: UploadStartInput,
): Promise<MutationResult<"UploadStartResult">> {
  const { store, runtime, viewer } = context;
  const now = runtime.now();
  const ownerId = ownerOf(viewer);
  const problems = checkUpload(input);
  const token = Buffer.from(runtime.randomBytes(32)).toString("base64url");
  return store.write("start-upload", async (tx) => {
    const waiting = await measureUploads(tx, ownerId, now);
    const found = [...problems];
    if (waiting.files >= maxWaitingFiles)
      found.push(
        problem("fileName", "TOO_MANY", `At most ${maxWaitingFiles} files wait at once. Use them, or wait a day.`),
      );
    const isOverQuota =
      waiting.bytes + input.bytes > maxWaitingBytes.owner || waiting.shopBytes + input.bytes > maxWaitingBytes.shop;
    if (isOverQuota)
      found.push(
        problem("bytes", "TOO_MANY", "The files that wait would be too large together. Use them, or wait a day."),
      );
    if (found.length > 0) return invalid(found);
    const id = runtime.newId("upl");
    const expiresAt = now + awaitTimeoutMs;
    const { fileName, contentType, bytes } = input;
    const size = { width: null, height: null };
    const announced = { id, ownerId, fileName: fileName.trim(), contentType, bytes, tokenHash: hashOf(token), ...size };
    await insertUpload(tx, { ...announced, state: "AWAITED", file: null, createdAt: now, expiresAt });
    return { __typename: "UploadStarted", uploadId: id, uploadUrl: `/uploads/${token}`, expiresAt };
  });
}

export type UploadOutcome = "stored" | "unknown" | "tooLarge" | "wrongSize" | "wrongType";

/** Whether a file is awaited under this token. The router asks before it reads the body. */
export async function awaitsUpload({ store, runtime }: Deps, token: string): Promise<boolean> {
  return (await store.read((db) => findAwaitedUpload(db, hashOf(token), runtime.now()))) !== undefined;
}

/** Streams the body to the disk. A file that differs from its announcement is deleted and may be sent again. */
export async function receiveUpload(deps: Deps, token: string, body: Readable): Promise<UploadOutcome> {
  const { store, runtime, folders } = deps;
  const upload = await store.read((db) => findAwaitedUpload(db, hashOf(token), runtime.now()));
  if (!upload) return "unknown";
  await mkdir(folders.uploads, { recursive: true, mode: 0o700 });
  // Concurrent requests write separate files, and the store accepts the first.
  const file = `${upload.id}-${Buffer.from(runtime.randomBytes(6)).toString("hex")}`;
  const path = join(folders.uploads, file);
  const arrival = await writeBody(body, path, upload.bytes).then(
    (written) => (written === "stored" ? storeArrivedFile(deps, upload, file, path) : written),
    async (error) => {
      await rm(path, { force: true });
      throw error;
    },
  );
  if (arrival !== "stored") await rm(path, { force: true });
  return arrival;
}

/** Deletes expired uploads with their files, and files without an upload. */
export async function cleanUploads({ store, runtime, folders }: Deps): Promise<void> {
  const expired = await store.read((db) => findExpiredUploads(db, runtime.now(), 500));
  for (const { id, state, file } of expired) {
    if (state === "STORED" && file !== null) await rm(join(folders.uploads, file), { force: true });
    await store.write("remove-upload", (tx) => removeUpload(tx, id));
  }
  const files = await readdir(folders.uploads).catch(() => []);
  const ids = files.map((file) => file.slice(0, file.indexOf("-")));
  const known = await store.read((db) => findKnownUploads(db, ids));
  for (const [index, file] of files.entries()) {
    if (!known.has(ids[index] ?? "")) await rm(join(folders.uploads, file), { force: true });
  }
}

class TooLargeError extends Error {}

/** Stops at the first byte beyond the announced size. The body stays open, so that a response can be sent. */
async function writeBody(body: Readable, path: string, bytes: number): Promise<UploadOutcome> {
  let seen = 0;
  const counted = async function* () {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      seen += chunk.length;
      if (seen > bytes) throw new TooLargeError();
      yield chunk;
    }
  };
  try {
    await pipeline(counted, createWriteStream(path, { flags: "wx", flush: true, mode: 0o600 }));
  } catch (error) {
    if (error instanceof TooLargeError) return "tooLarge";
    if (body.errored || body.destroyed) return "wrongSize";
    throw error;
  }
  return seen === bytes ? "stored" : "wrongSize";
}

async function storeArrivedFile(
  { store, runtime }: Deps,
  upload: UploadRow,
  file: string,
  path: string,
): Promise<UploadOutcome> {
  const size = isPicture(upload.contentType) ? await measurePicture(path, upload.contentType) : noPicture;
  if (!size) return "wrongType";
  const expiresAt = runtime.now() + retentionMs;
  const isFirst = await store.write("store-upload", (tx) =>
    storeUpload(tx, upload.id, runtime.now(), { ...size, file, expiresAt }),
  );
  return isFirst ? "stored" : "unknown";
}

const noPicture = { width: null, height: null };

function checkUpload({ fileName, contentType, bytes }: UploadStartInput): InputProblem[] {
  const problems: InputProblem[] = [];
  if (fileName.trim() === "" || fileName.length > maxNameLength || /\p{Cc}/u.test(fileName))
    problems.push(problem("fileName", "LENGTH", `A file's name has 1 to ${maxNameLength} characters.`));
  const most = isPicture(contentType) ? maxPictureBytes : maxImportBytes;
  if (!isPicture(contentType) && !importTypes.includes(contentType)) {
    const message = `Send a picture (PNG, JPEG, WebP, GIF, AVIF), ${importTypes.join(" or ")}.`;
    problems.push(problem("contentType", "UNSUPPORTED", message));
  }
  if (bytes < 1 || bytes > most) problems.push(problem("bytes", "OUT_OF_RANGE", `Such a file has 1 to ${most} bytes.`));
  return problems;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Returns the path of the file; undefined if it is missing, as after a restore. */
export async function findUploadPath({ folders }: Deps, { file }: UploadRow): Promise<string | undefined> {
  if (file === null) return undefined;
  const path = join(folders.uploads, file);
  return stat(path).then(
    () => path,
    () => undefined,
  );
}
