/** Templates of orders: the built-in ones accept all data; those of the owner replace them or, if invalid, stop the start. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { directTransport } from "@hansa/kit/rpc";
import { ConfigError } from "@hansa/kit/runtime";
import { manualRuntime, temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { examples } from "../../src/providers/template-examples.ts";
import { openOrderTemplates } from "../../src/providers/templates.ts";
import { orders } from "../../src/server.ts";
import { createReceiptUrl } from "../../src/service/invoicing/receipt-link.ts";
import { bought } from "../support/purchase.ts";
import { noon, shop } from "../support/shop.ts";

/** A folder with templates of the owner. */
function ownTemplates(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
  return folder.path;
}

test("the built-in templates use existing variables only, in all of their branches", () => {
  expect(() => openOrderTemplates(ownTemplates({}))).not.toThrow();
});

test("the owner's e-mail and invoice templates, with a style sheet, replace the built-in ones", async () => {
  const folder = ownTemplates({
    "orders/mail/confirmed.liquid": "Subject: Bestellung {{ number }}\n\nGuten Tag,\n\nvielen Dank!\n",
    "orders/invoice.liquid":
      '<style>{{ style | raw }}</style><h1>Rechnung {{ invoiceNumber }}</h1>{{ placedAt.iso | date: "%d.%m.%Y" }}\n' +
      '{{ total.decimal | replace: ".", "," }} {{ currency }}\n',
    "orders/style.css": "h1 { color: navy }\n",
  });
  const s = await shop({ environment: { HANSA_TEMPLATES: folder } });
  const { number, orderId } = await bought(s);
  await s.work();
  expect(s.mail()).toEqual([
    expect.stringMatching(new RegExp(`\\nSubject: Bestellung ${number}\\n\\nGuten Tag,\\n\\nvielen Dank!\\n$`)),
  ]);
  const { pathname } = new URL(createReceiptUrl(s.running.service.deps, { id: orderId, linkVersion: 0 }));
  const page = await s.running.service.internal.inject({ method: "GET", url: pathname });
  expect(page.body).toBe("<style>\nh1 { color: navy }\n</style><h1>Rechnung 000001</h1>15.01.2026\n14,90 EUR\n");
});

test.each([
  ["does not parse", "<p>\n{% if %}\n", /orders\/invoice\.liquid, line 2: .+$/],
  [
    "names an unknown variable",
    "<p>\n\n{{ totl.decimal }}\n",
    /orders\/invoice\.liquid, line 3: undefined variable: totl/,
  ],
])("a template that %s stops the start in one line, before the store is opened", async (_what, text, line) => {
  const data = temporaryFolder();
  onTestFinished(() => data.remove());
  const templates = ownTemplates({ "orders/invoice.liquid": text });
  const config = readConfig({ HANSA_DATA: data.path, HANSA_LOG_LEVEL: "silent", HANSA_TEMPLATES: templates });
  const opening = orders.configured(config).open(manualRuntime(noon), directTransport(new Map()));
  await expect(opening).rejects.toThrow(ConfigError);
  await expect(opening).rejects.toThrow(line);
  await expect(opening).rejects.not.toThrow(/\n/);
  expect(existsSync(join(data.path, "orders", "orders.db"))).toBe(false);
});

test("titles, names and addresses appear unchanged in e-mails and documents, and are evaluated in neither", () => {
  const evil = `{{ receiptUrl }}{% raw %}<script>"'&`;
  const templates = openOrderTemplates(undefined);
  const [confirmed] = examples["mail/confirmed"];
  const address = { lines: [evil], country: "DE", vatId: evil };
  const { text } = templates.renderMail("mail/confirmed", {
    ...confirmed,
    shop: { name: evil, supportEmail: evil },
    lines: [{ ...confirmed.lines[0], title: evil, quantity: 1, total: confirmed.total }],
    shippingAddress: address,
  });
  expect(text.split(evil)).toHaveLength(6);
  const [invoice] = examples.invoice;
  const html = templates.renderDocument("invoice", { ...invoice, billingAddress: address, shippingLabel: evil });
  const escaped = "{{ receiptUrl }}{% raw %}&lt;script&gt;&#34;&#39;&amp;";
  expect(html.split(escaped)).toHaveLength(4);
  expect(html).not.toContain("<script");
});
