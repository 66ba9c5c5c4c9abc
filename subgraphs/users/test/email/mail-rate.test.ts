/** Many e-mails burden a mail server with few connections, and with a limited number in a second. */

import { createLog } from "@hansa/contracts/log";
import { openMail } from "@hansa/kit/mail";
import { createMetrics } from "@hansa/kit/runtime";
import { manualRuntime, startMailServer } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { noon } from "../support/shop.ts";

/** Opens a mailer with this limit to a mail server of its own. */
async function open(perSecond: number) {
  const server = await startMailServer();
  onTestFinished(server.close);
  const runtime = manualRuntime(noon);
  const { sendMail, closeMail } = openMail(
    { smtpUrl: server.url, folder: "", from: "shop@hansa.example", printLinks: false, perSecond },
    { log: createLog("users", "silent"), metrics: createMetrics(), runtime },
  );
  onTestFinished(closeMail);
  const send = () => sendMail({ id: runtime.newId("mail"), to: "ada@hansa.example", subject: "Hello", text: "Hello." });
  return { server, runtime, send, sendAll: (count: number) => Array.from({ length: count }, send) };
}

test("many e-mails go over three connections, and within any second no more than the limit", async () => {
  const { server, runtime, sendAll } = await open(10);
  const other = await open(1_000);
  /** The e-mails received once another mail server has received 30, one after the other: no e-mail is on its way any more. */
  const received = async () => {
    for (let count = 0; count < 30; count += 1) await other.send();
    return server.messages.length;
  };
  const first = sendAll(5);
  await Promise.all(first);
  await runtime.advance(600);
  const rest = sendAll(20);
  await Promise.all(rest.slice(0, 5));
  expect(await received()).toBe(10);
  await runtime.advance(399);
  expect(await received()).toBe(10);
  await runtime.advance(1);
  expect(await received()).toBe(15);
  await runtime.advance(600);
  expect(await received()).toBe(20);
  await runtime.advance(400);
  await Promise.all(rest);
  expect([server.messages.length, server.connections()]).toEqual([25, 3]);
});
