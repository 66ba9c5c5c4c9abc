/** The data of a product's safety: saved whole, kept, removed, and bounded. */
import { expect, test } from "vitest";
import { change, draft, manager, type Shop, shop } from "../support/shop.ts";

const maker = { name: "Kontor GmbH", address: "Kai 1\n28195 Bremen", email: "safety@kontor.example", url: null };
const responsiblePerson = {
  name: "Rep SARL",
  address: "1 Rue\nParis",
  email: null,
  url: "https://rep.example/contact",
};
const safety = { maker, responsiblePerson, warnings: "Not for children.\nSmall parts." };
const problems = "... on ValidationError { problems { path code } }";

async function read({ query }: Shop, id: string): Promise<unknown> {
  const contact = "{ name address email url }";
  const text = `query ($id: ID!) { product(id: $id) { safety { maker ${contact} responsiblePerson ${contact} warnings } } }`;
  return Object((await query(text, { id }, manager)).data).product.safety;
}

test("maker and warnings of a new product are read as they were entered", async () => {
  const s = await shop();
  const id = await draft(s, "Toy", { safety });
  expect(await read(s, id)).toEqual(safety);
  expect(await read(s, await draft(s, "Tea"))).toBeNull();
});

test("a change replaces them as a whole, leaves them if absent, and removes them with null", async () => {
  const s = await shop();
  const id = await draft(s, "Toy", { safety });
  await change(s, "productUpdate", { id, title: "Toys" });
  expect(await read(s, id)).toEqual(safety);
  await change(s, "productUpdate", { id, safety: { maker: { ...maker, name: " Kontor ", url: "" }, warnings: " " } });
  expect(await read(s, id)).toEqual({ maker: { ...maker, name: "Kontor" }, responsiblePerson: null, warnings: null });
  await change(s, "productUpdate", { id, safety: null });
  expect(await read(s, id)).toBeNull();
});

test.each([
  ["no name", { maker: { ...maker, name: " " } }, "maker.name", "LENGTH"],
  ["a name of 201 characters", { maker: { ...maker, name: "n".repeat(201) } }, "maker.name", "LENGTH"],
  ["an address of 501 characters", { maker: { ...maker, address: "n".repeat(501) } }, "maker.address", "LENGTH"],
  ["neither e-mail nor page", { maker: { ...maker, email: null } }, "maker.email", "MISSING"],
  ["no e-mail address", { maker: { ...maker, email: "kontor" } }, "maker.email", "FORMAT"],
  ["a page that runs a script", { maker: { ...maker, url: "javascript:alert(1)" } }, "maker.url", "FORMAT"],
  [
    "a person without an address",
    { maker, responsiblePerson: { ...maker, address: "" } },
    "responsiblePerson.address",
    "LENGTH",
  ],
])("%s is refused by name, in a new product and in a change", async (_what, wrong, field, code) => {
  const s = await shop();
  const refused = {
    __typename: "ValidationError",
    problems: [{ path: ["input", "safety", ...field.split(".")], code }],
  };
  const input = { title: "Toy", safety: wrong, idempotencyKey: "toy" };
  expect(await change(s, "productCreate", input, problems)).toEqual(refused);
  const id = await draft(s, "Tea");
  expect(await change(s, "productUpdate", { id, safety: wrong }, problems)).toEqual(refused);
  expect(await read(s, id)).toBeNull();
});
