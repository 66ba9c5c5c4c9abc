/** HTTP route for uploads: each file is sent to a secret address and streamed to the disk. */
import type { ErrorCode } from "@hansa/kit/runtime";
import { type OutsideRoutes, sendRefusal } from "@hansa/kit/server";
import { z } from "zod";
import type { Deps } from "../context.ts";
import { awaitsUpload, receiveUpload, type UploadOutcome } from "../service/media/uploads.ts";

const refusals: Record<
  Exclude<UploadOutcome, "stored">,
  readonly [status: number, code: ErrorCode, message: string]
> = {
  unknown: [404, "NOT_FOUND", "Nothing is awaited at this address, or no longer."],
  tooLarge: [413, "PAYLOAD_TOO_LARGE", "The file is larger than was announced. Announce it again."],
  wrongSize: [
    400,
    "BAD_REQUEST",
    "The file does not have the size that was announced. Send all of it, or announce it again.",
  ],
  wrongType: [415, "UNSUPPORTED_MEDIA_TYPE", "The file is not the kind of picture that was announced."],
};

const params = z.object({ token: z.string() });

/** Responds to PUT under /uploads/ with 204 or a refusal, and to GET with whether a file is awaited there. */
export function uploadRoutes(deps: Deps): OutsideRoutes {
  return {
    paths: ["/uploads/"],
    addRoutes: (app) => {
      app.register(async (files) => {
        // The handlers read the body, so a large file is never in memory.
        files.removeAllContentTypeParsers();
        files.addContentTypeParser("*", (_request, _body, done) => done(null));
        files.get("/uploads/:token", async (request, reply) => {
          const isAwaited = await awaitsUpload(deps, params.parse(request.params).token);
          return isAwaited ? reply.status(204).send() : sendRefusal(reply, ...refusals.unknown);
        });
        files.put("/uploads/:token", async (request, reply) => {
          const arrival = await receiveUpload(deps, params.parse(request.params).token, request.raw);
          if (arrival === "stored") return reply.status(204).send();
          reply.header("connection", "close");
          return sendRefusal(reply, ...refusals[arrival]);
        });
      });
    },
  };
}
