/** E-mails are sent once for each cause, to a folder or a mail server, with retries while the mail server is down. */
import { readdirSync } from "node:fs";
import { createLog } from "@hansa/contracts/log";
import { mailQueue, queueMail, sendDueMail } from "@hansa/kit/mail";
import { refuseFirst, sqliteOnly, startMailServer } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createJobs } from "../../src/api/jobs.ts";
import { createMailSender } from "../../src/service/email/emails.ts";
import { countCalls, createAccount, noon, readField, readMail, type Shop, shop } from "../support/shop.ts";

const minute = 60_000;
const ada = "ada@hansa.example";

/** A mail server that refuses the first `busy` e-mails temporarily. */
async function mailServer(busy = 0) {
  const server = await startMailServer(refuseFirst(busy, "MAIL FROM", "451 busy, come back later"));
  onTestFinished(server.close);
  return server;
}

async function requestReset(s: Shop, email = ada) {
  const response = await s.query(
    `mutation ($input: PasswordResetRequestInput!) { passwordResetRequest(input: $input) { __typename } }`,
    { input: { email } },
  );
  return readField(response, "passwordResetRequest");
}

const queued = ({ service }: Shop) => service.deps.store.read((db) => db.select().from(mailQueue));

test("an e-mail is one readable file with a link into the storefront", async () => {
  const s = await shop({
    HANSA_STOREFRONT_URL: "https://hansa.example/shop/",
    HANSA_MAIL_FROM: "The Shop <us@hansa.example>",
  });
  await createAccount(s, { email: ada });
  await requestReset(s);
  await s.service.runJobsOnce();
  expect(readdirSync(`${s.folder}/users/mail`)).toEqual([expect.stringMatching(/^mail_[0-9a-z]{26}\.txt$/)]);
  const [message] = readMail(s);
  expect(message).toMatch(
    /^From: The Shop <us@hansa\.example>\nTo: ada@hansa\.example\nSubject: Choose a new password\n\nHello,\n\n/,
  );
  expect(message).toMatch(/\n\nhttps:\/\/hansa\.example\/shop\/reset-password#token=[\w-]{43}\n\n/);
});

test("in a shop without a storefront an e-mail has the code itself and no link", async () => {
  const s = await shop({ HANSA_PUBLIC_URL: "https://hansa.example" });
  await createAccount(s, { email: ada });
  await requestReset(s);
  await s.service.runJobsOnce();
  const [message] = readMail(s);
  expect(message).toMatch(/enter this code where you asked for it within one hour:\n\n[\w-]{43}\n\n/);
  expect(message).not.toContain("http");
});

test("an e-mail is sent once, with repeated and with concurrent runs of the job", async () => {
  const server = await mailServer();
  const s = await shop({ HANSA_SMTP_URL: server.url });
  await createAccount(s, { email: ada });
  await requestReset(s);
  const office = createMailSender(s.service.deps);
  await Promise.all([sendDueMail(office), sendDueMail(office)]);
  await s.service.runJobsOnce();
  await s.runtime.advance(60 * minute);
  await s.service.runJobsOnce();
  expect(server.messages).toHaveLength(1);
  expect(await countCalls(s, "mail.send")).toBe(1);
});

test("one cause queues one e-mail of a template", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const message = { event: "evt_1", template: "known-address", about: "user_1" };
  for (let count = 0; count < 2; count += 1)
    await s.service.deps.store.write("test", (tx) => queueMail(s.runtime, tx, message));
  expect(await queued(s)).toHaveLength(1);
});

test("a mail server receives the e-mail from our address, with an id of its own", async () => {
  const server = await mailServer();
  const s = await shop({ HANSA_SMTP_URL: server.url });
  await createAccount(s, { email: ada });
  await requestReset(s);
  await s.service.runJobsOnce();
  const [message] = server.messages;
  expect(message).toContain("From: Hansa <shop@hansa.example>\r\n");
  expect(message).toContain("To: ada@hansa.example\r\n");
  expect(message).toContain("Subject: Choose a new password\r\n");
  expect(message).toMatch(/\r\nMessage-ID: <mail_[0-9a-z]{26}@hansa\.example>\r\n/);
  expect(readMail(s)).toEqual([]);
});

test("a busy mail server is retried with back-off, and the e-mail arrives once", async () => {
  const server = await mailServer(2);
  const s = await shop({ HANSA_SMTP_URL: server.url });
  await createAccount(s, { email: ada });
  await requestReset(s);
  await s.service.runJobsOnce();
  const [afterOne] = await queued(s);
  expect(afterOne).toMatchObject({ attempts: 1, sentAt: null });
  await s.service.runJobsOnce();
  expect(await countCalls(s, "mail.send")).toBe(1);
  await s.runtime.advance((afterOne?.dueAt ?? 0) - s.runtime.now());
  await s.service.runJobsOnce();
  const [afterTwo] = await queued(s);
  expect(afterTwo).toMatchObject({ attempts: 2, sentAt: null });
  expect((afterTwo?.dueAt ?? 0) - s.runtime.now()).toBeGreaterThanOrEqual(15_000);
  await s.runtime.advance(minute);
  await s.service.runJobsOnce();
  expect(server.messages).toHaveLength(1);
  expect((await queued(s))[0]?.sentAt).toBe(s.runtime.now());
});

test("an unavailable mail server stops neither the mutation nor the other e-mails", async () => {
  const s = await shop({ HANSA_SMTP_URL: "smtp://127.0.0.1:1" });
  await createAccount(s, { email: ada });
  await createAccount(s, { email: "bo@hansa.example" });
  expect(await requestReset(s)).toEqual({ __typename: "PasswordResetRequested" });
  await requestReset(s, "bo@hansa.example");
  await s.service.runJobsOnce();
  expect((await queued(s)).map(({ attempts }) => attempts)).toEqual([1, 1]);
});

const onClockOfMachine = test.runIf(sqliteOnly("a clock that the machine keeps"));

onClockOfMachine(
  "after a start with a clock far ahead, behind which the store's clock never goes back, e-mails are sent all the same",
  async () => {
    const ahead = await shop({}, undefined, noon + 30 * 24 * 60 * minute);
    await ahead.close();
    const s = await shop({}, ahead.folder);
    expect(s.service.deps.store.now()).toBeGreaterThan(s.runtime.now());
    await createAccount(s, { email: ada });
    await requestReset(s);
    await s.service.runJobsOnce();
    expect(readMail(s)).toHaveLength(1);
  },
);

test("an e-mail given up after three days raises an alarm, and a sent one does not", async () => {
  const s = await shop({ HANSA_SMTP_URL: "smtp://127.0.0.1:1" });
  await createAccount(s, { email: ada });
  await requestReset(s);
  await s.service.runJobsOnce();
  const [lost] = await queued(s);
  await s.service.deps.store.write("test", (tx) =>
    queueMail(s.runtime, tx, { event: "sent", template: "reset", about: "nothing" }),
  );
  await s.service.runJobsOnce();
  await s.runtime.advance(3 * 24 * 60 * minute + 1);
  const lines: string[] = [];
  const log = createLog("users", "trace", { write: (line) => void lines.push(line) });
  const jobs = createJobs({ ...s.service.deps, log });
  await jobs.find(({ name }) => name === "delete-expired-rows")?.run(new AbortController().signal);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 60,
      alarm: "mail_given_up",
      count: 1,
      mails: [{ id: lost?.id, template: "reset", attempts: 1 }],
    }),
  ]);
  expect(lines.join()).not.toContain(ada);
  expect(await queued(s)).toEqual([]);
});

test("the alarm about many e-mails has their number, and names the first ten", async () => {
  const s = await shop();
  await s.service.deps.store.write("test", async (tx) => {
    for (let number = 0; number < 25; number += 1)
      await queueMail(s.runtime, tx, { event: `sent-${number}`, template: "reset", about: "nothing" });
  });
  await s.runtime.advance(3 * 24 * 60 * minute + 1);
  const lines: string[] = [];
  const log = createLog("users", "trace", { write: (line) => void lines.push(line) });
  const jobs = createJobs({ ...s.service.deps, log });
  await jobs.find(({ name }) => name === "delete-expired-rows")?.run(new AbortController().signal);
  const [alarm] = lines.map((line) =>
    z.object({ count: z.int(), mails: z.array(z.unknown()) }).parse(JSON.parse(line)),
  );
  expect(alarm).toMatchObject({ count: 25, mails: { length: 10 } });
});

test("an e-mail whose link has expired before it could be sent is dropped", async () => {
  const server = await mailServer(1);
  const s = await shop({ HANSA_SMTP_URL: server.url });
  await createAccount(s, { email: ada });
  await requestReset(s);
  await s.service.runJobsOnce();
  await s.runtime.advance(60 * minute);
  await s.service.runJobsOnce();
  expect(server.messages).toEqual([]);
  expect(await countCalls(s, "mail.send")).toBe(1);
});
