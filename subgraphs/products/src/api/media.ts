/** HTTP routes for pictures: originals and their renditions through the router, with a browser cache of one year. */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import fastifyStatic from "@fastify/static";
import type { OutsideRoutes } from "@hansa/kit/server";
import { z } from "zod";
import type { Deps } from "../context.ts";
import { findRendition } from "../service/media/renditions.ts";

const yearInSeconds = 365 * 24 * 60 * 60;
/** Caching of an original that is served in place of a rendition, which may be made later. */
const asOriginal = { maxAge: 60_000, immutable: false };

const rendition = z.object({ file: z.string(), width: z.coerce.number() });

/**
 * Serves the media folder under /media/, and renditions under the path of their original. A replaced picture gets a new name, so all may be
 * cached. Other files are not found.
 */
export function mediaRoutes(
  deps: Pick<Deps, "runtime" | "log" | "folders" | "renditions" | "scalePicture">,
): OutsideRoutes {
  const { folders } = deps;
  for (const folder of [folders.media, folders.renditions]) mkdirSync(folder, { recursive: true });
  return {
    paths: ["/media/"],
    addRoutes: (app) => {
      app.register(async (pictures) => {
        pictures.setErrorHandler((error, _request, reply) => {
          if (!isRefused(error)) throw error;
          reply.callNotFound();
        });
        pictures.register(fastifyStatic, {
          root: resolve(folders.media),
          prefix: "/media/",
          index: false,
          dotfiles: "ignore",
          maxAge: yearInSeconds * 1_000,
          immutable: true,
          setHeaders: (reply) => {
            reply.header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
            reply.header("x-content-type-options", "nosniff");
          },
        });
        pictures.get("/media/:file/:width(^[1-9]\\d{2,3}$).webp", async (request, reply) => {
          const { file, width } = rendition.parse(request.params);
          const found = await findRendition(deps, file, width);
          if (!found) return reply.callNotFound();
          return reply.sendFile(found.file, resolve(found.folder), found.kind === "original" ? asOriginal : {});
        });
      });
    },
  };
}

/** The path is outside of the folder, a folder or missing. All are reported as not found, to reveal nothing. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && "statusCode" in error && Number(error.statusCode) < 500;
}
