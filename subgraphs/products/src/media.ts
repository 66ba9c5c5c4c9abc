/** The door for pictures: files of the media folder, passed through by the router, kept by browsers for a year. */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import fastifyStatic from "@fastify/static";
import type { OpenPath } from "@hansa/kit/http-door";
import type { FastifyInstance } from "fastify";

const yearInSeconds = 365 * 24 * 60 * 60;

/** Serves the folder under /media/. A picture that is replaced gets a new name, so each may be kept for ever. What is no picture is not found. */
export function mediaRoutes(folder: string): { paths: readonly OpenPath[]; addRoutes(app: FastifyInstance): void } {
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

/** A path that leads out of the folder, to a folder, or nowhere: which of them is nobody's business. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && "statusCode" in error && Number(error.statusCode) < 500;
}
