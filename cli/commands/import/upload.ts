/** Uploads a file: announces it through the graph and PUTs it to the address of the response. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { request } from "node:http";
import { request as secureRequest } from "node:https";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { UploadStartDocument } from "@hansa/client/documents/imports";
import { requireSuccess } from "@hansa/client/mutation";
import { mutateUntilAnswered } from "@hansa/client/retries";
import { z } from "zod";
import type { Staff } from "./staff.ts";

/** Sends the file as it is read, and gives the id of the upload. Throws with what the shop says against it. */
export async function sendFile({ origin, graph, token }: Staff, file: string, contentType: string): Promise<string> {
  const { size } = await stat(file);
  const input = { fileName: path.basename(file), contentType, bytes: size };
  const announced = await mutateUntilAnswered(graph, UploadStartDocument, input, { token: await token() });
  const { uploadId, uploadUrl } = requireSuccess(announced);
  const { status, body } = await put(new URL(uploadUrl, origin), file, size);
  if (status !== 204) throw new Error(`the file was not taken (${status}): ${messageOf(body)}`);
  return uploadId;
}

async function put(url: URL, file: string, bytes: number): Promise<{ status: number; body: string }> {
  const send = url.protocol === "https:" ? secureRequest : request;
  const sending = send(url, { method: "PUT", headers: { "content-length": bytes } });
  const answered = new Promise<{ status: number; body: string }>((resolve, reject) => {
    sending.once("error", reject);
    sending.once("response", (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
  });
  // A shop that refuses the file may stop reading it: its response says more than the broken connection.
  pipeline(createReadStream(file), sending).catch(() => {});
  return answered;
}

const refused = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

function messageOf(body: string): string {
  try {
    return refused
      .parse(JSON.parse(body))
      .errors.map(({ message }) => message)
      .join(" ");
  } catch {
    return "no reason was given.";
  }
}
