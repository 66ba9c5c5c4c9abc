/** Hosts of pictures: only public ones are connected to, also behind redirects, by all addresses that a name resolves to. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { startPictureHost } from "../support/picture-host.ts";

function newFile(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return join(folder.path, "picture");
}

const refusal = (code: string) => ({ kind: "refused", code, message: expect.any(String) });

test("a picture is written to the file, also behind three redirects", async () => {
  const { origin, requests } = await startPictureHost(({ url }, response) => {
    const step = Number(url?.slice(1));
    if (step > 2) return void response.end("picture");
    response.writeHead(302, { location: step === 0 ? "https://other.example/1" : `/${step + 1}` }).end();
  });
  const file = newFile();
  expect(await origin.fetch("https://pictures.example/0", file, 100)).toEqual({ kind: "fetched" });
  expect(readFileSync(file, "utf8")).toBe("picture");
  expect(requests).toEqual(["pictures.example/0", "other.example/1", "other.example/2", "other.example/3"]);
});

test("endless redirects end", async () => {
  const { origin, requests } = await startPictureHost(
    (_request, response) => void response.writeHead(302, { location: "/" }).end(),
  );
  expect(await origin.fetch("https://pictures.example/", newFile(), 100)).toEqual(refusal("IMAGE_NOT_FOUND"));
  expect(requests).toHaveLength(4);
});

test.each([
  "http://pictures.example/",
  "https://pictures.example:8443/",
  "https://user@pictures.example/",
  "https://127.0.0.1/",
  "https://[::1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://[::ffff:10.0.0.1]/",
  "https://[64:ff9b::a00:1]/",
  "https://[2002:a00:1::]/",
  "https://localhost/",
  "https://printer.lan/",
  "file:///etc/passwd",
])("%s is refused before a connection, at once and behind a redirect", async (target) => {
  const { origin, requests } = await startPictureHost(
    (_request, response) => void response.writeHead(302, { location: target }).end(),
  );
  expect(await origin.fetch(target, newFile(), 100)).toEqual(refusal("IMAGE_ADDRESS"));
  expect(requests).toHaveLength(0);
  expect(await origin.fetch("https://pictures.example/", newFile(), 100)).toEqual(refusal("IMAGE_ADDRESS"));
  expect(requests).toHaveLength(1);
});

test.each([
  [["10.0.0.1"]],
  [["127.0.0.1"]],
  [["169.254.169.254"]],
  [["100.64.0.1"]],
  [["0.0.0.0"]],
  [["::1"]],
  [["fe80::1"]],
  [["fd00::1"]],
  [["::ffff:192.168.0.1"]],
  [["64:ff9b::a00:1"]],
  [["2002:a00:1::1"]],
  [["93.184.215.14", "10.0.0.1"]],
])("a name that resolves to %j is refused before a connection, at once and behind a redirect", async (addresses) => {
  const { origin, requests } = await startPictureHost(
    (_request, response) => void response.writeHead(302, { location: "https://other.example/" }).end(),
    { "other.example": addresses },
  );
  expect(await origin.fetch("https://other.example/", newFile(), 100)).toEqual(refusal("IMAGE_ADDRESS"));
  expect(requests).toHaveLength(0);
  expect(await origin.fetch("https://pictures.example/", newFile(), 100)).toEqual(refusal("IMAGE_ADDRESS"));
  expect(requests).toHaveLength(1);
});

test("more bytes than allowed are refused as they arrive, without a length", async () => {
  const { origin } = await startPictureHost((_request, response) => {
    const send = () => {
      while (response.write(Buffer.alloc(10_000)));
      response.once("drain", send);
    };
    send();
  });
  expect(await origin.fetch("https://pictures.example/", newFile(), 100_000)).toEqual(refusal("IMAGE_TOO_LARGE"));
});

test.each([500, 503, 429, 408])("after the status %i a later attempt may succeed", async (status) => {
  const { origin } = await startPictureHost((_request, response) => void response.writeHead(status).end());
  const file = newFile();
  await expect(origin.fetch("https://pictures.example/", file, 100)).rejects.toThrow(String(status));
  expect(existsSync(file)).toBe(false);
});

test("a certificate of another name is no picture", async () => {
  const { origin } = await startPictureHost((_request, response) => void response.end("picture"));
  await expect(origin.fetch("https://stranger.example/", newFile(), 100)).rejects.toThrow(/altnames|certificate/i);
});
