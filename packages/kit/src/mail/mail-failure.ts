/** Failures of e-mails: the codes of the mail server and of nodemailer, and never their texts, which may quote the address. */
import { z } from "zod";

/** An e-mail that was not sent. Its message and fields hold codes only, so that a log line may have them. */
export class MailFailure extends Error {
  override readonly name = "MailFailure";
  /** The reply code of the mail server, such as 451; undefined without a reply. */
  readonly reply: number | undefined;
  /** The SMTP command, such as `RCPT TO`, or `CONN` for the connection itself; undefined if it is not known. */
  readonly command: string | undefined;

  constructor(code: string, reply?: number, command?: string) {
    super([code, ...(reply === undefined ? [] : [reply]), ...(command === undefined ? [] : ["at", command])].join(" "));
    this.reply = reply;
    this.command = command;
  }

  /**
   * Whether the mail server refused the recipient for good, so that another attempt would have the same reply. Refusals at other commands are
   * about the shop: its address, its password or its e-mail; these wait until an operator has corrected them.
   */
  get isRefusal(): boolean {
    return this.command === "RCPT TO" && this.reply !== undefined && refusals.has(this.reply);
  }
}

/** The replies of RFC 5321 by which a server refuses a recipient: no such mailbox, not local, a name that is not allowed, and failed. */
const refusals = new Set([550, 551, 553, 554]);

const isCode = /^[A-Z][A-Z0-9_]{1,40}$/;
const isCommand = /^[A-Z][A-Z0-9 -]{1,40}$/;
const unknown = undefined;
/** The codes of an error of nodemailer, or of the system. */
const codes = z.object({
  code: z.string().regex(isCode).optional().catch(unknown),
  /** The code of the system, such as `ECONNREFUSED`, where nodemailer has replaced it. */
  originalCode: z.string().regex(isCode).optional().catch(unknown),
  responseCode: z.int().min(200).max(599).optional().catch(unknown),
  command: z.string().regex(isCommand).optional().catch(unknown),
});

/** The failure that an error of nodemailer means. */
export function toMailFailure(error: unknown): MailFailure {
  const { code, originalCode, responseCode, command } = codes.catch({}).parse(error);
  const name = error instanceof Error ? error.name : typeof error;
  return new MailFailure(originalCode ?? code ?? name, responseCode, command);
}
