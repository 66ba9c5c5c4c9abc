/** Pictures of an import at other hosts: fetched in the background into the media folder, or kept at their origin with a note. */
import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { processDueTasks } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../../context.ts";
import { insertImportProblems, maxProblems } from "../../../store/import/jobs.ts";
import {
  type FetchedPicture,
  fetchQueue,
  findFetchedPicture,
  findShownFiles,
  insertPictureFetches,
  isShownAtOrigin,
  removePictureFetch,
  showFetchedPicture,
} from "../../../store/import/picture-fetches.ts";
import type { ImportJobRow, PictureFetchRow } from "../../../store/import/tables.ts";
import { countMediaOfFile } from "../../../store/media/media.ts";
import { deleteMediaFile } from "../../media/picture-files.ts";
import { identifyPicture, maxPictureBytes } from "../../media/pictures.ts";
import { unfinishedFolder } from "../../media/renditions.ts";
import { isExternal } from "../../storefront/product-page.ts";
import { excerptOf } from "../text/amounts.ts";

/** The fetches at once. The files of one shop are often at one host. */
const concurrency = 4;
/** The time within which a fetch ends: its time-out, and some to store the file. */
const claimMs = 2 * 60_000;

/** Where the picture stands in the file. */
export type PicturePlace = { url: string; line: number; column: string | null };

/** Queues the pictures at other hosts, in the transaction that imports their products. */
export async function queuePictureFetches(
  { store }: Pick<Deps, "store">,
  tx: Tx,
  { id }: ImportJobRow,
  pictures: readonly PicturePlace[],
): Promise<void> {
  const byUrl = new Map(pictures.filter(({ url }) => isExternal(url)).map((picture) => [picture.url, picture]));
  const dueAt = store.now();
  await insertPictureFetches(
    tx,
    [...byUrl.values()].map(({ url, line, column }) => ({
      ...{ jobId: id, url, line, column, dueAt },
      ...{ attempts: 0, traceparent: null },
    })),
  );
}

/** Fetches the pictures that are due. */
export function fetchPictures(deps: Deps, signal: AbortSignal): Promise<void> {
  return processDueTasks(
    deps,
    fetchQueue,
    {
      component: "import",
      claimMs,
      atOnce: concurrency,
      describe: ({ jobId }) => ({ job: jobId }),
      attempt: (task) => fetchPicture(deps, task),
      giveUp: (tx, task) =>
        endWithNote(tx, task, { code: "IMAGE_UNREACHABLE", message: "could not be fetched, after several attempts" }),
    },
    signal,
  );
}

/** The files that are looked up at once, and the age from which a file without a use is deleted: it is written before it is shown. */
const filesAtOnce = 500;
const maxUnusedMs = 60 * 60_000;

/** Deletes fetched pictures that nothing shows: an import may have replaced them. */
export async function cleanFetchedPictures(deps: Deps, signal: AbortSignal): Promise<void> {
  const { store, runtime, folders } = deps;
  const files = (await readdir(folders.media).catch(() => [])).filter((file) => fetchedFile.test(file));
  for (let from = 0; from < files.length && !signal.aborted; from += filesAtOnce) {
    const some = files.slice(from, from + filesAtOnce);
    const shown = await store.read((db) => findShownFiles(db, some));
    for (const file of some.filter((one) => !shown.has(one))) {
      const { mtimeMs } = await stat(join(folders.media, file)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (mtimeMs < runtime.now() - maxUnusedMs) await deleteMediaFile(deps, file);
    }
  }
}

/** The names of fetched pictures in the media folder, by which no other file is deleted. */
const fetchedFile = /^img_[0-9a-f]{32}\.[a-z]+$/;

async function fetchPicture(deps: Deps, task: PictureFetchRow): Promise<void> {
  const { store, folders, pictureOrigin } = deps;
  const { jobId, url } = task;
  const { isWanted, before } = await store.read(async (db) => ({
    isWanted: await isShownAtOrigin(db, url),
    before: await findFetchedPicture(db, url),
  }));
  if (!isWanted) return store.write("drop-picture-fetch", (tx) => removePictureFetch(tx, task));
  if (before) return showPicture(deps, task, before);

  // A name that follows from the task: a repetition after a crash writes the same file.
  const name = createHash("sha256").update(`${jobId}\n${url}`).digest("hex").slice(0, 32);
  const unfinished = join(folders.renditions, unfinishedFolder, name);
  await mkdir(join(folders.renditions, unfinishedFolder), { recursive: true });
  try {
    const outcome = await pictureOrigin.fetch(url, unfinished, maxPictureBytes);
    const note = outcome.kind === "refused" ? outcome : await storePicture(deps, task, { unfinished, name });
    if (note) await store.write("refuse-picture", (tx) => endWithNote(tx, task, note));
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Moves a fetched file into the media folder and shows it. Returns a note, without a change, if it is no picture. */
async function storePicture(
  deps: Deps,
  task: PictureFetchRow,
  { unfinished, name }: { unfinished: string; name: string },
): Promise<{ code: string; message: string } | undefined> {
  const found = await identifyPicture(unfinished);
  if (!found)
    return { code: "IMAGE_TYPE", message: "is no PNG, JPEG, WebP, GIF or AVIF of at most 20,000 pixels a side" };
  const { extension, width, height } = found;
  const file = `img_${name}.${extension}`;
  await mkdir(deps.folders.media, { recursive: true });
  await rename(unfinished, join(deps.folders.media, file));
  await showPicture(deps, task, { file, width, height });
  return undefined;
}

async function showPicture(deps: Deps, task: PictureFetchRow, picture: FetchedPicture): Promise<void> {
  const isShown = await deps.store.write("show-fetched-picture", async (tx) => {
    await removePictureFetch(tx, task);
    const isReplaced = await showFetchedPicture(tx, task.url, picture);
    return isReplaced || (await countMediaOfFile(tx, picture.file)) > 0;
  });
  if (!isShown) await deleteMediaFile(deps, picture.file);
}

async function endWithNote(
  tx: Tx,
  task: PictureFetchRow,
  { code, message }: { code: string; message: string },
): Promise<void> {
  const { jobId, url, line, column } = task;
  await removePictureFetch(tx, task);
  const text = `The picture "${excerptOf(url)}" ${message}. It is shown from its own address.`;
  await insertImportProblems(tx, jobId, [{ line, column, code, message: text, refused: false }], maxProblems);
}
