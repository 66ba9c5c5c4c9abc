/** Decoding of compressed responses ends at the bytes that they may have. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeBody, isEncoded } from "../../../src/rpc/instances/decoding.ts";

const text = "x".repeat(10_000);

test.each([
  ["gzip", gzipSync(text)],
  ["br", brotliCompressSync(text)],
  ["deflate", deflateSync(text)],
  ["deflate", deflateRawSync(text)],
])("%s is decoded to so many bytes and no further", async (coding, bytes) => {
  expect(String(await decodeBody(coding, bytes, 10_000))).toBe(text);
  expect(await decodeBody(coding, bytes, 9_999)).toBe("oversized");
  expect(await decodeBody(coding, bytes, 0)).toBe("oversized");
  expect(await decodeBody(coding, bytes.subarray(0, -5), 10_000)).toBe("unreadable");
});

test.each(["", "identity", " Identity "])("%j is no coding", (coding) => {
  expect(isEncoded(coding)).toBe(false);
});
