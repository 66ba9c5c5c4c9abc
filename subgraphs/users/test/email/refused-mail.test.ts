/** Refused e-mails: a recipient whom the mail server refuses ends the e-mail, and an outage of the mail server is told apart from it. */
import { createLog, logLine } from "@hansa/contracts/log";
import { dropOldMail, mailQueue, queueMail, sendDueMail } from "@hansa/kit/mail";
import { type Reply, startMailServer } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import type { z } from "zod";
import { createMailSender } from "../../src/service/email/emails.ts";
import { erasureEmails } from "../../src/store/tables.ts";
import { countCalls, createAccount, password, type Shop, shop, signIn } from "../support/shop.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const ada = "ada@hansa.example";

/** A shop whose mail server answers commands so, and the lines that its mail queue logs. */
async function openWith(reply: Reply) {
  const server = await startMailServer(reply);
  onTestFinished(server.close);
  const s = await shop({ HANSA_SMTP_URL: server.url });
  const lines: z.infer<typeof logLine>[] = [];
  const log = createLog("users", "trace", { write: (line) => void lines.push(logLine.parse(JSON.parse(line))) });
  const send = () => sendDueMail({ ...createMailSender(s.service.deps), log });
  return { s, server, lines, send, drop: () => dropOldMail({ ...s.service.deps, log }) };
}

async function requestReset(s: Shop, email: string) {
  await createAccount(s, { email });
  await s.query(`mutation { passwordResetRequest(input: { email: "${email}" }) { __typename } }`);
}

/** Queues an e-mail that has no link which expires. */
async function queueLasting(s: Shop, email: string) {
  const { id } = await createAccount(s, { email });
  const { store } = s.service.deps;
  await store.write("test", (tx) => queueMail(s.runtime, tx, { event: id, template: "known-address", about: id }));
}

const queued = ({ service }: Shop) => service.deps.store.read((db) => db.select().from(mailQueue));

/** The value of a gauge of the service; undefined while it is absent. */
async function gauge(s: Shop, name: string): Promise<number | undefined> {
  const { body } = await s.service.internal.inject({ method: "GET", url: "/metrics" });
  const line = body.split("\n").find((text) => text.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(" ")[1]);
}

test("a refused recipient ends the e-mail at once: it is neither sent again nor given up with an alarm", async () => {
  const { s, lines, send, drop } = await openWith((command) =>
    command.startsWith("RCPT TO") ? `550 5.1.1 <${ada}>: no such mailbox` : undefined,
  );
  await queueLasting(s, ada);
  await send();
  const refused = [expect.objectContaining({ attempts: 0, sentAt: null, refusedAt: s.runtime.now() })];
  expect(await queued(s)).toEqual(refused);
  await s.runtime.advance(2 * day);
  await send();
  expect(await countCalls(s, "mail.send")).toBe(1);
  expect(await queued(s)).toEqual(refused);
  await s.runtime.advance(day + 1);
  await drop();
  expect(await queued(s)).toEqual([]);
  expect(lines).toEqual([
    expect.objectContaining({
      level: 40,
      msg: "mail queue: recipient refused, e-mail not sent again",
      template: "known-address",
      id: expect.stringMatching(/^mail_/),
      err: expect.objectContaining({ message: "EENVELOPE 550 at RCPT TO", reply: 550, command: "RCPT TO" }),
    }),
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/ada|no such mailbox/);
});

test("the address of an erased person is deleted once the last e-mail to it is refused", async () => {
  const { s, send } = await openWith((command) => (command.startsWith("RCPT TO") ? "550 no such mailbox" : undefined));
  await createAccount(s, { email: ada });
  const { viewer } = await signIn(s, ada);
  const erase = "mutation ($password: String!) { accountErase(input: { password: $password }) { __typename } }";
  await s.query(erase, { password }, viewer);
  const addresses = () => s.service.deps.store.read((db) => db.select().from(erasureEmails));
  expect(await addresses()).toHaveLength(1);
  await send();
  await s.service.runJobsOnce();
  expect(await addresses()).toEqual([]);
});

test.each([
  ["RCPT TO", 452],
  ["MAIL FROM", 553],
  ["DATA", 554],
])("an e-mail waits whose %s is answered %i, and the log has command and code", async (command, code) => {
  let isRepaired = false;
  const { s, server, lines, send } = await openWith((given) =>
    !isRepaired && given.startsWith(command) ? `${code} not taken from ${ada}` : undefined,
  );
  await requestReset(s, ada);
  await send();
  expect(await queued(s)).toEqual([expect.objectContaining({ attempts: 1, sentAt: null, refusedAt: null })]);
  expect(lines).toEqual([
    expect.objectContaining({
      msg: "mail queue: attempt failed, retry scheduled",
      err: expect.objectContaining({ type: "MailFailure", reply: code, command }),
    }),
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/ada|not taken/);
  isRepaired = true;
  await s.runtime.advance(minute);
  await send();
  expect(server.messages).toHaveLength(1);
});

test("while the mail server is out, most of the newest e-mails over an hour old are late; one e-mail that waits is not most", async () => {
  let isOut = false;
  const { s, send } = await openWith((command) => {
    if (isOut && command.startsWith("MAIL")) return "421 out of service";
    return command.includes("full@") ? "452 mailbox full" : undefined;
  });
  expect(await gauge(s, "hansa_mail_late_ratio")).toBeUndefined();
  await queueLasting(s, "full@hansa.example");
  for (const name of ["a", "b", "c", "d"]) await queueLasting(s, `${name}@hansa.example`);
  await send();
  await s.runtime.advance(59 * minute);
  expect(await gauge(s, "hansa_mail_late_ratio")).toBeUndefined();
  await s.runtime.advance(minute);
  await send();
  expect(await gauge(s, "hansa_mail_late_ratio")).toBe(0.2);
  isOut = true;
  for (const name of ["e", "f", "g"]) await queueLasting(s, `${name}@hansa.example`);
  await send();
  await s.runtime.advance(60 * minute);
  await send();
  expect(await gauge(s, "hansa_mail_late_ratio")).toBe(0.6);
  isOut = false;
  await s.runtime.advance(60 * minute);
  await send();
  expect(await gauge(s, "hansa_mail_late_ratio")).toBe(0);
});

test("refused e-mails are not late, and their own share counts from the third of the newest twenty", async () => {
  const { s, send } = await openWith((command) => {
    if (command.includes("late@")) return "451 greylisted";
    return command.includes("wrong") ? "550 no such mailbox" : undefined;
  });
  for (const name of ["a", "b", "c", "late", "wrong1", "wrong2"]) await queueLasting(s, `${name}@hansa.example`);
  await send();
  expect(await gauge(s, "hansa_mail_refused_ratio")).toBe(0);
  await queueLasting(s, "wrong3@hansa.example");
  await send();
  await s.runtime.advance(5_000);
  expect(await gauge(s, "hansa_mail_refused_ratio")).toBe(0.5);
  await s.runtime.advance(60 * minute);
  expect(await gauge(s, "hansa_mail_late_ratio")).toBe(0.25);
  // An e-mail without content any more counts as sent.
  await s.service.deps.store.write("test", async (tx) => {
    for (let number = 0; number < 17; number += 1)
      await queueMail(s.runtime, tx, { event: `other-${number}`, template: "reset", about: "nothing" });
  });
  await send();
  await s.runtime.advance(5_000);
  expect(await gauge(s, "hansa_mail_refused_ratio")).toBe(0.15);
});

test("a service that stops closes its idle connections to the mail server", async () => {
  const { s, server, send } = await openWith(() => undefined);
  await requestReset(s, ada);
  await send();
  expect([server.messages.length, server.open()]).toEqual([1, 1]);
  await s.close();
  await server.allClosed();
});
