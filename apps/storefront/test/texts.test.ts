/** Texts of all languages: the build puts those of a part where they are used, and a part that no language has ends it. */
import path from "node:path";
import { inlineTexts } from "@hansa/front/build";
import { expect, test } from "vitest";
import { languages, textsOf } from "../shop/texts.ts";
import * as en from "../texts/en.ts";

/** The code of a module as the build changes it. */
function build(code: string): string {
  const { buildStart, transform } = inlineTexts(path.resolve(import.meta.dirname, "../texts"));
  const context = {
    error: (message: string) => {
      throw new Error(message);
    },
  };
  if (typeof buildStart !== "function" || typeof transform !== "function") throw new Error("the plugin has no hooks");
  Reflect.apply(buildStart, context, [{}]);
  const built: unknown = Reflect.apply(transform, context, [code, "pages/cart/texts.ts"]);
  return built === null ? code : String(Reflect.get(Object(built), "code"));
}

/** A part is none of a language whose file has no such name. */
function isPart(name: string): name is keyof typeof en {
  return name in en;
}

test.each(Object.keys(en).filter(isPart))("the part %s is built from the file of each language", (name) => {
  const built = build(`export const texts = textsOf("${name}");`);
  expect(built).not.toContain("textsOf");
  for (const language of languages) {
    const texts = Object.values(textsOf(name)[language]).filter((text) => typeof text === "string");
    // As the file writes it.
    for (const text of texts) expect(built).toContain(text.replaceAll('"', '\\"'));
    expect(built).toContain(`${language}: {`);
  }
});

test("a script has the texts of its part alone", () => {
  const built = build('export const homeTexts = textsOf("home");');
  expect(built).toContain("Best sellers");
  expect(built).not.toContain("Your cart is empty.");
});

test("a part that there is not ends the build, and other modules stay as they are", () => {
  expect(() => build('const texts = textsOf("nothing");')).toThrow("there is no part nothing in texts/en.ts");
  expect(build("export const one = 1;")).toBe("export const one = 1;");
});
