/** Every check of a text input, and texts of any length that are hard to check. */

import { readEmail } from "@hansa/commerce/email-addresses";
import { cleanHtml, cleanPageHtml, textOf } from "@hansa/commerce/html";
import { isShopPath } from "@hansa/commerce/links";
import { readRate } from "@hansa/commerce/money";
import { scalars } from "@hansa/commerce/scalars";
import { checkSlug, isSlug } from "@hansa/commerce/slugs";
import { processes } from "@hansa/contracts/processes";
import { problemsOfKey } from "@hansa/kit/coordination";
import { assertShortTexts, readPage } from "@hansa/kit/graphql";
import { checkApiKey, developmentKeys, hasApiKeyPrefix, networkOf } from "@hansa/kit/identity";
import {
  hasCardNumber,
  hasUnsafeCharacter,
  hasUnsafeCharacterInLines,
  indexTermsOf,
  searchWordsOf,
} from "@hansa/kit/runtime";
import { trackingProblems } from "../../../subgraphs/orders/src/service/fulfilment/tracking.ts";
import {
  checkAddress,
  checkEmail as checkCheckoutEmail,
} from "../../../subgraphs/orders/src/service/settings/addresses.ts";
import { checkText } from "../../../subgraphs/orders/src/service/settings/validation.ts";
import { problemsOfConfirm } from "../../../subgraphs/payments/src/service/intents/input.ts";
import { slugOf } from "../../../subgraphs/products/src/service/catalogue/slugs.ts";
import { readAmount, readCount } from "../../../subgraphs/products/src/service/import/text/amounts.ts";
import { readNumber } from "../../../subgraphs/products/src/service/import/text/decimal-signs.ts";
import { protectText, restoreText } from "../../../subgraphs/products/src/service/import/text/spreadsheet-cells.ts";
import { plainLine, plainText } from "../../../subgraphs/products/src/service/reviews/submission.ts";
import { snippetOf } from "../../../subgraphs/products/src/service/storefront/snippets.ts";
import { isGuessable } from "../../../subgraphs/users/src/providers/password-strength.ts";
import { hashToken } from "../../../subgraphs/users/src/providers/secrets.ts";
import { checkDisplayName, checkEmail } from "../../../subgraphs/users/src/service/accounts/validation.ts";
import { checkScopes } from "../../../subgraphs/users/src/service/api-clients/api-clients.ts";

const address = { lastName: "A", line1: "B", city: "C", postalCode: "1", country: "DE" };

const apiKeys = developmentKeys("router", processes);

/** Each is given the text as it came. A refusal is a response, thrown or not. */
export const checks: Readonly<Record<string, (text: string) => unknown>> = {
  "unsafe characters of a line": hasUnsafeCharacter,
  "unsafe characters of several lines": hasUnsafeCharacterInLines,
  "card number": hasCardNumber,
  "lengths in a JSON value": (text) => assertShortTexts({ text: [text] }),
  "API key": (text) => hasApiKeyPrefix(text) && checkApiKey(text, apiKeys),
  "API key, form alone": (text) => checkApiKey(text, apiKeys),
  "idempotency key": problemsOfKey,
  cursor: (after) => readPage({ after }, 25, "list"),
  "network address": networkOf,
  DateTime: (text) => scalars.DateTime.parseValue(text),
  Decimal: (text) => scalars.Decimal.parseValue(text),
  Rate: (text) => scalars.Rate.parseValue(text),
  CurrencyCode: (text) => scalars.CurrencyCode.parseValue(text),
  CountryCode: (text) => scalars.CountryCode.parseValue(text),
  MinorUnits: (text) => scalars.MinorUnits.parseValue(text),
  "e-mail address of an account": (text) => checkEmail(readEmail(text)),
  "e-mail address of a checkout": (text) => checkCheckoutEmail("email", text),
  "display name": (text) => checkDisplayName(text.trim()),
  password: (text) => isGuessable(text, [text, text]),
  "token of a link": hashToken,
  scopes: (text) => checkScopes([text], ["users:read"]),
  "slug as given": (text) => [isSlug(text), checkSlug(text)],
  "slug of a title": slugOf,
  "HTML of a description": cleanHtml,
  "HTML of a page": cleanPageHtml,
  "plain text of a description": textOf,
  "plain text of a review": plainText,
  "plain line of a review": plainLine,
  "words of a search": searchWordsOf,
  "terms of a search index": indexTermsOf,
  "snippet of a search": (text) =>
    snippetOf({ node: { descriptionHtml: text, title: text }, words: searchWordsOf("a") }),
  "amount in a file": (text) => readAmount(text, "EUR"),
  "count in a file": (text) => readCount(text, 1_000),
  "number in a file": (text) => readNumber(text, { sign: "COMMA", isGiven: false }),
  "cell of a spreadsheet": (text) => restoreText(protectText(text, "changed")),
  "postal code": (text) => checkAddress("address", { ...address, postalCode: text }),
  "region of an address": (text) => checkAddress("address", { ...address, region: text }),
  "VAT id": (text) => checkAddress("address", { ...address, vatId: text }),
  "name on an address": (text) => checkAddress("address", { ...address, lastName: text }),
  "link of a section": isShopPath,
  "tracking link": (trackingUrl) => trackingProblems({ trackingUrl }),
  "tracking number": (trackingNumber) => trackingProblems({ trackingNumber }),
  "name in the settings": (text) => checkText("name", text),
  rate: readRate,
  "payment token": (text) => problemsOfConfirm({ paymentId: "pay_1", paymentToken: text, idempotencyKey: "k" }),
};

const units = [
  ..."a-_ \n\t10.,é<>&\"'@/\\%=;:#{[$\u0301\u202e\u0661😀",
  "a-",
  "-a",
  "1.",
  "a.",
  "a@",
  "1 ",
  "4242 ",
  "\n ",
  " \n",
  "ß",
  "e\u0301",
  "\ud800",
  "<p>",
  "</p>",
  "<p ",
  "<li",
  "<!--",
  "<![CDATA[",
  "&amp;",
  "&#1",
  "https://",
  "a1",
  "1.1.2000 ",
  "password",
  "hansa_",
];
/** A text of about this length. */
export type Pattern = (length: number) => string;
const patternOf =
  (unit: string, head: string, tail: string): Pattern =>
  (length) =>
    `${head}${unit.repeat(Math.ceil(length / unit.length))}${tail}`;
export const patterns: readonly Pattern[] = [
  ...units.flatMap((unit) => [patternOf(unit, "", ""), patternOf(unit, "", "!")]),
  ...["1", "0", "1.", "1 "].map((unit) => patternOf(unit, "0.", "1")),
];
