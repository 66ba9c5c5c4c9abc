/** Limits of waiting uploads per owner and shop, and the check whether an upload is awaited. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { put } from "../support/imports.ts";
import { change, manager, type Shop, shop } from "../support/shop.ts";

const announce = (s: Shop, bytes: number, viewer = manager) =>
  change(
    { ...s, viewer },
    "uploadStart",
    { fileName: "a.csv", contentType: "text/csv", bytes },
    "... on UploadStarted { uploadUrl } ... on ValidationError { problems { path code } }",
  );

test("the waiting files of one person are limited in bytes, and so are those of all people together", async () => {
  const s = await shop();
  const large = 100 * 1024 * 1024;
  const people = ["one", "two", "three", "four", "five"].map((name) => userWith(`user_${name}`, ["imports:write"]));
  const tooMany = { problems: [{ path: ["input", "bytes"], code: "TOO_MANY" }] };
  for (const [index, person] of people.slice(0, 4).entries()) {
    for (let count = 0; count < 10; count += 1)
      expect(await announce(s, large, person)).toMatchObject({ __typename: "UploadStarted" });
    expect(await announce(s, large, person), `person ${index}`).toMatchObject(tooMany);
    expect(await announce(s, 1, person)).toMatchObject({ __typename: "UploadStarted" });
  }
  const [last] = people.slice(4);
  expect(await announce(s, 90 * 1024 * 1024, last)).toMatchObject({ __typename: "UploadStarted" });
  expect(await announce(s, large, last)).toMatchObject(tooMany);
  expect(await announce(s, 1, last)).toMatchObject({ __typename: "UploadStarted" });
});

test("a request before the upload tells whether the file is awaited, and nothing else", async () => {
  const s = await shop();
  const { uploadUrl: url } = z.object({ uploadUrl: z.string() }).parse(await announce(s, 5));
  const awaited = () => s.service.internal.inject({ url });
  expect([(await awaited()).statusCode, (await awaited()).body]).toEqual([204, ""]);
  expect((await put(s, url, "hello")).statusCode).toBe(204);
  expect((await awaited()).statusCode).toBe(404);
  expect((await s.service.internal.inject({ url: `/uploads/${"x".repeat(43)}` })).statusCode).toBe(404);
});
