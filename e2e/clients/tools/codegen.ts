/** GraphQL Code Generator with the address of the shop as its schema: types for a page, and errors for fields that do not exist. */
import { expect, test } from "vitest";
import { makeProject } from "../support/project-folder.ts";

const page = (field: string) => `
import { graphql } from "./generated/index.ts";
export const Mugs = graphql(\`query Mugs { search(query: "mug", first: 3) { nodes { ${field} } } }\`);
`;

export function testCodegen(address: () => string): void {
  const config = () => `
export default {
  schema: "${address()}/graphql",
  documents: ["page.ts"],
  generates: { "generated/": { preset: "client", config: { useTypeImports: true } } },
};
`;

  test("makes types from the schema that it reads over HTTP", async () => {
    const { run, read } = makeProject({ "codegen.mjs": config(), "page.ts": page("title") });
    await run("graphql-codegen", "--config", "codegen.mjs");
    expect(read("generated/graphql.ts")).toMatch(/export type MugsQuery = .*title: string/);
  });

  test("fails on a field that does not exist", async () => {
    const { run } = makeProject({ "codegen.mjs": config(), "page.ts": page("titel") });
    const refused = run("graphql-codegen", "--config", "codegen.mjs");
    await expect(refused).rejects.toMatchObject({ stderr: expect.stringContaining("titel") });
  });
}
