/** The face of `mail`: templates, and the queue of e-mails. */

export { type Email, type Mailer, openMail } from "./mail.ts";
export {
  dropOldMail,
  hasEnded,
  type MailEnd,
  type MailSender,
  mailGauges,
  mailLifeMs,
  mailQueue,
  type QueuedMail,
  queueMail,
  queueUnaskedMail,
  sendDueMail,
} from "./mail-queue.ts";
export { type Examples, openTemplates, type Templates } from "./templates.ts";
