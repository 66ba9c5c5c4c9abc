/** E-mail templates of users: files of this service, which files of the shop's owner override. */
import { fileURLToPath } from "node:url";
import { type Examples, openTemplates, type Templates } from "@hansa/kit/mail";

type Shop = { shop: { name: string } };

/** Exactly one of them is given: a link into the storefront, or, in a shop without one, a code to enter. */
type LinkOrCode = { link: string | null; code: string | null };

type UserTemplateData = {
  "mail/verify": Shop & LinkOrCode;
  "mail/reset": Shop & LinkOrCode;
  "mail/change-email": Shop & LinkOrCode;
  "mail/known-address": Shop;
  "mail/taken-address": Shop;
  "mail/export": Shop & { link: string };
  "mail/erased": Shop;
  "mail/email-change-requested": Shop;
  "mail/email-changed": Shop;
};

export type UserTemplates = Templates<UserTemplateData>;

const folder = fileURLToPath(new URL("../../templates", import.meta.url));
const shop = { name: "Kontor" };
const link = "https://kontor.example/verify-email#token=1";
const withLink = { shop, link, code: null };
const withCode = { shop, link: null, code: "code" };

/** Example data that the templates are validated with. */
export const examples: Examples<UserTemplateData> = {
  "mail/verify": [{ shop, link, code: "code" }, withLink, withCode],
  "mail/reset": [{ shop, link, code: "code" }, withLink, withCode],
  "mail/change-email": [{ shop, link, code: "code" }, withLink, withCode],
  "mail/known-address": [{ shop }],
  "mail/taken-address": [{ shop }],
  "mail/export": [{ shop, link }],
  "mail/erased": [{ shop }],
  "mail/email-change-requested": [{ shop }],
  "mail/email-changed": [{ shop }],
};

/** Opens the built-in templates, with those of `overrides/users` in their place. Throws a ConfigError that names file and line. */
export function openUserTemplates(overrides: string | undefined): UserTemplates {
  return openTemplates({ service: "users", folder, overrides, examples });
}
