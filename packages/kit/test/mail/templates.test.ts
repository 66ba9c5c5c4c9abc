/** Templates: data are never evaluated, documents are escaped, e-mails are plain text, and a faulty file is refused with its line. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openTemplates } from "@hansa/kit/mail";
import { ConfigError } from "@hansa/kit/runtime";
import { temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";

type Note = { title: string; link: string | null; lines: { name: string }[] };

const examples = {
  note: [
    { title: "Tea", link: "https://kontor.example", lines: [{ name: "a" }] },
    { title: "", link: null, lines: [] },
  ],
  "mail/note": [{ title: "Tea", link: null, lines: [] }],
} as const satisfies Record<string, readonly Note[]>;

const builtIn = {
  "note.liquid": `<h1>{{ title }}</h1>\n{% if link %}\n<a href="{{ link }}">{% render "partials/name", name: title %}</a>\n{% endif %}\n`,
  "partials/name.liquid": "<b>{{ name }}</b>\n",
  "mail/note.liquid":
    "Subject: About {{ title }}\n\nHello,\n\n{% if link %}\n{{ link }}\n\n{% endif %}\nThe note is {{ title }}.\n",
  "style.css": "h1 { margin: 0 }\n",
};

/** Opens these files with the ones of the owner in their place. */
function open(own: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const write = (part: string, files: Readonly<Record<string, string>>) => {
    mkdirSync(join(folder.path, part), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder.path, part, name)), { recursive: true });
      writeFileSync(join(folder.path, part, name), text);
    }
  };
  write("built-in", builtIn);
  write("own/notes", own);
  return openTemplates<{ note: Note; "mail/note": Note }>({
    service: "notes",
    folder: join(folder.path, "built-in"),
    overrides: join(folder.path, "own"),
    examples: { note: [...examples.note], "mail/note": [...examples["mail/note"]] },
  });
}

const evil = `<script>alert("x")</script> & 'it' {{ link }} {% raw %} {%- assign title = 1 -%}`;
const data: Note = { title: evil, link: "https://kontor.example/?a=1&b=2", lines: [] };

test("a document escapes every value and evaluates none", () => {
  const html = open().renderDocument("note", data);
  const escaped =
    "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; &#39;it&#39; {{ link }} {% raw %} {%- assign title = 1 -%}";
  expect(html).toBe(`<h1>${escaped}</h1>\n<a href="https://kontor.example/?a=1&amp;b=2"><b>${escaped}</b></a>\n`);
});

test("an e-mail is plain text with unchanged values, and its subject stays one line", () => {
  expect(open().renderMail("mail/note", data)).toEqual({
    subject: `About ${evil}`,
    text: `Hello,\n\nhttps://kontor.example/?a=1&b=2\n\nThe note is ${evil}.`,
  });
  const title = "tea\r\nBcc: everybody@example.com";
  expect(open().renderMail("mail/note", { ...data, title }).subject).toBe("About tea Bcc: everybody@example.com");
});

test("the owner's files replace those of the same name, partials and style sheets too", () => {
  const templates = open({
    "note.liquid": `{% render "partials/line", name: title %}`,
    "partials/line.liquid": "<i>{{ name }}</i>",
    "style.css": "i { color: red }",
  });
  expect(templates.renderDocument("note", { ...data, title: "Tea" })).toBe("<i>Tea</i>");
  expect(templates.readAsset("style.css")).toBe("i { color: red }");
  expect(templates.renderMail("mail/note", { ...data, title: "Tea" }).subject).toBe("About Tea");
});

test.each([
  [
    "a tag that is not closed",
    "note.liquid",
    "<p>\n{% if link %}\n",
    /own\/notes\/note\.liquid, line 2: tag .* not closed$/,
  ],
  ["an unknown variable", "note.liquid", "a\nb\n{{ titel }}\n", /note\.liquid, line 3: undefined variable: titel$/],
  [
    "an unknown variable in a branch",
    "note.liquid",
    "{% if false %}\n{{ titel }}\n{% endif %}",
    /line 2: undefined.*titel$/,
  ],
  [
    "an unknown variable in a case",
    "note.liquid",
    '{% case title %}{% when "x" %}\n{{ a }}\n{% endcase %}',
    /line 2: undefined/,
  ],
  [
    "an unknown field of a list",
    "note.liquid",
    "{% for l in lines %}{% unless l.name %}\n{{ l.nam }}{% endunless %}{% endfor %}",
    /line 2: undefined.*l\.nam$/,
  ],
  ["an unknown filter", "note.liquid", "\n{{ title | shout }}", /line 2: undefined filter: shout$/],
  ["an unknown partial", "note.liquid", '\n{% render "partials/nome" %}', /line 2: ENOENT.*partials\/nome/],
  ["a partial from outside", "note.liquid", '{% render "../../../../etc/passwd" %}', /line 1: ENOENT/],
  [
    "a fault in a partial",
    "partials/name.liquid",
    "<b>\n\n{{ nam }}",
    /partials\/name\.liquid, line 3: undefined variable: nam$/,
  ],
  [
    "a fault in an e-mail",
    "mail/note.liquid",
    "Subject: a\n\nb\n\n{{ titel }}\n",
    /mail\/note\.liquid, line 5: undefined/,
  ],
  ["a fault in a subject", "mail/note.liquid", "Subject: {{ titel }}\n\nb\n", /mail\/note\.liquid, line 1: undefined/],
  [
    "an e-mail without a subject",
    "mail/note.liquid",
    "Hello,\n",
    /mail\/note\.liquid, line 1: an e-mail begins with "Subject: "/,
  ],
  [
    "a loop without an end",
    "note.liquid",
    "{% for i in (1..900000000) %}{{ i }}{% endfor %}",
    /line 1: memory alloc limit exceeded$/,
  ],
  [
    "a name that no template has",
    "notes.liquid",
    "",
    /own\/notes\/notes\.liquid: no template has this name; .*note\.liquid/,
  ],
])("%s is refused in one line that names the file", (_what, name, text, message) => {
  const opening = () => open({ [name]: text });
  expect(opening).toThrow(ConfigError);
  expect(opening).toThrow(message);
  expect(opening).not.toThrow(/\n/);
});

test("a missing folder is refused", () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const overrides = join(folder.path, "none");
  expect(() => openTemplates({ service: "notes", folder: folder.path, overrides, examples: {} })).toThrow(
    `HANSA_TEMPLATES: there is no folder ${overrides}`,
  );
});
