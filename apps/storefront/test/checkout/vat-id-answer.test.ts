/** The answer about a VAT id: a buyer reads why tax is charged, and can ask again while the register is away. */
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { VatIdAnswer } from "../../pages/checkout/elements/vat-id-answer.tsx";

type State = "UNCHECKED" | "VALID" | "INVALID" | "UNAVAILABLE";

const render = (
  state: State,
  untaxed: boolean,
  language: "en" | "de" = "en",
  onRepeat: (() => void) | null = () => undefined,
) => renderToString(h(VatIdAnswer, { check: { state, untaxed }, language, isBusy: false, onRepeat }));

test("a valid id leaves tax out, in both languages", () => {
  expect(render("VALID", true)).toContain("no tax is charged");
  expect(render("VALID", true, "de")).toContain("keine Steuer");
});

test.each([
  ["INVALID", "does not have your VAT id"],
  ["UNAVAILABLE", "does not answer"],
  ["UNCHECKED", "another member state"],
  ["VALID", "stay in the country"],
] as const)("%s says why tax is charged", (state, text) => {
  expect(render(state, false)).toContain(text);
});

test("only a register that was away is asked again, once something can be sent", () => {
  expect(render("UNAVAILABLE", false)).toContain("<button");
  expect(render("UNAVAILABLE", false, "en", null)).not.toContain("<button");
  expect(render("INVALID", false)).not.toContain("<button");
});
