/** Tests of the HTTP messages that the load generator and the canned answers read: whole, in pieces, several at once, and in chunks. */
import { expect, onTestFinished, test, vi } from "vitest";
import { headerOf, readMessages } from "../http/framing.ts";

const plain = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"a":1}';
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n';

test.each([1, 5, 1_000])("messages are read whole from pieces of %i bytes", (size) => {
  const bytes = Buffer.from(plain + chunked + plain);
  const bodies: string[] = [];
  const read = readMessages(({ body }) => bodies.push(body.toString()));
  for (let from = 0; from < bytes.length; from += size) read(bytes.subarray(from, from + size));
  expect(bodies).toEqual(['{"a":1}', '{"a":1}', '{"a":1}']);
});

test("a large message in many pieces is put together once", () => {
  const body = "x".repeat(5_000_000);
  const bytes = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}${plain}`);
  const concat = vi.spyOn(Buffer, "concat");
  onTestFinished(() => concat.mockRestore());
  const bodies: string[] = [];
  const read = readMessages((message) => bodies.push(message.body.toString()));
  for (let from = 0; from < bytes.length; from += 64_000) read(bytes.subarray(from, from + 64_000));
  expect(bodies).toEqual([body, '{"a":1}']);
  expect(concat.mock.calls.length).toBeLessThan(4);
});

test("a message without a body is complete with its head", () => {
  const heads: string[] = [];
  readMessages(({ head }) => heads.push(head))(Buffer.from("GET / HTTP/1.1\r\nhost: shop\r\n\r\n"));
  expect(heads).toEqual(["GET / HTTP/1.1\r\nhost: shop"]);
});

test("headers are found in any case and by their whole name", () => {
  const head = "POST /graphql HTTP/1.1\r\nX-Hansa-Viewer: other\r\nHansa-Viewer: abc.def\r\naccept: */*";
  expect(headerOf(head, "hansa-viewer")).toBe("abc.def");
  expect(headerOf(head, "viewer")).toBeUndefined();
  expect(headerOf(head, "accept")).toBe("*/*");
});
