/** HTTP route for pictures: serves the media folder through the router, with a browser cache of one year. */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import fastifyStatic from "@fastify/static";
import type { OutsideRoutes } from "@hansa/kit/server";

const yearInSeconds = 365 * 24 * 60 * 60;

/** Serves the folder under /media/. A replaced picture gets a new name, so all may be cached. Other files are not found. */
export function mediaRoutes(folder: string): OutsideRoutes {
  mkdirSync(folder, { recursive: true });
  return {
    paths: ["/media/"],
    addRoutes: (app) => {
      app.register(async (pictures) => {
        pictures.setErrorHandler((error, _request, reply) => {
          if (!isRefused(error)) throw error;
          reply.callNotFound();
        });
        pictures.register(fastifyStatic, {
          root: resolve(folder),
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
      });
    },
  };
}

/** The path is outside of the folder, a folder or missing. All are reported as not found, to reveal nothing. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && "statusCode" in error && Number(error.statusCode) < 500;
}
