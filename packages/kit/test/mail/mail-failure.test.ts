/** Failures of e-mails: a refused recipient ends the e-mail, all other failures are repeated, and no text of a server or address is told. */
import { expect, onTestFinished, test } from "vitest";
import { openMail } from "../../src/mail/mail.ts";
import { MailFailure, toMailFailure } from "../../src/mail/mail-failure.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { type Reply, startMailServer } from "../../testing/servers/mail-server.ts";

const ada = "ada@hansa.example";
const hello = { id: "mail_1", to: ada, subject: "Hello", text: "Hello." };

/** A mailer, and the counted attempts. */
function open(smtpUrl: string) {
  const metrics = createMetrics();
  const { sendMail, closeMail } = openMail(
    { smtpUrl, folder: "", from: "shop@hansa.example", printLinks: false, perSecond: 1_000 },
    { log: createLog("test", "silent"), metrics, runtime: manualRuntime(0) },
  );
  onTestFinished(closeMail);
  const attempts = async () =>
    (await metrics.registry.metrics()).split("\n").filter((line) => line.startsWith("hansa_mail_attempts_total{"));
  return { sendMail, attempts };
}

/** The same for a mail server that answers these commands so. */
async function openTo(reply: Reply, extensions: string[] = []) {
  const server = await startMailServer(reply, extensions);
  onTestFinished(server.close);
  return { server, ...open(server.url) };
}

/** Answers a command that begins so with this code, in a text that quotes the recipient. */
const answering =
  (command: string, code: number): Reply =>
  (given) =>
    given.startsWith(command) ? `${code} 5.1.1 <${ada}>: what you sent is not taken` : undefined;

test.each([550, 551, 553, 554])("the reply %i to a recipient is a refusal", async (code) => {
  const { server, sendMail, attempts } = await openTo(answering("RCPT TO", code));
  const refusal = await sendMail(hello);
  expect(refusal).toMatchObject({ message: `EENVELOPE ${code} at RCPT TO`, reply: code, command: "RCPT TO" });
  expect(String(refusal?.stack)).not.toContain(ada);
  expect(server.messages).toEqual([]);
  expect(await attempts()).toEqual([`hansa_mail_attempts_total{outcome="refused",reply="${code}"} 1`]);
});

test("a server that takes all commands of an e-mail at once refuses a recipient the same way", async () => {
  const { server, sendMail } = await openTo(
    (command) => {
      if (command.startsWith("RCPT TO")) return `550 <${ada}>: no such mailbox`;
      return command === "DATA" ? "554 no valid recipients" : undefined;
    },
    ["PIPELINING"],
  );
  expect(await sendMail(hello)).toMatchObject({ reply: 550, command: "RCPT TO" });
  expect(server.commands).toContain("DATA");
});

test.each([
  ["RCPT TO", 421],
  ["RCPT TO", 450],
  ["RCPT TO", 452],
  ["RCPT TO", 552],
  ["MAIL FROM", 451],
  ["MAIL FROM", 550],
  ["DATA", 554],
  [".", 550],
])("the reply to %s of %i is a failure, which is repeated", async (command, code) => {
  const { sendMail, attempts } = await openTo(answering(command, code));
  const failure = await sendMail(hello).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MailFailure);
  expect(failure).toMatchObject({ reply: code, command: command === "." ? "DATA" : command });
  expect(JSON.stringify(failure) + String(failure)).not.toMatch(/ada|taken/);
  expect(await attempts()).toEqual([`hansa_mail_attempts_total{outcome="failed",reply="${code}"} 1`]);
});

test("a server that does not answer is a failure with the code of the system and without a reply", async () => {
  const { sendMail, attempts } = open("smtp://127.0.0.1:1");
  const failure = await sendMail(hello).catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: "ECONNREFUSED at CONN", reply: undefined, command: "CONN" });
  expect(await attempts()).toEqual(['hansa_mail_attempts_total{outcome="failed",reply="none"} 1']);
});

test("a password that the server refuses is no refusal of the recipient", () => {
  const login = Object.assign(new Error(`550 ${ada}`), { code: "EAUTH", responseCode: 550, command: "AUTH PLAIN" });
  const failure = toMailFailure(login);
  expect([failure.isRefusal, failure.message]).toEqual([false, "EAUTH 550 at AUTH PLAIN"]);
});

test("of an error with unusual codes only its name is kept", () => {
  const odd = Object.assign(new TypeError(`to ${ada}`), {
    code: ada,
    responseCode: "550",
    command: `RCPT TO:<${ada}>`,
  });
  expect(toMailFailure(odd)).toMatchObject({ message: "TypeError", reply: undefined, command: undefined });
  expect(toMailFailure(undefined).message).toBe("undefined");
});

test("a sent e-mail is counted", async () => {
  const { sendMail, attempts } = await openTo(() => undefined);
  expect(await sendMail(hello)).toBeUndefined();
  expect(await attempts()).toEqual(['hansa_mail_attempts_total{outcome="sent",reply=""} 1']);
});
