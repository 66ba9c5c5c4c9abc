/** Bounds where bearer access is on: what one large request, and many small ones, can fill; `long/` sends ten thousand. */
import { once } from "node:events";
import { request } from "node:http";
import { expect, test } from "vitest";
import { floodBearer } from "../../support/bearer-flood.ts";
import { bodyOf, hello, openBearerService } from "../../support/bearer-service.ts";
import { json } from "../../support/service.ts";

test("one large body is refused at a megabyte, however it is sent, and others are answered", async () => {
  const { origin, post } = await openBearerService();
  const large = bodyOf(`{ hello } #${"x".repeat(1024 * 1024)}`);
  expect((await post(large)).status).toBe(413);
  const sent = request(`${origin}/graphql`, { method: "POST", headers: json });
  const answering = once(sent, "response");
  sent.on("error", () => {});
  for (let at = 0; at < large.length; at += 65_536) sent.write(large.slice(at, at + 65_536));
  sent.end();
  const [response] = await answering;
  expect(response.statusCode).toBe(413);
  response.resume();
  expect((await post(hello)).status).toBe(200);
});

test("five hundred small requests, each with another document, token, host and id, are answered, and fill little more than their documents", async () => {
  const { statuses, filled } = await floodBearer(500);
  expect(statuses).toEqual([[200, 500]]);
  expect(filled).toBeLessThan(30 * 2 ** 20);
});

test("the error of a variable repeats no value, also not one of 100,000 characters", async () => {
  const { post } = await openBearerService();
  const text = Array.from({ length: 10 }, () => "x".repeat(10_000));
  const refused = await post(bodyOf("query ($text: String) { hello(text: $text) }", { variables: { text } }));
  expect([refused.status, refused.code]).toEqual([400, "BAD_USER_INPUT"]);
  expect(refused.message).toBe('Variable "$text" does not fit: String cannot represent a non string value.');
});
