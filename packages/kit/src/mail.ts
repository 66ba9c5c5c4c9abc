/** Mail leaves through one port: a folder to read in while developing, a mail server when one is configured. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { call } from "./outbound.ts";
import type { World } from "./world.ts";

/** One mail to one person, in plain text. `id` names it for ever: whoever gets it twice can tell. */
export type Letter = {
  id: string;
  /** Who writes, if it is not the sender that the configuration names. */
  from?: { name: string; address: string };
  to: string;
  subject: string;
  text: string;
};

/** Takes a letter to its mailbox. Throws when it could not; sending it again with the same id is safe. */
export type Mailer = (letter: Letter) => Promise<void>;

export type MailOptions = {
  /** Such as `smtp://user:password@mail.example:587` or `smtps://…`; undefined: mail is written to `folder`. */
  smtpUrl: string | undefined;
  folder: string;
  /** The sender of every mail that names none, such as `Hansa <shop@hansa.example>`. */
  from: string;
  /** Whether the links of mail that went to the folder are printed: they are as good as a password, so never in production. */
  printLinks: boolean;
};

/** How long a mail server may take for each step, in milliseconds. */
const patienceMs = 10_000;

/** Opens the port that the configuration asks for. */
export function openMail(
  { smtpUrl, folder, from, printLinks }: MailOptions,
  deps: { log: Log; metrics: Metrics; world: World },
): Mailer {
  const deliver = smtpUrl === undefined ? folderMailer(folder, from) : smtpMailer(smtpUrl, from);
  return async (letter) => {
    await call(deps, "mail.send", () => deliver(letter));
    if (smtpUrl === undefined && printLinks)
      deps.log.info({ id: letter.id, link: firstLink(letter.text) }, `mail: ${letter.subject}`);
  };
}

/** One file a letter, named by its id, so that they sort by time and the same letter never lies there twice. Only its owner reads it. */
function folderMailer(folder: string, usualSender: string): Mailer {
  return async ({ id, from, to, subject, text }) => {
    const sender = from ? `${from.name} <${from.address}>` : usualSender;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${id}.txt`);
    await writeFile(`${file}.part`, `From: ${sender}\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`, { mode: 0o600 });
    await rename(`${file}.part`, file);
  };
}

/** A password is only ever sent over TLS. The letter's id is its Message-ID. */
function smtpMailer(smtpUrl: string, usualSender: string): Mailer {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const auth = username === "" ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  const transport = createTransport({
    host: hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    secure: protocol === "smtps:",
    ...(auth ? { auth, requireTLS: true } : {}),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([\w.-]+)/.exec(usualSender)?.[1] ?? hostname;
  return async ({ id, from, to, subject, text }) => {
    await transport.sendMail({
      from: from ?? usualSender,
      to: { name: "", address: to },
      subject,
      text,
      messageId: `<${id}@${domain}>`,
    });
  };
}

function firstLink(text: string): string | undefined {
  return /https?:\/\/\S+/.exec(text)?.[0];
}
